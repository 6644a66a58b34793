//! VPCs and what connects them.

use serde::Serialize;

/// One VPC: one network of the layout in one account and region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Vpc {
    /// Path of the unit that makes it: `<account>/<region>/<name>`.
    pub unit: String,
    /// Name of the network in the layout, such as `app`.
    pub name: String,
    /// Account that owns it.
    pub account: String,
    /// Region it is in.
    pub region: String,
    /// IPv4 block, such as `10.4.0.0/16`.
    pub cidr_block: String,
    /// What it is for.
    pub kind: Kind,
    /// `one_per_az`, `single`, `none` or a number, as `plinth_env_vpc` takes it.
    pub nat_gateways: String,
    /// How many availability zones it uses; `None` for the provider's default.
    pub num_availability_zones: Option<u8>,
    /// Names of its tiers, in the order of the provider's plan.
    pub tiers: Vec<String>,
}

/// What a VPC is for, in the words of `plinth_env_vpc`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Runs a workload: tiers `public`, `private_app`, `private_persistence`.
    #[default]
    Application,
    /// For a bastion or a VPN: tiers `public` and `private_app`.
    Management,
}

impl Kind {
    /// The tiers that the provider makes of it.
    pub fn tiers(self) -> &'static [&'static str] {
        match self {
            Kind::Application => &["public", "private_app", "private_persistence"],
            Kind::Management => &["public", "private_app"],
        }
    }
}

/// A peering connection between two VPCs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Peering {
    /// Path of the unit that makes it: `<account>/<region>/peering-<name>`, in the requester's folder.
    pub unit: String,
    /// What tells it from the requester's others, such as `prod-app`.
    pub name: String,
    /// Path of the requester's unit.
    pub requester: String,
    /// Path of the accepter's unit.
    pub accepter: String,
}
