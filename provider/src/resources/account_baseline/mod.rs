//! `plinth_account_baseline`: its page, its attributes, and the list of its guardrails.
//!
//! A guardrail is one file here and one entry in the list below. The file has the object of its attributes, its secure
//! default, and an implementation of [`guardrail::Guardrail`]: where it holds something, which controls it serves, and which
//! parts hold it. Where that is one setting of the account or of each region, the part is a
//! [`Setting`](crate::parts::setting::Setting), and [`guardrail::setting`] declares it: `ebs_encryption` shows how. What
//! is made of several parts declares them itself, by the same wires, each instance named by its region (or `global`, or
//! names that begin so), and lists the first halves of their addresses as `PARTS`, so that `status` finds them.

mod aggregation;
mod guardrail;
mod regions;
mod rules;
mod service;
mod status;

use std::collections::BTreeSet;

use tfplugin::Resource;
use tfplugin::composite::{Composite, Configuration, Global, Graph, Preflight};
use tfplugin::diagnostic::Diagnostics;
use tfplugin::model::{Named, Out};

use crate::aws::Aws;

use guardrail::{Guardrails, Registered};

/// Declares the guardrails: the module, the attribute with its description, and the entry in the list.
macro_rules! guardrails {
    ($($(#[$doc:meta])* $module:ident: $guardrail:ident,)+) => {
        $(mod $module;)+

        /// The security baseline of one account, in all regions that it uses: settings and services that guard whatever else
        /// the account does.
        ///
        /// Each guardrail is an object of its own with secure defaults. An omitted object means these defaults; for what has
        /// none, such as `alias`, it means that there is none. With `mode = "unmanaged"` the baseline leaves a guardrail as it
        /// is found. All regions are set up at the same time.
        ///
        /// What is already as wanted is adopted without a change, so a baseline can be put on an account that exists. What
        /// somebody changes later shows in `status` and `drift`, and the next apply repairs it.
        ///
        /// When the resource is destroyed, a region is taken out of `regions`, or a guardrail becomes unmanaged, everything
        /// stays as it is, and a warning names it. With `on_destroy = "reset"` settings return to AWS's defaults instead: default
        /// security groups that have no rules in a direction get AWS's own again, whoever closed them. Services are turned off
        /// then; their trusted access in the organization stays, because others may lean on it, and so does what they register
        /// with AWS Organizations by themselves when their administrator is appointed.
        ///
        /// The resource only sets settings, so it keeps its state when a create fails half-way, and Terraform marks it as
        /// tainted. The next apply replaces it, which adopts what was set; with `on_destroy = "reset"` settings return to
        /// AWS's defaults for a moment. To continue where it stopped instead, run `terraform untaint` first.
        #[derive(Clone, Debug, PartialEq, Resource)]
        #[tf(name = "account_baseline")]
        pub struct AccountBaseline {
            /// Regions that the baseline covers. The account must have opted in to each. Settings of the whole account are
            /// held whatever the regions are.
            #[tf(required, check = Items(1, 100), check = each(Pattern("[a-z]{2}(-[a-z]+)+-[0-9]", "a region's name, as `eu-west-1`")))]
            pub regions: BTreeSet<String>,
            /// What becomes of the settings when the resource is destroyed, a region is taken out of `regions`, or a guardrail
            /// becomes unmanaged: `keep` leaves them as they are and warns, `reset` writes AWS's defaults.
            #[tf(default = "keep", check = OneOf(&["keep", "reset"]))]
            pub on_destroy: String,
            /// Region of what there is once: the trail with its log group and alarms, the analyzer of unused access, the
            /// aggregators of Config and Security Hub, and where Config records IAM. Default: the only one of `regions`; with
            /// several it must be set where something needs it.
            #[tf(optional, check = Pattern("[a-z]{2}(-[a-z]+)+-[0-9]", "a region's name, as `eu-west-1`"))]
            pub home_region: Option<String>,
            /// ID of the organization's management account, in which the account is made administrator of services. The provider
            /// must get into it, too.
            #[tf(optional, check = Pattern("[0-9]{12}", "an account ID of twelve digits"))]
            pub management_account_id: Option<String>,
            /// Name of the bucket that `cloudtrail` and `config` deliver to, in any account. Its policy must let
            /// `cloudtrail.amazonaws.com` and `config.amazonaws.com` write.
            #[tf(optional, check = Pattern("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", "the name of a bucket"))]
            pub log_bucket: Option<String>,
            /// What keys in `log_bucket` begin with, without a slash at the end.
            #[tf(optional, check = Pattern("[!-~]{0,199}[!-.0-~]", "1 to 200 characters without spaces, not ending in `/`"))]
            pub log_prefix: Option<String>,
            /// ARN of the KMS key that encrypts what `cloudtrail` and `config` deliver. Its policy must let both use it. Default:
            /// the bucket's own encryption.
            #[tf(optional, check = Pattern("arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[!-~]+", "the ARN of a KMS key"))]
            pub log_kms_key_arn: Option<String>,
            $(
                $(#[$doc])*
                #[tf(optional)]
                pub $module: Option<$module::$guardrail>,
            )+
            /// IDs of GuardDuty's detectors, by region.
            #[tf(computed)]
            pub detector_ids: Out<std::collections::BTreeMap<String, String>>,
            /// ARN of the trail, which is the management account's where the trail is the organization's.
            #[tf(computed)]
            pub trail_arn: Out<String>,
            /// ARNs of the KMS keys that the guardrails use, as they are set.
            #[tf(computed)]
            pub kms_key_arns: Out<BTreeSet<String>>,
            /// The state of each guardrail, by region or under `global`: `enabled`, `drifted` when something differs from
            /// what is wanted, `missing` when nothing is there yet, or `unmanaged`.
            #[tf(computed)]
            pub status: Out<status::Status>,
            /// The controls that each guardrail serves: requirements of the CIS AWS Foundations Benchmark 3.0.0 and controls of
            /// Security Hub, such as `EC2.7`. Unmanaged guardrails are left out.
            #[tf(computed)]
            pub controls: Out<std::collections::BTreeMap<String, BTreeSet<String>>>,
            /// What every resource has.
            #[tf(flatten)]
            pub common: Global,
        }

        /// Every guardrail, in the order of the documentation.
        const GUARDRAILS: &[Registered] = &[$(Registered {
            name: stringify!($module),
            scope: <$module::$guardrail as guardrail::Guardrail>::SCOPE,
            parts: <$module::$guardrail as guardrail::Guardrail>::PARTS,
            controls: <$module::$guardrail as guardrail::Guardrail>::CONTROLS,
            by_default: <$module::$guardrail as guardrail::Guardrail>::BY_DEFAULT,
            is_managed: |scene| guardrail::managed_in(AccountBaseline::fields().$module, scene),
            declare: |graph| {
                <$module::$guardrail as guardrail::Guardrail>::parts(graph, AccountBaseline::fields().$module);
            },
            validate: |config, diagnostics| {
                guardrail::validate(AccountBaseline::fields().$module, config, diagnostics);
            },
        }),+];

        #[cfg(test)]
        mod defaults {
            $(
                #[test]
                fn $module() {
                    super::guardrail::tests::default_is_the_schemas::<super::$module::$guardrail>();
                }
            )+
        }
    };
}

guardrails! {
    /// Whether new EBS volumes and snapshots are encrypted, and with which key. Default: encrypted with the key that AWS
    /// manages.
    ebs_encryption: EbsEncryption,
    /// Whether EBS snapshots may be shared with everybody. Default: all public sharing is blocked.
    ebs_snapshot_public_access: EbsSnapshotPublicAccess,
    /// Whether AMIs may be shared with everybody. Default: new public sharing is blocked.
    ami_public_access: AmiPublicAccess,
    /// How new EC2 instances give their metadata out. Default: only within a session (IMDSv2), two hops far.
    imds: Imds,
    /// Whether Systems Manager documents may be shared with everybody. Default: public sharing is blocked.
    ssm_document_public_sharing: SsmDocumentPublicSharing,
    /// What passwords of IAM users must be like. Default: 14 characters of all kinds, none of the last 24 again, for 90 days.
    password_policy: PasswordPolicy,
    /// Whether S3 buckets of the account can be public. Default: none can.
    s3_public_access_block: S3PublicAccessBlock,
    /// What becomes of the default VPC of each region. Default: an empty one is deleted.
    default_vpcs: DefaultVpcs,
    /// Whether the default security groups of VPCs have rules. Default: they have none, so nothing gets in or out by them.
    default_security_groups: DefaultSecurityGroups,
    /// The account's alias, in the address under which its people sign in. Default: left as it is found.
    alias: Alias,
    /// To whom AWS writes beside the account's own contact. Default: left as they are found.
    alternate_contacts: AlternateContacts,
    /// Budgets of the account's costs by name. A budget of the same name that is there already is taken over. Default: none.
    budgets: Budgets,
    /// Who hears of costs that are unusual. A monitor of services that is there already is taken over, since an account has
    /// one at most. Default: nobody.
    cost_anomaly_detection: CostAnomalyDetection,
    /// Quotas that must be at least so high, by service and quota code, as `vpc/L-F678F1CE`. What is too low is asked to be
    /// raised; a warning says when AWS has not decided yet. A quota cannot be lowered again. Default: none.
    service_quotas: ServiceQuotas,
    /// Detection of threats. Default: none.
    guardduty: Guardduty,
    /// Findings about access from outside, and about access that nobody uses. Default: none.
    access_analyzer: AccessAnalyzer,
    /// A record of every resource and its changes. Default: none.
    config: Config,
    /// A trail of what people and services do. Default: none.
    cloudtrail: Cloudtrail,
    /// Alarms about the events of section 4 of the CIS benchmark, for which the trail needs its log group. Default: none.
    cis_alarms: CisAlarms,
    /// Checks of the account against standards. Default: none.
    security_hub: SecurityHub,
    /// Scans for known vulnerabilities. Default: none.
    inspector: Inspector,
    /// Discovery of sensitive data in buckets. Default: none.
    macie: Macie,
}

const KEEP: &str = "To have AWS's defaults instead, set `on_destroy = \"reset\"` and apply that before they go.";

impl Composite for AccountBaseline {
    type Cloud = Aws;

    const IMPORT_ID: &'static [&'static str] = &["account_id", "regions"];

    const SUBCATEGORY: &'static str = "Account";

    fn parts(g: &mut Graph<Self>) {
        let f = Self::fields();
        g.output(f.common.id, (f.common.account_id, f.regions), |(account_id, regions)| {
            let regions: Vec<String> = regions.into_iter().collect();
            format!("{}/{}", guardrail::text(account_id), regions.join(","))
        });
        g.output(f.controls, Guardrails, |guardrails| Out::known(status::controls(&guardrails)));
        let keys = (f.ebs_encryption, f.log_kms_key_arn, f.cloudtrail, f.macie);
        g.output(f.kms_key_arns, keys, |(ebs, logs, trail, macie)| {
            let ebs = ebs.and_then(|ebs| ebs.kms_key_arns).unwrap_or_default().into_values();
            let macie = macie.and_then(|macie| macie.export).map(|export| export.kms_key_arns).unwrap_or_default();
            let others = logs.into_iter().chain(trail.and_then(|trail| trail.log_group_kms_key_arn));
            ebs.chain(others).chain(macie.into_values()).collect::<BTreeSet<String>>()
        });
        for guardrail in GUARDRAILS {
            (guardrail.declare)(g);
        }
        g.survey(f.status, (Guardrails, f.regions), |survey, (guardrails, regions)| {
            status::status(survey, &guardrails, &regions)
        });
    }

    async fn preflight(cx: &mut Preflight<'_, Self>) {
        regions::check(cx).await;
    }

    fn validate(config: &Configuration<'_, Self>, diagnostics: &mut Diagnostics) {
        rules::check(config, diagnostics);
        for guardrail in GUARDRAILS {
            (guardrail.validate)(config, diagnostics);
        }
    }

    fn lets_go(state: &Configuration<'_, Self>) -> Option<&'static str> {
        let resets = state.known(Self::fields().on_destroy).is_some_and(|on_destroy| on_destroy == "reset");
        (!resets).then_some(KEEP)
    }
}
