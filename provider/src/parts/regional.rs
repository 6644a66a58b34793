//! What an account has in a region: at most one, or one of each name.
//!
//! # Expected flow
//! A [`Regional`] says how such a thing is seen, made and removed. [`InRegion`] makes a part of it: one instance per
//! region, `eu-west-1`, or per region and name, `eu-west-1/FOO`. What is in no region is under `global`.
//!
//! # Guarantees
//! What is there already is adopted: it is changed to what is wanted, never made a second time, never refused.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::marker::PhantomData;

use futures_util::future::try_join_all;
use tfplugin::composite::{Context, Fault, FaultKind, Found, Listed, Part, Place, RepeatedPart};

use super::setting::{self, GLOBAL};
use crate::aws::Aws;

/// A thing that an account has in a region. `name` tells several of a kind apart; it is empty where there is one.
pub trait Regional: Send + Sync + 'static {
    /// How it should look.
    type Want: Clone + Debug + PartialEq + Send + Sync;
    /// How it looks.
    type Seen: Clone + Debug + Send + Sync;

    /// What AWS calls it, for messages.
    const KIND: &'static str;

    /// Whether AWS shows all that is wanted of it. What it does not show, a template, is written with every update.
    const SHOWN: bool = true;

    /// What is wrong with a want, found without asking AWS. Each a sentence.
    fn check(want: &Self::Want) -> Vec<String> {
        let _ = want;
        Vec::new()
    }

    /// What differs between want and reality, in words.
    fn differences(want: &Self::Want, seen: &Self::Seen) -> Vec<String>;

    /// How it looks in the context's account and region; `None` where there is certainly none.
    fn get(cx: &Context<'_, Aws>, name: &str) -> impl Future<Output = Result<Option<Self::Seen>, Fault>> + Send;

    /// Makes it look as wanted, from how it was just seen.
    fn put(
        cx: &Context<'_, Aws>,
        name: &str,
        seen: Option<&Self::Seen>,
        want: &Self::Want,
    ) -> impl Future<Output = Result<(), Fault>> + Send;

    /// Removes it; nothing to remove is no error.
    fn remove(cx: &Context<'_, Aws>, name: &str) -> impl Future<Output = Result<(), Fault>> + Send;

    /// Waits until it can be used. Returns warnings: what could not be confirmed.
    fn wait(
        cx: &Context<'_, Aws>,
        name: &str,
        want: &Self::Want,
    ) -> impl Future<Output = Result<Vec<String>, Fault>> + Send {
        let _ = (cx, name, want);
        async { Ok(Vec::new()) }
    }
}

/// A [`Regional`] as a part. Its id is its account and the name of its instance: `111122223333/eu-west-1/FOO`.
pub struct InRegion<S>(PhantomData<fn() -> S>);

/// What tells one thing apart: its account, its region, and its name where there are several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegionalKey {
    /// Where it is.
    pub place: Place,
    /// Empty where there is one.
    pub name: String,
}

/// The things of one kind that an account should have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegionalOwner {
    /// The account.
    pub account_id: String,
    /// `eu-west-1`, `eu-west-1/FOO`, `global/FOO`.
    pub names: BTreeSet<String>,
}

impl<S: Regional> Part for InRegion<S> {
    type Cloud = Aws;
    type Key = RegionalKey;
    type Want = S::Want;
    type Seen = S::Seen;

    const KIND: &'static str = S::KIND;
    const MARKED: bool = false;
    // Only what is wanted is looked at, so where nothing is wanted there is nothing to see.
    const OWN_ONLY: bool = true;

    fn check(want: &S::Want) -> Vec<String> {
        S::check(want)
    }

    fn differences(want: &S::Want, seen: &S::Seen) -> Vec<String> {
        S::differences(want, seen)
    }

    async fn find(cx: &Context<'_, Aws>, key: &RegionalKey) -> Result<Option<Found<S::Seen>>, Fault> {
        let seen = S::get(&at(cx, &key.place), &key.name).await?;
        Ok(seen.map(|seen| Found { id: id(key), seen, mark: None }))
    }

    async fn create(cx: &Context<'_, Aws>, key: &RegionalKey, want: &S::Want) -> Result<String, Fault> {
        let cx = at(cx, &key.place);
        let differs = |seen: &S::Seen| !S::SHOWN || !S::differences(want, seen).is_empty();
        let seen = S::get(&cx, &key.name).await?;
        if seen.as_ref().is_some_and(|seen| !differs(seen)) {
            return Ok(id(key));
        }
        let Err(fault) = S::put(&cx, &key.name, seen.as_ref(), want).await else { return Ok(id(key)) };
        if seen.is_some() || !is_of_a_repetition(&fault) {
            return Err(fault);
        }
        match S::get(&cx, &key.name).await? {
            Some(now) if differs(&now) => S::put(&cx, &key.name, Some(&now), want).await?,
            Some(_) => {}
            None => return Err(fault),
        }
        Ok(id(key))
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<S::Seen>, Fault> {
        let key = key_in(id)?;
        S::get(&at(cx, &key.place), &key.name).await
    }

    async fn update(cx: &Context<'_, Aws>, id: &str, seen: &S::Seen, want: &S::Want) -> Result<(), Fault> {
        if S::SHOWN && S::differences(want, seen).is_empty() {
            return Ok(());
        }
        let key = key_in(id)?;
        S::put(&at(cx, &key.place), &key.name, Some(seen), want).await
    }

    async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        let key = key_in(id)?;
        let cx = at(cx, &key.place);
        match S::remove(&cx, &key.name).await {
            Err(fault) if is_of_a_repetition(&fault) && S::get(&cx, &key.name).await?.is_none() => Ok(()),
            end => end,
        }
    }

    async fn wait(cx: &Context<'_, Aws>, id: &str, want: &S::Want) -> Result<Vec<String>, Fault> {
        let key = key_in(id)?;
        S::wait(&at(cx, &key.place), &key.name, want).await
    }

    fn place_of(id: &str) -> Option<Place> {
        key_in(id).ok().map(|key| key.place)
    }
}

impl<S: Regional> RepeatedPart for InRegion<S> {
    type Owner = RegionalOwner;

    fn key(owner: &RegionalOwner, name: &str) -> RegionalKey {
        key(&owner.account_id, name)
    }

    async fn list(cx: &Context<'_, Aws>, owner: &RegionalOwner) -> Result<Listed<S::Seen>, Fault> {
        let looks = owner.names.iter().map(async |name| {
            let found = Self::find(cx, &key(&owner.account_id, name)).await?;
            Ok::<_, Fault>(found.map(|found| (name.clone(), found)))
        });
        Ok(try_join_all(looks).await?.into_iter().flatten().collect())
    }
}

/// Whether a call may have failed for what it did itself: one that is sent again, because its answer was lost, is told that
/// the thing exists already, or is gone. Each service has words of its own for that, so the thing is looked at.
fn is_of_a_repetition(fault: &Fault) -> bool {
    use FaultKind::{AlreadyExists, Conflict, Invalid, LimitExceeded, NotFound};
    matches!(fault.kind, AlreadyExists | Conflict | Invalid | LimitExceeded | NotFound)
}

/// The same context in another place.
fn at<'a>(cx: &'a Context<'_, Aws>, place: &'a Place) -> Context<'a, Aws> {
    Context { place, ..*cx }
}

/// The key of an instance, by its name.
fn key(account_id: &str, name: &str) -> RegionalKey {
    let (region, name) = name.split_once('/').unwrap_or((name, ""));
    RegionalKey { place: setting::place(account_id, region), name: name.to_owned() }
}

fn id(key: &RegionalKey) -> String {
    let RegionalKey { place: Place { account_id, region }, name } = key;
    let region = if region.is_empty() { GLOBAL } else { region };
    if name.is_empty() { format!("{account_id}/{region}") } else { format!("{account_id}/{region}/{name}") }
}

fn key_in(id: &str) -> Result<RegionalKey, Fault> {
    let bug = || Fault::new(FaultKind::Bug, format!("`{id}` is not of the form account/region/name"));
    let (account_id, rest) = id.split_once('/').ok_or_else(bug)?;
    Ok(key(account_id, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_leads_back_to_its_key() {
        for (instance, region, name) in [
            ("eu-west-1", "eu-west-1", ""),
            ("eu-west-1/FOO", "eu-west-1", "FOO"),
            ("eu-west-1/a/b", "eu-west-1", "a/b"),
            ("global/config.amazonaws.com", "", "config.amazonaws.com"),
        ] {
            let key = key("111122223333", instance);
            assert_eq!((key.place.region.as_str(), key.name.as_str()), (region, name));
            assert_eq!(id(&key), format!("111122223333/{instance}"));
            assert_eq!(key_in(&id(&key)), Ok(key));
        }
        assert!(key_in("eu-west-1").is_err());
    }
}
