//! A VPC's flow log.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_ec2::types::{FlowLog as Answer, FlowLogsResourceType, LogDestinationType, ResourceType, TrafficType};
use tfplugin::composite::{Context, Fault, FaultKind, Found, Listed, Part, RepeatedPart};

use super::{Differences, InVpc, Object, SETTLE, VpcOwner, filter, first, found, id_in, named, ours, tags, token};
use crate::aws::error::unsuccessful;
use crate::aws::{Aws, Ended, OrFault, Poll};

/// A flow log of a whole VPC. But for its tags it never changes.
pub struct FlowLog;

/// Where the records go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// To a log group.
    CloudWatchLogs {
        /// ARN of the log group.
        log_group_arn: String,
        /// ARN of the role by which EC2 writes there.
        role_arn: String,
    },
    /// To a bucket.
    S3 {
        /// ARN of the bucket, with a prefix if wanted: `arn:aws:s3:::bucket/prefix`.
        bucket_arn: String,
    },
}

/// How a flow log should look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowLogWant {
    /// Where the records go.
    pub destination: Destination,
    /// `ACCEPT`, `REJECT` or `ALL`.
    pub traffic_type: String,
    /// Seconds: 60 or 600.
    pub max_aggregation_interval: i32,
    /// Fields of a record; `None` for AWS's default format.
    pub log_format: Option<String>,
    /// Tags, without marks.
    pub tags: BTreeMap<String, String>,
}

/// How a flow log looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowLogSeen {
    /// `fl-…`
    pub flow_log_id: String,
    /// ARN of where the records go.
    pub destination: String,
    /// ARN of the role by which EC2 writes there.
    pub role_arn: Option<String>,
    /// `ACCEPT`, `REJECT` or `ALL`.
    pub traffic_type: String,
    /// Seconds.
    pub max_aggregation_interval: i32,
    /// Fields of a record.
    pub log_format: String,
    /// Why records do not arrive, when they do not.
    pub failure: Option<String>,
    /// Tags, without marks and without those of AWS's own.
    pub tags: BTreeMap<String, String>,
}

/// A new role cannot be assumed for some seconds; EC2 refuses it with the code of any wrong parameter until then:
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency>
const NEW_ROLE: Poll =
    Poll { first: Duration::from_secs(1), longest: Duration::from_secs(4), limit: Duration::from_secs(30) };

impl Part for FlowLog {
    type Cloud = Aws;
    type Key = InVpc;
    type Want = FlowLogWant;
    type Seen = FlowLogSeen;

    const KIND: &'static str = "flow log";
    const MARKED: bool = true;
    const KEYED: bool = false;
    const SETTLE: Option<&'static str> = SETTLE;
    // It writes where it was made to write, by the role that it was made with.
    const FOLLOWS: bool = true;

    fn check(want: &FlowLogWant) -> Vec<String> {
        tags::check(&want.tags)
    }

    fn differences(want: &FlowLogWant, seen: &FlowLogSeen) -> Vec<String> {
        let mut differences = fixed_differences(want, seen);
        differences.compare_tags(&seen.tags, &want.tags);
        differences.into()
    }

    fn replaces(before: &FlowLogWant, want: &FlowLogWant) -> bool {
        FlowLogWant { tags: want.tags.clone(), ..before.clone() } != *want
    }

    fn fixed(want: &FlowLogWant, seen: &FlowLogSeen) -> Vec<String> {
        fixed_differences(want, seen).into()
    }

    async fn find(cx: &Context<'_, Aws>, key: &InVpc) -> Result<Option<Found<FlowLogSeen>>, Fault> {
        Ok(named(list(cx, &key.vpc_id).await?, &key.name))
    }

    async fn create(cx: &Context<'_, Aws>, key: &InVpc, want: &FlowLogWant) -> Result<String, Fault> {
        const OPERATION: &str = "ec2:CreateFlowLogs";
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let call = ec2
            .create_flow_logs()
            .resource_type(FlowLogsResourceType::Vpc)
            .resource_ids(&key.vpc_id)
            .traffic_type(TrafficType::from(want.traffic_type.as_str()))
            .max_aggregation_interval(want.max_aggregation_interval)
            .set_log_format(want.log_format.clone())
            .set_client_token(token(cx))
            .tag_specifications(tags::specification(cx, ResourceType::VpcFlowLog, &want.tags));
        let (request, may_be_new) = match &want.destination {
            Destination::CloudWatchLogs { log_group_arn, role_arn } => {
                let call = call.log_destination_type(LogDestinationType::CloudWatchLogs).log_destination(log_group_arn);
                (call.deliver_logs_permission_arn(role_arn), true)
            }
            Destination::S3 { bucket_arn } => {
                (call.log_destination_type(LogDestinationType::S3).log_destination(bucket_arn), false)
            }
        };
        let mut wait = NEW_ROLE.begin();
        loop {
            let fault = match request.clone().send().await.or_fault(OPERATION) {
                // What could not be logged is named in an answer that reports success.
                Ok(answer) => match first(answer.unsuccessful).and_then(|item| item.error) {
                    Some(error) => unsuccessful(OPERATION, error.code.as_deref(), error.message.as_deref()),
                    None => return id_in(OPERATION, first(answer.flow_log_ids)),
                },
                Err(fault) => fault,
            };
            let passes = fault.kind == FaultKind::NotFound || (may_be_new && fault.kind == FaultKind::Invalid);
            if !passes {
                return Err(fault);
            }
            match wait.pause(cx.cancel).await {
                Ok(()) => tracing::debug!(%fault, "refused; the role or the VPC may be too new"),
                Err(Ended::Late) => return Err(fault),
                Err(Ended::Cancelled) => return Err(Fault::cancelled("the flow log's role to be known to EC2")),
            }
        }
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<FlowLogSeen>, Fault> {
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let call = ec2.describe_flow_logs().flow_log_ids(id).send().await;
        let answer = found(call.or_fault("ec2:DescribeFlowLogs"))?;
        Ok(answer.and_then(|answer| first(answer.flow_logs)).map(|log| object(log).seen))
    }

    async fn update(cx: &Context<'_, Aws>, id: &str, seen: &FlowLogSeen, want: &FlowLogWant) -> Result<(), Fault> {
        tags::update(cx, id, &seen.tags, &want.tags).await
    }

    async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        const OPERATION: &str = "ec2:DeleteFlowLogs";
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let call = ec2.delete_flow_logs().flow_log_ids(id).send().await;
        let failed = found(call.or_fault(OPERATION))?.and_then(|answer| first(answer.unsuccessful));
        match failed.and_then(|item| item.error) {
            Some(error) => {
                let fault = unsuccessful(OPERATION, error.code.as_deref(), error.message.as_deref());
                found(Err::<(), _>(fault)).map(drop)
            }
            None => Ok(()),
        }
    }

    async fn settle(cx: &Context<'_, Aws>, ids: &[String]) -> Result<(), Fault> {
        tags::settle(cx, ids).await
    }
}

impl RepeatedPart for FlowLog {
    type Owner = VpcOwner;

    fn key(owner: &VpcOwner, name: &str) -> InVpc {
        InVpc::of(owner, name)
    }

    async fn list(cx: &Context<'_, Aws>, owner: &VpcOwner) -> Result<Listed<FlowLogSeen>, Fault> {
        list(cx, &owner.vpc_id).await
    }
}

async fn list(cx: &Context<'_, Aws>, vpc_id: &str) -> Result<Listed<FlowLogSeen>, Fault> {
    let ec2 = cx.cloud.ec2(cx.place).await?;
    let logs = ec2.describe_flow_logs().filter(filter("resource-id", vpc_id)).into_paginator().items().send();
    let logs = logs.collect::<Result<Vec<_>, _>>().await.or_fault("ec2:DescribeFlowLogs")?;
    Ok(ours(cx, logs.into_iter().map(object)))
}

fn object(log: Answer) -> Object<FlowLogSeen> {
    let (tagged, tags) = tags::take(log.tags);
    let id = log.flow_log_id.unwrap_or_default();
    let seen = FlowLogSeen {
        flow_log_id: id.clone(),
        destination: log.log_destination.unwrap_or_default(),
        role_arn: log.deliver_logs_permission_arn,
        traffic_type: log.traffic_type.map(|kind| kind.as_str().to_owned()).unwrap_or_default(),
        max_aggregation_interval: log.max_aggregation_interval.unwrap_or(600),
        log_format: log.log_format.unwrap_or_default(),
        failure: log.deliver_logs_error_message.filter(|message| !message.is_empty()),
        tags,
    };
    Object { id, seen, tagged }
}

/// What no call changes.
fn fixed_differences(want: &FlowLogWant, seen: &FlowLogSeen) -> Differences {
    // Some calls write a log group's ARN with the suffix for its streams, and some without.
    let bare = |arn: &str| arn.trim_end_matches(":*").to_owned();
    let (destination, role_arn) = match &want.destination {
        Destination::CloudWatchLogs { log_group_arn, role_arn } => (log_group_arn, Some(role_arn.as_str())),
        Destination::S3 { bucket_arn } => (bucket_arn, None),
    };
    let mut differences = Differences::new();
    differences.compare("destination", bare(&seen.destination), bare(destination));
    if role_arn.is_some() {
        differences.compare_option("role_arn", seen.role_arn.as_deref(), role_arn);
    }
    differences.compare("traffic_type", &seen.traffic_type, &want.traffic_type);
    differences.compare("max_aggregation_interval", seen.max_aggregation_interval, want.max_aggregation_interval);
    if let Some(format) = &want.log_format {
        differences.compare("log_format", &seen.log_format, format);
    }
    differences
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_difference_is_named() {
        let answer = Answer::builder()
            .flow_log_id("fl-1")
            .log_destination("arn:aws:logs:us-east-1:111122223333:log-group:flow:*")
            .deliver_logs_permission_arn("arn:aws:iam::111122223333:role/flow")
            .traffic_type(TrafficType::All)
            .max_aggregation_interval(600);
        let seen = object(answer.build()).seen;
        let want = FlowLogWant {
            destination: Destination::CloudWatchLogs {
                log_group_arn: "arn:aws:logs:us-east-1:111122223333:log-group:flow".to_owned(),
                role_arn: "arn:aws:iam::111122223333:role/flow".to_owned(),
            },
            traffic_type: "ALL".to_owned(),
            max_aggregation_interval: 600,
            log_format: None,
            tags: BTreeMap::new(),
        };
        assert_eq!(FlowLog::differences(&want, &seen), [""; 0]);
        let want = FlowLogWant { traffic_type: "REJECT".to_owned(), max_aggregation_interval: 60, ..want };
        assert_eq!(
            FlowLog::differences(&want, &seen),
            ["traffic_type is ALL, should be REJECT", "max_aggregation_interval is 600, should be 60"]
        );
    }
}
