//! Rules that come together, from a template.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_config::types::{ConformancePackDetail, ConformancePackInputParameter, ConformancePackState};
use tfplugin::composite::{Context, Fault, FaultKind};

use super::{found, unfinished};
use crate::aws::{Aws, Ended, OrFault, Poll};
use crate::parts::differences::Differences;
use crate::parts::regional::Regional;

/// A conformance pack. The instance's name is the pack's. AWS does not show the template.
/// <https://docs.aws.amazon.com/config/latest/developerguide/conformance-packs.html>
pub struct ConformancePack;

/// How a pack should look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConformancePackWant {
    /// Where its rules are.
    pub template: Template,
    /// Values of the template's parameters.
    pub parameters: BTreeMap<String, String>,
}

/// Where the rules of a pack are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Template {
    /// Here: a CloudFormation template, YAML.
    Body(String),
    /// In a bucket: `s3://bucket/key`.
    S3(String),
}

/// How a pack looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConformancePackSeen {
    /// Its ARN.
    pub arn: String,
    /// Values of the template's parameters.
    pub parameters: BTreeMap<String, String>,
}

/// A template of 51,200 bytes can be given in the call:
/// <https://docs.aws.amazon.com/config/latest/APIReference/API_PutConformancePack.html>
const LARGEST_BODY: usize = 51_200;

/// A stack of CloudFormation makes the rules.
const MADE: Poll =
    Poll { first: Duration::from_millis(500), longest: Duration::from_secs(10), limit: Duration::from_mins(10) };

impl Regional for ConformancePack {
    type Want = ConformancePackWant;
    type Seen = ConformancePackSeen;

    const KIND: &'static str = "conformance pack";
    const SHOWN: bool = false;

    fn check(want: &ConformancePackWant) -> Vec<String> {
        match &want.template {
            Template::Body(body) if body.len() > LARGEST_BODY => vec![format!(
                "The template has {} bytes; Config takes {LARGEST_BODY} in the call. Put it into a bucket and give \
                 `template_s3_uri`.",
                body.len()
            )],
            _ => Vec::new(),
        }
    }

    fn differences(want: &ConformancePackWant, seen: &ConformancePackSeen) -> Vec<String> {
        let mut differences = Differences::new();
        for name in want.parameters.keys().chain(seen.parameters.keys().filter(|it| !want.parameters.contains_key(*it)))
        {
            let of = |map: &BTreeMap<String, String>| map.get(name).cloned();
            let (is, should) = (of(&seen.parameters), of(&want.parameters));
            differences.compare_option(&format!("parameter {name}"), is.as_deref(), should.as_deref());
        }
        differences.into()
    }

    async fn get(cx: &Context<'_, Aws>, name: &str) -> Result<Option<ConformancePackSeen>, Fault> {
        let config = cx.cloud.config(cx.place).await?;
        let call = config.describe_conformance_packs().conformance_pack_names(name).send().await;
        let answer = found(call.or_fault("config:DescribeConformancePacks"))?;
        Ok(answer.and_then(|answer| answer.conformance_pack_details.unwrap_or_default().into_iter().next()).map(seen))
    }

    async fn put(
        cx: &Context<'_, Aws>,
        name: &str,
        _: Option<&ConformancePackSeen>,
        want: &ConformancePackWant,
    ) -> Result<(), Fault> {
        let parameters = want.parameters.iter().map(|(name, value)| {
            ConformancePackInputParameter::builder().parameter_name(name).parameter_value(value).build()
        });
        let parameters = parameters.collect::<Result<Vec<_>, _>>().map_err(unfinished)?;
        let config = cx.cloud.config(cx.place).await?;
        let call = config
            .put_conformance_pack()
            .conformance_pack_name(name)
            .set_conformance_pack_input_parameters(Some(parameters).filter(|it| !it.is_empty()));
        let call = match &want.template {
            Template::Body(body) => call.template_body(body),
            Template::S3(uri) => call.template_s3_uri(uri),
        };
        let mut wait = MADE.begin();
        loop {
            match call.clone().send().await.or_fault("config:PutConformancePack") {
                // It is being made, changed or deleted.
                Err(fault) if fault.kind == FaultKind::Conflict => match wait.pause(cx.cancel).await {
                    Ok(()) => tracing::debug!(%fault, "the pack is being changed"),
                    Err(Ended::Late) => return Err(fault),
                    Err(Ended::Cancelled) => return Err(Fault::cancelled("the conformance pack to take the change")),
                },
                end => {
                    end?;
                    break;
                }
            }
        }
        until_made(cx, name).await
    }

    async fn remove(cx: &Context<'_, Aws>, name: &str) -> Result<(), Fault> {
        let config = cx.cloud.config(cx.place).await?;
        let call = config.delete_conformance_pack().conformance_pack_name(name).send().await;
        found(call.or_fault("config:DeleteConformancePack"))?;
        let mut wait = MADE.begin();
        // The recorder cannot be taken from under it.
        while status(cx, name).await?.is_some() {
            match wait.pause(cx.cancel).await {
                Ok(()) => {}
                Err(Ended::Cancelled) => return Err(Fault::cancelled("the conformance pack to go")),
                Err(Ended::Late) => {
                    let message = format!("the conformance pack is still there after {} s", MADE.limit.as_secs());
                    return Err(Fault::new(FaultKind::Conflict, message));
                }
            }
        }
        Ok(())
    }
}

async fn until_made(cx: &Context<'_, Aws>, name: &str) -> Result<(), Fault> {
    let mut wait = MADE.begin();
    loop {
        match status(cx, name).await? {
            Some((ConformancePackState::CreateComplete, _)) => return Ok(()),
            Some((ConformancePackState::CreateFailed | ConformancePackState::DeleteFailed, reason)) => {
                let reason = reason.unwrap_or_else(|| "Config gave no reason".to_owned());
                return Err(Fault::new(
                    FaultKind::Invalid,
                    format!("the conformance pack could not be made: {reason}"),
                ));
            }
            _ => {}
        }
        match wait.pause(cx.cancel).await {
            Ok(()) => {}
            Err(Ended::Cancelled) => return Err(Fault::cancelled("the conformance pack to be made")),
            Err(Ended::Late) => {
                let message = format!("the conformance pack is not made after {} s", MADE.limit.as_secs());
                return Err(Fault::new(FaultKind::Uncertain, message));
            }
        }
    }
}

/// How far a pack is, and why it failed; `None` where there is none.
async fn status(cx: &Context<'_, Aws>, name: &str) -> Result<Option<(ConformancePackState, Option<String>)>, Fault> {
    let config = cx.cloud.config(cx.place).await?;
    let call = config.describe_conformance_pack_status().conformance_pack_names(name).send().await;
    let answer = found(call.or_fault("config:DescribeConformancePackStatus"))?;
    let status =
        answer.and_then(|answer| answer.conformance_pack_status_details.unwrap_or_default().into_iter().next());
    Ok(status.map(|status| (status.conformance_pack_state, status.conformance_pack_status_reason)))
}

fn seen(pack: ConformancePackDetail) -> ConformancePackSeen {
    let parameters = pack.conformance_pack_input_parameters.unwrap_or_default();
    ConformancePackSeen {
        arn: pack.conformance_pack_arn,
        parameters: parameters.into_iter().map(|each| (each.parameter_name, each.parameter_value)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_compared_and_large_templates_refused() {
        let want = ConformancePackWant {
            template: Template::Body("x".repeat(LARGEST_BODY + 1)),
            parameters: [("age".to_owned(), "90".to_owned())].into(),
        };
        let seen = ConformancePackSeen { arn: String::new(), parameters: [("old".to_owned(), "1".to_owned())].into() };
        assert_eq!(
            ConformancePack::differences(&want, &seen),
            ["parameter age is none, should be 90", "parameter old is 1, should be none"]
        );
        assert_eq!(ConformancePack::check(&want).len(), 1);
        let there = ConformancePackWant { template: Template::S3("s3://b/k".to_owned()), ..want };
        assert_eq!(ConformancePack::check(&there), [""; 0]);
    }
}
