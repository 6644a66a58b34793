//! Settings that an account, or an account in a region, always has: there is nothing to create and nothing to delete, only
//! a value that is AWS's default until somebody writes another.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::future::Future;
use std::marker::PhantomData;

use futures_util::future::try_join_all;
use tfplugin::composite::{Context, Fault, FaultKind, Found, Listed, Part, Place, RepeatedPart};

use crate::aws::Aws;

/// The name of the only instance of a setting that an account has once, whatever the region.
pub const GLOBAL: &str = "global";

/// A setting of an account, or of an account in a region. Where it is, each call's [`Context::place`] says; the region is
/// empty for one of the whole account.
pub trait Setting: Send + Sync + 'static {
    /// How it should be.
    type Want: Clone + Debug + PartialEq + Send + Sync;
    /// How it is.
    type Seen: Clone + Debug + Send + Sync;

    /// What AWS calls it, for messages: `default EBS encryption`.
    const KIND: &'static str;

    /// What is wrong with a want, found without asking AWS. Each a sentence.
    fn check(want: &Self::Want) -> Vec<String> {
        let _ = want;
        Vec::new()
    }

    /// How it certainly is after it was written. `None`: it must be read.
    fn expect(want: &Self::Want) -> Option<Self::Seen>;

    /// What differs, in words: `http_tokens is optional, should be required`.
    fn differences(want: &Self::Want, seen: &Self::Seen) -> Vec<String>;

    /// Whether nobody has set it, so that there is nothing to hold, nor to import. Of settings that are none until then.
    fn is_unset(seen: &Self::Seen) -> bool {
        let _ = seen;
        false
    }

    /// How it is now.
    fn read(cx: &Context<'_, Aws>) -> impl Future<Output = Result<Self::Seen, Fault>> + Send;

    /// Makes it as wanted. Called only when something differs.
    fn write(
        cx: &Context<'_, Aws>,
        seen: &Self::Seen,
        want: &Self::Want,
    ) -> impl Future<Output = Result<(), Fault>> + Send;

    /// Makes it what AWS gives every account, and writes nothing where it is that already.
    fn reset(cx: &Context<'_, Aws>, seen: &Self::Seen) -> impl Future<Output = Result<(), Fault>> + Send;
}

/// A [`Setting`] as a part. It is always found, and carries no mark. A create adopts what is as wanted without a write, and
/// a delete writes AWS's default. Its id is `account/region`, or the account's id alone.
pub struct Held<S>(PhantomData<fn() -> S>);

/// Where a setting is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldIn {
    /// The account's id.
    pub account_id: String,
    /// Regions, or [`GLOBAL`] alone.
    pub names: BTreeSet<String>,
}

/// The place that a name stands for.
pub fn place(account_id: &str, name: &str) -> Place {
    let region = if name == GLOBAL { "" } else { name };
    Place { account_id: account_id.to_owned(), region: region.to_owned() }
}

fn id_of(place: &Place) -> String {
    if place.region.is_empty() { place.account_id.clone() } else { format!("{}/{}", place.account_id, place.region) }
}

fn place_of(id: &str) -> Place {
    let (account_id, region) = id.split_once('/').unwrap_or((id, ""));
    Place { account_id: account_id.to_owned(), region: region.to_owned() }
}

/// The same call, in another place.
fn at<'a>(cx: &Context<'a, Aws>, place: &'a Place) -> Context<'a, Aws> {
    Context { place, ..*cx }
}

impl<S: Setting> Part for Held<S> {
    type Cloud = Aws;
    type Key = Place;
    type Want = S::Want;
    type Seen = S::Seen;

    const KIND: &'static str = S::KIND;
    const MARKED: bool = false;
    // The list looks only where the resource holds the setting.
    const OWN_ONLY: bool = true;

    fn check(want: &S::Want) -> Vec<String> {
        S::check(want)
    }

    fn expect(_: &Place, want: &S::Want) -> Option<S::Seen> {
        S::expect(want)
    }

    fn differences(want: &S::Want, seen: &S::Seen) -> Vec<String> {
        S::differences(want, seen)
    }

    async fn find(cx: &Context<'_, Aws>, key: &Place) -> Result<Option<Found<S::Seen>>, Fault> {
        let seen = S::read(&at(cx, key)).await?;
        Ok(Some(Found { id: id_of(key), seen, mark: None }))
    }

    async fn create(cx: &Context<'_, Aws>, key: &Place, want: &S::Want) -> Result<String, Fault> {
        let cx = at(cx, key);
        let seen = S::read(&cx).await?;
        if S::differences(want, &seen).is_empty() {
            tracing::debug!(part = cx.part, "it is as wanted already");
        } else {
            written(S::write(&cx, &seen, want).await)?;
        }
        Ok(id_of(key))
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<S::Seen>, Fault> {
        S::read(&at(cx, &place_of(id))).await.map(Some)
    }

    async fn update(cx: &Context<'_, Aws>, id: &str, seen: &S::Seen, want: &S::Want) -> Result<(), Fault> {
        S::write(&at(cx, &place_of(id)), seen, want).await
    }

    async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        let place = place_of(id);
        let cx = at(cx, &place);
        let seen = S::read(&cx).await?;
        S::reset(&cx, &seen).await
    }

    fn place_of(id: &str) -> Option<Place> {
        Some(place_of(id))
    }
}

impl<S: Setting> RepeatedPart for Held<S> {
    type Owner = HeldIn;

    fn key(owner: &HeldIn, name: &str) -> Place {
        place(&owner.account_id, name)
    }

    async fn list(cx: &Context<'_, Aws>, owner: &HeldIn) -> Result<Listed<S::Seen>, Fault> {
        let one = async |name: &String| {
            let place = place(&owner.account_id, name);
            let seen = S::read(&at(cx, &place)).await?;
            let is_set = !S::is_unset(&seen);
            Ok::<_, Fault>(is_set.then(|| (name.clone(), Found { id: id_of(&place), seen, mark: None })))
        };
        Ok(try_join_all(owner.names.iter().map(one)).await?.into_iter().flatten().collect())
    }
}

/// The engine takes "exists already" for an object of somebody else's, and there is none.
fn written(result: Result<(), Fault>) -> Result<(), Fault> {
    result.map_err(|fault| match fault.kind {
        FaultKind::AlreadyExists => Fault { kind: FaultKind::Invalid, ..fault },
        _ => fault,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_says_where_the_setting_is() {
        for (name, id) in [("eu-west-1", "111122223333/eu-west-1"), (GLOBAL, "111122223333")] {
            let place = place("111122223333", name);
            assert_eq!(id_of(&place), id);
            assert_eq!(place_of(id), place);
        }
    }
}
