//! Looking for accounts of the organization.

use tfplugin::composite::{Context, Fault};

use super::found;
use super::tree::{self, Member};
use crate::aws::{Aws, OrFault};

/// States of accounts that somebody closed. Such an account stays in the organization for 90 days, and keeps its e-mail
/// address: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_account_state.html>
const CLOSED: [&str; 3] = ["PENDING_CLOSURE", "SUSPENDED", "CLOSED"];

/// Whether somebody closed the account.
pub fn is_closed(member: &Member) -> bool {
    CLOSED.contains(&member.state.as_str())
}

/// An account by its id; `None` when it is not in the organization. While resources are read, all of them share one list.
///
/// # Errors
/// What AWS answers.
pub async fn by_id(cx: &Context<'_, Aws>, id: &str) -> Result<Option<Member>, Fault> {
    if cx.is_read()
        && let Some(member) = tree::tree(cx.cloud, &cx.place.account_id).await?.accounts.get(id)
    {
        return Ok(Some(member.clone()));
    }
    // What was made or changed just now is in no list that is shared.
    described(cx.cloud, &cx.place.account_id, id).await
}

/// An account by its id, asked for now.
///
/// # Errors
/// What AWS answers.
pub async fn described(aws: &Aws, management_account_id: &str, id: &str) -> Result<Option<Member>, Fault> {
    let client = aws.organizations(management_account_id).await?;
    let answer = client.describe_account().account_id(id).send().await.or_fault("organizations:DescribeAccount");
    let Some(account) = found(answer)?.and_then(|answer| answer.account) else { return Ok(None) };
    let parent_id = match tree::parent_in(account.paths()) {
        Some(parent_id) => parent_id.to_owned(),
        None => tree::parent_of(&client, id).await?,
    };
    Ok(Some(tree::member(account, parent_id)))
}

/// The account with this e-mail address, in whatever case it is written.
///
/// # Errors
/// What AWS answers; `NotFound` when there is no organization.
pub async fn by_email(aws: &Aws, management_account_id: &str, email: &str) -> Result<Option<Member>, Fault> {
    let tree = tree::tree(aws, management_account_id).await?;
    Ok(tree.accounts.values().find(|member| member.email.eq_ignore_ascii_case(email)).cloned())
}
