//! Folders that were renamed in the layout: their files go along, with what was edited in them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::lock::{Lock, State};
use crate::tree::Tree;

/// A folder of an account, or of a unit, and what it is called now.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Move {
    /// The folder before, from the repo's root: `dev` or `dev/eu-west-1/app`.
    pub from: String,
    /// The folder now.
    pub to: String,
}

/// What a path is called after the moves.
pub fn renamed(moves: &[Move], path: &str) -> Option<String> {
    moves.iter().find_map(|Move { from, to }| match path.strip_prefix(from.as_str())? {
        "" => Some(to.clone()),
        rest => rest.starts_with('/').then(|| format!("{to}{rest}")),
    })
}

/// For each path that the layout means now, the path that its file had before.
pub(super) fn pairs(moves: &[Move], lock: &Lock, tree: &Tree) -> BTreeMap<String, String> {
    let mut pairs = BTreeMap::new();
    for path in lock.files.keys().filter(|path| !tree.files.contains_key(*path)) {
        if let Some(new) = renamed(moves, path)
            && tree.files.contains_key(&new)
            && !lock.files.contains_key(&new)
        {
            pairs.insert(new, path.clone());
        }
    }
    pairs
}

/// Folders of units that the layout means no more, each with the new folders beside it that hold files of the same
/// names. Which is a new name of which, and which is something new, only a person knows.
pub fn candidates(lock: &Lock, tree: &Tree, units: &BTreeSet<String>) -> Vec<(String, Vec<String>)> {
    let known: BTreeSet<&str> =
        lock.files.iter().filter(|(_, entry)| entry.state == State::Generated).map(|(path, _)| path.as_str()).collect();
    let meant: BTreeSet<&str> = tree.files.keys().map(String::as_str).collect();
    let is_unit = |path: &&&str| {
        let name = path.rsplit('/').next().unwrap_or_default();
        matches!(name, "terragrunt.hcl" | "terragrunt.stack.hcl" | "main.tf")
            && !path.starts_with("modules/")
            && !path.starts_with("catalog/")
    };
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    for path in known.iter().filter(is_unit) {
        let folders: Vec<&str> = path.match_indices('/').filter_map(|(at, _)| path.get(..at)).collect();
        let Some(gone) = folders.into_iter().find(|folder| below(&meant, folder).next().is_none()) else { continue };
        if found.iter().any(|(known, _)| known == gone) {
            continue;
        }
        let parent = gone.rsplit_once('/').map_or("", |(parent, _)| parent);
        let names: BTreeSet<&str> = below(&known, gone).collect();
        let beside = meant.iter().filter_map(|path| child(parent, path));
        let mut new: Vec<String> = Vec::new();
        for folder in beside {
            let is_new = !new.contains(&folder) && below(&known, &folder).next().is_none();
            let has_units = units.iter().any(|unit| *unit == folder || unit.starts_with(&format!("{folder}/")));
            if is_new && has_units && below(&meant, &folder).collect::<BTreeSet<_>>() == names {
                new.push(folder);
            }
        }
        if !new.is_empty() {
            found.push((gone.to_owned(), new));
        }
    }
    // An account before its units.
    found.sort_by_key(|(gone, _)| gone.matches('/').count());
    found
}

/// Paths below a folder, from that folder.
fn below<'a>(paths: &BTreeSet<&'a str>, folder: &str) -> std::vec::IntoIter<&'a str> {
    let prefix = format!("{folder}/");
    let from = (std::ops::Bound::Included(prefix.as_str()), std::ops::Bound::Unbounded);
    let inside: Vec<&'a str> =
        paths.range::<str, _>(from).map_while(|path| path.strip_prefix(prefix.as_str())).collect();
    inside.into_iter()
}

/// The folder directly below `parent` that a path leads through.
fn child(parent: &str, path: &str) -> Option<String> {
    let rest = if parent.is_empty() { path } else { path.strip_prefix(parent)?.strip_prefix('/')? };
    let (name, _) = rest.split_once('/')?;
    Some(if parent.is_empty() { name.to_owned() } else { format!("{parent}/{name}") })
}

#[cfg(test)]
mod tests {
    use super::super::lock::Entry;
    use super::*;
    use crate::tree::{File, Ownership};

    fn lock(paths: &[&str]) -> Lock {
        let entry = Entry { class: Ownership::Merged, base: String::new(), state: State::Generated };
        Lock { plinth: None, files: paths.iter().map(|path| ((*path).to_owned(), entry.clone())).collect() }
    }

    fn tree(paths: &[&str]) -> Tree {
        let file = File { ownership: Ownership::Merged, text: String::new(), executable: false };
        Tree { files: paths.iter().map(|path| ((*path).to_owned(), file.clone())).collect(), ..Tree::default() }
    }

    fn units(paths: &[&str]) -> BTreeSet<String> {
        paths.iter().map(|path| (*path).to_owned()).collect()
    }

    #[test]
    fn an_account_and_a_unit_that_may_have_been_renamed_are_named() {
        let before = lock(&["dev/account.hcl", "dev/eu/app/terragrunt.hcl", "prod/eu/app/terragrunt.hcl", "root.hcl"]);
        let after = tree(&["prod/eu/app/terragrunt.hcl", "qa/account.hcl", "qa/eu/app/terragrunt.hcl", "root.hcl"]);
        let found = candidates(&before, &after, &units(&["prod/eu/app", "qa/eu/app"]));
        assert_eq!(found, [("dev".to_owned(), vec!["qa".to_owned()])]);
        let after = tree(&["dev/account.hcl", "dev/eu/web/terragrunt.hcl", "prod/eu/app/terragrunt.hcl", "root.hcl"]);
        let found = candidates(&before, &after, &units(&["prod/eu/app", "dev/eu/web"]));
        assert_eq!(found, [("dev/eu/app".to_owned(), vec!["dev/eu/web".to_owned()])]);
    }

    #[test]
    fn what_only_went_or_only_came_is_no_move() {
        let before = lock(&["dev/account.hcl", "dev/eu/app/terragrunt.hcl", "modules/a/main.tf"]);
        assert_eq!(candidates(&before, &tree(&["dev/account.hcl", "modules/b/main.tf"]), &units(&[])), []);
        let other = tree(&["qa/account.hcl", "qa/eu/web/terragrunt.hcl"]);
        assert_eq!(candidates(&before, &other, &units(&["qa/eu/web"])), [], "its folders are others");
    }

    #[test]
    fn paths_move_with_their_folder() {
        let moves = [Move { from: "dev".to_owned(), to: "qa".to_owned() }];
        assert_eq!(renamed(&moves, "dev/a").as_deref(), Some("qa/a"));
        assert_eq!(renamed(&moves, "dev").as_deref(), Some("qa"));
        assert_eq!(renamed(&moves, "develop/a"), None);
        let pairs = pairs(&moves, &lock(&["dev/a", "dev/b"]), &tree(&["qa/a"]));
        assert_eq!(pairs, BTreeMap::from([("qa/a".to_owned(), "dev/a".to_owned())]));
    }
}
