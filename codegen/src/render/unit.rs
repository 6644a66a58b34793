//! A unit: one module with its inputs and one state.

use serde_json::{Value, json};

use crate::hcl::Expression;

/// What is deployed together and has one state, whose key is the unit's folder.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// The folder from the repo's root, `dev/eu-west-1/app`; the state's key is `dev/eu-west-1/app/terraform.tfstate`.
    pub path: String,
    /// The module of `modules/` that it is.
    pub module: String,
    /// When it is deployed for the first time: all units of an earlier phase come before it.
    pub phase: Phase,
    /// The module's inputs, in the order in which they are written.
    pub inputs: Vec<(String, Input)>,
    /// Units whose outputs it needs.
    pub dependencies: Vec<Dependency>,
    /// Folders of the units that come before it and whose outputs it does not need.
    pub after: Vec<String>,
}

/// A phase of the first deployment, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Phase {
    /// Its number, from 1.
    pub number: usize,
    /// Its name, for people.
    pub name: &'static str,
}

/// What a module's input is.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// A value that is known when the repo is generated.
    Value(Expression),
    /// An output of a dependency, by the dependency's name and the output's.
    Output {
        /// Name of the [`Dependency`].
        dependency: String,
        /// Name of the output.
        output: String,
    },
}

/// Another unit whose outputs are needed.
#[derive(Clone, Debug, PartialEq)]
pub struct Dependency {
    /// What it is called where it is used: `requester`.
    pub name: String,
    /// Folder of the other unit.
    pub path: String,
    /// What its outputs look like while it is not deployed.
    pub mocks: Vec<(String, Mock)>,
}

/// A value that stands for an output that does not exist yet. It is of the output's type, and no such thing exists at AWS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mock {
    /// The id of a VPC.
    Vpc,
    /// Ids of route tables.
    RouteTables,
}

impl Mock {
    /// The value: all digits are zero, which is how a plan that was made from mocks is recognised.
    pub fn value(self) -> Value {
        match self {
            Self::Vpc => json!("vpc-00000000000000000"),
            Self::RouteTables => json!(["rtb-00000000000000000"]),
        }
    }
}

impl Unit {
    /// The last part of the folder.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The folder that the unit's folder is in: an account and a region.
    pub fn place(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(place, _)| place)
    }

    /// Folders of all units that come before it.
    pub fn before(&self) -> impl Iterator<Item = &str> {
        self.dependencies.iter().map(|dependency| dependency.path.as_str()).chain(self.after.iter().map(String::as_str))
    }
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
