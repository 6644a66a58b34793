//! Paths of organizational units.

use std::collections::BTreeSet;

use tfplugin::check::Check;
use tfplugin::model::{AttributeValue, Mismatch};
use tfplugin::schema::Shape;
use tfplugin::value::Value;

use crate::parts::organizations::tree::{DEPTH, ROOT};

/// A set of paths. The units that a path goes through belong to it, listed or not, so two sets are the same when the same
/// units come out.
#[derive(Clone, Debug, Default)]
pub struct UnitPaths(pub(super) BTreeSet<String>);

/// Names have 1 to 128 characters: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateOrganizationalUnit.html>
const LONGEST: usize = 128;

pub(super) const UNIT_PATH: Check =
    Check::Custom("a path of one to five names, each of 1 to 128 characters, as `Workloads/Prod`", |value| {
        let path = value.as_str().unwrap_or_default();
        let names: Vec<&str> = path.split('/').collect();
        if names.len() > DEPTH {
            return Err(format!("`{path}` is {} levels deep", names.len()));
        }
        for name in &names {
            let length = name.chars().count();
            if name.trim().is_empty() || name.trim() != *name || length > LONGEST {
                return Err(format!("the name `{name}` in `{path}` is empty, too long, or begins or ends with a space"));
            }
        }
        if names.first().is_some_and(|name| name.eq_ignore_ascii_case(ROOT)) {
            return Err(format!("`{path}` begins with the name of the root, which a path leaves out"));
        }
        Ok(())
    });

/// The path of the unit that one is in; `None` right under the root.
pub(super) fn parent(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|(parent, _)| parent)
}

/// How deep a unit is; one right under the root is at 1.
pub(super) fn level(path: &str) -> usize {
    path.split('/').count()
}

impl UnitPaths {
    /// The paths of all units, those on the way included.
    pub(super) fn all(&self) -> BTreeSet<String> {
        let mut all = BTreeSet::new();
        for path in &self.0 {
            let mut next = Some(path.as_str());
            while let Some(path) = next.filter(|path| !all.contains(*path)) {
                all.insert(path.to_owned());
                next = parent(path);
            }
        }
        all
    }

    /// Those of them that are so deep.
    pub(super) fn at(&self, depth: usize) -> BTreeSet<String> {
        self.all().into_iter().filter(|path| level(path) == depth).collect()
    }

    /// The same with the units of one level replaced by those that were seen.
    pub(super) fn seen_at(&self, depth: usize, seen: BTreeSet<String>) -> UnitPaths {
        let others = self.0.iter().filter(|path| level(path) != depth).cloned();
        UnitPaths(others.chain(seen).collect())
    }
}

impl PartialEq for UnitPaths {
    fn eq(&self, other: &UnitPaths) -> bool {
        self.all() == other.all()
    }
}

impl AttributeValue for UnitPaths {
    fn shape() -> Shape {
        BTreeSet::<String>::shape()
    }

    fn decode(value: &Value) -> Result<Self, Mismatch> {
        BTreeSet::decode(value).map(UnitPaths)
    }

    fn encode(&self) -> Value {
        self.0.encode()
    }

    fn same(left: &Value, right: &Value) -> bool {
        match (UnitPaths::decode(left), UnitPaths::decode(right)) {
            (Ok(left), Ok(right)) => left == right,
            _ => left == right,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(paths: &[&str]) -> UnitPaths {
        UnitPaths(paths.iter().map(|path| (*path).to_owned()).collect())
    }

    #[test]
    fn a_path_brings_the_units_on_its_way() {
        let units = paths(&["Workloads/Prod/EU", "Workloads/Dev", "Security"]);
        let all = ["Security", "Workloads", "Workloads/Dev", "Workloads/Prod", "Workloads/Prod/EU"];
        assert_eq!(units.all(), paths(&all).0);
        assert_eq!(units.at(2), paths(&["Workloads/Dev", "Workloads/Prod"]).0);
        assert_eq!(units, paths(&all));
        assert_ne!(units, paths(&["Workloads/Prod", "Workloads/Dev", "Security"]));
    }

    #[test]
    fn what_is_seen_of_a_level_takes_its_place() {
        let units = paths(&["Workloads/Prod", "Security"]);
        assert_eq!(units.seen_at(1, paths(&["Workloads", "Security"]).0), units);
        assert_eq!(units.seen_at(1, paths(&["Workloads"]).0), paths(&["Workloads/Prod"]));
        assert_eq!(units.seen_at(2, BTreeSet::new()), paths(&["Security"]));
    }

    #[test]
    fn paths_have_five_names_at_most() {
        let Check::Custom(_, check) = UNIT_PATH else { panic!("it is code") };
        let is_right = |path: &str| check(&Value::string(path)).is_ok();
        for path in ["Security", "Workloads/Prod", "a/b/c/d/e", "Dev & Test", &"x".repeat(128)] {
            assert!(is_right(path), "{path}");
        }
        for path in ["", "/a", "a/", "a//b", " a", "a/ b", "a/b/c/d/e/f", "Root", "root/a", &"x".repeat(129)] {
            assert!(!is_right(path), "{path}");
        }
    }
}
