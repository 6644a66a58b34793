//! A trail.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin::composite::{Context, Fault, FaultKind};

use super::trail_calls as calls;
use crate::aws::{Aws, OrFault};
use crate::parts::differences::Differences;
use crate::parts::regional::Regional;

/// A trail in its home region, its selectors of Insights, and that it logs. The instance's name is the trail's.
///
/// # Guarantees
/// Which events it records beside that, its event selectors, is left as it is: a new trail records all management events.
pub struct Trail;

/// How a trail should look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailWant {
    /// Whether it records the events of every account of the organization.
    pub is_organization_trail: bool,
    /// Whether it records the events of every region.
    pub is_multi_region_trail: bool,
    /// Whether digests are delivered that show what was changed afterwards.
    pub enable_log_file_validation: bool,
    /// The bucket.
    pub bucket: String,
    /// What keys in the bucket begin with.
    pub prefix: Option<String>,
    /// ARN of the key that encrypts the files; `None` for the bucket's own encryption.
    pub kms_key_arn: Option<String>,
    /// Where it writes events, too.
    pub log_group: Option<LogGroup>,
    /// `ApiCallRateInsight`, `ApiErrorRateInsight`.
    pub insights: BTreeSet<String>,
    /// Tags that it must have. Others are left.
    pub tags: BTreeMap<String, String>,
}

/// A log group that a trail writes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogGroup {
    /// Its ARN, without the suffix for its streams.
    pub arn: String,
    /// ARN of the role by which `CloudTrail` writes there.
    pub role_arn: String,
}

/// How a trail looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailSeen {
    /// Its ARN. A trail of the organization has the management account's, whoever made it.
    pub arn: String,
    /// Whether it logs.
    pub is_logging: bool,
    /// The rest.
    pub looks: TrailWant,
}

impl Regional for Trail {
    type Want = TrailWant;
    type Seen = TrailSeen;

    const KIND: &'static str = "trail";

    fn differences(want: &TrailWant, seen: &TrailSeen) -> Vec<String> {
        let looks = &seen.looks;
        let mut differences = Differences::new();
        differences.compare("logging", seen.is_logging, true);
        differences.compare("is_organization_trail", looks.is_organization_trail, want.is_organization_trail);
        differences.compare("is_multi_region_trail", looks.is_multi_region_trail, want.is_multi_region_trail);
        let validates = (looks.enable_log_file_validation, want.enable_log_file_validation);
        differences.compare("enable_log_file_validation", validates.0, validates.1);
        differences.compare("bucket", &looks.bucket, &want.bucket);
        differences.compare_option("prefix", looks.prefix.as_deref(), want.prefix.as_deref());
        differences.compare_option("kms_key_arn", looks.kms_key_arn.as_deref(), want.kms_key_arn.as_deref());
        let group = |trail: &TrailWant| trail.log_group.as_ref().map(|group| group.arn.clone());
        differences.compare_option("log group", group(looks).as_deref(), group(want).as_deref());
        let role = |trail: &TrailWant| trail.log_group.as_ref().map(|group| group.role_arn.clone());
        differences.compare_option("log group's role", role(looks).as_deref(), role(want).as_deref());
        differences.compare_sets("insights", &looks.insights, &want.insights);
        differences.compare_own_tags(&looks.tags, &want.tags);
        differences.into()
    }

    async fn get(cx: &Context<'_, Aws>, name: &str) -> Result<Option<TrailSeen>, Fault> {
        calls::get(cx, name).await
    }

    async fn put(cx: &Context<'_, Aws>, name: &str, seen: Option<&TrailSeen>, want: &TrailWant) -> Result<(), Fault> {
        let arn = match seen {
            None => calls::create(cx, name, want).await?,
            Some(seen) => {
                if changes_trail(want, &seen.looks) {
                    calls::update(cx, &seen.arn, want).await?;
                }
                calls::tag(cx, &seen.arn, &seen.looks.tags, &want.tags).await?;
                seen.arn.clone()
            }
        };
        let insights = seen.map(|seen| seen.looks.insights.clone()).unwrap_or_default();
        if insights != want.insights {
            calls::put_insights(cx, &arn, &want.insights).await?;
        }
        if seen.is_none_or(|seen| !seen.is_logging) {
            let cloudtrail = cx.cloud.cloudtrail(cx.place).await?;
            cloudtrail.start_logging().name(&arn).send().await.or_fault("cloudtrail:StartLogging")?;
        }
        Ok(())
    }

    async fn remove(cx: &Context<'_, Aws>, name: &str) -> Result<(), Fault> {
        let Some(arn) = calls::arn(cx, name).await? else { return Ok(()) };
        let cloudtrail = cx.cloud.cloudtrail(cx.place).await?;
        match cloudtrail.delete_trail().name(arn).send().await.or_fault("cloudtrail:DeleteTrail") {
            Err(fault) if fault.kind == FaultKind::NotFound => Ok(()),
            end => end.map(drop),
        }
    }
}

/// Whether `UpdateTrail` has something to do.
fn changes_trail(want: &TrailWant, looks: &TrailWant) -> bool {
    let rest = TrailWant { insights: want.insights.clone(), tags: want.tags.clone(), ..looks.clone() };
    rest != *want
}

#[cfg(test)]
mod tests {
    use super::*;

    fn want() -> TrailWant {
        TrailWant {
            is_organization_trail: true,
            is_multi_region_trail: true,
            enable_log_file_validation: true,
            bucket: "b".to_owned(),
            prefix: None,
            kms_key_arn: None,
            log_group: Some(LogGroup { arn: "g".to_owned(), role_arn: "r".to_owned() }),
            insights: ["ApiCallRateInsight".to_owned()].into(),
            tags: BTreeMap::new(),
        }
    }

    #[test]
    fn each_difference_is_named() {
        let looks = TrailWant { log_group: None, insights: BTreeSet::new(), is_organization_trail: false, ..want() };
        let seen = TrailSeen { arn: "a".to_owned(), is_logging: false, looks };
        assert_eq!(
            Trail::differences(&want(), &seen),
            [
                "logging is false, should be true",
                "is_organization_trail is false, should be true",
                "log group is none, should be g",
                "log group's role is none, should be r",
                "insights lacks ApiCallRateInsight",
            ]
        );
    }

    #[test]
    fn insights_and_tags_need_no_update_of_the_trail() {
        let looks = TrailWant { insights: BTreeSet::new(), tags: [("a".to_owned(), "b".to_owned())].into(), ..want() };
        assert!(!changes_trail(&want(), &looks));
        assert!(changes_trail(&want(), &TrailWant { bucket: "c".to_owned(), ..want() }));
    }
}
