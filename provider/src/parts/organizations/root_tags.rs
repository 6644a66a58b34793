//! The tags of an organization's root. The organization itself takes none.

use tfplugin::composite::{Context, Fault, Found, Part};

use super::found;
use super::tags::{self, Tags};
use crate::aws::Aws;

/// All tags of the root. Their id is the root's, `r-…`.
pub struct RootTags;

/// Whose tags they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RootTagsKey {
    /// `r-…`
    pub root_id: String,
}

impl Part for RootTags {
    type Cloud = Aws;
    type Key = RootTagsKey;
    type Want = Tags;
    type Seen = Tags;

    const KIND: &'static str = "tags of the organization's root";
    const MARKED: bool = false;

    fn check(want: &Tags) -> Vec<String> {
        tags::check(want)
    }

    fn differences(want: &Tags, seen: &Tags) -> Vec<String> {
        tags::differences(want, seen)
    }

    async fn find(cx: &Context<'_, Aws>, key: &RootTagsKey) -> Result<Option<Found<Tags>>, Fault> {
        let seen = Self::read(cx, &key.root_id).await?;
        Ok(seen.map(|seen| Found { id: key.root_id.clone(), seen, mark: None }))
    }

    async fn create(cx: &Context<'_, Aws>, key: &RootTagsKey, want: &Tags) -> Result<String, Fault> {
        // A root may have had tags before: there is always a set of them, and now it is this one.
        let (account_id, id) = (&cx.place.account_id, &key.root_id);
        let (seen, _) = tags::of(cx.cloud, account_id, id).await?;
        tags::change(cx, account_id, id, &seen, want).await?;
        Ok(id.clone())
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<Tags>, Fault> {
        Ok(found(tags::of(cx.cloud, &cx.place.account_id, id).await)?.map(|(tags, _)| tags))
    }

    async fn update(cx: &Context<'_, Aws>, id: &str, seen: &Tags, want: &Tags) -> Result<(), Fault> {
        tags::change(cx, &cx.place.account_id, id, seen, want).await
    }

    async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        let account_id = &cx.place.account_id;
        let Some((seen, _)) = found(tags::of(cx.cloud, account_id, id).await)? else { return Ok(()) };
        found(tags::remove(cx, account_id, id, seen.into_keys().collect()).await).map(drop)
    }
}
