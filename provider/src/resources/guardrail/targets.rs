//! The targets: what the configuration calls them, and their ids.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin::composite::{Input, Scene, Source, Wires};
use tfplugin::model::{Mismatch, Named};

use super::Guardrail;
use crate::aws::arn::is_account_id;

/// The ids of the targets, by what `targets` calls them, as a wire. An id says itself what it means; the rest is known when
/// a plan has looked at the organization.
#[derive(Clone, Copy)]
pub(super) struct TargetIds;

impl Wires<Guardrail> for TargetIds {
    type Values = BTreeMap<String, String>;

    fn sources(self, visit: &mut dyn FnMut(Source)) {
        let f = Guardrail::fields();
        Wires::<Guardrail>::sources((f.targets, f.target_ids), visit);
    }

    fn read(self, scene: &Scene<'_>) -> Result<Input<Self::Values>, Mismatch> {
        let f = Guardrail::fields();
        let Input::Known(targets) = Wires::<Guardrail>::read(f.targets, scene)? else { return Ok(Input::Unknown) };
        let known = match Wires::<Guardrail>::read(f.target_ids, scene)? {
            Input::Known(known) => known.0.unwrap_or_default(),
            Input::Unknown => BTreeMap::new(),
        };
        Ok(ids(&targets.unwrap_or_default(), &known).map_or(Input::Unknown, Input::Known))
    }
}

/// The ids of targets; `None` when one of them is not known.
pub(super) fn ids(targets: &BTreeSet<String>, known: &BTreeMap<String, String>) -> Option<BTreeMap<String, String>> {
    let id = |target: &String| if is_id(target) { Some(target.clone()) } else { known.get(target).cloned() };
    targets.iter().map(|target| Some((target.clone(), id(target)?))).collect()
}

/// Whether a target is given by its id: of a root, a unit or an account.
/// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_AttachPolicy.html>
pub(super) fn is_id(target: &str) -> bool {
    let letters = |text: &str, least: usize| {
        (least..=32).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    };
    let unit = target.strip_prefix("ou-").and_then(|rest| rest.split_once('-'));
    is_account_id(target)
        || target.strip_prefix("r-").is_some_and(|rest| letters(rest, 4))
        || unit.is_some_and(|(root, own)| letters(root, 4) && letters(own, 8))
}

/// What the configuration calls the targets of these ids; those that it does not name go by their ids.
pub(super) fn named(
    ids: impl Iterator<Item = String>,
    known: Option<BTreeMap<String, String>>,
) -> BTreeSet<String> {
    let names: BTreeMap<String, String> = known.into_iter().flatten().map(|(name, id)| (id, name)).collect();
    ids.map(|id| names.get(&id).cloned().unwrap_or(id)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(items: &[&str]) -> BTreeSet<String> {
        items.iter().map(|item| (*item).to_owned()).collect()
    }

    #[test]
    fn ids_have_a_form() {
        for id in ["r-a1b2", "ou-a1b2-c3d4e5f6", "111122223333"] {
            assert!(is_id(id), "{id}");
        }
        for path in ["Root", "Workloads/Prod", "ou-1", "r-x", "ou-team", "1111"] {
            assert!(!is_id(path), "{path}");
        }
    }

    #[test]
    fn paths_are_known_by_what_was_asked() {
        let known = BTreeMap::from([("Root".to_owned(), "r-a1b2".to_owned())]);
        let targets = set(&["Root", "111122223333"]);
        let found = ids(&targets, &known).unwrap();
        assert_eq!(found.values().collect::<Vec<_>>(), ["111122223333", "r-a1b2"]);
        assert_eq!(ids(&set(&["Workloads"]), &known), None);
        let seen = ["r-a1b2".to_owned(), "ou-a1b2-c3d4e5f6".to_owned()].into_iter();
        assert_eq!(named(seen, Some(known)), set(&["Root", "ou-a1b2-c3d4e5f6"]));
    }
}
