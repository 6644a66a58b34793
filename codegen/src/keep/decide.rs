//! What becomes of one path. Pure: three texts in, one decision out.

use super::align::merge_file;
use super::block::{self, Found};
use super::disk::Seen;
use super::hash;
use super::lock::{Entry, State};
use super::merge::{Merged, has_conflicts};
use crate::tree::{File, Ownership};

/// What becomes of a path that the layout means.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Decision {
    /// It says what it should.
    Unchanged,
    /// It is not there, and is written.
    Create(Vec<u8>),
    /// Nobody edited it, and it is written again.
    Replace(Vec<u8>),
    /// Both sides changed it.
    Merge { text: Vec<u8>, conflicts: usize },
    /// It is the user's, whatever it says.
    Yours,
    /// Somebody edited it, and the layout means nothing new about it.
    Edited,
    /// Somebody deleted it.
    Deleted,
    /// A person must decide.
    Blocked(&'static str),
}

/// A decision, and what is to be remembered.
#[derive(Debug)]
pub(super) struct Decided {
    pub(super) decision: Decision,
    pub(super) entry: Option<Entry>,
    /// Whether the file has conflicts that an earlier run marked and nobody resolved.
    pub(super) unresolved: bool,
}

/// What is known about a path beside what the layout means.
pub(super) struct Known<'a> {
    pub(super) path: &'a str,
    pub(super) entry: Option<&'a Entry>,
    pub(super) seen: Option<&'a Seen>,
    /// Whether what was deleted is written again.
    pub(super) restore: bool,
}

const NOT_OURS: &str = "is there already and was not written by Plinth; `plinth adopt` takes it over with what it says";
const EDITED: &str = "was edited, and is Plinth's alone; the layout means it to change";
const NO_BASE: &str = "was edited, and the text it was generated from is not known, so that nothing can be merged";
const NO_TEXT: &str = "was edited and is no UTF-8 text, so that nothing can be merged";
const UNRESOLVED: &str = "has conflicts of an earlier run, which must be resolved first";
const MARKERS: &str = "has a marker of Plinth's section without the other, or several";
const SECTION: &str = "its section between Plinth's markers was edited, and the layout means it to change";

/// Decides about a path that the layout means. `base` finds the text that a hash is of.
pub(super) fn decide<E>(
    known: &Known<'_>,
    wanted: &File,
    base: impl FnOnce(&str) -> Result<Option<String>, E>,
) -> Result<Decided, E> {
    let class = wanted.ownership;
    let new = Entry { class, base: hash(wanted.text.as_bytes()), state: State::Generated };
    let old = |state: State| known.entry.map(|entry| Entry { class, state, ..entry.clone() });
    let decided = |decision, entry| Ok(Decided { decision, entry, unresolved: false });
    if known.entry.is_some_and(|entry| entry.state == State::Ejected) {
        return decided(Decision::Yours, known.entry.cloned());
    }
    let Some(seen) = known.seen else {
        if known.entry.is_some() && !known.restore {
            return decided(Decision::Deleted, old(State::Deleted));
        }
        let text =
            if class == Ownership::Block { block::put(known.path, "", &wanted.text) } else { wanted.text.clone() };
        return decided(Decision::Create(text.into_bytes()), Some(new));
    };
    if class == Ownership::Block {
        return Ok(section(known, seen, wanted, new));
    }
    if seen.hash == new.base {
        // What a seeded file was written as is what tells later whether it was edited.
        let entry = if class == Ownership::Seeded { old(State::Generated).unwrap_or(new) } else { new };
        return decided(Decision::Unchanged, Some(entry));
    }
    if class == Ownership::Seeded {
        return decided(Decision::Yours, old(State::Generated).or(Some(new)));
    }
    let Some(entry) = known.entry else { return decided(Decision::Blocked(NOT_OURS), None) };
    if seen.hash == entry.base {
        return decided(Decision::Replace(seen.like(wanted.text.clone())), Some(new));
    }
    let unresolved = class == Ownership::Merged && seen.str().is_some_and(has_conflicts);
    let (decision, entry) = if entry.base == new.base {
        (Decision::Edited, old(State::Generated))
    } else if class == Ownership::Managed {
        (Decision::Blocked(EDITED), old(State::Generated))
    } else if unresolved {
        (Decision::Blocked(UNRESOLVED), old(State::Generated))
    } else {
        match (seen.str(), base(&entry.base)?) {
            (None, _) => (Decision::Blocked(NO_TEXT), old(State::Generated)),
            (_, None) => (Decision::Blocked(NO_BASE), old(State::Generated)),
            (Some(ours), Some(base)) => {
                let Merged { text, conflicts } = merge_file(known.path, &base, ours, &wanted.text);
                let decision = if text.as_bytes() == seen.text {
                    Decision::Edited
                } else {
                    Decision::Merge { text: seen.like(text), conflicts }
                };
                (decision, Some(new))
            }
        }
    };
    Ok(Decided { decision, entry, unresolved })
}

/// Decides about a file of the user's that a section of Plinth's belongs into.
fn section(known: &Known<'_>, seen: &Seen, wanted: &File, new: Entry) -> Decided {
    let kept = known.entry.map(|entry| Entry { class: Ownership::Block, ..entry.clone() });
    let decided = |decision, entry| Decided { decision, entry, unresolved: false };
    let Some(text) = seen.str() else { return decided(Decision::Blocked(NO_TEXT), kept) };
    let put = |text: &str| seen.like(block::put(known.path, text, &wanted.text));
    let inner = match block::find(known.path, text) {
        Found::Damaged => return decided(Decision::Blocked(MARKERS), kept),
        Found::None => {
            return match known.entry {
                // The whole file was Plinth's before, and nobody edited it.
                Some(entry) if entry.class != Ownership::Block && entry.base == seen.hash => {
                    decided(Decision::Replace(put("")), Some(new))
                }
                Some(entry) if entry.class == Ownership::Block && !known.restore => {
                    decided(Decision::Deleted, Some(Entry { state: State::Deleted, ..entry.clone() }))
                }
                _ => decided(Decision::Merge { text: put(text), conflicts: 0 }, Some(new)),
            };
        }
        Found::Section { inner, .. } => text.get(inner).unwrap_or_default(),
    };
    let now = hash(inner.as_bytes());
    let is = |entry: &&Entry| entry.class == Ownership::Block;
    match known.entry.filter(is) {
        _ if now == new.base => decided(Decision::Unchanged, Some(new)),
        None => decided(Decision::Blocked(NOT_OURS), kept),
        Some(entry) if entry.base == now => decided(Decision::Replace(put(text)), Some(new)),
        Some(entry) if entry.base == new.base => {
            decided(Decision::Edited, Some(Entry { state: State::Generated, ..entry.clone() }))
        }
        Some(_) => decided(Decision::Blocked(SECTION), kept),
    }
}

/// What becomes of a path that the layout means no more.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Orphan {
    /// It is gone, or is its owner's: it is forgotten.
    Forget,
    /// Nobody edited it: it is deleted.
    Delete,
    /// Plinth's section is taken out of the user's file.
    Replace(Vec<u8>),
    /// Somebody edited it: it stays, and is named.
    Keep,
}

/// Decides about a path that the layout means no more.
pub(super) fn orphan(path: &str, entry: &Entry, seen: Option<&Seen>) -> Orphan {
    let Some(seen) = seen else { return Orphan::Forget };
    if entry.state != State::Generated {
        return Orphan::Forget;
    }
    if entry.class != Ownership::Block {
        return if entry.base == seen.hash { Orphan::Delete } else { Orphan::Keep };
    }
    let Some(text) = seen.str() else { return Orphan::Keep };
    match block::find(path, text) {
        Found::None => Orphan::Forget,
        Found::Section { inner, .. } if hash(text.get(inner.clone()).unwrap_or_default().as_bytes()) == entry.base => {
            block::without(path, text).map_or(Orphan::Delete, |rest| Orphan::Replace(seen.like(rest)))
        }
        _ => Orphan::Keep,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known<'a>(entry: Option<&'a Entry>, seen: Option<&'a Seen>) -> Known<'a> {
        Known { path: "a.hcl", entry, seen, restore: false }
    }

    fn file(ownership: Ownership, text: &str) -> File {
        File { ownership, text: text.to_owned(), executable: false }
    }

    fn entry(class: Ownership, text: &str) -> Entry {
        Entry { class, base: hash(text.as_bytes()), state: State::Generated }
    }

    /// The decision about a file that was generated as `base`, is `seen`, and should be `wanted`.
    fn of(class: Ownership, base: Option<&str>, seen: Option<&str>, wanted: &str) -> Decision {
        let entry = base.map(|base| entry(class, base));
        let seen = seen.map(|text| Seen::new(text.as_bytes().to_vec()));
        let found = |_: &str| Ok::<_, ()>(base.map(str::to_owned));
        decide(&known(entry.as_ref(), seen.as_ref()), &file(class, wanted), found).unwrap().decision
    }

    #[test]
    fn every_class_in_every_situation() {
        use Decision::{Blocked, Create, Deleted, Edited, Replace, Unchanged, Yours};
        use Ownership::{Managed, Merged, Seeded};
        let (a, b, c) = (Some("a\n"), Some("b\n"), "c\n");
        for class in [Managed, Merged, Seeded] {
            assert_eq!(of(class, None, None, c), Create(b"c\n".to_vec()));
            assert_eq!(of(class, a, None, c), Deleted);
            assert_eq!(of(class, a, Some(c), c), Unchanged);
            assert_eq!(of(class, None, Some(c), c), Unchanged);
        }
        for class in [Managed, Merged] {
            assert_eq!(of(class, a, a, c), Replace(b"c\n".to_vec()));
            assert_eq!(of(class, Some(c), b, c), Edited);
            assert_eq!(of(class, None, b, c), Blocked(NOT_OURS));
        }
        assert_eq!(of(Managed, a, b, c), Blocked(EDITED));
        assert_eq!(of(Seeded, a, b, c), Yours);
        assert_eq!(of(Seeded, a, a, c), Yours);
        assert!(matches!(of(Merged, a, b, c), Decision::Merge { conflicts: 1, .. }));
    }

    #[test]
    fn conflicts_are_resolved_before_the_next_merge() {
        let marked = "<<<<<<< yours\nb\n=======\na\n>>>>>>> generated now\n";
        assert_eq!(of(Ownership::Merged, Some("a\n"), Some(marked), "c\n"), Decision::Blocked(UNRESOLVED));
    }

    #[test]
    fn a_section_is_plinths_and_the_rest_is_not() {
        let whole = |section: &str| block::put("a.hcl", "mine\n", section);
        let of = |base, seen: &str, wanted| of(Ownership::Block, base, Some(seen), wanted);
        assert_eq!(of(Some("a\n"), &whole("a\n"), "a\n"), Decision::Unchanged);
        assert_eq!(of(Some("a\n"), &whole("a\n"), "b\n"), Decision::Replace(whole("b\n").into_bytes()));
        assert_eq!(of(Some("a\n"), &whole("x\n"), "a\n"), Decision::Edited);
        assert_eq!(of(Some("a\n"), &whole("x\n"), "b\n"), Decision::Blocked(SECTION));
        assert_eq!(of(Some("a\n"), "mine\n", "b\n"), Decision::Deleted);
        assert_eq!(of(None, "mine\n", "b\n"), Decision::Merge { text: whole("b\n").into_bytes(), conflicts: 0 });
    }

    #[test]
    fn orphans_go_if_nobody_edited_them() {
        let seen = |text: &str| Some(Seen::new(text.as_bytes().to_vec()));
        let managed = entry(Ownership::Managed, "a\n");
        assert_eq!(orphan("a.hcl", &managed, seen("a\n").as_ref()), Orphan::Delete);
        assert_eq!(orphan("a.hcl", &managed, seen("b\n").as_ref()), Orphan::Keep);
        assert_eq!(orphan("a.hcl", &managed, None), Orphan::Forget);
        let ejected = Entry { state: State::Ejected, ..managed };
        assert_eq!(orphan("a.hcl", &ejected, seen("a\n").as_ref()), Orphan::Forget);
        let block = entry(Ownership::Block, "a\n");
        let text = block::put("a.hcl", "mine\n", "a\n");
        assert_eq!(orphan("a.hcl", &block, seen(&text).as_ref()), Orphan::Replace(b"mine\n".to_vec()));
        assert_eq!(orphan("a.hcl", &block, seen(&block::put("a.hcl", "", "a\n")).as_ref()), Orphan::Delete);
    }
}
