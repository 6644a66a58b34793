//! CloudTrail records who did what.

use std::collections::BTreeSet;

use tfplugin::check::Check;
use tfplugin::composite::{Graph, Many, Place};
use tfplugin::model::{Named, Out};

use super::guardrail::{BaselineField, Guardrail, MODES, Scope, is_managed};
use super::service::{Ground, OnGround, Tags, here, in_management, once};
use super::{AccountBaseline, cis_alarms};
use crate::aws::arn::partition_of;
use crate::parts::cloudtrail::administrator::CloudTrailAdministrator;
use crate::parts::cloudtrail::trail::{LogGroup as ToLogGroup, Trail, TrailWant};
use crate::parts::iam::attached_policy::RoleOwner;
use crate::parts::iam::inline_policy::InlinePolicy;
use crate::parts::iam::role::{Role, RoleKey, RoleWant};
use crate::parts::logs::log_group::{self, LogGroup, LogGroupKey, LogGroupWant, RETENTION_DAYS};
use crate::parts::organizations::service_trust::ServiceTrust;
use crate::policy::{Policy, Statement};

/// A trail of all management events, delivered to `log_bucket`.
#[derive(Clone, Debug, Default, PartialEq, tfplugin::Object)]
#[expect(clippy::struct_excessive_bools, reason = "they are CloudTrail's")]
pub struct Cloudtrail {
    /// `enabled`, or `unmanaged` to leave it as it is found.
    #[tf(default = "enabled", check = OneOf(MODES))]
    pub mode: String,
    /// Name of the trail. A trail of this name in `home_region` that is there already is taken over.
    #[tf(default = "plinth", check = NAME)]
    pub name: String,
    /// Whether it records the events of every account of the organization, whose administrator of CloudTrail the account then
    /// becomes. Needs `management_account_id`.
    #[tf(default = false)]
    pub organization_trail: bool,
    /// Whether it records the events of every region.
    #[tf(default = true)]
    pub multi_region: bool,
    /// Whether digests are delivered that show whether a file was changed or deleted afterwards.
    #[tf(default = true)]
    pub log_file_validation: bool,
    /// Kinds of unusual activity that are looked for, each billed by events: `ApiCallRateInsight`, `ApiErrorRateInsight`.
    /// Default: none.
    #[tf(optional, check = each(OneOf(&["ApiCallRateInsight", "ApiErrorRateInsight"])))]
    pub insights: Option<BTreeSet<String>>,
    /// Whether events go to a log group of the trail's own, too, where `cis_alarms` looks for them.
    #[tf(default = true)]
    pub log_group: bool,
    /// Days until events in the log group expire; 0 for never. The bucket has its own rules.
    #[tf(default = 90, check = RETENTION)]
    pub log_group_retention_days: i64,
    /// ARN of the KMS key that encrypts the log group; its policy must let CloudWatch Logs use it. Default: a key of
    /// CloudWatch Logs' own.
    #[tf(optional, check = Pattern("arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[!-~]+", "the ARN of a KMS key"))]
    pub log_group_kms_key_arn: Option<String>,
}

const NAME: Check = Check::Pattern(
    "[A-Za-z0-9]([._-]?[A-Za-z0-9]){2,127}",
    "3 to 128 letters and digits, with single `.`, `_` and `-` between them",
);
const RETENTION: Check =
    Check::Custom("0, or a number of days that CloudWatch Logs knows: 1, 3, 5, 7, 14, 30, …", |value| {
        let tfplugin::value::Value::Number(number) = value else { return Ok(()) };
        let days = number.as_i64().and_then(|days| i32::try_from(days).ok());
        let known = days.is_some_and(|days| days == 0 || RETENTION_DAYS.contains(&days));
        if known { Ok(()) } else { Err(format!("it is {number}")) }
    });

const SERVICE: &str = "cloudtrail.amazonaws.com";
const POLICY: &str = "write-events";

impl Guardrail for Cloudtrail {
    const SCOPE: Scope = Scope::Account;

    const PARTS: &'static [&'static str] = &[
        "cloudtrail_administrator",
        "cloudtrail_log_group",
        "cloudtrail_policy",
        "cloudtrail_role",
        "cloudtrail_trail",
        "cloudtrail_trust",
    ];

    const CONTROLS: &'static [&'static str] = &[
        "CIS AWS Foundations Benchmark v3.0.0/3.1",
        "CIS AWS Foundations Benchmark v3.0.0/3.2",
        "CIS AWS Foundations Benchmark v3.0.0/3.5",
        "CloudTrail.1",
        "CloudTrail.2",
        "CloudTrail.4",
        "CloudTrail.5",
    ];

    // It needs a bucket.
    const BY_DEFAULT: bool = false;

    fn mode(&self) -> &str {
        &self.mode
    }

    fn parts(g: &mut Graph<AccountBaseline>, field: BaselineField<Cloudtrail>) {
        let f = AccountBaseline::fields();
        let trust = in_management("cloudtrail_trust", field)
            .declare::<ServiceTrust, _, _>(
                g,
                ((), |config, _, ()| once(format!("global/{SERVICE}"), config.organization_trail)),
                ((), |_, _, ()| Some(())),
            )
            .add();
        let administrator = in_management("cloudtrail_administrator", field)
            .declare::<CloudTrailAdministrator, _, _>(
                g,
                (f.management_account_id, |config: &Cloudtrail, ground: &Ground, management: Option<String>| {
                    // The management account has its trails without being told so.
                    let is_other = management.as_ref() != Some(&ground.account_id);
                    once(format!("global/{SERVICE}/{}", ground.account_id), config.organization_trail && is_other)
                }),
                ((), |_, _, ()| Some(())),
            )
            .after(trust.all())
            .add();
        let (group, role, policy) = writes(g, field);
        let bucket = (f.log_bucket, f.log_prefix, f.log_kms_key_arn);
        here("cloudtrail_trail", field)
            .declare::<Trail, _, _>(g, ((), trail), ((OnGround, bucket, Tags), |config: Cloudtrail, _, (ground, bucket, tags)| {
                let (bucket, prefix, kms_key_arn): (Option<String>, Option<String>, Option<String>) = bucket;
                let log_group = config.log_group.then(|| ToLogGroup {
                    arn: log_group::arn(&at_home(&ground), &log_group_name(&config.name)),
                    role_arn: role_arn(&ground, &config.name),
                });
                Some(TrailWant {
                    is_organization_trail: config.organization_trail,
                    is_multi_region_trail: config.multi_region,
                    enable_log_file_validation: config.log_file_validation,
                    bucket: bucket?,
                    prefix,
                    kms_key_arn,
                    log_group,
                    insights: config.insights.unwrap_or_default(),
                    tags,
                })
            }))
            .after((trust.all(), administrator.all(), group.all(), role.all(), policy.all()))
            .fill(f.trail_arn, (), |trails, ()| Out(trails.into_values().next().map(|trail| trail.arn)))
            .add();
        cis_alarms::declare(g, group);
    }
}

/// The log group, and the role by which the trail writes there.
fn writes(
    g: &mut Graph<AccountBaseline>,
    field: BaselineField<Cloudtrail>,
) -> (Many<LogGroup>, Many<Role>, Many<InlinePolicy>) {
    let group = g
        .parts::<LogGroup>("cloudtrail_log_group")
        .names(field, |config| once(LogGroup::NAME, to_log_group(config.as_ref())))
        .owner((field, OnGround), |(config, ground)| LogGroupKey {
            region: ground.home,
            log_group_name: log_group_name(&config.unwrap_or_default().name),
        })
        .want((field, Tags), |_, (config, tags)| {
            let config = config?;
            let days = i32::try_from(config.log_group_retention_days).ok().filter(|days| *days > 0);
            Some(LogGroupWant { retention_days: days, kms_key_arn: config.log_group_kms_key_arn, tags })
        })
        .place(OnGround, |_, ground| at_home(&ground))
        .at(field, false)
        .add();
    let role = g
        .parts::<Role>("cloudtrail_role")
        .names(field, |config| once(Role::NAME, to_log_group(config.as_ref())))
        .owner((field, OnGround), |(config, ground)| RoleKey {
            name: role_name(&config.unwrap_or_default().name, &ground.home),
        })
        .want((field, OnGround, Tags), |_, (config, ground, tags)| {
            Some(RoleWant {
                path: "/".to_owned(),
                description: format!("Writes the events of trail {}", config.as_ref()?.name),
                trust: trust_policy(&config?, &ground),
                max_session_duration: 3600,
                permissions_boundary: None,
                tags,
            })
        })
        .at(field, false)
        .add();
    let policy = g
        .parts::<InlinePolicy>("cloudtrail_policy")
        .names(field, |config| once(POLICY, to_log_group(config.as_ref())))
        .owner((role.maybe((), |_, ()| Some(Role::NAME.to_owned())), field, OnGround), |(_, config, ground)| RoleOwner {
            role_name: role_name(&config.unwrap_or_default().name, &ground.home),
        })
        .want((field, OnGround), |_, (config, ground)| Some(permissions(&config?.name, &ground)))
        .add();
    (group, role, policy)
}

fn to_log_group(config: Option<&Cloudtrail>) -> bool {
    is_managed(config) && config.is_some_and(|config| config.log_group)
}

fn trail(config: &Cloudtrail, ground: &Ground, (): ()) -> BTreeSet<String> {
    BTreeSet::from([format!("{}/{}", ground.home, config.name)])
}

fn at_home(ground: &Ground) -> Place {
    Place { account_id: ground.account_id.clone(), region: ground.home.clone() }
}

/// The log group of a trail.
pub(super) fn log_group_name(trail: &str) -> String {
    format!("/cloudtrail/{trail}")
}

/// The role by which CloudTrail writes there. Roles have no region, so the name has.
fn role_name(trail: &str, region: &str) -> String {
    format!("cloudtrail-{trail}-{region}").chars().take(64).collect()
}

fn role_arn(ground: &Ground, trail: &str) -> String {
    let partition = partition_of(&ground.home);
    format!("arn:{partition}:iam::{}:role/{}", ground.account_id, role_name(trail, &ground.home))
}

/// Who may assume the role: the service, for this trail only. A trail of the organization counts as the management
/// account's, so there only the name is known.
fn trust_policy(config: &Cloudtrail, ground: &Ground) -> Policy {
    let account = if config.organization_trail { "*" } else { &ground.account_id };
    let source = format!(
        "arn:{}:cloudtrail:{}:{account}:trail/{}",
        partition_of(&ground.home),
        ground.home,
        config.name
    );
    let statement = Statement::allow().service_principals([SERVICE]).actions(["sts:AssumeRole"]).condition(
        "StringLike",
        "aws:SourceArn",
        [source.as_str()],
    );
    Policy::new([statement])
}

/// What the role may do: write to the one log group, in streams that begin with the account's id or, of an organization,
/// with the organization's.
/// <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html>
fn permissions(trail: &str, ground: &Ground) -> Policy {
    let streams = format!("{}:log-stream:*", log_group::arn(&at_home(ground), &log_group_name(trail)));
    let actions = ["logs:CreateLogStream", "logs:PutLogEvents"];
    Policy::new([Statement::allow().actions(actions).resources([streams.as_str()])])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_role_is_for_one_trail_and_writes_to_one_log_group() {
        let ground = Ground {
            account_id: "111122223333".to_owned(),
            regions: BTreeSet::new(),
            home: "eu-west-1".to_owned(),
        };
        let config = Cloudtrail { name: "plinth".to_owned(), ..Cloudtrail::default() };
        let trust = trust_policy(&config, &ground).minified();
        assert!(trust.contains("arn:aws:cloudtrail:eu-west-1:111122223333:trail/plinth"), "{trust}");
        let organizations = Cloudtrail { organization_trail: true, ..config };
        let trust = trust_policy(&organizations, &ground).minified();
        assert!(trust.contains("arn:aws:cloudtrail:eu-west-1:*:trail/plinth"), "{trust}");
        let text = permissions("plinth", &ground).minified();
        assert!(text.contains("log-group:/cloudtrail/plinth:log-stream:*") && !text.contains(r#""Resource":"*""#));
        assert_eq!(role_name(&"x".repeat(128), "eu-west-1").len(), 64);
    }
}
