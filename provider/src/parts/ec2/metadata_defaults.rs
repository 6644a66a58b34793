//! How new instances answer questions about themselves: a region's defaults.

use aws_sdk_ec2::types::MetadataDefaultHttpTokensState as Tokens;
use tfplugin::composite::{Context, Fault};

use super::Differences;
use crate::aws::{Aws, OrFault};
use crate::parts::setting::Setting;

/// The account's defaults in a region for the instance metadata service: whether a session's token is required (IMDSv2),
/// and how many hops an answer may go. AWS's default: no preference. What an instance is launched with wins over it:
/// <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html>
pub struct MetadataDefaults;

/// How they should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetadataDefaultsWant {
    /// `required` or `optional`.
    pub http_tokens: String,
    /// 1 to 64.
    pub http_put_response_hop_limit: i32,
}

/// How they are; `None` where the account has no preference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetadataDefaultsSeen {
    /// `required` or `optional`.
    pub http_tokens: Option<String>,
    /// 1 to 64.
    pub http_put_response_hop_limit: Option<i32>,
}

/// Takes the preference of a hop limit away:
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyInstanceMetadataDefaults.html>
const NO_LIMIT: i32 = -1;

impl Setting for MetadataDefaults {
    type Want = MetadataDefaultsWant;
    type Seen = MetadataDefaultsSeen;

    const KIND: &'static str = "instance metadata defaults";

    fn expect(want: &MetadataDefaultsWant) -> Option<MetadataDefaultsSeen> {
        Some(MetadataDefaultsSeen {
            http_tokens: Some(want.http_tokens.clone()),
            http_put_response_hop_limit: Some(want.http_put_response_hop_limit),
        })
    }

    fn differences(want: &MetadataDefaultsWant, seen: &MetadataDefaultsSeen) -> Vec<String> {
        let mut differences = Differences::new();
        let tokens = seen.http_tokens.as_deref().unwrap_or("no-preference");
        differences.compare("http_tokens", tokens, &want.http_tokens);
        let hops = seen.http_put_response_hop_limit.map_or_else(|| "no-preference".to_owned(), |hops| hops.to_string());
        differences.compare("http_put_response_hop_limit", hops, want.http_put_response_hop_limit);
        differences.into()
    }

    async fn read(cx: &Context<'_, Aws>) -> Result<MetadataDefaultsSeen, Fault> {
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let answer = ec2.get_instance_metadata_defaults().send().await.or_fault("ec2:GetInstanceMetadataDefaults")?;
        let defaults = answer.account_level;
        let tokens = defaults.as_ref().and_then(|defaults| defaults.http_tokens.as_ref());
        Ok(MetadataDefaultsSeen {
            http_tokens: tokens.map(|tokens| tokens.as_str().to_owned()),
            http_put_response_hop_limit: defaults.and_then(|defaults| defaults.http_put_response_hop_limit),
        })
    }

    async fn write(cx: &Context<'_, Aws>, _: &MetadataDefaultsSeen, want: &MetadataDefaultsWant) -> Result<(), Fault> {
        modify(cx, Tokens::from(want.http_tokens.as_str()), want.http_put_response_hop_limit).await
    }

    async fn reset(cx: &Context<'_, Aws>, seen: &MetadataDefaultsSeen) -> Result<(), Fault> {
        if seen.http_tokens.is_none() && seen.http_put_response_hop_limit.is_none() {
            return Ok(());
        }
        modify(cx, Tokens::NoPreference, NO_LIMIT).await
    }
}

async fn modify(cx: &Context<'_, Aws>, tokens: Tokens, hops: i32) -> Result<(), Fault> {
    let ec2 = cx.cloud.ec2(cx.place).await?;
    let call = ec2.modify_instance_metadata_defaults().http_tokens(tokens).http_put_response_hop_limit(hops);
    call.send().await.or_fault("ec2:ModifyInstanceMetadataDefaults").map(drop)
}
