//! A topic.

use std::collections::BTreeMap;

use aws_sdk_sns::types::Tag;
use tfplugin::composite::{Context, Fault, FaultKind};

use super::{found, topic_arn};
use crate::aws::{Aws, OrFault};
use crate::parts::differences::Differences;
use crate::parts::regional::Regional;

/// A topic. The instance's name is the topic's. Its policy is AWS's own: those of the account publish.
pub struct Topic;

/// How a topic should look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicWant {
    /// ID, ARN or alias of the key that encrypts messages; `None` for no encryption of one's own.
    pub kms_key: Option<String>,
    /// Tags that it gets when it is made.
    pub tags: BTreeMap<String, String>,
}

impl Regional for Topic {
    type Want = TopicWant;
    /// The key that encrypts messages.
    type Seen = Option<String>;

    const KIND: &'static str = "SNS topic";

    fn differences(want: &TopicWant, key: &Option<String>) -> Vec<String> {
        let mut differences = Differences::new();
        differences.compare_option("kms_key", key.as_deref(), want.kms_key.as_deref());
        differences.into()
    }

    async fn get(cx: &Context<'_, Aws>, name: &str) -> Result<Option<Option<String>>, Fault> {
        let sns = cx.cloud.sns(cx.place).await?;
        let call = sns.get_topic_attributes().topic_arn(topic_arn(cx.place, name)).send().await;
        let answer = found(call.or_fault("sns:GetTopicAttributes"))?;
        let key = |mut attributes: std::collections::HashMap<String, String>| {
            attributes.remove("KmsMasterKeyId").filter(|key| !key.is_empty())
        };
        Ok(answer.map(|answer| answer.attributes.and_then(key)))
    }

    async fn put(
        cx: &Context<'_, Aws>,
        name: &str,
        seen: Option<&Option<String>>,
        want: &TopicWant,
    ) -> Result<(), Fault> {
        const KEY: &str = "KmsMasterKeyId";
        let sns = cx.cloud.sns(cx.place).await?;
        if seen.is_some() {
            let key = want.kms_key.clone().unwrap_or_default();
            let call = sns.set_topic_attributes().topic_arn(topic_arn(cx.place, name)).attribute_name(KEY);
            return call.attribute_value(key).send().await.or_fault("sns:SetTopicAttributes").map(drop);
        }
        let tags = want.tags.iter().map(|(key, value)| Tag::builder().key(key).value(value).build());
        let tags = tags.collect::<Result<Vec<_>, _>>();
        let tags = tags.map_err(|error| Fault::new(FaultKind::Bug, format!("the tags could not be built: {error}")))?;
        let mut call = sns.create_topic().name(name).set_tags(Some(tags).filter(|tags| !tags.is_empty()));
        if let Some(key) = &want.kms_key {
            call = call.attributes(KEY, key);
        }
        call.send().await.or_fault("sns:CreateTopic").map(drop)
    }

    /// To delete what is not there is no error.
    async fn remove(cx: &Context<'_, Aws>, name: &str) -> Result<(), Fault> {
        let sns = cx.cloud.sns(cx.place).await?;
        let call = sns.delete_topic().topic_arn(topic_arn(cx.place, name)).send().await;
        found(call.or_fault("sns:DeleteTopic")).map(drop)
    }
}
