//! A rule that Config evaluates.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_config::types::{ConfigRule, ConfigRuleState, Owner, Source};
use tfplugin::composite::{Context, Fault, FaultKind};

use super::{found, unfinished};
use crate::aws::{Aws, Ended, OrFault, Poll};
use crate::parts::differences::Differences;
use crate::parts::regional::Regional;

/// One of AWS's managed rules. The instance's name is the rule's.
/// <https://docs.aws.amazon.com/config/latest/developerguide/managed-rules-by-aws-config.html>
pub struct Rule;

/// How a rule should look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleWant {
    /// Which managed rule: `S3_BUCKET_PUBLIC_READ_PROHIBITED`.
    pub identifier: String,
    /// Its parameters; those that are left out have the rule's defaults.
    pub parameters: BTreeMap<String, String>,
}

/// How a rule looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleSeen {
    /// Who made it: `AWS`, `CUSTOM_LAMBDA` or `CUSTOM_POLICY`.
    pub owner: String,
    /// Which managed rule.
    pub identifier: String,
    /// Its parameters.
    pub parameters: BTreeMap<String, String>,
}

/// A rule is being deleted for a while, and takes no change then.
const BUSY: Poll =
    Poll { first: Duration::from_millis(500), longest: Duration::from_secs(5), limit: Duration::from_mins(2) };

impl Regional for Rule {
    type Want = RuleWant;
    type Seen = RuleSeen;

    const KIND: &'static str = "Config rule";

    fn differences(want: &RuleWant, seen: &RuleSeen) -> Vec<String> {
        let mut differences = Differences::new();
        differences.compare("owner", &seen.owner, "AWS");
        differences.compare("identifier", &seen.identifier, &want.identifier);
        differences.compare("parameters", json(&seen.parameters), json(&want.parameters));
        differences.into()
    }

    async fn get(cx: &Context<'_, Aws>, name: &str) -> Result<Option<RuleSeen>, Fault> {
        let rule = describe(cx, name).await?;
        // One that is going is as good as gone.
        let stays = rule.filter(|rule| rule.config_rule_state != Some(ConfigRuleState::Deleting));
        Ok(stays.map(seen))
    }

    async fn put(cx: &Context<'_, Aws>, name: &str, seen: Option<&RuleSeen>, want: &RuleWant) -> Result<(), Fault> {
        if seen.is_some_and(|seen| seen.owner != "AWS" || seen.identifier != want.identifier) {
            // The source of a rule never changes.
            Self::remove(cx, name).await?;
        }
        let source = Source::builder().owner(Owner::Aws).source_identifier(&want.identifier).build();
        let rule = ConfigRule::builder()
            .config_rule_name(name)
            .source(source.map_err(unfinished)?)
            .set_input_parameters(Some(json(&want.parameters)).filter(|_| !want.parameters.is_empty()))
            .build();
        let config = cx.cloud.config(cx.place).await?;
        let mut wait = BUSY.begin();
        loop {
            let call = config.put_config_rule().config_rule(rule.clone()).send().await.or_fault("config:PutConfigRule");
            match call {
                Err(fault) if fault.kind == FaultKind::Conflict => match wait.pause(cx.cancel).await {
                    Ok(()) => tracing::debug!(%fault, "the rule is being changed"),
                    Err(Ended::Late) => return Err(fault),
                    Err(Ended::Cancelled) => return Err(Fault::cancelled("the rule to take the change")),
                },
                end => return end.map(drop),
            }
        }
    }

    async fn remove(cx: &Context<'_, Aws>, name: &str) -> Result<(), Fault> {
        let config = cx.cloud.config(cx.place).await?;
        let call = config.delete_config_rule().config_rule_name(name).send().await;
        found(call.or_fault("config:DeleteConfigRule")).map(drop)
    }
}

async fn describe(cx: &Context<'_, Aws>, name: &str) -> Result<Option<ConfigRule>, Fault> {
    let config = cx.cloud.config(cx.place).await?;
    let call = config.describe_config_rules().config_rule_names(name).send().await;
    let answer = found(call.or_fault("config:DescribeConfigRules"))?;
    Ok(answer.and_then(|answer| answer.config_rules.unwrap_or_default().into_iter().next()))
}

fn seen(rule: ConfigRule) -> RuleSeen {
    let source = rule.source;
    RuleSeen {
        owner: source.as_ref().map_or_else(String::new, |source| source.owner.as_str().to_owned()),
        identifier: source.and_then(|source| source.source_identifier).unwrap_or_default(),
        parameters: rule.input_parameters.as_deref().map(parameters).unwrap_or_default(),
    }
}

fn json(parameters: &BTreeMap<String, String>) -> String {
    serde_json::json!(parameters).to_string()
}

/// The parameters in a JSON object. Numbers come as Config keeps them, as text or not.
fn parameters(text: &str) -> BTreeMap<String, String> {
    let object: BTreeMap<String, serde_json::Value> = serde_json::from_str(text).unwrap_or_default();
    let text = |value: serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    object.into_iter().map(|(name, value)| (name, text(value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_compared_by_what_they_mean() {
        let source = Source::builder().owner(Owner::Aws).source_identifier("ACCESS_KEYS_ROTATED").build().unwrap();
        let rule = ConfigRule::builder().source(source).input_parameters(r#"{ "maxAccessKeyAge": 90 }"#).build();
        let want = RuleWant {
            identifier: "ACCESS_KEYS_ROTATED".to_owned(),
            parameters: [("maxAccessKeyAge".to_owned(), "90".to_owned())].into(),
        };
        assert_eq!(Rule::differences(&want, &seen(rule.clone())), [""; 0]);
        let other = RuleWant { parameters: BTreeMap::new(), ..want };
        assert_eq!(Rule::differences(&other, &seen(rule)), [r#"parameters is {"maxAccessKeyAge":"90"}, should be {}"#]);
    }
}
