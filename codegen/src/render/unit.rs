//! A unit: one module with its inputs and one state.

use serde_json::{Value, json};

use crate::hcl::Expression;

/// What is deployed together and has one state, whose key is the unit's folder.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Unit {
    /// The folder from the repo's root, `dev/eu-west-1/app`; the state's key is `dev/eu-west-1/app/terraform.tfstate`.
    pub(super) path: String,
    /// The module of `modules/` that it is.
    pub(super) module: &'static str,
    /// What its phase of the first deployment is called.
    pub(super) phase: &'static str,
    /// The module's inputs, in the order in which they are written.
    pub(super) inputs: Vec<(&'static str, Input)>,
    /// Units whose outputs it needs.
    pub(super) dependencies: Vec<Dependency>,
    /// Folders of the units that come before it and whose outputs it does not need.
    pub(super) after: Vec<String>,
}

/// What a module's input is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Input {
    /// A value that is known when the repo is generated.
    Value(Expression),
    /// An output of a dependency, by the dependency's name and the output's.
    Output {
        /// Name of the [`Dependency`].
        dependency: &'static str,
        /// Name of the output.
        output: &'static str,
    },
}

/// Another unit whose outputs are needed.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Dependency {
    /// What it is called where it is used: `requester`.
    pub(super) name: &'static str,
    /// Folder of the other unit.
    pub(super) path: String,
    /// What its outputs look like while it is not deployed.
    pub(super) mocks: Vec<(&'static str, Mock)>,
}

/// A value that stands for an output that does not exist yet. It is of the output's type, and no such thing exists at AWS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mock {
    /// The id of a VPC.
    Vpc(Side),
    /// Ids of route tables.
    RouteTables(Side),
}

/// Which side of a peering connection: nothing is connected with itself, not even a mock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// Who asks for it.
    Requester,
    /// Who accepts it.
    Accepter,
}

impl Mock {
    /// The value: all digits but the last are zero, which is how a plan that was made from mocks is recognised.
    pub(super) fn value(self) -> Value {
        match self {
            Self::Vpc(side) => json!(format!("vpc-0000000000000000{}", side as u8)),
            Self::RouteTables(side) => json!([format!("rtb-0000000000000000{}", side as u8)]),
        }
    }
}

impl Unit {
    /// The last part of the folder.
    pub(super) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The folder that the unit's folder is in: an account and a region.
    pub(super) fn place(&self) -> &str {
        place(&self.path)
    }
}

/// The folder that a unit's folder is in.
pub(super) fn place(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(place, _)| place)
}

/// The way from one folder of the repo to another: `../../_global/baseline`.
pub(super) fn relative(from: &str, to: &str) -> String {
    let from: Vec<&str> = from.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = to.split('/').filter(|part| !part.is_empty()).collect();
    let shared = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    let up = std::iter::repeat_n("..", from.len() - shared);
    up.chain(to.into_iter().skip(shared)).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_between_folders() {
        assert_eq!(relative("dev/eu-west-1/app", "dev/_global/baseline"), "../../_global/baseline");
        assert_eq!(relative("dev/eu-west-1/app", ""), "../../..");
        assert_eq!(relative("", "modules/env-vpc"), "modules/env-vpc");
    }
}
