//! Random edits of people and random changes of the layout, over generations, with runs that are killed in between.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot write its repo has failed"
)]

use std::collections::{BTreeMap, BTreeSet};

use plinth::keep::{self, KeepError, Options, has_conflicts};
use plinth::tree::{Ownership, Tree};
use proptest::prelude::*;

#[path = "support/repo.rs"]
mod repo;

use repo::{Faults, file, files, generate, options, plan, snapshot, write};

/// A repo, its layout, and what must be true of both.
struct World {
    root: tempfile::TempDir,
    /// The lines of each file that the layout means.
    layout: BTreeMap<String, Vec<String>>,
    moves: Vec<(String, String)>,
    folders: Vec<String>,
    /// Lines that people wrote and did not delete.
    alive: BTreeSet<String>,
    /// Generated lines that people deleted.
    gone: BTreeSet<String>,
    /// Files that people deleted.
    deleted: BTreeSet<String>,
    count: usize,
}

impl World {
    fn new() -> Self {
        let mut world = Self {
            root: tempfile::tempdir().unwrap(),
            layout: BTreeMap::new(),
            moves: Vec::new(),
            folders: vec!["a".to_owned(), "b".to_owned()],
            alive: BTreeSet::new(),
            gone: BTreeSet::new(),
            deleted: BTreeSet::new(),
            count: 0,
        };
        for number in 0..4 {
            world.mean(number, number);
        }
        world.generate();
        world
    }

    fn line(&mut self, by: &str) -> String {
        self.count += 1;
        format!("{by} {}", self.count)
    }

    /// The layout means a file more, or says another thing about one.
    fn mean(&mut self, folder: usize, number: usize) {
        let folder = self.folders[folder % self.folders.len()].clone();
        let lines = (0..6).map(|_| self.line("generated")).collect();
        self.layout.insert(format!("{folder}/f{}", number % 6), lines);
    }

    /// Files of every class: Plinth's alone, its section in somebody's file, written once, and merged.
    fn class(path: &str) -> Ownership {
        match path.rsplit('/').next() {
            Some("f5") => Ownership::Managed,
            Some("f4") => Ownership::Seeded,
            Some("f3") => Ownership::Block,
            _ => Ownership::Merged,
        }
    }

    fn tree(&self) -> Tree {
        let files = self.layout.iter().map(|(path, lines)| (path.clone(), file(Self::class(path), &joined(lines))));
        Tree { files: files.collect(), ..Tree::default() }
    }

    fn options(&self) -> Options {
        let moves: Vec<(&str, &str)> = self.moves.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
        options(&moves)
    }

    /// One file of the layout, to be changed in the layout.
    fn meant(&mut self, which: usize) -> Option<&mut Vec<String>> {
        let index = which % self.layout.len().max(1);
        self.layout.values_mut().nth(index)
    }

    /// Somebody edits one file: its lines in, its lines out.
    fn edit(&mut self, which: usize, change: impl FnOnce(&mut Self, &mut Vec<String>)) {
        let files = files(self.root.path());
        let Some((path, text)) = files.iter().nth(which % files.len().max(1)) else { return };
        let before: BTreeSet<String> = text.lines().map(str::to_owned).collect();
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        change(self, &mut lines);
        let after: BTreeSet<String> = lines.iter().cloned().collect();
        for line in before.difference(&after) {
            self.alive.remove(line);
            // A run that was killed may have left a moved file in both places: who edits one of them has not edited the
            // other.
            let elsewhere = files.iter().any(|(other, text)| other != path && text.lines().any(|other| other == line));
            if line.starts_with("generated") && !elsewhere {
                self.gone.insert(line.clone());
            }
        }
        self.alive.extend(after.difference(&before).cloned());
        write(self.root.path(), path, &joined(&lines));
    }

    /// Deletes a file, which a person does who knows what is in it.
    fn delete(&mut self, which: usize) {
        let files = files(self.root.path());
        let Some((path, text)) = files.iter().nth(which % files.len().max(1)) else { return };
        for line in text.lines() {
            self.alive.remove(line);
        }
        std::fs::remove_file(self.root.path().join(path)).unwrap();
        // Only what was generated can be remembered as deleted.
        if self.layout.contains_key(path) && keep::Lock::read(self.root.path()).unwrap().files.contains_key(path) {
            self.deleted.insert(path.clone());
        }
    }

    /// A run that is killed at one of its writes. Nobody finishes it before the next edit.
    fn killed(&mut self, at: usize) {
        if let Ok(plan) = plan(self.root.path(), &self.tree(), &self.options()) {
            let _ = keep::apply(&plan, &Faults::killed(at));
            self.check();
        }
    }

    /// A run; whoever is asked to decide keeps both texts.
    fn generate(&mut self) {
        for _ in 0..8 {
            let before = snapshot(self.root.path());
            match generate(self.root.path(), &self.tree(), &self.options(), &Faults::none()) {
                Ok(_) => {
                    self.moves.clear();
                    self.check();
                    let after = snapshot(self.root.path());
                    let again = generate(self.root.path(), &self.tree(), &options(&[]), &Faults::none()).unwrap();
                    assert!(again.is_empty(), "a second run would change something: {:?}", again.report);
                    assert_eq!(snapshot(self.root.path()), after);
                    return;
                }
                Err(KeepError::Blocked(blocked)) => {
                    assert_eq!(snapshot(self.root.path()), before, "it was refused");
                    for one in &blocked {
                        self.resolve(&one.path);
                    }
                }
                Err(error) => panic!("{error}"),
            }
        }
        panic!(
            "it is still refused: {:?}",
            plan(self.root.path(), &self.tree(), &self.options()).unwrap().report.blocked
        );
    }

    /// What a person does about a file that stops a run.
    fn resolve(&mut self, path: &str) {
        let now = files(self.root.path());
        let origin =
            self.moves.iter().find_map(|(from, to)| Some(format!("{from}{}", path.strip_prefix(to.as_str())?)));
        let at = origin.filter(|origin| now.contains_key(origin)).unwrap_or_else(|| path.to_owned());
        let said = &now[&at];
        if has_conflicts(said) {
            let kept: Vec<&str> = said.lines().filter(|line| !is_marker(line)).collect();
            for line in &kept {
                self.gone.remove(*line);
            }
            write(self.root.path(), &at, &joined(&kept));
        } else if at != path && now.contains_key(path) {
            // Something is where the file should go.
            let own = format!("own/{}", self.count);
            self.count += 1;
            write(self.root.path(), &own, &now[path]);
            std::fs::remove_file(self.root.path().join(path)).unwrap();
        } else if keep::adopt(self.root.path(), &self.tree(), std::slice::from_ref(&at), &Faults::none()).is_err()
            && keep::eject(self.root.path(), std::slice::from_ref(&at), &Faults::none()).is_err()
        {
            let own = format!("own/{}", self.count);
            self.count += 1;
            write(self.root.path(), &own, said);
            std::fs::remove_file(self.root.path().join(&at)).unwrap();
        }
    }

    fn check(&self) {
        let files = files(self.root.path());
        let lines: BTreeSet<&str> = files.values().flat_map(|text| text.lines()).collect();
        for line in &self.alive {
            assert!(lines.contains(line.as_str()), "`{line}` is lost:\n{files:#?}");
        }
        for (path, text) in &files {
            if !has_conflicts(text) {
                let back = text.lines().find(|line| self.gone.contains(*line));
                assert_eq!(back, None, "{path}: somebody deleted it, and it came back");
            }
        }
        for path in &self.deleted {
            assert!(!files.contains_key(path), "{path} was deleted and came back");
        }
    }

    fn step(&mut self, (kind, one, other): (u8, usize, usize)) {
        let at = |lines: &[String]| other % (lines.len() + 1);
        match kind {
            0 | 1 => self.edit(one, |world, lines| {
                let line = world.line("somebody's");
                lines.insert(at(lines), line);
            }),
            2 => self.edit(one, |_, lines| {
                let at = at(lines);
                if lines.get(at).is_some_and(|line| !is_marker(line)) {
                    lines.remove(at);
                }
            }),
            3 => self.edit(one, |world, lines| {
                let (line, at) = (world.line("somebody's"), at(lines));
                if let Some(old) = lines.get_mut(at).filter(|line| !is_marker(line)) {
                    *old = line;
                }
            }),
            4 => self.delete(one),
            5 => {
                let (folder, line) = (self.folders[one % self.folders.len()].clone(), self.line("somebody's"));
                let path = format!("{folder}/f{}", other % 6);
                if !self.root.path().join(&path).exists()
                    && !self.deleted.contains(&path)
                    && !self.layout.contains_key(&path)
                {
                    self.alive.insert(line.clone());
                    write(self.root.path(), &path, &format!("{line}\n"));
                }
            }
            6 | 7 => {
                let line = self.line("generated");
                if let Some(lines) = self.meant(one) {
                    lines.insert(at(lines), line);
                }
            }
            8 => {
                if let Some(lines) = self.meant(one) {
                    let at = at(lines);
                    if at < lines.len() {
                        lines.remove(at);
                    }
                }
            }
            9 => {
                let path = self.layout.keys().nth(one % self.layout.len().max(1)).cloned();
                if let Some(path) = path {
                    self.layout.remove(&path);
                    self.deleted.remove(&path);
                }
            }
            10 => self.mean(one, other),
            11 => self.rename(one),
            12 => self.killed(other % 60),
            _ => self.generate(),
        }
    }

    /// The layout calls a folder otherwise.
    fn rename(&mut self, which: usize) {
        let index = which % self.folders.len();
        let from = self.folders[index].clone();
        // A second new name before the first was generated is one move more than a person says at once.
        if !self.moves.is_empty() {
            return;
        }
        self.count += 1;
        let to = format!("folder-{}", self.count);
        let new = |path: &String| path.strip_prefix(&format!("{from}/")).map(|rest| format!("{to}/{rest}"));
        self.layout =
            self.layout.iter().map(|(path, lines)| (new(path).unwrap_or(path.clone()), lines.clone())).collect();
        self.deleted = self.deleted.iter().map(|path| new(path).unwrap_or(path.clone())).collect();
        self.folders[index].clone_from(&to);
        self.moves.push((from, to));
    }
}

/// Lines as a text.
fn joined(lines: &[impl AsRef<str>]) -> String {
    lines.iter().flat_map(|line| [line.as_ref(), "\n"]).collect()
}

fn is_marker(line: &str) -> bool {
    ["<<<<<<< ", "||||||| ", "=======", ">>>>>>> "].iter().any(|marker| line.starts_with(marker))
}

/// `PROPTEST_CASES`, or few enough for every test run.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(64)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_line_is_lost_whatever_people_and_layouts_do(
        steps in prop::collection::vec((0_u8..15, any::<u16>(), any::<u16>()), 1..50),
    ) {
        let mut world = World::new();
        for (kind, one, other) in steps {
            world.step((kind, one.into(), other.into()));
        }
        world.generate();
    }
}
