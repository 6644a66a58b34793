//! The estate: a layout with everything decided. Templates read it and decide nothing.
//!
//! Plain data in a fixed order: lists are sorted by what names their elements, phases and units by when they are applied.
//! `serde` writes it for templates and for `--json`.

mod network;
mod unit;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::package::Package;

pub use network::{Kind as VpcKind, Peering, Vpc};
pub use unit::{Kind as UnitKind, Phase, Unit};

/// The name of the account that owns the organization. It stands in no layout: it is there before the first apply.
pub const MANAGEMENT: &str = "management";

/// Everything that a live repo says, resolved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Estate {
    /// The organization.
    pub organization: Organization,
    /// All accounts: the management account first, then by name.
    pub accounts: Vec<Account>,
    /// Organizational units by path, parents before children: `Workloads`, `Workloads/Prod`.
    pub organizational_units: Vec<String>,
    /// Blocks that VPCs are allocated from, such as `10.0.0.0/8`; `None` without networks.
    pub supernet: Option<String>,
    /// VPCs by account, region and name.
    pub vpcs: Vec<Vpc>,
    /// Peering connections by name.
    pub peerings: Vec<Peering>,
    /// Account whose identities assume the roles; `None` without access.
    pub access_from: Option<String>,
    /// Roles by name.
    pub roles: Vec<Role>,
    /// What the pipeline is trusted by; `None` without one.
    pub ci: Option<Ci>,
    /// Guardrails by preset.
    pub guardrails: Vec<Guardrail>,
    /// Phases in the order in which they are applied.
    pub phases: Vec<Phase>,
    /// Units by phase, then by path.
    pub units: Vec<Unit>,
    /// What the repo is written for.
    pub flavour: Flavour,
    /// Versions that the repo asks for.
    pub versions: Versions,
    /// The provider's packages that lock files allow; without it there are none.
    pub package: Option<Package>,
}

/// What all accounts share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Organization {
    /// Prefix of buckets, roles and tags.
    pub name: String,
    /// Region of the state bucket and of what is not regional.
    pub home_region: String,
    /// Regions that are in use, the home region first; all others are denied.
    pub regions: Vec<String>,
    /// Pattern of the accounts' addresses, with `{account}`.
    pub email: String,
    /// Tags of everything.
    pub tags: BTreeMap<String, String>,
    /// Bucket that holds the state of every unit.
    pub state_bucket: String,
}

/// One account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Account {
    /// Its key in the layout, its name at AWS, and its folder in the repo.
    pub name: String,
    /// Address of its root user.
    pub email: String,
    /// What it is for.
    pub purpose: Purpose,
    /// Path of its organizational unit, such as `Workloads/Prod`; `None` directly under the root.
    pub unit: Option<String>,
    /// Account ID of twelve digits, when it is pinned; units look it up otherwise.
    pub id: Option<String>,
    /// Regions that it is used in, the home region first.
    pub regions: Vec<String>,
    /// The organization's tags, with the account's own over them.
    pub tags: BTreeMap<String, String>,
    /// Whether it owns the organization.
    pub management: bool,
}

/// What an account is for.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Owns the organization; runs nothing else.
    Management,
    /// The one entrance for people, and the administrator of security services.
    Security,
    /// Keeps trails, Config's records and flow logs.
    LogArchive,
    /// Images, pipelines, the management VPC.
    SharedServices,
    /// Network that others share.
    Network,
    /// Reads everything for those who check.
    Audit,
    /// Runs a workload.
    Environment,
    /// For experiments.
    Sandbox,
}

/// A role that others assume.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Role {
    /// Its name at AWS.
    pub name: String,
    /// What it may do, in the words of `plinth_cross_account_role`'s `access`.
    pub access: String,
    /// Accounts that have it, by name.
    pub accounts: Vec<String>,
    /// Accounts that may assume it, by name.
    pub trusted: Vec<String>,
    /// Whether those who assume it need MFA: people do, machines cannot.
    pub require_mfa: bool,
    /// Subjects (`sub`) of the pipeline's tokens that may assume it; empty of a role that only accounts assume.
    pub subjects: Vec<String>,
    /// Inline policies beside its access: documents by name.
    pub inline_policies: BTreeMap<String, serde_json::Value>,
    /// Whether it is a step on the pipeline's way, and nobody else's.
    pub pipeline: bool,
}

/// A repository whose pipeline applies the repo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ci {
    /// Who runs the pipeline: `github`.
    pub provider: String,
    /// Organization or user that owns the repository.
    pub organization: String,
    /// Name of the repository.
    pub repository: String,
    /// Role of the management account that plans with.
    pub plan_role: String,
    /// Role of the management account that applies with.
    pub apply_role: String,
    /// Role of every other account that plans go on to. An apply goes on as the provider does by default.
    pub account_role: String,
}

/// A policy of the organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Guardrail {
    /// Which one, in the words of `plinth_guardrail`'s `preset`.
    pub preset: String,
    /// `root`, paths of organizational units, and names of accounts.
    pub targets: Vec<Target>,
}

/// What a guardrail holds for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "type", content = "name", rename_all = "snake_case")]
pub enum Target {
    /// The whole organization.
    Root,
    /// An organizational unit, by its path.
    Unit(String),
    /// An account, by its name.
    Account(String),
}

/// What a repo is written for; the state keys are the same in all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Flavour {
    /// Terragrunt, with a committed folder for each unit.
    #[default]
    Terragrunt,
    /// Terragrunt, with stacks that name the units.
    TerragruntStacks,
    /// Plain Terraform root modules.
    Terraform,
}

/// Versions that the repo asks for, as constraints of Terraform's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Versions {
    /// Terraform.
    pub terraform: String,
    /// Terragrunt.
    pub terragrunt: String,
    /// Plinth's provider.
    pub provider: String,
}

impl Default for Versions {
    fn default() -> Versions {
        Versions {
            terraform: ">= 1.11.0, < 2.0.0".to_owned(),
            terragrunt: ">= 1.1.0, < 2.0.0".to_owned(),
            provider: concat!("~> ", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}

impl Estate {
    /// The account of that name.
    pub fn account(&self, name: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| account.name == name)
    }

    /// The VPC whose unit has that path.
    pub fn vpc(&self, unit: &str) -> Option<&Vpc> {
        self.vpcs.iter().find(|vpc| vpc.unit == unit)
    }

    /// The unit with that path.
    pub fn unit(&self, path: &str) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.path == path)
    }
}
