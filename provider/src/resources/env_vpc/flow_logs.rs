//! Flow logs: what they record, and by which role.

use tfplugin::check::Check;
use tfplugin::composite::Place;

use crate::aws::arn::partition_of;
use crate::parts::logs::log_group::RETENTION_DAYS;
use crate::policy::{Policy, Statement};

/// Records of who talked to whom in the VPC.
#[derive(Clone, Debug, PartialEq, tfplugin::Object)]
pub struct FlowLogs {
    /// Where the records go: `cloud-watch-logs`, into a log group of the VPC's own; `s3`, into the bucket of `bucket_arn`;
    /// `none`, to have none.
    #[tf(default = "cloud-watch-logs", check = OneOf(&["cloud-watch-logs", "s3", "none"]))]
    pub destination: String,
    /// ARN of the bucket, with a prefix if wanted: `arn:aws:s3:::acme-flow-logs/prod`. Its policy must let
    /// `delivery.logs.amazonaws.com` write. Required with `destination = "s3"`.
    #[tf(optional, check = Pattern("arn:aws[a-z-]*:s3:::[!-~]+", "the ARN of a bucket"))]
    pub bucket_arn: Option<String>,
    /// Which traffic is recorded: `ALL`, `ACCEPT` or `REJECT`.
    #[tf(default = "ALL", check = OneOf(&["ALL", "ACCEPT", "REJECT"]))]
    pub traffic_type: String,
    /// Days until records in the log group expire; 0 for never.
    #[tf(default = 90, check = RETENTION)]
    pub retention_days: i64,
    /// Seconds during which traffic is counted together: 60 or 600.
    #[tf(default = 600, check = INTERVAL)]
    pub max_aggregation_interval: i64,
    /// ARN of the KMS key that encrypts the log group; its policy must let CloudWatch Logs use it. Default: a key of
    /// CloudWatch Logs' own.
    #[tf(optional, check = Pattern("arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[!-~]+", "the ARN of a KMS key"))]
    pub kms_key_arn: Option<String>,
    /// Fields of a record, such as `$${version} $${srcaddr} $${dstaddr}` in a configuration. Default: AWS's default format.
    #[tf(optional, check = Len(1, 4096))]
    pub log_format: Option<String>,
}

const RETENTION: Check = Check::Custom("0, or a number of days that CloudWatch Logs knows: 1, 3, 5, 7, 14, 30, …", |value| {
    let tfplugin::value::Value::Number(number) = value else { return Ok(()) };
    let days = number.as_i64().and_then(|days| i32::try_from(days).ok());
    let known = days.is_some_and(|days| days == 0 || RETENTION_DAYS.contains(&days));
    if known { Ok(()) } else { Err(format!("it is {number}")) }
});

const INTERVAL: Check = Check::Custom("60 or 600", |value| {
    let tfplugin::value::Value::Number(number) = value else { return Ok(()) };
    if matches!(number.as_i64(), Some(60 | 600)) { Ok(()) } else { Err(format!("it is {number}")) }
});

impl Default for FlowLogs {
    fn default() -> FlowLogs {
        FlowLogs {
            destination: "cloud-watch-logs".to_owned(),
            bucket_arn: None,
            traffic_type: "ALL".to_owned(),
            retention_days: 90,
            max_aggregation_interval: 600,
            kms_key_arn: None,
            log_format: None,
        }
    }
}

impl FlowLogs {
    /// Whether records go to a log group.
    pub(super) fn to_log_group(&self) -> bool {
        self.destination == "cloud-watch-logs"
    }

    /// Whether there are any.
    pub(super) fn is_on(&self) -> bool {
        self.destination != "none"
    }

    pub(super) fn interval(&self) -> i32 {
        i32::try_from(self.max_aggregation_interval).unwrap_or(600)
    }

    pub(super) fn retention(&self) -> Option<i32> {
        i32::try_from(self.retention_days).ok().filter(|days| *days > 0)
    }
}

/// The log group of a VPC.
pub(super) fn log_group_name(name: &str) -> String {
    format!("/vpc-flow-logs/{name}")
}

/// The role by which EC2 writes records. Roles have no region, so the name has.
pub(super) fn role_name(name: &str, region: &str) -> String {
    format!("{name}-flow-logs-{region}")
}

/// Its ARN.
pub(super) fn role_arn(place: &Place, name: &str) -> String {
    let Place { account_id, region } = place;
    format!("arn:{}:iam::{account_id}:role/{}", partition_of(region), role_name(name, region))
}

/// Who may assume the role: the service, for flow logs of this account and region only. The conditions keep it from being
/// used for somebody else: <https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html>
pub(super) fn trust(place: &Place) -> Policy {
    let Place { account_id, region } = place;
    let source = format!("arn:{}:ec2:{region}:{account_id}:vpc-flow-log/*", partition_of(region));
    let statement = Statement::allow()
        .service_principals(["vpc-flow-logs.amazonaws.com"])
        .actions(["sts:AssumeRole"])
        .condition("StringEquals", "aws:SourceAccount", [account_id.as_str()])
        .condition("ArnLike", "aws:SourceArn", [source.as_str()]);
    Policy::new([statement])
}

/// What the role may do: write to the one log group.
pub(super) fn permissions(place: &Place, name: &str) -> Policy {
    let Place { account_id, region } = place;
    let prefix = format!("arn:{}:logs:{region}:{account_id}:log-group", partition_of(region));
    let group = format!("{prefix}:{}:*", log_group_name(name));
    let write = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"];
    Policy::new([
        Statement::allow().actions(write).resources([group.as_str()]),
        // It lists groups, so it takes no single one.
        Statement::allow().actions(["logs:DescribeLogGroups"]).resources([format!("{prefix}:*").as_str()]),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_role_writes_to_one_log_group() {
        let place = Place { account_id: "111122223333".to_owned(), region: "eu-west-1".to_owned() };
        let text = permissions(&place, "prod").minified();
        assert!(text.contains("arn:aws:logs:eu-west-1:111122223333:log-group:/vpc-flow-logs/prod:*"), "{text}");
        assert!(!text.contains(r#""Resource":"*""#) && !text.contains("CreateLogGroup"), "{text}");
        let text = trust(&place).minified();
        assert!(text.contains("aws:SourceAccount") && text.contains("vpc-flow-log/*"), "{text}");
    }
}
