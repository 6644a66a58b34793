//! What is there against what the layout means.

use crate::keep::{Plan, Report};
use crate::tree::{Ownership, Tree};

use super::Finding;

const GENERATE: &str = "`plinth plan` shows what is to be done, and `plinth generate` does it";

pub(super) fn check(plan: &Plan, tree: &Tree) -> Vec<Finding> {
    let Report { create, update, merge, moved, delete, edited, orphans, unresolved, blocked, .. } = &plan.report;
    let mut findings = Vec::new();
    let mut say = |path: &str, message: &str, help: &str| findings.push(Finding::new(path, 0, message, help));
    for path in create {
        say(path, "the layout means this file, and it is not there", GENERATE);
    }
    for path in update.iter().chain(merge.iter().map(|one| &one.path)) {
        say(path, "the layout means this file to say something else", GENERATE);
    }
    for one in moved {
        say(&one.from, &format!("the layout means this file to be {}", one.to), GENERATE);
    }
    for path in delete {
        say(path, "the layout means this file no more", GENERATE);
    }
    for path in unresolved {
        say(path, "it has conflicts of an earlier merge", "resolve them, and delete the markers");
    }
    for one in blocked {
        say(&one.path, &format!("it {}", one.reason), "`plinth generate` says what to do about it");
    }
    let is_managed = |path: &&String| {
        tree.files.get(*path).is_some_and(|file| matches!(file.ownership, Ownership::Managed | Ownership::Block))
    };
    for path in edited.iter().filter(is_managed) {
        let help = "`plinth diff` shows the edit: take it back, or make the file your own with `plinth eject`";
        say(path, "it was edited, and what Plinth writes in it is Plinth's alone", help);
    }
    for path in orphans {
        let finding = Finding::new(
            path,
            0,
            "the layout means this file no more, and it holds edits",
            "delete it when you need it no more",
        );
        findings.push(finding.warning());
    }
    findings
}
