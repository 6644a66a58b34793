//! `plinth_guardrail`: its page, its attributes, and the parts they are wired to.

mod document;
mod lockout;
mod preflight;
mod presets;
mod rules;
mod targets;

use std::collections::{BTreeMap, BTreeSet};

use tfplugin::Resource;
use tfplugin::check::Check;
use tfplugin::composite::{Composite, Configuration, Global, Graph, Imported, Many, Preflight};
use tfplugin::diagnostic::Diagnostics;
use tfplugin::model::{Named, Out};

use crate::aws::Aws;
use crate::parts::organizations::policy::{
    OrganizationPolicy, OrganizationPolicyKey, OrganizationPolicySeen, OrganizationPolicyWant,
};
use crate::parts::organizations::policy_attachment::{AttachmentOwner, PolicyAttachment};
use crate::policy::PolicyJson;
use crate::policy::organization::POLICY_TYPE_NAMES;

use document::{Document, default_type};
use targets::TargetIds;

/// A policy of the organization and what it is attached to: a limit on what may be done in accounts, whoever wants to do it.
///
/// What it says is either a `preset`, filled in by `parameters`, or a `policy` of one's own. Where it holds is said by
/// `targets`: it holds there and in all that is below. It is checked while planning: its grammar, its size without white
/// space, that its targets exist and have room for one more policy of its type, and that it does not shut out the provider
/// itself. The resource has the policy to itself: a target to which somebody else attaches it shows in the next plan, and
/// the next apply detaches it.
///
/// `account_id` is the management account of the organization, or an account to which it delegated its policies. Service
/// control policies and resource control policies hold in member accounts only, never in the management account. The type
/// must be in `enabled_policy_types` of `plinth_organization`.
///
/// Targets that another resource makes are best given by its attributes, as
/// `plinth_organization.example.organizational_unit_ids["Workloads/Prod"]`, so that Terraform makes them first.
///
/// When a create fails half-way, the state keeps what exists, and Terraform marks the resource as tainted: the next apply
/// deletes the policy and starts again. To continue where it stopped instead, run `terraform untaint` first.
///
/// A policy is imported by its name; its ID, as `p-0123456789`, does as well.
#[derive(Clone, Debug, PartialEq, Resource)]
#[tf(name = "guardrail")]
pub struct Guardrail {
    /// Name of the policy. No other policy of the organization may have it.
    #[tf(required, check = Len(1, 128))]
    pub name: String,
    /// Text that describes the policy.
    #[tf(optional, check = Len(1, 512))]
    pub description: Option<String>,
    /// Type of the policy: `service_control_policy` says what principals in the targets may do at most,
    /// `resource_control_policy` what may be done to resources there, `declarative_policy_ec2` how EC2 is configured,
    /// `tag_policy` which tags there are; so on for AWS's other types. Default: the one of the preset, and
    /// `service_control_policy` without a preset.
    #[tf(optional, computed, force_new, name = "type", check = OneOf(POLICY_TYPE_NAMES))]
    pub kind: Out<String>,
    /// A ready-made policy. Cannot be set together with `policy`.
    ///
    /// * `deny_leaving_organization`: member accounts cannot leave the organization
    /// * `deny_regions`: nothing outside of `regions`, but for global services
    /// * `deny_root_user`: nothing by the root users of accounts, but for what is done centrally in their place
    /// * `require_imdsv2`: version 2 of the instance metadata service; with `type = "declarative_policy_ec2"` by settings
    ///   instead of denials
    /// * `protect_security_services`: nobody switches off CloudTrail, Config, GuardDuty, Security Hub, Access Analyzer, Macie
    ///   or Inspector
    /// * `deny_public_s3`: the account's block of public access stays as it is, and no ACL opens a bucket or an object; with
    ///   `type = "s3_policy"` the block is switched on and fixed
    /// * `confused_deputy_protection`: AWS services act on resources for this organization only; a resource control policy
    /// * `quarantine`: nothing at all.
    #[tf(optional, check = OneOf(presets::NAMES))]
    pub preset: Option<String>,
    /// What a preset needs to know, or may be told.
    #[tf(optional)]
    pub parameters: Option<Parameters>,
    /// The policy, a document in JSON. A document that only differs in white space or in the order of its keys is the same
    /// to Plinth. Cannot be set together with `preset`.
    #[tf(optional, check = Custom("a policy document in JSON", PolicyJson::check))]
    pub policy: Option<PolicyJson>,
    /// Where the policy is attached: `Root`, the path of an organizational unit such as `Workloads/Prod`, the ID of a root,
    /// a unit or an account. Without targets the policy holds nowhere.
    #[tf(optional, check = Items(0, 1000), check = each(Pattern("[^/]+(/[^/]+)*", "`Root`, a path as `Workloads/Prod`, or an ID")))]
    pub targets: Option<BTreeSet<String>>,
    /// ARNs of roles and users that the policy denies nothing: each statement that denies gets the condition
    /// `ArnNotLike` on `aws:PrincipalArn`. `*` stands for any text, so `arn:aws:iam::*:role/admin` is that role of every
    /// account. Only for service control policies and resource control policies.
    #[tf(optional, check = Items(1, 100), check = each(PRINCIPAL))]
    pub except_principals: Option<BTreeSet<String>>,
    /// Whether the policy may deny the role by which the provider works in a target. Otherwise the plan refuses it, because
    /// nothing there could be managed any more.
    #[tf(default = false)]
    pub allow_lockout: bool,
    /// The policy as AWS has it: with `except_principals`, without white space.
    #[tf(computed)]
    pub policy_json: Out<String>,
    /// Characters of `policy_json`, which is what AWS's limit is about.
    #[tf(computed)]
    pub size: Out<i64>,
    /// ID of the policy, such as `p-0123456789`.
    #[tf(computed)]
    pub policy_id: Out<String>,
    /// ARN of the policy.
    #[tf(computed)]
    pub arn: Out<String>,
    /// IDs of the targets, by what `targets` calls them.
    #[tf(computed)]
    pub target_ids: Out<BTreeMap<String, String>>,
    /// What every resource has.
    #[tf(flatten)]
    pub common: Global,
}

/// What a preset needs to know, or may be told.
#[derive(Clone, Debug, Default, PartialEq, tfplugin::Object)]
pub struct Parameters {
    /// Regions in which everything stays allowed. Required with `deny_regions`.
    #[tf(optional, check = Items(1, 100), check = each(Pattern("[a-z]{2}(-[a-z]+)+-[0-9]", "a region's name, as `eu-west-1`")))]
    pub regions: Option<BTreeSet<String>>,
    /// Actions that stay allowed, such as `bedrock:*`. Of `deny_regions`, in all regions, beside those of global services;
    /// of `quarantine`, the only ones.
    #[tf(optional, check = Items(1, 200), check = each(Pattern("[A-Za-z0-9-]+:[A-Za-z0-9*?]+", "an action, as `s3:Get*`")))]
    pub allowed_actions: Option<BTreeSet<String>>,
    /// Services, by the prefix of their actions. Of `protect_security_services`, those that cannot be switched off; default:
    /// `cloudtrail`, `config`, `guardduty`, `securityhub`, `access-analyzer`, `macie2` and `inspector2`. Of
    /// `confused_deputy_protection`, those whose resources are protected; default: `s3`, `sqs`, `kms`, `secretsmanager` and
    /// `sts`.
    #[tf(optional, check = Items(1, 60), check = each(Pattern("[a-z0-9-]+", "the prefix of a service's actions, such as `s3`")))]
    pub services: Option<BTreeSet<String>>,
    /// ID of the organization. Required with `confused_deputy_protection`.
    #[tf(optional, check = Pattern("o-[a-z0-9]{10,32}", "the ID of an organization, as `o-a1b2c3d4e5`"))]
    pub organization_id: Option<String>,
    /// IDs of accounts outside of the organization for which AWS services may act, too. Of `confused_deputy_protection`.
    #[tf(optional, check = Items(1, 100), check = each(Pattern("[0-9]{12}", "an account ID of twelve digits")))]
    pub allowed_accounts: Option<BTreeSet<String>>,
    /// How many hops away from an instance its metadata may be read. Of `require_imdsv2`; containers need `2`. Default: as
    /// each launch says.
    #[tf(optional, check = Range(1, 64))]
    pub max_hop_limit: Option<i64>,
}

const PRINCIPAL: Check = Check::Pattern(
    r"arn:(aws[a-z-]*|\*):iam::([0-9]{12}|\*):(root|(role|user)/[!-~]+)",
    "the ARN of a role or a user, as `arn:aws:iam::*:role/admin`; of a session, its role's",
);

impl Composite for Guardrail {
    type Cloud = Aws;

    const IMPORT_ID: &'static [&'static str] = &["account_id", "name"];

    const SUBCATEGORY: &'static str = "Organization";

    fn parts(g: &mut Graph<Self>) {
        let f = Self::fields();
        g.output(f.common.id, (f.common.account_id, f.name), |(account, name)| {
            format!("{}/{name}", account.0.unwrap_or_default())
        });
        g.output(f.kind, f.preset, |preset| default_type(preset.as_deref()).to_owned());
        g.output(f.policy_json, Document, |policy| policy.minified());
        g.output(f.size, Document, |policy| size(&policy));
        g.output(f.target_ids, TargetIds, |ids| ids);

        let shape = (f.name, f.description, f.kind, Document, f.common.tags_all);
        let policy = g
            .part::<OrganizationPolicy>("policy")
            .key((f.name, f.kind), |(name, kind)| OrganizationPolicyKey { name, kind: kind.0 })
            .want(shape, |(name, description, kind, document, tags)| OrganizationPolicyWant {
                name,
                kind: kind.0.unwrap_or_default(),
                description: description.unwrap_or_default(),
                document,
                tags: tags.0.unwrap_or_default(),
            })
            .fill(f.name, |seen| Some(seen.name.clone()))
            .fill(f.kind, |seen| Some(Out::known(seen.kind.clone())))
            .fill(f.description, |seen| Some(Some(seen.description.clone()).filter(|text| !text.is_empty())))
            // What the configuration says wins over these two; an import has nothing else.
            .fill(f.policy_json, |seen| Some(Out::known(seen.document.minified())))
            .fill(f.size, |seen| Some(Out::known(size(&seen.document))))
            .fill(f.policy_id, |seen| Some(Out::known(seen.id.clone())))
            .fill(f.arn, |seen| Some(Out::known(seen.arn.clone())))
            .fill(f.common.tags_all, |seen: &OrganizationPolicySeen| Some(Out::known(seen.tags.clone())))
            .at(f.policy)
            .add();

        let _: Many<PolicyAttachment> = g
            .parts::<PolicyAttachment>("attachment")
            .names(TargetIds, |ids| ids.into_values().collect())
            .owner(policy, |policy| AttachmentOwner { policy_id: policy.id })
            .want((), |_, ()| Some(()))
            .fill(f.targets, f.target_ids, |attached, ids| Some(targets::named(attached.into_keys(), ids.0)))
            .at(f.targets, false)
            .add();
    }

    async fn preflight(cx: &mut Preflight<'_, Self>) {
        preflight::ask(cx).await;
    }

    fn imported(guardrail: &mut Imported<'_, Self>) {
        let f = Self::fields();
        // Which preset it was, if any, no policy says.
        let json = guardrail.known(f.policy_json).and_then(|json| json.0);
        if let Some(policy) = json.and_then(|json| crate::policy::Policy::parse(&json).ok()) {
            guardrail.set(f.policy, &Some(PolicyJson::of(&policy)));
        }
    }

    fn validate(config: &Configuration<'_, Self>, diagnostics: &mut Diagnostics) {
        rules::validate(config, diagnostics);
    }
}

fn size(policy: &crate::policy::Policy) -> i64 {
    i64::try_from(policy.size()).unwrap_or(i64::MAX)
}
