//! One kind of object, and the verbs that act on it.

use std::fmt::Debug;
use std::future::Future;

use super::{Cloud, Context, Fault, Mark, Place};

/// One kind of AWS object. Every verb is idempotent: the engine repeats them after lost replies and killed runs.
///
/// # Guarantees an implementation gives
/// - `create` of something that exists fails with [`AlreadyExists`](super::FaultKind::AlreadyExists), or returns it
///   when it is provably the same (client token). It marks the object in the create call where the object takes tags.
/// - `delete` of nothing succeeds.
/// - `find` and `read` return `None` only for a definite "not found"; a refusal or a broken answer is a [`Fault`].
pub trait Part: Send + Sync + 'static {
    /// The way to AWS.
    type Cloud: Cloud;
    /// What identifies the object before it exists. A changed key means another object: replace.
    type Key: Clone + Debug + PartialEq + Send + Sync;
    /// How it should look. A changed want means update.
    type Want: Clone + Debug + PartialEq + Send + Sync;
    /// How it looks.
    type Seen: Clone + Debug + Send + Sync;

    /// What AWS calls it, for messages: `IAM role`.
    const KIND: &'static str;

    /// Whether its objects take tags, and so carry the [`Mark`] of their owner from the create call on.
    const MARKED: bool;

    /// Whether AWS itself refuses a second object of the same key, as it does for names. What it would make twice (a VPC)
    /// is looked for by its mark before the first create.
    const KEYED: bool = true;

    /// Objects that are marked as ready by one call together, whatever their kind, have the same group; `None`: there
    /// is nothing to mark.
    const SETTLE: Option<&'static str> = None;

    /// Whether this part is made again when the instance that its want is wired to is created or replaced by the same
    /// plan, or is another instance than before. A NAT gateway cannot move to another subnet. `false`: that is an update,
    /// which may turn out to be nothing.
    const FOLLOWS: bool = false;

    /// Whether `find` and [`RepeatedPart::list`] see only what is the resource's own, so that there is nothing to see
    /// where nothing is wanted and the state knows of nothing: a refresh then does not ask. What others may have put
    /// beside the resource's own must show as drift, so a part whose list sees that says `false`. Default: as
    /// [`Part::MARKED`].
    const OWN_ONLY: bool = Self::MARKED;

    /// Whether an object that the resource did not make gets its mark after an import, by [`Part::adopt`].
    const ADOPTS: bool = false;

    /// What is wrong with a want, found without asking AWS: a policy that is too large. Each a sentence. Runs while
    /// planning, as soon as the want is known, so it cannot depend on the key, which may need an object that is not
    /// there yet.
    fn check(want: &Self::Want) -> Vec<String> {
        let _ = want;
        Vec::new()
    }

    /// What AWS may refuse, depending on what cannot be known while planning: the account's quotas. Each a sentence,
    /// shown as a warning when the object is about to be created or changed.
    fn advise(want: &Self::Want) -> Vec<String> {
        let _ = want;
        Vec::new()
    }

    /// Whether a create that finds an object of its key takes it over instead of refusing, when nobody manages it or the
    /// mark says that this resource does. Where [`Part::ADOPTS`], it then gets the mark.
    fn takes_over(want: &Self::Want) -> bool {
        let _ = want;
        false
    }

    /// How the object certainly looks after `create` succeeded, when that needs no call. `None`: read it.
    fn expect(key: &Self::Key, want: &Self::Want) -> Option<Self::Seen> {
        let _ = (key, want);
        None
    }

    /// What differs between want and reality, in words: `max_session_duration is 3600, should be 7200`. Empty when
    /// there is nothing to update.
    fn differences(want: &Self::Want, seen: &Self::Seen) -> Vec<String>;

    /// Whether no update leads from one want to the other, so that the plan shows another object. Asked while planning,
    /// when both are known.
    fn replaces(before: &Self::Want, want: &Self::Want) -> bool {
        let _ = (before, want);
        false
    }

    /// The differences between want and reality that no update removes, in words as those of [`Part::differences`].
    /// Found by a refresh, they make the next plan replace the object.
    fn fixed(want: &Self::Want, seen: &Self::Seen) -> Vec<String> {
        let _ = (want, seen);
        Vec::new()
    }

    /// Looks for the object by its key.
    fn find(
        cx: &Context<'_, Self::Cloud>,
        key: &Self::Key,
    ) -> impl Future<Output = Result<Option<Found<Self::Seen>>, Fault>> + Send;

    /// Makes the object and returns its id, which alone is enough to delete it.
    fn create(
        cx: &Context<'_, Self::Cloud>,
        key: &Self::Key,
        want: &Self::Want,
    ) -> impl Future<Output = Result<String, Fault>> + Send;

    /// Reads the object by its id.
    fn read(cx: &Context<'_, Self::Cloud>, id: &str) -> impl Future<Output = Result<Option<Self::Seen>, Fault>> + Send;

    /// Makes the object look as wanted, from how it was just seen.
    fn update(
        cx: &Context<'_, Self::Cloud>,
        id: &str,
        seen: &Self::Seen,
        want: &Self::Want,
    ) -> impl Future<Output = Result<(), Fault>> + Send;

    /// Removes the object.
    fn delete(cx: &Context<'_, Self::Cloud>, id: &str) -> impl Future<Output = Result<(), Fault>> + Send;

    /// Removes the object where it matters how it was wanted: an account is moved before it is closed. `want` is what the
    /// resource's attributes say, when they say it without a look at other parts. Default: [`Part::delete`].
    fn remove(
        cx: &Context<'_, Self::Cloud>,
        id: &str,
        want: Option<&Self::Want>,
    ) -> impl Future<Output = Result<(), Fault>> + Send {
        let _ = want;
        Self::delete(cx, id)
    }

    /// Waits until the object can be used, after a create. Returns warnings: what could not be confirmed.
    fn wait(
        cx: &Context<'_, Self::Cloud>,
        id: &str,
        want: &Self::Want,
    ) -> impl Future<Output = Result<Vec<String>, Fault>> + Send {
        let _ = (cx, id, want);
        async { Ok(Vec::new()) }
    }

    /// Turns the marks of objects to ready, when the whole resource stands: all of one [`Part::SETTLE`] group and place.
    fn settle(cx: &Context<'_, Self::Cloud>, ids: &[String]) -> impl Future<Output = Result<(), Fault>> + Send {
        let _ = (cx, ids);
        async { Ok(()) }
    }

    /// Writes the whole mark, as ready, onto an object that an import found without it. Only where [`Part::ADOPTS`].
    fn adopt(cx: &Context<'_, Self::Cloud>, id: &str) -> impl Future<Output = Result<(), Fault>> + Send {
        let _ = (cx, id);
        async { Ok(()) }
    }

    /// Where the object lives, when its id says so. Needed of parts that may live elsewhere than their resource, because
    /// an object is deleted by its id alone.
    fn place_of(id: &str) -> Option<Place> {
        let _ = id;
        None
    }
}

/// An object that [`Part::find`] found.
#[derive(Clone, Debug)]
pub struct Found<S> {
    /// Its id.
    pub id: String,
    /// How it looks.
    pub seen: S,
    /// Whose it is; `None` when Plinth did not make it, or it takes no tags.
    pub mark: Option<Mark>,
}

/// Several objects of one kind under one owner, told apart by a string: the policies of a role.
pub trait RepeatedPart: Part {
    /// What the objects belong to.
    type Owner: Clone + Debug + PartialEq + Send + Sync;

    /// Whether a replacement is made before the old object goes, because what uses it must always have one: the options
    /// that a VPC hands out. What is wired to the object is updated in between, so its update must lead it to the new one;
    /// what [follows](Part::FOLLOWS) it or has it in its key is made again. The old one goes when the new one's
    /// [wait](Part::wait) is over, too. For a while there are two under one mark, so only of parts that are
    /// [marked](Part::MARKED) and of which AWS makes [another](Part::KEYED) under the same key. When what it stands on is
    /// itself replaced, the old object still goes first.
    const CREATE_FIRST: bool = false;

    /// The key of one object, from its owner and the string that tells it apart.
    fn key(owner: &Self::Owner, name: &str) -> Self::Key;

    /// All objects of the owner by name, whoever made them, in as few calls as AWS allows. There can be two of one name,
    /// after a create whose answer was lost or while one is [replaced](RepeatedPart::CREATE_FIRST): the one that should
    /// be it, if no state and no want tells, comes first, and always the same.
    fn list(
        cx: &Context<'_, Self::Cloud>,
        owner: &Self::Owner,
    ) -> impl Future<Output = Result<Listed<Self::Seen>, Fault>> + Send;
}

/// Objects of one owner, each by the string that tells it apart.
pub type Listed<S> = Vec<(String, Found<S>)>;
