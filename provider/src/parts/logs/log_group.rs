//! A log group.

use std::collections::BTreeMap;

use aws_sdk_cloudwatchlogs::types::LogGroup as Answer;
use tfplugin::composite::{Context, Fault, FaultKind, Found, Listed, Mark, Part, Place, RepeatedPart, Status};

use crate::aws::arn::{Arn, partition_of};
use crate::aws::{Aws, OrFault};

/// A log group. Its id is its ARN, without the suffix for its streams.
pub struct LogGroup;

impl LogGroup {
    /// The name of the only one of an owner.
    pub const NAME: &'static str = "main";
}

/// What identifies a log group: its name is unique in its account and region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogGroupKey {
    /// The region of its place: in another one it is another group.
    pub region: String,
    /// `/vpc/flow-logs`
    pub log_group_name: String,
}

/// How a log group should look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogGroupWant {
    /// Days; `None` for ever.
    pub retention_days: Option<i32>,
    /// ARN of the key that encrypts it; `None` for AWS's own.
    pub kms_key_arn: Option<String>,
    /// Tags, without marks.
    pub tags: BTreeMap<String, String>,
}

/// How a log group looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogGroupSeen {
    /// Its ARN, without the suffix for its streams.
    pub arn: String,
    /// `/vpc/flow-logs`
    pub log_group_name: String,
    /// Days; `None` for ever.
    pub retention_days: Option<i32>,
    /// ARN of the key that encrypts it.
    pub kms_key_arn: Option<String>,
    /// Tags, without marks and without those of AWS's own.
    pub tags: BTreeMap<String, String>,
}

/// What AWS takes for days:
/// <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html>
pub const RETENTION_DAYS: [i32; 22] =
    [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1_096, 1_827, 2_192, 2_557, 2_922, 3_288, 3_653];

impl Part for LogGroup {
    type Cloud = Aws;
    type Key = LogGroupKey;
    type Want = LogGroupWant;
    type Seen = LogGroupSeen;

    const KIND: &'static str = "log group";
    const MARKED: bool = true;
    const SETTLE: Option<&'static str> = Some("log group");

    fn check(want: &LogGroupWant) -> Vec<String> {
        let wrong = want.retention_days.filter(|days| !RETENTION_DAYS.contains(days));
        wrong.map(|days| format!("AWS does not keep logs for {days} days.")).into_iter().collect()
    }

    fn differences(want: &LogGroupWant, seen: &LogGroupSeen) -> Vec<String> {
        let days = |days: Option<i32>| days.map_or_else(|| "for ever".to_owned(), |days| days.to_string());
        let none = "none";
        let mut differences = Vec::new();
        let mut compare = |name: &str, seen: &str, want: &str| {
            if seen != want {
                differences.push(format!("{name} is {seen}, should be {want}"));
            }
        };
        compare("retention_days", &days(seen.retention_days), &days(want.retention_days));
        let (seen_key, want_key) = (seen.kms_key_arn.as_deref(), want.kms_key_arn.as_deref());
        compare("kms_key_arn", seen_key.unwrap_or(none), want_key.unwrap_or(none));
        for (key, value) in &want.tags {
            compare(&format!("tag {key}"), seen.tags.get(key).map_or(none, String::as_str), value);
        }
        for (key, value) in seen.tags.iter().filter(|(key, _)| !want.tags.contains_key(*key)) {
            differences.push(format!("tag {key} is {value}, should not be there"));
        }
        differences
    }

    async fn find(cx: &Context<'_, Aws>, key: &LogGroupKey) -> Result<Option<Found<LogGroupSeen>>, Fault> {
        get(cx, &key.log_group_name).await
    }

    async fn create(cx: &Context<'_, Aws>, key: &LogGroupKey, want: &LogGroupWant) -> Result<String, Fault> {
        let logs = cx.cloud.logs(cx.place).await?;
        let mut tags = want.tags.clone();
        tags.extend(cx.mark.tags());
        let call = logs
            .create_log_group()
            .log_group_name(&key.log_group_name)
            .set_kms_key_id(want.kms_key_arn.clone())
            .set_tags(Some(tags.into_iter().collect()));
        call.send().await.or_fault("logs:CreateLogGroup")?;
        // The group is there now; what fails from here on must not lose it.
        let end = set_retention(cx, &key.log_group_name, None, want.retention_days).await;
        end.map_err(|fault| Fault { kind: FaultKind::Uncertain, ..fault })?;
        Ok(arn(cx.place, &key.log_group_name))
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<LogGroupSeen>, Fault> {
        Ok(get(cx, name_in(id)?).await?.map(|found| found.seen))
    }

    async fn update(cx: &Context<'_, Aws>, id: &str, seen: &LogGroupSeen, want: &LogGroupWant) -> Result<(), Fault> {
        let name = name_in(id)?;
        let logs = cx.cloud.logs(cx.place).await?;
        set_retention(cx, name, seen.retention_days, want.retention_days).await?;
        match (&seen.kms_key_arn, &want.kms_key_arn) {
            (seen, Some(want)) if seen.as_ref() != Some(want) => {
                let call = logs.associate_kms_key().log_group_name(name).kms_key_id(want);
                call.send().await.or_fault("logs:AssociateKmsKey")?;
            }
            (Some(_), None) => {
                logs.disassociate_kms_key().log_group_name(name).send().await.or_fault("logs:DisassociateKmsKey")?;
            }
            _ => {}
        }
        let surplus: Vec<String> = seen.tags.keys().filter(|key| !want.tags.contains_key(*key)).cloned().collect();
        if !surplus.is_empty() {
            let call = logs.untag_resource().resource_arn(id).set_tag_keys(Some(surplus));
            call.send().await.or_fault("logs:UntagResource")?;
        }
        let differ = want.tags.iter().filter(|(key, value)| seen.tags.get(*key) != Some(value));
        tag(cx, id, differ.map(|(key, value)| (key.clone(), value.clone())).collect()).await
    }

    async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        let logs = cx.cloud.logs(cx.place).await?;
        let call = logs.delete_log_group().log_group_name(name_in(id)?).send().await;
        match call.or_fault("logs:DeleteLogGroup") {
            Err(fault) if fault.kind == FaultKind::NotFound => Ok(()),
            end => end.map(drop),
        }
    }

    async fn settle(cx: &Context<'_, Aws>, ids: &[String]) -> Result<(), Fault> {
        let ready = [(Mark::STATUS_TAG.to_owned(), Status::Ready.as_str().to_owned())];
        for id in ids {
            tag(cx, id, ready.clone().into()).await?;
        }
        Ok(())
    }

    fn place_of(id: &str) -> Option<Place> {
        let arn = Arn::parse(id)?;
        Some(Place { account_id: arn.account_id.to_owned(), region: arn.region.to_owned() })
    }
}

impl RepeatedPart for LogGroup {
    type Owner = LogGroupKey;

    fn key(owner: &LogGroupKey, _: &str) -> LogGroupKey {
        owner.clone()
    }

    async fn list(cx: &Context<'_, Aws>, owner: &LogGroupKey) -> Result<Listed<LogGroupSeen>, Fault> {
        // A group of the same name that belongs to somebody else is not the resource's.
        let found = get(cx, &owner.log_group_name).await?;
        let ours = found.filter(|it| it.mark.as_ref().is_some_and(|mark| mark.resource == cx.mark.resource));
        Ok(ours.map(|found| (LogGroup::NAME.to_owned(), found)).into_iter().collect())
    }
}

async fn get(cx: &Context<'_, Aws>, name: &str) -> Result<Option<Found<LogGroupSeen>>, Fault> {
    let logs = cx.cloud.logs(cx.place).await?;
    // There is no call for one; the prefix has every longer name too, which come after it.
    let answer = logs.describe_log_groups().log_group_name_prefix(name).send().await.or_fault("logs:DescribeLogGroups");
    let groups = answer?.log_groups.unwrap_or_default();
    let Some(group) = groups.into_iter().find(|group| group.log_group_name.as_deref() == Some(name)) else {
        return Ok(None);
    };
    let id = arn(cx.place, name);
    let call = logs.list_tags_for_resource().resource_arn(&id).send().await;
    let tags = match call.or_fault("logs:ListTagsForResource") {
        Ok(answer) => answer.tags.unwrap_or_default(),
        Err(fault) if fault.kind == FaultKind::NotFound => return Ok(None),
        Err(fault) => return Err(fault),
    };
    let mut tags: BTreeMap<String, String> = tags.into_iter().filter(|(key, _)| !key.starts_with("aws:")).collect();
    let mark = Mark::take(&mut tags);
    Ok(Some(Found { seen: seen(group, id.clone(), tags), id, mark }))
}

fn seen(group: Answer, arn: String, tags: BTreeMap<String, String>) -> LogGroupSeen {
    LogGroupSeen {
        arn,
        log_group_name: group.log_group_name.unwrap_or_default(),
        retention_days: group.retention_in_days,
        kms_key_arn: group.kms_key_id,
        tags,
    }
}

async fn set_retention(cx: &Context<'_, Aws>, name: &str, is: Option<i32>, want: Option<i32>) -> Result<(), Fault> {
    let logs = cx.cloud.logs(cx.place).await?;
    match want {
        want if want == is => Ok(()),
        Some(days) => {
            let call = logs.put_retention_policy().log_group_name(name).retention_in_days(days);
            call.send().await.or_fault("logs:PutRetentionPolicy").map(drop)
        }
        None => {
            let call = logs.delete_retention_policy().log_group_name(name);
            call.send().await.or_fault("logs:DeleteRetentionPolicy").map(drop)
        }
    }
}

async fn tag(cx: &Context<'_, Aws>, id: &str, tags: BTreeMap<String, String>) -> Result<(), Fault> {
    if tags.is_empty() {
        return Ok(());
    }
    let logs = cx.cloud.logs(cx.place).await?;
    let call = logs.tag_resource().resource_arn(id).set_tags(Some(tags.into_iter().collect()));
    call.send().await.or_fault("logs:TagResource").map(drop)
}

/// The ARN of a log group, without the suffix for its streams.
pub fn arn(place: &Place, name: &str) -> String {
    let Place { account_id, region } = place;
    format!("arn:{}:logs:{region}:{account_id}:log-group:{name}", partition_of(region))
}

/// The name in a log group's ARN.
fn name_in(arn: &str) -> Result<&str, Fault> {
    let name = Arn::parse(arn).and_then(|arn| arn.resource.strip_prefix("log-group:"));
    name.ok_or_else(|| Fault::new(FaultKind::Bug, format!("`{arn}` is no log group's ARN")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_says_where_the_group_is() {
        let place = Place { account_id: "111122223333".to_owned(), region: "us-gov-west-1".to_owned() };
        let id = arn(&place, "/vpc/flow");
        assert_eq!(id, "arn:aws-us-gov:logs:us-gov-west-1:111122223333:log-group:/vpc/flow");
        assert_eq!((name_in(&id), LogGroup::place_of(&id)), (Ok("/vpc/flow"), Some(place)));
    }

    #[test]
    fn each_difference_is_named() {
        let want = LogGroupWant { retention_days: Some(30), kms_key_arn: None, tags: BTreeMap::new() };
        let group = Answer::builder().log_group_name("x").kms_key_id("k").build();
        let seen = seen(group, String::new(), [("a".to_owned(), "b".to_owned())].into());
        assert_eq!(
            LogGroup::differences(&want, &seen),
            [
                "retention_days is for ever, should be 30",
                "kms_key_arn is k, should be none",
                "tag a is b, should not be there",
            ]
        );
    }

    #[test]
    fn days_are_those_that_aws_takes() {
        let check = |days| LogGroup::check(&LogGroupWant { retention_days: days, kms_key_arn: None, tags: [].into() });
        assert_eq!(
            (check(Some(42)).len(), check(Some(0)).len(), check(Some(30)).len(), check(None).len()),
            (1, 1, 0, 0)
        );
    }
}
