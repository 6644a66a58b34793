//! The keys of `plinth.yaml`. Their doc comments are the sentences that editors show.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{At, Names, NatGateways};
use crate::estate::{Flavour, Purpose, VpcKind};

/// An estate of AWS accounts, from which Plinth generates a live repo.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    /// Version of the layout's format: 1.
    #[schemars(range(min = 1, max = 1))]
    pub version: At<u32>,
    /// What all accounts share.
    pub organization: Organization,
    /// Member accounts by name. The management account is there already and is called `management`.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Account>")]
    pub accounts: BTreeMap<At<String>, At<Account>>,
    /// VPCs and what connects them.
    pub networks: Option<Networks>,
    /// Who may do what in which account.
    pub access: Option<Access>,
    /// Policies of the organization by preset, each with its targets: `root`, or a list of organizational units and accounts.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Names>")]
    pub guardrails: BTreeMap<At<String>, At<Names>>,
    /// What is generated.
    #[serde(default)]
    pub generate: Generate,
}

/// What all accounts share.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Organization {
    /// Prefix of buckets, roles and tags: 2 to 20 lower-case letters, digits and `-`.
    pub name: At<String>,
    /// Region of the state bucket and of what is not regional.
    pub home_region: At<String>,
    /// Regions that are in use; all others are denied. Default: the home region.
    #[serde(default)]
    pub regions: Vec<At<String>>,
    /// Pattern of the root users' addresses, with `{account}`: `aws+{account}@acme.example`.
    pub email: At<String>,
    /// Bucket that holds the state of every unit. Default: `<name>-terraform-state`.
    pub state_bucket: Option<At<String>>,
    /// Tags of everything.
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
}

/// One member account.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// What the account is for.
    pub purpose: Purpose,
    /// Path of its organizational unit, such as `Workloads/Prod`. Default: directly under the root.
    pub unit: Option<At<String>>,
    /// Address of its root user. Default: the organization's pattern.
    pub email: Option<At<String>>,
    /// Regions that it uses, of the organization's. Default: all of them.
    pub regions: Option<Vec<At<String>>>,
    /// Tags over those of the organization.
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
}

/// VPCs and what connects them.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Networks {
    /// IPv4 block that VPCs' blocks are allocated from, recorded, and never moved: `10.0.0.0/8`.
    pub supernet: At<String>,
    /// IPv4 blocks that are in use elsewhere, and never allocated.
    #[serde(default)]
    pub reserved: Vec<At<String>>,
    /// Networks by name; each is one VPC in each of its accounts and regions.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Vpc>")]
    pub vpcs: BTreeMap<At<String>, At<Vpc>>,
    /// Networks whose VPCs are connected.
    #[serde(default)]
    pub peering: Vec<At<Peering>>,
}

/// One network.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Vpc {
    /// Accounts that have one: `all`, or a list of names.
    pub accounts: At<Names>,
    /// Regions that have one. Default: the home region.
    #[serde(default)]
    pub regions: Vec<At<String>>,
    /// What the VPCs are for.
    #[serde(default)]
    pub kind: VpcKind,
    /// How private subnets reach the internet. Default: `single`.
    pub nat_gateways: Option<At<NatGateways>>,
    /// Block of the only VPC of the network. Default: one is allocated.
    pub cidr_block: Option<At<String>>,
    /// Length of the prefix of allocated blocks, 16 to 24. Default: 16.
    #[schemars(range(min = 16, max = 24))]
    pub netmask: Option<At<u8>>,
    /// How many availability zones are used. Default: three, or all if the region has fewer.
    #[schemars(range(min = 1, max = 8))]
    pub num_availability_zones: Option<At<u8>>,
}

/// Two networks whose VPCs are connected, each with each.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Peering {
    /// Network whose VPCs request the connection.
    pub from: At<String>,
    /// Network whose VPCs accept it.
    pub to: At<String>,
}

/// Who may do what in which account.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Access {
    /// Account that roles are assumed from.
    pub from: At<String>,
    /// Roles by name.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Role>")]
    pub roles: BTreeMap<At<String>, At<Role>>,
    /// Repository whose pipeline applies the repo.
    pub ci: Option<Ci>,
}

/// One role, in each of its accounts.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// Accounts that have it: `all`, or a list of names.
    pub accounts: At<Names>,
    /// Accounts that may assume it. Default: the account of `from`.
    pub trusted: Option<Vec<At<String>>>,
    /// What it may do. Default: what its name says, such as `read_only` of `read-only`.
    pub access: Option<At<String>>,
    /// What a role with the access `auto_deploy` deploys: `ecs`, `lambda`, `parameters`. It may roll out what is called
    /// `<organization>-…` there, and nothing else. `[]` is nothing.
    pub deploys: Option<Vec<At<String>>>,
    /// Whether those who assume it need MFA. Default: all but `auto_deploy`.
    pub require_mfa: Option<bool>,
}

/// Repository whose pipeline applies the repo.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ci {
    /// Who runs the pipeline.
    pub provider: CiProvider,
    /// Organization or user that owns the repository.
    pub organization: At<String>,
    /// Name of the repository.
    pub repository: At<String>,
    /// ID of the organization or user, as `gh api repos/<organization>/<repository> --jq .owner.id` says it. GitHub's tokens
    /// name IDs for repositories made, renamed or transferred since July 2026.
    pub organization_id: Option<u64>,
    /// ID of the repository, as `gh api repos/<organization>/<repository> --jq .id` says it.
    pub repository_id: Option<u64>,
}

/// Who runs a pipeline.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CiProvider {
    /// GitHub Actions.
    Github,
}

/// What is generated.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Generate {
    /// What the repo is written for. Default: `terragrunt`.
    #[serde(default)]
    pub flavour: Flavour,
    /// Constraint on the version of Terraform.
    pub terraform: Option<String>,
    /// Constraint on the version of Terragrunt.
    pub terragrunt: Option<String>,
    /// Constraint on the version of Plinth's provider.
    pub provider: Option<String>,
}
