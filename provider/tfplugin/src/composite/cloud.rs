//! What the engine must know of the cloud it works on, and what it hands to a part with each call.

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;

use tokio_util::sync::CancellationToken;

use super::Fault;

/// A configured provider: the way to every account and region.
pub trait Cloud: Send + Sync + 'static {
    /// Whether every argument of the provider block is known. While planning some may not be; then nothing is asked,
    /// and what depends on it is planned as unknown.
    fn is_known(&self) -> bool {
        true
    }

    /// The account that a resource lives in when it names none: the caller's. Asked once per process.
    fn default_account(&self) -> impl Future<Output = Result<String, Fault>> + Send;

    /// The region that a resource lives in when it names none.
    fn default_region(&self) -> Option<String>;

    /// Tags that every taggable object gets; `None` while they are not known in a plan.
    fn default_tags(&self) -> Option<&BTreeMap<String, String>>;
}

/// Where an object lives.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The account's id: twelve digits on AWS.
    pub account_id: String,
    /// The region; empty for global services.
    pub region: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.region.is_empty() {
            write!(f, "account {}", self.account_id)
        } else {
            write!(f, "account {}, region {}", self.account_id, self.region)
        }
    }
}

/// Which resource an object belongs to, and how far its creation got. Written as tags on whatever takes tags, in the
/// create call itself, so that an object is never without its owner's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// `<type>/<name>`, as in `plinth_cross_account_role/deploy`.
    pub resource: String,
    /// `Creating` until the whole resource stands.
    pub status: Status,
}

/// How far a creation got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// A run is at work, or died.
    Creating,
    /// The resource stands.
    Ready,
}

impl Mark {
    /// The tag that names the owner.
    pub const RESOURCE_TAG: &'static str = "plinth:resource";
    /// The tag that says how far it got.
    pub const STATUS_TAG: &'static str = "plinth:status";
    /// The tag that says which part of its owner an object is, where AWS gives it no name to tell by.
    pub const PART_TAG: &'static str = "plinth:part";

    /// Both tags.
    pub fn tags(&self) -> [(String, String); 2] {
        [
            (Self::RESOURCE_TAG.to_owned(), self.resource.clone()),
            (Self::STATUS_TAG.to_owned(), self.status.as_str().to_owned()),
        ]
    }

    /// Takes the mark out of an object's tags. What is left are the person's own.
    pub fn take(tags: &mut BTreeMap<String, String>) -> Option<Mark> {
        let resource = tags.remove(Self::RESOURCE_TAG);
        let status = tags.remove(Self::STATUS_TAG);
        tags.remove(Self::PART_TAG);
        let status = if status.as_deref() == Some("creating") { Status::Creating } else { Status::Ready };
        resource.map(|resource| Mark { resource, status })
    }
}

impl Status {
    /// As it is written in the tag.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Creating => "creating",
            Status::Ready => "ready",
        }
    }
}

/// What a part gets with each call.
pub struct Context<'a, C> {
    /// The way to AWS.
    pub cloud: &'a C,
    /// Where the object lives.
    pub place: &'a Place,
    /// Whose object it is.
    pub mark: &'a Mark,
    /// Which part of the resource it is: its address, as in `subnet/public/use1-az1`.
    pub part: &'a str,
    /// One random token per part and apply, the same on each retry, for calls that take a client token.
    pub token: &'a str,
    /// Cancelled when Terraform asks to stop, or the deadline is over: waits end at once, calls under way finish.
    pub cancel: &'a CancellationToken,
}
