//! Units: what is applied at once and has a state of its own.

use serde::Serialize;

/// One unit: a folder with a state of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unit {
    /// Folder from the repo's root, and state key: `prod/eu-west-1/app`.
    pub path: String,
    /// Last part of the path.
    pub name: String,
    /// What it makes.
    pub kind: Kind,
    /// Account that it works in.
    pub account: String,
    /// Region that it works in; `None` in `_global`.
    pub region: Option<String>,
    /// Number of its phase, from 1.
    pub phase: u32,
    /// Paths of the units that must be applied before it, sorted.
    pub dependencies: Vec<String>,
}

/// What a unit makes. The order is that of the phases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The organization and its organizational units.
    Organization,
    /// All member accounts.
    Accounts,
    /// The bucket of trails, Config's records and flow logs.
    LogArchive,
    /// One account's baseline, in all its regions.
    Baseline,
    /// One account's roles.
    Roles,
    /// One account's key for secrets.
    SecretsKey,
    /// The organization's policies.
    Guardrails,
    /// One VPC.
    Network,
    /// One peering connection.
    Peering,
}

/// Units that may be applied at the same time, after those of the phases before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Phase {
    /// Its number, from 1.
    pub number: u32,
    /// What its units make.
    pub kind: Kind,
    /// What it is called, in a few words: `member accounts`.
    pub title: &'static str,
    /// Paths of its units, sorted.
    pub units: Vec<String>,
}

impl Kind {
    /// All kinds in the order in which they are applied.
    pub const ALL: [Kind; 9] = [
        Kind::Organization,
        Kind::Accounts,
        Kind::LogArchive,
        Kind::Baseline,
        Kind::Roles,
        Kind::SecretsKey,
        Kind::Guardrails,
        Kind::Network,
        Kind::Peering,
    ];

    /// What it is called, in a few words.
    pub fn title(self) -> &'static str {
        match self {
            Kind::Organization => "organization",
            Kind::Accounts => "member accounts",
            Kind::LogArchive => "log archive",
            Kind::Baseline => "account baselines",
            Kind::Roles => "cross-account roles",
            Kind::SecretsKey => "keys for secrets",
            Kind::Guardrails => "guardrails",
            Kind::Network => "networks",
            Kind::Peering => "peering connections",
        }
    }
}
