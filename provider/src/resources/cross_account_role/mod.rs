//! `plinth_cross_account_role`: its page, its attributes, and the parts they are wired to.

mod access;
mod rules;
mod trust;

use std::collections::{BTreeMap, BTreeSet};

use tfplugin::Resource;
use tfplugin::check::Check;
use tfplugin::composite::{Composite, Configuration, Global, Graph};
use tfplugin::diagnostic::Diagnostics;
use tfplugin::model::{Named, Out};

use crate::aws::Aws;
use crate::functions::sign_in_url::sign_in_url;
use crate::parts::iam::attached_policy::{AttachedPolicy, RoleOwner};
use crate::parts::iam::inline_policy::InlinePolicy;
use crate::parts::iam::role::{Role, RoleKey, RoleSeen, RoleWant};
use crate::policy::PolicyJson;

use access::{ACCESS, DEVELOPER_POLICY, inline, is_human, managed};
use trust::Trust;

/// An IAM role in one account that principals of other accounts assume.
///
/// The role is what a person or a pipeline becomes when it crosses from the account where it lives into this one. What
/// it may do is said by `access`; who may assume it, by `trusted_accounts`, `trusted_principals` and `oidc`. Policies
/// that are not named here are not the role's: one that is attached by hand shows in the next plan and is detached.
///
/// Roles for people demand MFA and last up to twelve hours; roles for machines last one. AWS cuts the session to one
/// hour, whatever `max_session_duration` says, when the role is assumed from another role (role chaining).
///
/// A create that fails half-way keeps in the state what exists, and Terraform marks it as tainted: the next apply
/// replaces the role. `terraform untaint` first continues where it stopped instead.
#[derive(Clone, Debug, PartialEq, Resource)]
#[tf(name = "cross_account_role")]
pub struct CrossAccountRole {
    /// Name of the role, unique in the account whatever its path.
    #[tf(required, force_new, check = NAME)]
    pub name: String,
    /// What the role may do. `full_access`, `read_only`, `billing`, `support`, `logs` and `iam_admin` attach AWS's
    /// managed policy for the job. `developer` allows everything in `allowed_services`. `auto_deploy` is for machines,
    /// and like `custom` allows only what `policies` and `inline_policies` say.
    #[tf(required, check = OneOf(ACCESS))]
    pub access: String,
    /// Text shown with the role at the console.
    #[tf(optional, check = Len(1, 1000))]
    pub description: Option<String>,
    /// Accounts whose principals may assume the role, as far as their own policies allow them to.
    #[tf(optional, check = each(Pattern("[0-9]{12}", "an account id of twelve digits")))]
    pub trusted_accounts: Option<BTreeSet<String>>,
    /// ARNs of the roles and users that may assume the role. They must exist when the role is created.
    #[tf(optional, check = each(PRINCIPAL))]
    pub trusted_principals: Option<BTreeSet<String>>,
    /// Workloads outside AWS that may assume the role with a token of an OIDC provider, such as a CI pipeline.
    #[tf(optional)]
    pub oidc: Option<Oidc>,
    /// Whether trusted accounts and principals must present MFA. Default: `true`, but `false` for `auto_deploy`.
    #[tf(optional, computed)]
    pub require_mfa: Out<bool>,
    /// Seconds since MFA was presented after which it must be presented again.
    #[tf(optional, check = Range(60, 129_600))]
    pub mfa_max_age: Option<i64>,
    /// Secret word, agreed with a third party, that trusted accounts and principals must send along. Not a password:
    /// everyone who can read the role sees it.
    #[tf(optional, check = Len(2, 1224), check = Pattern(r"[\w+=,.@:/-]*", "letters, digits and `_+=,.@:/-`"))]
    pub external_id: Option<String>,
    /// Prefixes of the services that `access = "developer"` allows everything in: `s3`, `dynamodb`.
    #[tf(optional, check = each(Pattern("[a-z0-9-]+", "the prefix of a service's actions, such as `s3`")))]
    pub allowed_services: Option<BTreeSet<String>>,
    /// ARNs of managed policies to attach beside those of `access`.
    #[tf(optional, check = Items(0, 20), check = each(POLICY_ARN))]
    pub policies: Option<BTreeSet<String>>,
    /// Policies of the role's own, JSON by name. White space and the order of keys do not matter.
    #[tf(optional, check = keys(POLICY_NAME), check = each(Custom("a policy document in JSON", PolicyJson::check)))]
    pub inline_policies: Option<BTreeMap<String, PolicyJson>>,
    /// ARN of the managed policy that bounds what the role may do at most.
    #[tf(optional, check = POLICY_ARN)]
    pub permissions_boundary: Option<String>,
    /// Path of the role, `/` or `/deploy/ci/`.
    #[tf(default = "/", force_new, check = Len(1, 512), check = Pattern(r"/([!-~]+/)?", "`/`, or begin and end with `/`"))]
    pub path: String,
    /// Longest session in seconds. Default: `43200`, but `3600` for `auto_deploy` and with `oidc`.
    #[tf(optional, computed, check = Range(3600, 43_200))]
    pub max_session_duration: Out<i64>,
    /// ARN of the role.
    #[tf(computed)]
    pub arn: Out<String>,
    /// Id of the role that no later role of the same name will have, as it stands in CloudTrail.
    #[tf(computed)]
    pub unique_id: Out<String>,
    /// Address at which a person switches to the role at the console.
    #[tf(computed)]
    pub sign_in_url: Out<String>,
    /// What every resource has.
    #[tf(flatten)]
    pub common: Global,
}

/// Workloads that an OIDC provider vouches for.
#[derive(Clone, Debug, PartialEq, tfplugin::Object)]
pub struct Oidc {
    /// The provider's address without `https://`, as in `token.actions.githubusercontent.com`. The account of the role
    /// must have it as an OIDC provider.
    #[tf(required, check = Pattern("[A-Za-z0-9.-]+(/[!-~]*)?", "an address without `https://`"))]
    pub provider: String,
    /// Subjects that may assume the role, `*` standing for any text:
    /// `repo:acme/infrastructure-live:ref:refs/heads/main`.
    #[tf(required, check = Items(1, 100), check = each(SUBJECT))]
    pub subjects: BTreeSet<String>,
    /// Audiences of the token. Default: `sts.amazonaws.com`.
    #[tf(default = BTreeSet::from(["sts.amazonaws.com".to_owned()]), check = Items(1, 20))]
    pub audiences: BTreeSet<String>,
}

// Source of names and lengths: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
const NAME: Check = Check::Pattern(r"[\w+=,.@-]{1,64}", "1 to 64 letters, digits and `_+=,.@-`");
const POLICY_NAME: Check = Check::Pattern(r"[\w+=,.@-]{1,128}", "1 to 128 letters, digits and `_+=,.@-`");
const POLICY_ARN: Check =
    Check::Pattern("arn:aws[a-z-]*:iam::(aws|[0-9]{12}):policy/[!-~]+", "the ARN of a managed policy");
const PRINCIPAL: Check = Check::Pattern(
    "arn:aws[a-z-]*:(iam::[0-9]{12}:(role|user)|sts::[0-9]{12}:(assumed-role|federated-user))/[!-~]+",
    "the ARN of a role, a user or a session; whole accounts belong in `trusted_accounts`",
);
// A subject of nothing but wildcards would let in every workload that the provider serves, of anybody.
const SUBJECT: Check = Check::Pattern(r"[^*?]{4,}.*", "a subject that begins with at least four characters other than `*` and `?`");

impl Composite for CrossAccountRole {
    type Cloud = Aws;

    const IMPORT_ID: &'static [&'static str] = &["account_id", "name"];

    const SUBCATEGORY: &'static str = "Access";

    fn parts(g: &mut Graph<Self>) {
        let f = Self::fields();
        g.output(f.common.id, (f.common.account_id, f.name), |(account, name)| format!("{}/{name}", text(account)));
        g.output(f.sign_in_url, (f.common.account_id, f.name, f.path), |(account, name, path)| {
            sign_in_url(&text(account), &format!("{}{name}", path.trim_start_matches('/')), &name)
        });
        g.output(f.require_mfa, f.access, |access| is_human(&access));
        g.output(f.max_session_duration, (f.access, f.oidc), |(access, oidc)| {
            if is_human(&access) && oidc.is_none() { 43_200 } else { 3600 }
        });

        let trust = (
            f.common.account_id,
            f.trusted_accounts,
            f.trusted_principals,
            f.external_id,
            f.require_mfa,
            f.mfa_max_age,
            f.oidc,
        );
        let shape = (f.path, f.description, f.max_session_duration, f.permissions_boundary, f.common.tags_all);
        let role = g
            .part::<Role>("role")
            .key(f.name, |name| RoleKey { name })
            .want((trust, shape), |(trust, (path, description, duration, permissions_boundary, tags))| RoleWant {
                path,
                description: description.unwrap_or_default(),
                trust: trusting(trust).policy(),
                max_session_duration: duration.0.and_then(|seconds| i32::try_from(seconds).ok()).unwrap_or(3600),
                permissions_boundary,
                tags: tags.0.unwrap_or_default(),
            })
            .fill(f.arn, |seen| Some(Out::known(seen.arn.clone())))
            .fill(f.unique_id, |seen| Some(Out::known(seen.unique_id.clone())))
            .fill(f.path, |seen| Some(seen.path.clone()))
            .fill(f.description, |seen| Some(Some(seen.description.clone()).filter(|text| !text.is_empty())))
            .fill(f.max_session_duration, |seen| Some(Out::known(i64::from(seen.max_session_duration))))
            .fill(f.permissions_boundary, |seen| Some(seen.permissions_boundary.clone()))
            .fill(f.common.tags_all, |seen| Some(Out::known(seen.tags.clone())))
            .fill(f.trusted_accounts, |seen| Some(Some(recognized(seen)?.accounts)))
            .fill(f.trusted_principals, |seen| Some(Some(recognized(seen)?.principals)))
            .fill(f.external_id, |seen| Some(recognized(seen)?.external_id))
            .fill(f.require_mfa, |seen| {
                let trust = recognized(seen)?;
                let asks_people = !trust.accounts.is_empty() || !trust.principals.is_empty();
                asks_people.then_some(Out::known(trust.require_mfa))
            })
            .fill(f.mfa_max_age, |seen| Some(recognized(seen)?.mfa_max_age))
            .fill(f.oidc, |seen| Some(recognized(seen)?.oidc))
            .at(f.trusted_accounts)
            .add();

        g.parts::<AttachedPolicy>("attached_policy")
            .names((f.access, f.policies), |(access, policies)| {
                let preset = managed(&access).iter().map(|&arn| arn.to_owned());
                preset.chain(policies.unwrap_or_default()).collect()
            })
            .owner((role, f.name), |(_, role_name)| RoleOwner { role_name })
            .want((), |_, ()| Some(()))
            .fill(f.policies, f.access, |attached, access| {
                let own = attached.into_keys().filter(|arn| !managed(&access).contains(&arn.as_str()));
                Some(own.collect::<BTreeSet<String>>())
            })
            .at(f.policies, false)
            .add();

        g.parts::<InlinePolicy>("inline_policy")
            .names((f.access, f.inline_policies), |(access, policies)| {
                let preset = (access == "developer").then(|| DEVELOPER_POLICY.to_owned());
                policies.unwrap_or_default().into_keys().chain(preset).collect()
            })
            .owner((role, f.name), |(_, role_name)| RoleOwner { role_name })
            .want((f.access, f.allowed_services, f.inline_policies), |name, (access, services, policies)| {
                let own = policies.unwrap_or_default();
                let preset = || inline(&access, &services.unwrap_or_default()).filter(|_| name == DEVELOPER_POLICY);
                own.get(name).and_then(PolicyJson::policy).or_else(preset)
            })
            .fill(f.inline_policies, f.access, |all, access| {
                let own = all.into_iter().filter(|(name, _)| access != "developer" || name != DEVELOPER_POLICY);
                Some(own.map(|(name, policy)| (name, PolicyJson::of(&policy))).collect::<BTreeMap<_, _>>())
            })
            .at(f.inline_policies, true)
            .add();
    }

    fn validate(config: &Configuration<'_, Self>, diagnostics: &mut Diagnostics) {
        rules::validate(config, diagnostics);
    }
}

fn text(account: Out<String>) -> String {
    account.0.unwrap_or_default()
}

type TrustInputs = (
    Out<String>,
    Option<BTreeSet<String>>,
    Option<BTreeSet<String>>,
    Option<String>,
    Out<bool>,
    Option<i64>,
    Option<Oidc>,
);

fn trusting((account, accounts, principals, external_id, require_mfa, mfa_max_age, oidc): TrustInputs) -> Trust {
    Trust {
        account_id: text(account),
        accounts: accounts.unwrap_or_default(),
        principals: principals.unwrap_or_default(),
        external_id,
        require_mfa: require_mfa.0.unwrap_or(true),
        mfa_max_age,
        oidc,
    }
}

/// The attributes that make the trust policy that was seen; `None` when none do, which shows as drift.
fn recognized(seen: &RoleSeen) -> Option<Trust> {
    let account_id = seen.arn.split(':').nth(4)?;
    Trust::recognize(account_id, &seen.trust)
}
