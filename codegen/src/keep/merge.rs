//! Three-way merge by lines: what was generated, what somebody made of it, and what is generated now.
//!
//! Changes of one side are taken. Where both sides changed the same lines, or lines that touch, and not to the same
//! text, both texts are kept between markers.

use std::ops::Range;

use diffy::DiffOptions;

const OURS: &str = "<<<<<<< yours";
const BASE: &str = "||||||| generated before";
const MIDDLE: &str = "=======";
const THEIRS: &str = ">>>>>>> generated now";

/// A merged text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The text, with markers where there are conflicts.
    pub text: String,
    /// How many conflicts are marked in it.
    pub conflicts: usize,
}

/// Whether a text has conflicts that an earlier merge marked and nobody resolved.
pub fn has_conflicts(text: &str) -> bool {
    text.lines().any(|line| matches!(line.trim_end(), OURS | BASE | THEIRS))
}

/// One change: lines of the base, and the lines of the other text that stand in their place.
#[derive(Clone, Debug)]
struct Change {
    old: Range<usize>,
    new: Range<usize>,
}

/// Merges what `ours` and `theirs` made of `base`.
pub fn merge(base: &str, ours: &str, theirs: &str) -> Merged {
    let lines = |text: &'_ str| text.split_inclusive('\n').map(str::to_owned).collect::<Vec<String>>();
    let (base_lines, our_lines, their_lines) = (lines(base), lines(ours), lines(theirs));
    let mut sides = [Side::new(base, ours), Side::new(base, theirs)];
    let mut out = Out { text: String::with_capacity(ours.len() + theirs.len() / 2), conflicts: 0 };
    let mut at = 0;
    while let Some(start) = sides.iter().filter_map(Side::start).min() {
        out.lines(part(&base_lines, at..start));
        let mut end = start;
        let [our_from, their_from] = [sides[0].at(start), sides[1].at(start)];
        let mut changed = [false, false];
        // A change of one side may reach to one of the other, which may reach on to the next.
        loop {
            let reaches = |side: &Side| side.start().is_some_and(|next| next <= end);
            let mut both = sides.iter_mut().zip(&mut changed);
            let Some((side, changed)) = both.find(|(side, _)| reaches(side)) else { break };
            end = end.max(side.take());
            *changed = true;
        }
        let our_part = part(&our_lines, our_from..sides[0].at(end));
        let their_part = part(&their_lines, their_from..sides[1].at(end));
        match changed {
            [true, false] => out.lines(our_part),
            [false, true] => out.lines(their_part),
            _ if our_part == their_part => out.lines(our_part),
            _ => out.conflict(part(&base_lines, start..end), our_part, their_part),
        }
        at = end;
    }
    out.lines(part(&base_lines, at..base_lines.len()));
    Merged { text: out.text, conflicts: out.conflicts }
}

fn part(lines: &[String], range: Range<usize>) -> &[String] {
    lines.get(range).unwrap_or_default()
}

/// The changes of one side, and how far they were taken.
struct Side {
    changes: Vec<Change>,
    taken: usize,
    /// By how much a line of the base is further down in the other text, after the changes that were taken.
    shift: isize,
}

impl Side {
    fn new(base: &str, other: &str) -> Self {
        let mut options = DiffOptions::new();
        options.set_context_len(0);
        let patch = options.create_patch(base, other);
        // A range without lines is the place after line `start`; others count their first line from 1.
        let range = |range: diffy::HunkRange| {
            let from = range.start().saturating_sub(usize::from(!range.is_empty()));
            from..from + range.len()
        };
        let change =
            |hunk: &diffy::Hunk<'_, str>| Change { old: range(hunk.old_range()), new: range(hunk.new_range()) };
        Self { changes: patch.hunks().iter().map(change).collect(), taken: 0, shift: 0 }
    }

    /// Where the next change begins in the base.
    fn start(&self) -> Option<usize> {
        self.changes.get(self.taken).map(|change| change.old.start)
    }

    /// Takes the next change, and says where it ends in the base.
    fn take(&mut self) -> usize {
        let Some(Change { old, new }) = self.changes.get(self.taken) else { return 0 };
        self.taken += 1;
        self.shift = new.end.cast_signed() - old.end.cast_signed();
        old.end
    }

    /// The line of the other text that a line of the base is.
    fn at(&self, base: usize) -> usize {
        base.saturating_add_signed(self.shift)
    }
}

struct Out {
    text: String,
    conflicts: usize,
}

impl Out {
    fn lines(&mut self, lines: &[String]) {
        for line in lines {
            self.end_line();
            self.text.push_str(line);
        }
    }

    /// Only the last line of a text may lack its end; here others follow.
    fn end_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    fn marker(&mut self, marker: &str) {
        self.end_line();
        self.text.push_str(marker);
        self.text.push('\n');
    }

    fn conflict(&mut self, base: &[String], ours: &[String], theirs: &[String]) {
        let same = ours.iter().zip(theirs).take_while(|(one, other)| one == other).count();
        let rest = ours.len().min(theirs.len()) - same;
        let end = ours.iter().rev().zip(theirs.iter().rev()).take_while(|(one, other)| one == other).count().min(rest);
        self.lines(part(ours, 0..same));
        self.marker(OURS);
        self.lines(part(ours, same..ours.len() - end));
        self.marker(BASE);
        self.lines(base);
        self.marker(MIDDLE);
        self.lines(part(theirs, same..theirs.len() - end));
        self.marker(THEIRS);
        self.lines(part(ours, ours.len() - end..ours.len()));
        self.conflicts += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(base: &str, ours: &str, theirs: &str) -> String {
        let merged = merge(base, ours, theirs);
        assert_eq!(merged.conflicts, 0, "{}", merged.text);
        assert!(!has_conflicts(&merged.text));
        merged.text
    }

    #[test]
    fn changes_in_different_places_are_both_taken() {
        assert_eq!(clean("a\nb\nc\nd\n", "a\nB\nc\nd\n", "a\nb\nc\nD\n"), "a\nB\nc\nD\n");
        assert_eq!(clean("a\nb\nc\nd\n", "mine\na\nb\nc\nd\n", "a\nb\nc\n"), "mine\na\nb\nc\n");
        assert_eq!(clean("a\nb\nc\nd\ne\n", "a\nc\nd\ne\n", "a\nb\nc\nd\nX\nY\ne\n"), "a\nc\nd\nX\nY\ne\n");
    }

    #[test]
    fn one_side_alone_is_taken_whole() {
        for text in ["", "x", "x\n", "a\nb\nc\n", "c\nb\na", "a\nx\nc\n"] {
            assert_eq!(clean("a\nb\nc\n", text, "a\nb\nc\n"), text);
            assert_eq!(clean("a\nb\nc\n", "a\nb\nc\n", text), text);
            assert_eq!(clean("a\nb\nc\n", text, text), text);
        }
    }

    #[test]
    fn the_same_lines_changed_twice_are_a_conflict_with_both_texts() {
        let merged = merge("a\nb\nc\n", "a\nmine\nc\n", "a\ntheirs\nc\n");
        let expected =
            "a\n<<<<<<< yours\nmine\n||||||| generated before\nb\n=======\ntheirs\n>>>>>>> generated now\nc\n";
        assert_eq!((merged.text.as_str(), merged.conflicts), (expected, 1));
        assert!(has_conflicts(&merged.text));
    }

    #[test]
    fn what_both_sides_say_alike_is_outside_of_the_markers() {
        let merged = merge("a\nz\n", "a\nsame\nmine\nend\nz\n", "a\nsame\ntheirs\nend\nz\n");
        assert!(merged.text.starts_with("a\nsame\n<<<<<<< yours\nmine\n"), "{}", merged.text);
        assert!(merged.text.ends_with(">>>>>>> generated now\nend\nz\n"), "{}", merged.text);
    }

    #[test]
    fn lines_that_touch_are_a_conflict() {
        assert_eq!(merge("a\nb\nc\n", "A\nb\nc\n", "a\nB\nc\n").conflicts, 1);
        assert_eq!(merge("a\nb\n", "a\nmine\nb\n", "a\ntheirs\nb\n").conflicts, 1);
    }

    #[test]
    fn a_missing_line_end_glues_no_lines_together() {
        assert_eq!(clean("a\nb\nc", "a\nb\nc\n", "X\nb\nc"), "X\nb\nc\n");
        let merged = merge("a", "mine", "theirs");
        assert!(
            merged.text.contains("\nmine\n|||||||") && merged.text.contains("\ntheirs\n>>>>>>>"),
            "{}",
            merged.text
        );
    }
}
