//! Whether a guardrail would shut out the provider itself: the role by which it works in the accounts below the targets.
//!
//! Only what is certain counts. A statement whose conditions depend on what the provider does not know (a region, an address)
//! says nothing here.

use std::collections::BTreeSet;

use tfplugin::composite::{Fault, Preflight};
use tfplugin::diagnostic::Diagnostic;
use tfplugin::model::{Named, Out};

use super::{Guardrail, document};
use crate::aws::arn::is_account_id;
use crate::policy::organization::PolicyType;
use crate::policy::verdict::{Request, Verdict};
use crate::policy::{Kind, Policy};

/// What the provider asks in every account that it works in. It is shut out when all of it is denied.
const EVERYWHERE: [&str; 4] = ["iam:GetRole", "ec2:DescribeVpcs", "s3:ListAllMyBuckets", "kms:DescribeKey"];

/// What it asks where its own credentials belong to.
const AT_HOME: [&str; 2] = ["sts:AssumeRole", "organizations:DescribeOrganization"];

/// Refuses a guardrail that shuts out the provider, unless `allow_lockout` says that it may.
pub(super) async fn check(cx: &mut Preflight<'_, Guardrail>, kind: &PolicyType, targets: &BTreeSet<String>) {
    let f = Guardrail::fields();
    let (Some(kind), Some(false), Some(policy)) = (kind.kind(), cx.known(f.allow_lockout), policy(cx)) else { return };
    for target in targets {
        match shut_out(cx, kind, &policy, target).await {
            Ok(Some(problem)) => {
                let detail = format!(
                    "{problem} Add `{}` to `except_principals`, or set `allow_lockout = true` if nothing is managed there. The \
                     guardrail itself can always be changed from the management account.",
                    problem.principal
                );
                let error = Diagnostic::error(format!("The guardrail shuts out the provider at `{target}`"), detail);
                cx.push(error.at(f.targets.path()));
                // The same would be said of the other targets.
                return;
            }
            Ok(None) => {}
            Err(fault) => return cx.fault("find out by which role the provider works in the targets", &fault),
        }
    }
}

/// The policy that is planned; `None` while it is not known.
fn policy(cx: &Preflight<'_, Guardrail>) -> Option<Policy> {
    let f = Guardrail::fields();
    let kind = if cx.is_set(f.kind) { cx.known(f.kind)? } else { Out(None) };
    document::written((
        cx.known(f.preset)?,
        cx.known(f.parameters)?,
        cx.known(f.policy)?,
        cx.known(f.except_principals)?,
        kind,
    ))
}

/// What is denied to whom.
struct Problem {
    statement: String,
    principal: String,
    what: &'static str,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Problem { statement, principal, what } = self;
        write!(f, "{statement} denies {what} to {principal}, by which the provider works.")
    }
}

async fn shut_out(
    cx: &Preflight<'_, Guardrail>,
    kind: Kind,
    policy: &Policy,
    target: &str,
) -> Result<Option<Problem>, Fault> {
    let is_account = is_account_id(target);
    // Neither kind of policy holds in the management account, from which the organization is managed.
    if is_account && target == cx.place.account_id {
        return Ok(None);
    }
    let home = cx.cloud.caller().await?.account_id;
    let own = cx.cloud.principal_in(&home).await?;
    if kind == Kind::ResourceControl {
        let assume = request("sts:AssumeRole", &own).on(&role_below(cx, target).await?);
        return Ok(denied(policy, [assume], &own, "taking on a role there"));
    }
    if is_account && target == home {
        return Ok(denied(policy, AT_HOME.map(|action| request(action, &own)), &own, "everything"));
    }
    let principal = role_below(cx, target).await?;
    Ok(denied(policy, EVERYWHERE.map(|action| request(action, &principal)), &principal, "everything"))
}

/// The role by which the provider works in an account, or in the accounts below a target.
async fn role_below(cx: &Preflight<'_, Guardrail>, target: &str) -> Result<String, Fault> {
    cx.cloud.principal_in(if is_account_id(target) { target } else { "*" }).await
}

fn request(action: &str, principal: &str) -> Request {
    Request::new(action)
        .with("aws:PrincipalArn", principal)
        .with("aws:PrincipalIsAWSService", "false")
        .without("aws:AssumedRoot")
        .without("aws:SourceAccount")
        .without("aws:SourceOrgID")
}

/// The statement that denies the last of the requests, when all are denied for certain.
fn denied(
    policy: &Policy,
    requests: impl IntoIterator<Item = Request>,
    principal: &str,
    what: &'static str,
) -> Option<Problem> {
    let mut statement = None;
    for request in requests {
        match policy.verdict(&request) {
            Verdict::Denied(place) => statement = Some(place),
            Verdict::Unsure(_) | Verdict::Passes => return None,
        }
    }
    statement.map(|statement| Problem { statement, principal: principal.to_owned(), what })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Statement;

    const ROLE: &str = "arn:aws:iam::*:role/OrganizationAccountAccessRole";

    fn shut(policy: &Policy) -> bool {
        denied(policy, EVERYWHERE.map(|action| request(action, ROLE)), ROLE, "everything").is_some()
    }

    fn deny_all() -> Statement {
        Statement::deny().actions(["*"]).resources(["*"])
    }

    #[test]
    fn what_denies_everything_shuts_out() {
        assert!(shut(&Policy::new([deny_all()])));
        assert!(shut(&Policy::new([Statement::deny().not_actions(["support:*"]).resources(["*"])])));
        let people = deny_all().condition("ArnNotLike", "aws:PrincipalArn", ["arn:aws:iam::*:role/people/*"]);
        assert!(shut(&Policy::new([people])));
    }

    #[test]
    fn what_leaves_it_out_or_depends_does_not() {
        let excepted = deny_all().condition("ArnNotLike", "aws:PrincipalArn", ["arn:aws:iam::*:role/Organization*"]);
        assert!(!shut(&Policy::new([excepted])));
        let in_one_account = "arn:aws:iam::111122223333:role/OrganizationAccountAccessRole";
        assert!(!shut(&Policy::new([deny_all().condition("ArnNotLike", "aws:PrincipalArn", [in_one_account])])));
        let elsewhere = deny_all().condition("StringNotEquals", "aws:RequestedRegion", ["eu-west-1"]);
        assert!(!shut(&Policy::new([elsewhere])));
        assert!(!shut(&Policy::new([Statement::deny().actions(["iam:*"]).resources(["*"])])));
        let root = deny_all().condition("ArnLike", "aws:PrincipalArn", ["arn:*:iam::*:root"]);
        assert!(!shut(&Policy::new([root])));
    }
}
