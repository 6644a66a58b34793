//! Making an account: a request that AWS works on for minutes.
//!
//! A request is known by its id (`car-…`) and, to whoever does not have that, by the account's name alone: AWS does not say
//! which e-mail address it is for. So a request of the same name that is under way is waited for, and its account looked at.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use aws_sdk_organizations::types::{CreateAccountState, CreateAccountStatus, IamUserAccessToBilling};
use tfplugin::composite::{Context, Fault, FaultKind, waiting};
use tokio::sync::Semaphore;

use super::account::AccountWant;
use super::member::described;
use super::{failure, in_turn, tags, unsaid};
use crate::aws::{Aws, OrFault, Poll};

/// How often a request is looked at. AWS takes from seconds to some minutes; the resource's deadline ends the wait.
const UNDER_WAY: Poll =
    Poll { first: Duration::from_millis(250), longest: Duration::from_secs(5), limit: Duration::from_hours(24) };

/// How many accounts of one organization AWS makes at a time:
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>
const AT_ONCE: usize = 5;

/// How often a request is made again that failed for a reason that passes.
const ATTEMPTS: u32 = 4;

/// Makes the account, or goes on with a request that is under way for it, and returns its id. What is more than AWS makes
/// at a time waits here.
///
/// # Errors
/// `AlreadyExists` when the address is taken, by whatever account of AWS; the reason for which AWS made no account, as a
/// sentence; `Cancelled` at the deadline, when AWS goes on.
pub(super) async fn vend(cx: &Context<'_, Aws>, want: &AccountWant) -> Result<String, Fault> {
    let turns = turns(&cx.place.account_id);
    waiting("its turn: AWS makes five accounts of an organization at a time");
    let turn = tokio::select! {
        turn = turns.acquire() => turn,
        () = cx.cancel.cancelled() => return Err(Fault::cancelled("its turn to be made")),
    };
    let mut attempt = 0;
    loop {
        attempt += 1;
        if let Some(id) = resumed(cx, want).await? {
            return Ok(id);
        }
        let status = follow(cx, request(cx, want).await?).await?;
        if let Some(id) = status.account_id() {
            drop(turn);
            return Ok(id.to_owned());
        }
        if attempt >= ATTEMPTS || !failure::passes(&status) {
            return Err(failure::fault(&status, want));
        }
        tracing::warn!(request = status.id(), reason = ?status.failure_reason(), "AWS made no account; asking again");
    }
}

/// The account of a request of the same name that is under way, when it has the address that is wanted: that of a run that
/// died, or of a call whose answer was lost.
async fn resumed(cx: &Context<'_, Aws>, want: &AccountWant) -> Result<Option<String>, Fault> {
    let client = cx.cloud.organizations(&cx.place.account_id).await?;
    let pages = client.list_create_account_status().states(CreateAccountState::InProgress).into_paginator().send();
    let pages = pages.collect::<Result<Vec<_>, _>>().await.or_fault("organizations:ListCreateAccountStatus")?;
    let all = pages.into_iter().flat_map(|page| page.create_account_statuses.unwrap_or_default());
    for status in all.filter(|status| status.account_name() == Some(want.name.as_str())) {
        tracing::info!(request = status.id(), "waiting for a request of the same name that is under way");
        let ended = follow(cx, status).await?;
        let Some(id) = ended.account_id() else { continue };
        let member = described(cx.cloud, &cx.place.account_id, id).await?;
        if member.is_some_and(|member| member.email.eq_ignore_ascii_case(&want.email)) {
            return Ok(Some(id.to_owned()));
        }
    }
    Ok(None)
}

/// Asks AWS to make the account, with its tags and the resource's mark.
async fn request(cx: &Context<'_, Aws>, want: &AccountWant) -> Result<CreateAccountStatus, Fault> {
    const OPERATION: &str = "organizations:CreateAccount";
    let client = cx.cloud.organizations_once(&cx.place.account_id).await?;
    let billing = want.iam_user_access_to_billing.as_deref().map(IamUserAccessToBilling::from);
    let call = client
        .create_account()
        .email(&want.email)
        .account_name(&want.name)
        .role_name(&want.role_name)
        .set_iam_user_access_to_billing(billing)
        .set_tags(Some(tags::marked(cx, &want.tags)?));
    let answer = in_turn(cx, || async { call.clone().send().await.or_fault(OPERATION) }).await?;
    answer.create_account_status.ok_or_else(|| unsaid(OPERATION, "the request's state"))
}

/// Waits until a request has ended, well or not.
async fn follow(cx: &Context<'_, Aws>, begun: CreateAccountStatus) -> Result<CreateAccountStatus, Fault> {
    const OPERATION: &str = "organizations:DescribeCreateAccountStatus";
    let id = begun.id.clone().ok_or_else(|| unsaid(OPERATION, "the request's id"))?;
    let client = cx.cloud.organizations(&cx.place.account_id).await?;
    let (mut status, mut wait) = (begun, UNDER_WAY.begin());
    while status.state().is_none_or(|state| *state == CreateAccountState::InProgress) {
        waiting(&format!("AWS to make the account (request {id})"));
        if wait.pause(cx.cancel).await.is_err() {
            return Err(Fault::cancelled(format!("AWS to make the account (request {id})")).hint(format!(
                "AWS goes on with request {id}. The next apply finds the request or the account, and makes no other."
            )));
        }
        let look = client.describe_create_account_status().create_account_request_id(&id).send().await;
        match look.or_fault(OPERATION) {
            Ok(answer) => {
                status = answer.create_account_status.ok_or_else(|| unsaid(OPERATION, "the request's state"))?;
            }
            // The request was taken: what keeps one from seeing how far it is must not end the wait, nor begin another.
            Err(fault) if matches!(fault.kind, FaultKind::NotFound | FaultKind::Throttled | FaultKind::Uncertain) => {
                tracing::debug!(%fault, request = id, "the request cannot be seen now");
            }
            Err(fault) => {
                let hint = format!("{} AWS goes on with request {id}, and the next apply finds it.", hint_of(&fault));
                return Err(fault.hint(hint.trim_start()));
            }
        }
    }
    Ok(status)
}

fn hint_of(fault: &Fault) -> String {
    fault.hint.as_ref().map_or(String::new(), |hint| format!("{}.", hint.trim_end_matches('.')))
}

/// The turns of an organization, by its management account, shared by all accounts that this process makes.
fn turns(management_account_id: &str) -> Arc<Semaphore> {
    static TURNS: LazyLock<Mutex<BTreeMap<String, Arc<Semaphore>>>> = LazyLock::new(Mutex::default);
    let mut turns = TURNS.lock().unwrap_or_else(PoisonError::into_inner);
    let new = || Arc::new(Semaphore::new(AT_ONCE));
    turns.entry(management_account_id.to_owned()).or_insert_with(new).clone()
}
