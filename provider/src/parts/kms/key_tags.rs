//! The tags of a key: the person's own, the marks, and how long it waits for its deletion.

use std::collections::BTreeMap;

use aws_sdk_kms::types::Tag;
use tfplugin::composite::{Context, Fault, FaultKind, Mark};

use crate::aws::Aws;

/// Tags by key.
pub(super) type Tags = BTreeMap<String, String>;

/// Says how many days a key waits for its deletion. An object is deleted by its id alone, without the configuration that
/// knows, and KMS itself takes the number only then.
pub(super) const WINDOW_TAG: &str = "plinth:deletion-window-in-days";

/// Tags per key: <https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html>. Four are Plinth's.
pub(super) const MOST: usize = 50 - 4;

/// What a key's tags say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tagged {
    pub(super) mark: Option<Mark>,
    /// The part's address; empty when nobody wrote it.
    pub(super) part: String,
    pub(super) window: Option<i32>,
    /// The person's own.
    pub(super) tags: Tags,
}

/// Takes tags apart. Those of AWS's own are left out, since nobody can change them.
pub(super) fn take(tags: Option<Vec<Tag>>) -> Tagged {
    let tags = tags.unwrap_or_default().into_iter().map(|tag| (tag.tag_key, tag.tag_value));
    let mut tags: Tags = tags.filter(|(key, _)| !key.starts_with("aws:")).collect();
    let part = tags.get(Mark::PART_TAG).cloned().unwrap_or_default();
    let window = tags.remove(WINDOW_TAG).and_then(|days| days.parse().ok());
    let mark = Mark::take(&mut tags);
    Tagged { mark, part, window, tags }
}

/// The person's tags and the window.
pub(super) fn with_window(tags: &Tags, window: i32) -> Tags {
    let mut tags = tags.clone();
    tags.insert(WINDOW_TAG.to_owned(), window.to_string());
    tags
}

/// The mark of a part.
pub(super) fn marks(mark: &Mark, cx: &Context<'_, Aws>) -> Tags {
    let mut tags: Tags = mark.tags().into();
    tags.insert(Mark::PART_TAG.to_owned(), cx.part.to_owned());
    tags
}

/// As the SDK takes them.
pub(super) fn sdk(tags: &Tags) -> Result<Vec<Tag>, Fault> {
    let tags = tags.iter().map(|(key, value)| Tag::builder().tag_key(key).tag_value(value).build());
    tags.collect::<Result<_, _>>().map_err(|error| Fault::new(FaultKind::Bug, error.to_string()))
}

#[cfg(test)]
mod tests {
    use tfplugin::composite::Status;

    use super::*;

    #[test]
    fn tags_come_apart() {
        let tags = Tags::from([
            ("plinth:resource".to_owned(), "plinth_secrets_key/prod".to_owned()),
            ("plinth:status".to_owned(), "creating".to_owned()),
            ("plinth:part".to_owned(), "key".to_owned()),
            (WINDOW_TAG.to_owned(), "7".to_owned()),
            ("aws:cloudformation:stack-id".to_owned(), "x".to_owned()),
            ("team".to_owned(), "a".to_owned()),
        ]);
        let tagged = take(Some(sdk(&tags).unwrap()));
        let mark = Mark { resource: "plinth_secrets_key/prod".to_owned(), status: Status::Creating };
        let tags = Tags::from([("team".to_owned(), "a".to_owned())]);
        assert_eq!(tagged, Tagged { mark: Some(mark), part: "key".to_owned(), window: Some(7), tags });
        assert_eq!(take(None), Tagged { mark: None, part: String::new(), window: None, tags: Tags::new() });
    }
}
