//! The IAM calls about a role itself.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_iam::types::{Role as Answer, Tag};
use tfplugin::composite::{Context, Fault, FaultKind, Mark, Part};
use tokio_util::sync::CancellationToken;

use super::role::{Role, RoleSeen, RoleWant};
use super::{document, found};
use crate::aws::{Aws, Ended, OrFault, Poll, Wait};

/// IAM shows a new role or user to the rest of IAM after some seconds; until then a trust policy that names one is
/// refused as malformed, with the same code as one that never will be right:
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency>
const NEW_PRINCIPALS: Poll =
    Poll { first: Duration::from_secs(1), longest: Duration::from_secs(4), limit: Duration::from_secs(20) };

pub(super) async fn get(aws: &Aws, account_id: &str, name: &str) -> Result<Option<(RoleSeen, Option<Mark>)>, Fault> {
    let iam = aws.iam(account_id).await?;
    let answer = found(iam.get_role().role_name(name).send().await.or_fault("iam:GetRole"))?;
    Ok(answer.and_then(|answer| answer.role).map(seen))
}

fn seen(role: Answer) -> (RoleSeen, Option<Mark>) {
    let tags = role.tags.unwrap_or_default().into_iter().map(|tag| (tag.key, tag.value));
    let mut tags: BTreeMap<String, String> = tags.filter(|(key, _)| !key.starts_with("aws:")).collect();
    let mark = Mark::take(&mut tags);
    let seen = RoleSeen {
        arn: role.arn,
        unique_id: role.role_id,
        path: role.path,
        description: role.description.unwrap_or_default(),
        trust: document(role.assume_role_policy_document.as_deref().unwrap_or_default()),
        // What AWS says of roles that were never given one.
        max_session_duration: role.max_session_duration.unwrap_or(3_600),
        permissions_boundary: role.permissions_boundary.and_then(|boundary| boundary.permissions_boundary_arn),
        tags,
    };
    (seen, mark)
}

pub(super) async fn create(
    cx: &Context<'_, Aws>,
    name: &str,
    want: &RoleWant,
    tags: &BTreeMap<String, String>,
) -> Result<String, Fault> {
    const OPERATION: &str = "iam:CreateRole";
    let iam = cx.cloud.iam_once(&cx.place.account_id).await?;
    let call = iam
        .create_role()
        .role_name(name)
        .path(&want.path)
        .set_description((!want.description.is_empty()).then(|| want.description.clone()))
        .assume_role_policy_document(want.trust.minified())
        .max_session_duration(want.max_session_duration)
        .set_permissions_boundary(want.permissions_boundary.clone())
        .set_tags(Some(sdk_tags(tags)?));
    let mut patience = Patience::new(cx, want);
    let answer = loop {
        match call.clone().send().await.or_fault(OPERATION) {
            Ok(answer) => break answer,
            Err(fault) if fault.kind == FaultKind::LimitExceeded => return Err(over_the_limit(fault, want)),
            Err(fault) => patience.after(fault).await?,
        }
    };
    let arn = answer.role.map(|role| role.arn);
    arn.ok_or_else(|| Fault {
        operation: OPERATION.to_owned(),
        ..Fault::new(FaultKind::Uncertain, "the answer does not say the new role's ARN")
    })
}

/// The quota that is used up may be that of the policy's length.
fn over_the_limit(fault: Fault, want: &RoleWant) -> Fault {
    match Role::advise(want).pop() {
        Some(warning) => fault.hint(warning),
        None => fault,
    }
}

/// Waits for principals that may be too new for IAM to know, when the trust policy names any. Begun once per call.
struct Patience<'a> {
    cancel: &'a CancellationToken,
    wait: Option<Wait>,
}

impl<'a> Patience<'a> {
    fn new(cx: &Context<'a, Aws>, want: &RoleWant) -> Patience<'a> {
        Patience { cancel: cx.cancel, wait: want.trust.names_identities().then(|| NEW_PRINCIPALS.begin()) }
    }

    /// Ends well when the call that had this answer is to be repeated.
    async fn after(&mut self, fault: Fault) -> Result<(), Fault> {
        let Some(wait) = self.wait.as_mut().filter(|_| fault.kind == FaultKind::Invalid) else { return Err(fault) };
        tracing::debug!(%fault, "refused; a principal may be too new");
        match wait.pause(self.cancel).await {
            Ok(()) => Ok(()),
            Err(Ended::Late) => Err(fault.hint("Check that the roles and users that the trust policy names exist")),
            Err(Ended::Cancelled) => Err(Fault::cancelled("the trust policy's principals to be known to IAM")),
        }
    }
}

pub(super) async fn update(
    cx: &Context<'_, Aws>,
    account_id: &str,
    name: &str,
    seen: &RoleSeen,
    want: &RoleWant,
) -> Result<(), Fault> {
    let iam = cx.cloud.iam(account_id).await?;
    if seen.trust != want.trust {
        let call = iam.update_assume_role_policy().role_name(name).policy_document(want.trust.minified());
        let mut patience = Patience::new(cx, want);
        while let Err(fault) = call.clone().send().await.or_fault("iam:UpdateAssumeRolePolicy") {
            if fault.kind == FaultKind::LimitExceeded {
                return Err(over_the_limit(fault, want));
            }
            patience.after(fault).await?;
        }
    }
    if (&seen.description, seen.max_session_duration) != (&want.description, want.max_session_duration) {
        let call = iam.update_role().role_name(name).description(&want.description);
        call.max_session_duration(want.max_session_duration).send().await.or_fault("iam:UpdateRole")?;
    }
    match (&seen.permissions_boundary, &want.permissions_boundary) {
        (seen, Some(want)) if seen.as_ref() != Some(want) => {
            let call = iam.put_role_permissions_boundary().role_name(name).permissions_boundary(want);
            call.send().await.or_fault("iam:PutRolePermissionsBoundary")?;
        }
        (Some(_), None) => {
            let call = iam.delete_role_permissions_boundary().role_name(name).send().await;
            found(call.or_fault("iam:DeleteRolePermissionsBoundary"))?;
        }
        _ => {}
    }
    let surplus: Vec<String> = seen.tags.keys().filter(|key| !want.tags.contains_key(*key)).cloned().collect();
    if !surplus.is_empty() {
        iam.untag_role().role_name(name).set_tag_keys(Some(surplus)).send().await.or_fault("iam:UntagRole")?;
    }
    let differ = want.tags.iter().filter(|(key, value)| seen.tags.get(*key) != Some(value));
    let missing: BTreeMap<String, String> = differ.map(|(key, value)| (key.clone(), value.clone())).collect();
    if missing.is_empty() { Ok(()) } else { tag(cx.cloud, account_id, name, &missing).await }
}

pub(super) async fn tag(aws: &Aws, account_id: &str, name: &str, tags: &BTreeMap<String, String>) -> Result<(), Fault> {
    let iam = aws.iam(account_id).await?;
    let call = iam.tag_role().role_name(name).set_tags(Some(sdk_tags(tags)?));
    call.send().await.or_fault("iam:TagRole").map(drop)
}

pub(super) async fn delete(aws: &Aws, account_id: &str, name: &str) -> Result<(), Fault> {
    let iam = aws.iam(account_id).await?;
    match found(iam.delete_role().role_name(name).send().await.or_fault("iam:DeleteRole")) {
        Ok(_) => Ok(()),
        Err(fault) if fault.kind == FaultKind::Conflict => Err(in_the_way(&iam, name, fault).await),
        Err(fault) => Err(fault),
    }
}

/// The same fault with the names of what keeps the role. IAM deletes only a bare role:
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html>
async fn in_the_way(iam: &aws_sdk_iam::Client, name: &str, fault: Fault) -> Fault {
    let profiles = iam.list_instance_profiles_for_role().role_name(name).into_paginator().items().send();
    let attached = iam.list_attached_role_policies().role_name(name).into_paginator().items().send();
    let inline = iam.list_role_policies().role_name(name).into_paginator().items().send();
    let (profiles, attached, inline) = tokio::join!(
        profiles.collect::<Result<Vec<_>, _>>(),
        attached.collect::<Result<Vec<_>, _>>(),
        inline.collect::<Result<Vec<_>, _>>(),
    );
    // What cannot be listed is left out: the conflict is what matters.
    let mut left = Vec::new();
    left.extend(
        profiles.unwrap_or_default().into_iter().map(|p| format!("instance profile {}", p.instance_profile_name)),
    );
    let arns = attached.unwrap_or_default().into_iter().filter_map(|policy| policy.policy_arn);
    left.extend(arns.map(|arn| format!("attached policy {arn}")));
    left.extend(inline.unwrap_or_default().into_iter().map(|policy| format!("inline policy {policy}")));
    if left.is_empty() {
        return fault;
    }
    let message = format!("role {name} still has {}", left.join(", "));
    Fault { message, ..fault }.hint("Remove what somebody else put on the role, then destroy it again")
}

fn sdk_tags(tags: &BTreeMap<String, String>) -> Result<Vec<Tag>, Fault> {
    let tags = tags.iter().map(|(key, value)| Tag::builder().key(key).value(value).build());
    tags.collect::<Result<_, _>>().map_err(|error| Fault::new(FaultKind::Bug, error.to_string()))
}
