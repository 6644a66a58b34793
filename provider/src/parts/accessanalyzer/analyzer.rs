//! An analyzer of an account or an organization in a region.

use std::collections::BTreeMap;

use aws_sdk_accessanalyzer::types::{AnalyzerConfiguration, AnalyzerSummary, Type, UnusedAccessConfiguration};
use tfplugin::composite::{Context, Fault, FaultKind};

use crate::aws::{Aws, OrFault};
use crate::parts::differences::Differences;
use crate::parts::regional::Regional;

/// An analyzer. What tells one apart is its type, since of most types a region has one: that of an account is adopted
/// whatever its name is; of several of an organization, the one of the wanted name goes first.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-quotas.html>
pub struct Analyzer;

/// How an analyzer should look. The instance's name is its type: `ACCOUNT`, `ORGANIZATION`, `ACCOUNT_UNUSED_ACCESS` or
/// `ORGANIZATION_UNUSED_ACCESS`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnalyzerWant {
    /// Its name, if it must be made.
    pub name: String,
    /// Days after which access counts as unused, 1 to 365; `None` for analyzers of external access.
    pub unused_access_age: Option<i32>,
    /// Tags that it must have. Others are left.
    pub tags: BTreeMap<String, String>,
}

/// How an analyzer looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnalyzerSeen {
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// Days after which access counts as unused.
    pub unused_access_age: Option<i32>,
    /// Tags, without those of AWS's own.
    pub tags: BTreeMap<String, String>,
}

impl Regional for Analyzer {
    type Want = AnalyzerWant;
    type Seen = AnalyzerSeen;

    const KIND: &'static str = "Access Analyzer";

    fn differences(want: &AnalyzerWant, seen: &AnalyzerSeen) -> Vec<String> {
        let age = |age: Option<i32>| age.map(|age| age.to_string());
        let mut differences = Differences::new();
        let (seen_age, want_age) = (age(seen.unused_access_age), age(want.unused_access_age));
        differences.compare_option("unused_access_age", seen_age.as_deref(), want_age.as_deref());
        differences.compare_own_tags(&seen.tags, &want.tags);
        differences.into()
    }

    async fn get(cx: &Context<'_, Aws>, name: &str) -> Result<Option<AnalyzerSeen>, Fault> {
        let analyzer = cx.cloud.access_analyzer(cx.place).await?;
        let call = analyzer.list_analyzers().r#type(Type::from(name)).into_paginator().items().send();
        let found = call.collect::<Result<Vec<_>, _>>().await.or_fault("access-analyzer:ListAnalyzers")?;
        // Those that another service made for itself are that service's.
        let own = found.into_iter().filter(|found| found.managed_by.is_none());
        Ok(own.min_by_key(|found| (found.name != default_name(name), found.name.clone())).map(seen))
    }

    async fn put(
        cx: &Context<'_, Aws>,
        name: &str,
        seen: Option<&AnalyzerSeen>,
        want: &AnalyzerWant,
    ) -> Result<(), Fault> {
        let Some(seen) = seen else { return create(cx, name, want).await };
        let analyzer = cx.cloud.access_analyzer(cx.place).await?;
        if seen.unused_access_age != want.unused_access_age {
            let call = analyzer.update_analyzer().analyzer_name(&seen.name).set_configuration(configuration(want));
            call.send().await.or_fault("access-analyzer:UpdateAnalyzer")?;
        }
        let missing = want.tags.iter().filter(|(key, value)| seen.tags.get(*key) != Some(value));
        let missing: Vec<_> = missing.map(|(key, value)| (key.clone(), value.clone())).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let call = analyzer.tag_resource().resource_arn(&seen.arn).set_tags(Some(missing.into_iter().collect()));
        call.send().await.or_fault("access-analyzer:TagResource").map(drop)
    }

    async fn remove(cx: &Context<'_, Aws>, name: &str) -> Result<(), Fault> {
        let Some(seen) = Self::get(cx, name).await? else { return Ok(()) };
        let analyzer = cx.cloud.access_analyzer(cx.place).await?;
        match analyzer
            .delete_analyzer()
            .analyzer_name(seen.name)
            .send()
            .await
            .or_fault("access-analyzer:DeleteAnalyzer")
        {
            Err(fault) if fault.kind == FaultKind::NotFound => Ok(()),
            end => end.map(drop),
        }
    }
}

/// The name of an analyzer that is made without one: `plinth-organization-unused-access`.
pub fn default_name(kind: &str) -> String {
    format!("plinth-{}", kind.to_lowercase().replace('_', "-"))
}

async fn create(cx: &Context<'_, Aws>, kind: &str, want: &AnalyzerWant) -> Result<(), Fault> {
    let analyzer = cx.cloud.access_analyzer_once(cx.place).await?;
    let call = analyzer
        .create_analyzer()
        .analyzer_name(&want.name)
        .r#type(Type::from(kind))
        .set_configuration(configuration(want))
        .set_tags(Some(want.tags.clone().into_iter().collect()))
        .set_client_token(Some(cx.token.to_owned()).filter(|token| !token.is_empty()));
    call.send().await.or_fault("access-analyzer:CreateAnalyzer").map(drop)
}

fn configuration(want: &AnalyzerWant) -> Option<AnalyzerConfiguration> {
    let age = want.unused_access_age?;
    let unused = UnusedAccessConfiguration::builder().unused_access_age(age).build();
    Some(AnalyzerConfiguration::UnusedAccess(unused))
}

fn seen(found: AnalyzerSummary) -> AnalyzerSeen {
    let unused = match found.configuration {
        Some(AnalyzerConfiguration::UnusedAccess(unused)) => unused.unused_access_age,
        _ => None,
    };
    let tags = found.tags.unwrap_or_default().into_iter().filter(|(key, _)| !key.starts_with("aws:"));
    AnalyzerSeen { arn: found.arn, name: found.name, unused_access_age: unused, tags: tags.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_difference_is_named() {
        let want = AnalyzerWant {
            name: default_name("ORGANIZATION_UNUSED_ACCESS"),
            unused_access_age: Some(90),
            tags: BTreeMap::new(),
        };
        assert_eq!(want.name, "plinth-organization-unused-access");
        let seen = AnalyzerSeen {
            arn: "a".to_owned(),
            name: "other".to_owned(),
            unused_access_age: Some(180),
            tags: [("left".to_owned(), "alone".to_owned())].into(),
        };
        assert_eq!(Analyzer::differences(&want, &seen), ["unused_access_age is 180, should be 90"]);
    }
}
