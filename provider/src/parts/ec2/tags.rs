//! Tags of EC2's objects: the person's own, the mark, and a name.

use std::collections::BTreeMap;

use aws_sdk_ec2::types::{ResourceType, Tag, TagSpecification};
use tfplugin::composite::{Context, Fault, Mark, Status};

use crate::aws::{Aws, OrFault};

/// The person's own tags, by key.
pub(super) type Tags = BTreeMap<String, String>;

/// What the console shows in the column `Name`.
pub(super) const NAME: &str = "Name";

/// How many objects are tagged by one call. EC2 takes 1000, and recommends smaller batches:
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateTags.html>
const BATCH: usize = 200;

/// Tags per object: <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions>. Three are the
/// mark, one is the name.
const MOST: usize = 50 - 4;

/// Whose object it is, and which part of its owner.
#[derive(Clone, Debug)]
pub(super) struct Tagged {
    pub(super) mark: Option<Mark>,
    /// The part's address; empty when nobody wrote it.
    pub(super) part: String,
}

/// What is wrong with tags.
pub(super) fn check(tags: &Tags) -> Vec<String> {
    let own = tags.keys().filter(|key| *key != NAME).count();
    if own <= MOST {
        return Vec::new();
    }
    vec![format!("It has {own} tags; AWS takes 50, of which Plinth needs four for its own marks and the name.")]
}

/// The tags of a new object: the person's, the mark, and a name where they have none.
pub(super) fn specification(cx: &Context<'_, Aws>, kind: ResourceType, tags: &Tags) -> TagSpecification {
    TagSpecification::builder().resource_type(kind).set_tags(Some(sdk(&complete(cx, tags)))).build()
}

/// The person's tags, the mark, and a name where they have none.
pub(super) fn complete(cx: &Context<'_, Aws>, tags: &Tags) -> Tags {
    let mut tags = tags.clone();
    tags.entry(NAME.to_owned()).or_insert_with(|| default_name(cx.mark, cx.part));
    tags.extend(cx.mark.tags());
    tags.insert(Mark::PART_TAG.to_owned(), cx.part.to_owned());
    tags
}

/// `prod-subnet-public-use1-az1`; `prod-vpc`.
pub(super) fn default_name(mark: &Mark, part: &str) -> String {
    let resource = mark.resource.split_once('/').map_or(mark.resource.as_str(), |(_, name)| name);
    format!("{resource}-{part}").replace('/', "-")
}

/// Takes an object's tags apart. Those of AWS's own are left out, since nobody can change them, and so is the name that
/// Plinth gave.
pub(super) fn take(tags: Option<Vec<Tag>>) -> (Tagged, Tags) {
    let tags = tags.unwrap_or_default().into_iter();
    let tags = tags.filter_map(|tag| Some((tag.key?, tag.value.unwrap_or_default())));
    let mut tags: Tags = tags.filter(|(key, _)| !key.starts_with("aws:")).collect();
    let part = tags.get(Mark::PART_TAG).cloned().unwrap_or_default();
    let mark = Mark::take(&mut tags);
    if mark.as_ref().is_some_and(|mark| tags.get(NAME) == Some(&default_name(mark, &part))) {
        tags.remove(NAME);
    }
    (Tagged { mark, part }, tags)
}

/// The name in a mark's address, when it is of the same kind as the part: of `subnet/public/a`, for any subnet,
/// `public/a`.
pub(super) fn name_in<'a>(part: &str, address: &'a str) -> Option<&'a str> {
    let (kind, name) = address.split_once('/').unwrap_or((address, ""));
    (part.split('/').next() == Some(kind)).then_some(name)
}

/// Makes the person's tags as wanted.
pub(super) async fn update(cx: &Context<'_, Aws>, id: &str, seen: &Tags, want: &Tags) -> Result<(), Fault> {
    let surplus = seen.keys().filter(|key| !want.contains_key(*key));
    let surplus: Vec<Tag> = surplus.map(|key| Tag::builder().key(key).build()).collect();
    let missing = want.iter().filter(|(key, value)| seen.get(*key) != Some(value));
    let missing: Tags = missing.map(|(key, value)| (key.clone(), value.clone())).collect();
    if surplus.is_empty() && missing.is_empty() {
        return Ok(());
    }
    let ec2 = cx.cloud.ec2(cx.place).await?;
    if !surplus.is_empty() {
        let call = ec2.delete_tags().resources(id).set_tags(Some(surplus));
        call.send().await.or_fault("ec2:DeleteTags")?;
    }
    if !missing.is_empty() {
        let call = ec2.create_tags().resources(id).set_tags(Some(sdk(&missing)));
        call.send().await.or_fault("ec2:CreateTags")?;
    }
    Ok(())
}

/// Marks objects of any kinds as ready, all at once.
pub(super) async fn settle(cx: &Context<'_, Aws>, ids: &[String]) -> Result<(), Fault> {
    let ec2 = cx.cloud.ec2(cx.place).await?;
    let ready = Tag::builder().key(Mark::STATUS_TAG).value(Status::Ready.as_str()).build();
    for ids in ids.chunks(BATCH) {
        let call = ec2.create_tags().set_resources(Some(ids.to_vec())).tags(ready.clone());
        super::when_shown(cx, "ec2:CreateTags", || call.clone().send()).await?;
    }
    Ok(())
}

/// Writes the whole mark, as ready, onto an object that something else made.
pub(super) async fn adopt(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
    let mark = Mark { resource: cx.mark.resource.clone(), status: Status::Ready };
    let mut tags: Tags = mark.tags().into();
    tags.insert(Mark::PART_TAG.to_owned(), cx.part.to_owned());
    let ec2 = cx.cloud.ec2(cx.place).await?;
    let call = ec2.create_tags().resources(id).set_tags(Some(sdk(&tags)));
    call.send().await.or_fault("ec2:CreateTags").map(drop)
}

fn sdk(tags: &Tags) -> Vec<Tag> {
    tags.iter().map(|(key, value)| Tag::builder().key(key).value(value).build()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_come_apart() {
        let tag = |key: &str, value: &str| Tag::builder().key(key).value(value).build();
        let (tagged, tags) = take(Some(vec![
            tag("plinth:resource", "plinth_env_vpc/prod"),
            tag("plinth:status", "creating"),
            tag("plinth:part", "subnet/public/a"),
            tag("aws:cloudformation:stack-id", "x"),
            tag("team", "a"),
            tag("Name", "prod-subnet-public-a"),
        ]));
        let mark = Mark { resource: "plinth_env_vpc/prod".to_owned(), status: Status::Creating };
        assert_eq!((tagged.mark, tagged.part.as_str()), (Some(mark), "subnet/public/a"));
        assert_eq!(tags, Tags::from([("team".to_owned(), "a".to_owned())]));
        assert!(take(None).0.mark.is_none());
        // A name that somebody else gave is a tag like any other.
        assert_eq!(take(Some(vec![tag("Name", "prod")])).1, Tags::from([("Name".to_owned(), "prod".to_owned())]));
    }

    #[test]
    fn an_address_names_only_its_own_kind() {
        assert_eq!(name_in("subnet", "subnet/public/a"), Some("public/a"));
        assert_eq!(name_in("subnet/private/b", "subnet/public/a"), Some("public/a"));
        assert_eq!(name_in("subnet", "subnet_group/public"), None);
        assert_eq!(name_in("vpc", "vpc"), Some(""));
        assert_eq!(name_in("vpc", ""), None);
    }

    #[test]
    fn a_name_is_made_of_the_resource_and_the_part() {
        let mark = Mark { resource: "plinth_env_vpc/prod".to_owned(), status: Status::Ready };
        assert_eq!(default_name(&mark, "subnet/public/a"), "prod-subnet-public-a");
    }

    #[test]
    fn too_many_tags_are_said() {
        let tags = |count: usize| (0..count).map(|n| (n.to_string(), String::new())).collect();
        assert_eq!((check(&tags(46)).len(), check(&tags(47)).len()), (0, 1));
    }
}
