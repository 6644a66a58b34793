//! The pipeline, and the roles on its way.
//!
//! It enters the management account with a token: to plan with a role that reads, to apply with one that may do everything. From
//! there the provider goes on into each account, to apply as always, and to plan by a role that reads. So a pull request, which
//! runs what it proposes, can change nothing.

use std::collections::BTreeMap;

use serde_json::json;

use crate::estate::{Account, Ci, MANAGEMENT, Organization, Role};
use crate::spec::{CiProvider, Layout, Problem, Problems, layout};

/// The environment at GitHub whose jobs apply.
const ENVIRONMENT: &str = "production";

pub(super) fn ci(
    layout: &Layout,
    organization: &Organization,
    accounts: &[Account],
    roles: &mut Vec<Role>,
    problems: &mut Problems,
) -> Option<Ci> {
    let said = layout.access.as_ref()?.ci.as_ref()?;
    for part in [&said.organization, &said.repository] {
        if part.is_empty() || !part.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)) {
            let label = "stands in the trust of a role";
            problems.push(Problem::new(
                format!("`{}` is no name at GitHub", part.value),
                &part.span,
                label,
                "use letters, digits and `-_.`",
            ));
        }
    }
    let CiProvider::Github = said.provider;
    let name = |suffix: &str| format!("{}-{suffix}", organization.name);
    let ci = Ci {
        provider: "github".to_owned(),
        organization: said.organization.value.clone(),
        repository: said.repository.value.clone(),
        plan_role: name("ci-plan"),
        apply_role: name("ci-apply"),
        account_role: name("plan"),
    };
    for role in [&ci.plan_role, &ci.apply_role, &ci.account_role] {
        if let Some((taken, _)) =
            layout.access.iter().flat_map(|access| &access.roles).find(|(name, _)| name.value == *role)
        {
            let label = "the pipeline has a role of this name";
            let help = "choose another name, or leave `access.ci` out";
            problems.push(Problem::new(format!("no role can be called `{role}`"), &taken.span, label, help));
        }
    }
    roles.extend(pipeline(&ci, said, organization, accounts));
    roles.sort_by(|one, other| one.name.cmp(&other.name));
    Some(ci)
}

fn pipeline(ci: &Ci, said: &layout::Ci, organization: &Organization, accounts: &[Account]) -> [Role; 3] {
    let role = |name: &str, access: &str| Role {
        name: name.to_owned(),
        access: access.to_owned(),
        accounts: vec![MANAGEMENT.to_owned()],
        trusted: Vec::new(),
        require_mfa: false,
        subjects: Vec::new(),
        inline_policies: BTreeMap::new(),
        pipeline: true,
    };
    let members = accounts.iter().filter(|account| !account.management).map(|account| account.name.clone());
    let mut members: Vec<String> = members.collect();
    members.sort();
    // A plan locks the state, which is a file beside it.
    let locks = json!({
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": ["s3:PutObject", "s3:DeleteObject"],
                "Resource": format!("arn:aws:s3:::{}/*.tflock", organization.state_bucket),
            },
            {
                "Effect": "Allow",
                "Action": "sts:AssumeRole",
                "Resource": format!("arn:aws:iam::*:role/{}", ci.account_role),
            },
        ],
    });
    [
        Role {
            subjects: subjects(said, "pull_request"),
            inline_policies: BTreeMap::from([("plan".to_owned(), locks)]),
            ..role(&ci.plan_role, "read_only")
        },
        Role { subjects: subjects(said, &format!("environment:{ENVIRONMENT}")), ..role(&ci.apply_role, "full_access") },
        Role { accounts: members, trusted: vec![MANAGEMENT.to_owned()], ..role(&ci.account_role, "read_only") },
    ]
}

/// Subjects of the repository's tokens. Repositories that were made, renamed or transferred since July 2026 have IDs beside names:
/// <https://docs.github.com/en/actions/reference/security/oidc>.
fn subjects(said: &layout::Ci, context: &str) -> Vec<String> {
    let (organization, repository) = (&said.organization.value, &said.repository.value);
    let mut subjects = vec![format!("repo:{organization}/{repository}:{context}")];
    if let (Some(organization_id), Some(repository_id)) = (said.organization_id, said.repository_id) {
        subjects.push(format!("repo:{organization}@{organization_id}/{repository}@{repository_id}:{context}"));
    }
    subjects
}
