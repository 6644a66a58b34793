//! AWS Config records what there is.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin::check::Check;
use tfplugin::composite::{Graph, Many};
use tfplugin::model::Named;

use super::AccountBaseline;
use super::aggregation;
use super::guardrail::{BaselineField, Guardrail, MODES, Scope};
use super::service::{Ground, In, OnGround, each_region, here, once};
use crate::aws::arn::partition_of;
use crate::parts::config::conformance_pack::{ConformancePack, ConformancePackWant, Template};
use crate::parts::config::delivery_channel::{DeliveryChannel, DeliveryChannelWant};
use crate::parts::config::recorder::{Recorder, RecorderWant};
use crate::parts::config::recording::Recording;
use crate::parts::config::rule::{Rule, RuleWant};
use crate::parts::iam::service_linked_role::ServiceLinkedRole;
use crate::parts::regional::InRegion;

/// A record of every resource and its changes, delivered to `log_bucket`.
#[derive(Clone, Debug, Default, PartialEq, tfplugin::Object)]
pub struct Config {
    /// `enabled`, or `unmanaged` to leave it as it is found.
    #[tf(default = "enabled", check = OneOf(MODES))]
    pub mode: String,
    /// ARN of the role by which Config reads. Default: Config's own service-linked role, which is made if it is not there.
    #[tf(optional, check = Pattern("arn:aws[a-z-]*:iam::[0-9]{12}:role/[!-~]+", "the ARN of a role"))]
    pub role_arn: Option<String>,
    /// How often changes are recorded: `CONTINUOUS`, or `DAILY`, which is cheaper.
    #[tf(default = "CONTINUOUS", check = OneOf(&["CONTINUOUS", "DAILY"]))]
    pub recording_frequency: String,
    /// Types of resource that are not recorded, such as `AWS::EC2::NetworkInterface`. Default: all are. IAM's types are
    /// recorded in `home_region` only.
    #[tf(optional, check = each(Pattern("AWS::[A-Za-z0-9]+::[A-Za-z0-9]+", "a type, as `AWS::EC2::Volume`")))]
    pub excluded_resource_types: Option<BTreeSet<String>>,
    /// How often all configurations are delivered as a snapshot: `One_Hour`, `Three_Hours`, `Six_Hours`, `Twelve_Hours`,
    /// `TwentyFour_Hours`. Default: never; changes are delivered all the same.
    #[tf(optional, check = OneOf(&["One_Hour", "Three_Hours", "Six_Hours", "Twelve_Hours", "TwentyFour_Hours"]))]
    pub snapshot_frequency: Option<String>,
    /// ARN of the SNS topic that hears of changes, by region. Default: nobody hears of them.
    #[tf(optional)]
    pub topic_arns: Option<BTreeMap<String, String>>,
    /// AWS's managed rules by name, evaluated in every region. Rules that other people made are left.
    #[tf(optional, check = keys(Len(1, 128)))]
    pub rules: Option<BTreeMap<String, ConfigRule>>,
    /// Packs of rules by name, deployed in every region.
    #[tf(optional, check = keys(Pattern("[a-zA-Z][-a-zA-Z0-9]{0,255}", "a letter, then letters, digits and hyphens")))]
    pub conformance_packs: Option<BTreeMap<String, ConfigConformancePack>>,
    /// Collects the configurations of the whole organization in `home_region`, and makes the account the organization's
    /// administrator of Config. Needs `management_account_id`. Default: there is no aggregator.
    #[tf(optional)]
    pub aggregator: Option<ConfigAggregator>,
}

/// A rule of AWS's.
#[derive(Clone, Debug, Default, PartialEq, tfplugin::Object)]
pub struct ConfigRule {
    /// Which managed rule: `S3_BUCKET_PUBLIC_READ_PROHIBITED`.
    #[tf(required, check = Pattern("[A-Z0-9_]{1,256}", "the identifier of a managed rule, as `ACCESS_KEYS_ROTATED`"))]
    pub identifier: String,
    /// Its parameters by name. Those that are left out have the rule's defaults.
    #[tf(optional)]
    pub parameters: Option<BTreeMap<String, String>>,
}

/// A pack of rules.
#[derive(Clone, Debug, Default, PartialEq, tfplugin::Object)]
pub struct ConfigConformancePack {
    /// The template, YAML, of at most 51,200 bytes. Give this or `template_s3_uri`. What somebody changes in the pack at AWS
    /// does not show.
    #[tf(optional)]
    pub template_body: Option<String>,
    /// Where the template is: `s3://bucket/key`.
    #[tf(optional, check = Pattern("s3://[!-~]+/[!-~]+", "an address in S3, as `s3://bucket/key`"))]
    pub template_s3_uri: Option<String>,
    /// Values of the template's parameters.
    #[tf(optional)]
    pub parameters: Option<BTreeMap<String, String>>,
}

/// What collects the configurations of the organization.
#[derive(Clone, Debug, Default, PartialEq, tfplugin::Object)]
pub struct ConfigAggregator {
    /// Name of the aggregator.
    #[tf(default = "organization", check = NAME)]
    pub name: String,
    /// Regions that are collected from. Default: all, those that AWS adds included.
    #[tf(optional, check = Items(1, 100))]
    pub regions: Option<BTreeSet<String>>,
}

const NAME: Check = Check::Pattern("[A-Za-z0-9_-]{1,256}", "letters, digits, `_` and `-`");

/// The role that Config makes for itself.
const ROLE: &str = "AWSServiceRoleForConfig";

impl Guardrail for Config {
    const SCOPE: Scope = Scope::Regions;

    const PARTS: &'static [&'static str] = &[
        "config_conformance_pack",
        "config_delivery_channel",
        "config_recorder",
        "config_recording",
        "config_rule",
    ];

    const CONTROLS: &'static [&'static str] = &["CIS AWS Foundations Benchmark v3.0.0/3.3", "Config.1"];

    // It is billed by what it records, and needs a bucket.
    const BY_DEFAULT: bool = false;

    fn mode(&self) -> &str {
        &self.mode
    }

    fn parts(g: &mut Graph<AccountBaseline>, field: BaselineField<Config>) {
        let recording = recording(g, field);
        here("config_rule", field)
            .declare::<Rule, _, _>(g, ((), |config, ground, ()| named(ground, config.rules.as_ref())), ((), |config: Config, name, ()| {
                let rule = config.rules?.remove(name.split_once('/')?.1)?;
                Some(RuleWant { identifier: rule.identifier, parameters: rule.parameters.unwrap_or_default() })
            }))
            .after(recording.at((), region))
            .add();
        here("config_conformance_pack", field)
            .declare::<ConformancePack, _, _>(
                g,
                ((), |config, ground, ()| named(ground, config.conformance_packs.as_ref())),
                ((), |config: Config, name, ()| {
                    let pack = config.conformance_packs?.remove(name.split_once('/')?.1)?;
                    let template = match (pack.template_body, pack.template_s3_uri) {
                        (Some(body), _) => Template::Body(body),
                        (None, uri) => Template::S3(uri?),
                    };
                    Some(ConformancePackWant { template, parameters: pack.parameters.unwrap_or_default() })
                }),
            )
            .after(recording.at((), region))
            .add();
        aggregation::declare(g, field);
    }
}

/// The recorder, where it delivers, and that it records.
fn recording(g: &mut Graph<AccountBaseline>, field: BaselineField<Config>) -> Many<InRegion<Recording>> {
    let f = AccountBaseline::fields();
    let role = here("config_role", field)
        .declare::<ServiceLinkedRole, _, _>(
            g,
            ((), |config, _, ()| once(format!("global/{ROLE}"), config.role_arn.is_none())),
            ((), |_, _, ()| Some("config.amazonaws.com".to_owned())),
        )
        .add();
    let recorder = here("config_recorder", field)
        .declare::<Recorder, _, _>(g, ((), each_region), ((OnGround, In::Account), |config: Config, region, (ground, account_id)| {
            let linked = || {
                let path = "role/aws-service-role/config.amazonaws.com";
                format!("arn:{}:iam::{account_id}:{path}/{ROLE}", partition_of(region))
            };
            Some(RecorderWant {
                role_arn: config.role_arn.unwrap_or_else(linked),
                records_global_types: region == ground.home,
                excluded_types: config.excluded_resource_types.unwrap_or_default(),
                recording_frequency: config.recording_frequency,
            })
        }))
        .after(role.all())
        .add();
    let channel = here("config_delivery_channel", field)
        .declare::<DeliveryChannel, _, _>(g, ((), each_region), (
            (f.log_bucket, f.log_prefix, f.log_kms_key_arn),
            |config: Config, region, (bucket, prefix, kms_key_arn): (Option<String>, Option<String>, Option<String>)| {
                Some(DeliveryChannelWant {
                    bucket: bucket?,
                    prefix,
                    kms_key_arn,
                    topic_arn: config.topic_arns.and_then(|mut arns| arns.remove(region)),
                    snapshot_frequency: config.snapshot_frequency,
                })
            },
        ))
        .after(recorder.same())
        .add();
    here("config_recording", field)
        .declare::<Recording, _, _>(g, ((), each_region), ((), |_, _, ()| Some(())))
        .after((recorder.same(), channel.same()))
        .add()
}

fn region(name: &str, (): ()) -> String {
    name.split('/').next().unwrap_or_default().to_owned()
}

/// What there is of each name in each region.
fn named<T>(ground: &Ground, things: Option<&BTreeMap<String, T>>) -> BTreeSet<String> {
    let names = things.into_iter().flat_map(BTreeMap::keys);
    names.flat_map(|name| ground.regions.iter().map(move |region| format!("{region}/{name}"))).collect()
}
