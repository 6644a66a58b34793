//! Where Config delivers what it recorded.

use aws_sdk_config::types::{ConfigSnapshotDeliveryProperties, DeliveryChannel as Channel, MaximumExecutionFrequency};
use tfplugin::composite::{Context, Fault};

use super::{DEFAULT_NAME, found};
use crate::aws::{Aws, OrFault};
use crate::parts::differences::Differences;
use crate::parts::regional::Regional;

/// The delivery channel of an account and region. There is one at most, and its name never changes.
/// <https://docs.aws.amazon.com/config/latest/APIReference/API_PutDeliveryChannel.html>
pub struct DeliveryChannel;

/// How a channel should look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryChannelWant {
    /// The bucket.
    pub bucket: String,
    /// What keys in the bucket begin with.
    pub prefix: Option<String>,
    /// ARN of the key that encrypts what is delivered; `None` for the bucket's own encryption.
    pub kms_key_arn: Option<String>,
    /// ARN of the topic that hears of changes.
    pub topic_arn: Option<String>,
    /// `One_Hour`, `Three_Hours`, `Six_Hours`, `Twelve_Hours` or `TwentyFour_Hours`; `None` for no snapshots.
    pub snapshot_frequency: Option<String>,
}

/// How a channel looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryChannelSeen {
    /// Its name.
    pub name: String,
    /// The rest.
    pub delivers: DeliveryChannelWant,
}

impl Regional for DeliveryChannel {
    type Want = DeliveryChannelWant;
    type Seen = DeliveryChannelSeen;

    const KIND: &'static str = "delivery channel";

    fn differences(want: &DeliveryChannelWant, seen: &DeliveryChannelSeen) -> Vec<String> {
        let seen = &seen.delivers;
        let mut differences = Differences::new();
        differences.compare("bucket", &seen.bucket, &want.bucket);
        differences.compare_option("prefix", seen.prefix.as_deref(), want.prefix.as_deref());
        differences.compare_option("kms_key_arn", seen.kms_key_arn.as_deref(), want.kms_key_arn.as_deref());
        differences.compare_option("topic_arn", seen.topic_arn.as_deref(), want.topic_arn.as_deref());
        let (is, should) = (seen.snapshot_frequency.as_deref(), want.snapshot_frequency.as_deref());
        differences.compare_option("snapshot_frequency", is, should);
        differences.into()
    }

    async fn get(cx: &Context<'_, Aws>, _: &str) -> Result<Option<DeliveryChannelSeen>, Fault> {
        let config = cx.cloud.config(cx.place).await?;
        let answer = config.describe_delivery_channels().send().await.or_fault("config:DescribeDeliveryChannels")?;
        Ok(answer.delivery_channels.unwrap_or_default().into_iter().next().map(seen))
    }

    async fn put(
        cx: &Context<'_, Aws>,
        _: &str,
        seen: Option<&DeliveryChannelSeen>,
        want: &DeliveryChannelWant,
    ) -> Result<(), Fault> {
        let snapshots = want.snapshot_frequency.as_deref().map(|frequency| {
            let frequency = MaximumExecutionFrequency::from(frequency);
            ConfigSnapshotDeliveryProperties::builder().delivery_frequency(frequency).build()
        });
        let channel = Channel::builder()
            .name(seen.map_or(DEFAULT_NAME, |seen| &seen.name))
            .s3_bucket_name(&want.bucket)
            .set_s3_key_prefix(want.prefix.clone())
            .set_s3_kms_key_arn(want.kms_key_arn.clone())
            .set_sns_topic_arn(want.topic_arn.clone())
            .set_config_snapshot_delivery_properties(snapshots)
            .build();
        let config = cx.cloud.config(cx.place).await?;
        config
            .put_delivery_channel()
            .delivery_channel(channel)
            .send()
            .await
            .or_fault("config:PutDeliveryChannel")
            .map(drop)
    }

    async fn remove(cx: &Context<'_, Aws>, name: &str) -> Result<(), Fault> {
        let Some(seen) = Self::get(cx, name).await? else { return Ok(()) };
        let config = cx.cloud.config(cx.place).await?;
        let call = config.delete_delivery_channel().delivery_channel_name(seen.name).send().await;
        found(call.or_fault("config:DeleteDeliveryChannel")).map(drop)
    }
}

fn seen(channel: Channel) -> DeliveryChannelSeen {
    let text = |text: Option<String>| text.filter(|text| !text.is_empty());
    let snapshots = channel.config_snapshot_delivery_properties.and_then(|properties| properties.delivery_frequency);
    DeliveryChannelSeen {
        name: channel.name.unwrap_or_default(),
        delivers: DeliveryChannelWant {
            bucket: channel.s3_bucket_name.unwrap_or_default(),
            prefix: text(channel.s3_key_prefix),
            kms_key_arn: text(channel.s3_kms_key_arn),
            topic_arn: text(channel.sns_topic_arn),
            snapshot_frequency: snapshots.map(|frequency| frequency.as_str().to_owned()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_difference_is_named() {
        let channel = Channel::builder().name("default").s3_bucket_name("a").s3_key_prefix("").build();
        let want = DeliveryChannelWant {
            bucket: "b".to_owned(),
            prefix: None,
            kms_key_arn: None,
            topic_arn: None,
            snapshot_frequency: Some("TwentyFour_Hours".to_owned()),
        };
        assert_eq!(
            DeliveryChannel::differences(&want, &seen(channel)),
            ["bucket is a, should be b", "snapshot_frequency is none, should be TwentyFour_Hours"]
        );
    }
}
