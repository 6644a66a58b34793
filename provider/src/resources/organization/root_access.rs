//! What the organization can do about the root users of its member accounts.

use std::collections::BTreeSet;

use crate::parts::iam::root_access::RootAccess;

/// Central root access.
#[derive(Clone, Debug, PartialEq, tfplugin::Object)]
pub struct RootAccessManagement {
    /// Whether root users of member accounts can be left without passwords and keys, and have them taken away. New accounts
    /// then have none.
    #[tf(default = true)]
    pub root_credentials_management: bool,
    /// Whether the management account can do as a member's root user what nobody else can: unlock a bucket or a queue whose
    /// policy shuts everybody out.
    #[tf(default = true)]
    pub root_sessions: bool,
}

impl RootAccessManagement {
    /// The features that are wanted, by IAM's names.
    pub(super) fn features(self) -> BTreeSet<String> {
        let features = [
            (RootAccess::CREDENTIALS, self.root_credentials_management),
            (RootAccess::SESSIONS, self.root_sessions),
        ];
        features.into_iter().filter(|(_, is_on)| *is_on).map(|(feature, _)| feature.to_owned()).collect()
    }

    /// The features that are the resource's business: all, wanted or not.
    pub(super) fn all() -> BTreeSet<String> {
        BTreeSet::from([RootAccess::CREDENTIALS.to_owned(), RootAccess::SESSIONS.to_owned()])
    }
}
