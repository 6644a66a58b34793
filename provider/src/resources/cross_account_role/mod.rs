//! `plinth_cross_account_role`: its page, its attributes, and the parts they are wired to.

mod access;
mod rules;
mod trust;

use std::collections::{BTreeMap, BTreeSet};

use tfplugin::Resource;
use tfplugin::check::Check;
use tfplugin::composite::{Composite, Configuration, Global, Graph, Imported};
use tfplugin::diagnostic::Diagnostics;
use tfplugin::model::{Named, Out};

use crate::aws::Aws;
use crate::functions::sign_in_url::sign_in_url;
use crate::parts::iam::attached_policy::{AttachedPolicy, RoleOwner};
use crate::parts::iam::inline_policy::InlinePolicy;
use crate::parts::iam::role::{Role, RoleKey, RoleSeen, RoleWant};
use crate::policy::PolicyJson;

use access::{ACCESS, DEVELOPER_POLICY, allowed_services, inline, is_human, managed};
use trust::Trust;

/// An IAM role in one account that principals of other accounts assume.
///
/// Who may assume the role is said by `trusted_accounts`, `trusted_principals` and `oidc`, of which at least one must
/// name somebody. What the role may do is said by `access`, `policies` and `inline_policies`. The resource has the role
/// to itself: a policy that is attached by hand shows in the next plan, and the next apply detaches it.
///
/// Roles for people demand MFA, and their sessions last up to twelve hours. Roles for machines (`access = "auto_deploy"`)
/// demand no MFA, and their sessions last up to one hour. When the role is assumed from another role (role chaining),
/// AWS ends the session after one hour, whatever `max_session_duration` says.
///
/// When a create fails half-way, the state keeps what exists, and Terraform marks the resource as tainted: the next apply
/// deletes the role and starts again. To continue where it stopped instead, run `terraform untaint` first.
#[derive(Clone, Debug, PartialEq, Resource)]
#[tf(name = "cross_account_role")]
pub struct CrossAccountRole {
    /// Name of the role, without its path. No other role of the account may have it, whatever its path and whether in
    /// upper or lower case.
    #[tf(required, force_new, check = NAME)]
    pub name: String,
    /// What the role may do, beside what `policies` and `inline_policies` add:
    ///
    /// * `full_access`: everything, by AWS's policy `AdministratorAccess`
    /// * `read_only`: read everything, by `ReadOnlyAccess`
    /// * `developer`: everything in the services of `allowed_services`, by an inline policy `plinth-developer`
    /// * `billing`: see and manage bills, by `Billing`
    /// * `support`: open and manage support cases, by `AWSSupportAccess`
    /// * `logs`: read the logs of applications, by `CloudWatchLogsReadOnlyAccess`
    /// * `iam_admin`: everything in IAM, by `IAMFullAccess`, which is enough to gain everything else
    /// * `auto_deploy`: nothing else, for machines, which have no MFA
    /// * `custom`: nothing else, for people.
    #[tf(required, check = OneOf(ACCESS))]
    pub access: String,
    /// Text that describes the role, as the console shows it.
    #[tf(optional, check = Len(1, 1000))]
    pub description: Option<String>,
    /// IDs of accounts whose users and roles may assume the role, as far as their own policies allow them to.
    #[tf(optional, check = each(Pattern("[0-9]{12}", "an account ID of twelve digits")))]
    pub trusted_accounts: Option<BTreeSet<String>>,
    /// ARNs of users, roles and sessions that may assume the role. They must exist when they are added here.
    #[tf(optional, check = each(PRINCIPAL))]
    pub trusted_principals: Option<BTreeSet<String>>,
    /// Workloads outside of AWS, such as CI pipelines, that may assume the role with a token of an OIDC provider.
    #[tf(optional)]
    pub oidc: Option<Oidc>,
    /// Whether trusted accounts and principals must have signed in with MFA to assume the role. Machines cannot. Default:
    /// `false` for `access = "auto_deploy"`, `true` for all others.
    #[tf(optional, computed)]
    pub require_mfa: Out<bool>,
    /// Seconds after which a sign-in with MFA is too old to assume the role. Needs `require_mfa`. Default: no
    /// limit.
    #[tf(optional, check = Range(60, 129_600))]
    pub mfa_max_age: Option<i64>,
    /// External ID, agreed with a third party, that trusted accounts and principals must pass when they assume the role.
    /// It is no secret: everybody who can read the role sees it. The console cannot pass one.
    #[tf(optional, check = Len(2, 1224), check = Pattern(r"[\w+=,.@:/-]*", "made of letters, digits and `_+=,.@:/-`"))]
    pub external_id: Option<String>,
    /// Services in which `access = "developer"` allows everything, by the prefix of their actions: `s3`, `dynamodb`.
    /// Required with it, and of no use without.
    #[tf(optional, check = each(Pattern("[a-z0-9-]+", "the prefix of a service's actions, such as `s3`")))]
    pub allowed_services: Option<BTreeSet<String>>,
    /// ARNs of managed policies to attach, beside the one that `access` attaches.
    #[tf(optional, check = Items(0, 20), check = each(POLICY_ARN))]
    pub policies: Option<BTreeSet<String>>,
    /// Inline policies: policy documents in JSON by name. A document that only differs in white space or in the order of
    /// its keys is the same to Plinth.
    #[tf(optional, check = keys(POLICY_NAME), check = each(Custom("a policy document in JSON", PolicyJson::check)))]
    pub inline_policies: Option<BTreeMap<String, PolicyJson>>,
    /// ARN of the managed policy that is the role's permissions boundary: the role may do only what both it and the role's
    /// own policies allow.
    #[tf(optional, check = POLICY_ARN)]
    pub permissions_boundary: Option<String>,
    /// Path of the role, such as `/deploy/ci/`.
    #[tf(default = "/", force_new, check = Len(1, 512), check = Pattern(r"/([!-~]+/)?", "a path that begins and ends with `/`"))]
    pub path: String,
    /// Longest session, in seconds. Default: `3600`, one hour, for `access = "auto_deploy"` and with `oidc`; `43200`, twelve
    /// hours, for all others.
    #[tf(optional, computed, check = Range(3600, 43_200))]
    pub max_session_duration: Out<i64>,
    /// ARN of the role.
    #[tf(computed)]
    pub arn: Out<String>,
    /// Unique ID of the role, such as `AROA1234567890EXAMPLE`. A later role of the same name gets another one.
    #[tf(computed)]
    pub unique_id: Out<String>,
    /// URL at which a person who is signed in to the AWS console switches to the role.
    #[tf(computed)]
    pub sign_in_url: Out<String>,
    /// What every resource has.
    #[tf(flatten)]
    pub common: Global,
}

/// Workloads outside of AWS that an OIDC provider vouches for.
#[derive(Clone, Debug, PartialEq, tfplugin::Object)]
pub struct Oidc {
    /// URL of the OIDC provider without `https://`, such as `token.actions.githubusercontent.com`. It must exist as an IAM
    /// identity provider in the role's account.
    #[tf(required, check = Pattern("[A-Za-z0-9.-]+(/[!-~]*)?", "a URL without `https://`"))]
    pub provider: String,
    /// Subjects (`sub`) whose tokens may assume the role, such as `repo:acme/infrastructure-live:ref:refs/heads/main`. `*`
    /// stands for any text, and `?` for any character.
    #[tf(required, check = Items(1, 100), check = each(SUBJECT))]
    pub subjects: BTreeSet<String>,
    /// Audiences (`aud`) that a token may be for.
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
            .fill(f.allowed_services, f.access, |all, access| {
                all.get(DEVELOPER_POLICY).filter(|_| access == "developer").map(allowed_services)
            })
            .at(f.inline_policies, true)
            .add();
    }

    fn imported(role: &mut Imported<'_, Self>) {
        let f = Self::fields();
        if role.known(f.access).is_some() {
            return;
        }
        let attached = |access: &&&str| {
            let policies = managed(access);
            !policies.is_empty() && policies.iter().all(|arn| role.has_part(&format!("attached_policy/{arn}")))
        };
        let access = if let Some(access) = ACCESS.iter().find(attached) {
            access
        } else if role.has_part(&format!("inline_policy/{DEVELOPER_POLICY}")) {
            "developer"
        } else if role.known(f.max_session_duration) == Some(3600.into())
            && role.known(f.require_mfa) != Some(true.into())
        {
            "auto_deploy"
        } else {
            "custom"
        };
        role.set(f.access, &access.to_owned());
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
