//! Flow logs, with the log group and the role that they need.

use tfplugin::composite::{Graph, Place};
use tfplugin::model::{Named, Out};

use super::{Base, once, owner, tags};
use crate::parts::ec2::flow_log::{Destination, FlowLog, FlowLogWant};
use crate::parts::iam::attached_policy::RoleOwner;
use crate::parts::iam::inline_policy::InlinePolicy;
use crate::parts::iam::role::{Role, RoleKey, RoleWant};
use crate::parts::logs::log_group::{self, LogGroup, LogGroupKey, LogGroupWant};
use crate::resources::env_vpc::EnvVpc;
use crate::resources::env_vpc::flow_logs::{FlowLogs, log_group_name, permissions, role_arn, role_name, trust};

/// The names of the only ones.
const ONLY: &str = "main";
const POLICY: &str = "write-flow-logs";

pub(in super::super) fn declare(g: &mut Graph<EnvVpc>, base: Base) {
    let f = EnvVpc::fields();
    let place = (f.common.global.account_id, f.common.region);
    let log_group = g
        .parts::<LogGroup>("flow_log_group")
        .names(f.flow_logs, |logs| once(LogGroup::NAME, logs.unwrap_or_default().to_log_group()))
        .owner((f.name, f.common.region), |(name, region)| LogGroupKey {
            region: region.0.unwrap_or_default(),
            log_group_name: log_group_name(&name),
        })
        .want((f.flow_logs, base.tags), |_, (logs, all)| {
            let logs = logs.unwrap_or_default();
            Some(LogGroupWant { retention_days: logs.retention(), kms_key_arn: logs.kms_key_arn, tags: tags(all) })
        })
        .at(f.flow_logs, false)
        .add();

    let role = g
        .parts::<Role>("flow_log_role")
        .names(f.flow_logs, |logs| once(ONLY, logs.unwrap_or_default().to_log_group()))
        .owner((f.name, f.common.region), |(name, region)| RoleKey {
            name: role_name(&name, &region.0.unwrap_or_default()),
        })
        .want((place, f.name, base.tags), |_, (place, name, all)| {
            Some(RoleWant {
                path: "/".to_owned(),
                description: format!("Writes the flow logs of VPC {name}"),
                trust: trust(&here(place)),
                max_session_duration: 3600,
                permissions_boundary: None,
                tags: tags(all),
            })
        })
        .at(f.flow_logs, false)
        .add();

    let policy = g
        .parts::<InlinePolicy>("flow_log_policy")
        .names(f.flow_logs, |logs| once(POLICY, logs.unwrap_or_default().to_log_group()))
        .owner((role.maybe((), |_, ()| Some(ONLY.to_owned())), f.name, f.common.region), |(_, name, region)| RoleOwner {
            role_name: role_name(&name, &region.0.unwrap_or_default()),
        })
        .want((place, f.name), |_, (place, name)| Some(permissions(&here(place), &name)))
        .add();

    let to = |name: &'static str, logs: Option<FlowLogs>| logs.unwrap_or_default().to_log_group().then(|| name.to_owned());
    let group = log_group.maybe(f.flow_logs, move |_, logs| to(LogGroup::NAME, logs));
    let role = role.maybe(f.flow_logs, move |_, logs| to(ONLY, logs));
    let policy = policy.maybe(f.flow_logs, move |_, logs| to(POLICY, logs));
    g.parts::<FlowLog>("flow_log")
        .names(f.flow_logs, |logs| once(ONLY, logs.unwrap_or_default().is_on()))
        .owner(base.vpc, owner)
        .want((f.flow_logs, f.name, place, base.tags), |_, (logs, name, place, all)| {
            let (logs, place) = (logs.unwrap_or_default(), here(place));
            let destination = if logs.to_log_group() {
                Destination::CloudWatchLogs {
                    log_group_arn: log_group::arn(&place, &log_group_name(&name)),
                    role_arn: role_arn(&place, &name),
                }
            } else {
                Destination::S3 { bucket_arn: logs.bucket_arn.clone()? }
            };
            Some(FlowLogWant {
                destination,
                max_aggregation_interval: logs.interval(),
                traffic_type: logs.traffic_type,
                log_format: logs.log_format,
                tags: tags(all),
            })
        })
        .after((group, role, policy))
        .fill(f.flow_logs, f.flow_logs, |all, now| now.or_else(|| super::super::imported::flow_logs(all.values().next())))
        .at(f.flow_logs, false)
        .add();
}

fn here((account_id, region): (Out<String>, Out<String>)) -> Place {
    Place { account_id: account_id.0.unwrap_or_default(), region: region.0.unwrap_or_default() }
}
