//! Regeneration: what each class does, and what is left when a write fails or the process ends, at every single write.

#![expect(clippy::unwrap_used, reason = "a test that cannot write its repo has failed")]

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::atomic::Ordering;

use plinth::keep::{self, KeepError, Lock, Options, Step};
use plinth::tree::{Ownership, Ownership::*, Tree};

#[path = "support/repo.rs"]
mod repo;

use repo::{Faults, file, files, generate, options, plan, snapshot, write};

impl Faults {
    fn only(mut self, step: Step) -> Self {
        self.only = Some(step);
        self
    }

    /// Whether the run came as far as the failure.
    fn happened(&self) -> bool {
        self.passed.load(Ordering::Relaxed) > self.at
    }
}

fn tree(files: &[(&str, Ownership, &str)]) -> Tree {
    let files = files.iter().map(|(path, ownership, text)| ((*path).to_owned(), file(*ownership, text)));
    Tree { files: files.collect(), ..Tree::default() }
}

const BASE: &str = "a = 1\nb = 2\nc = 3\nd = 4\ne = 5\n";
const NEXT: &str = "a = 1\nb = 2\nc = 3\nd = 4\ne = 6\n";

/// A repo as the first run writes it.
fn before() -> Tree {
    tree(&[
        (".gitignore", Block, "one\n"),
        ("README.md", Seeded, "# It\n"),
        ("dev/app/terragrunt.hcl", Merged, BASE),
        ("dev/gone/terragrunt.hcl", Merged, "x = 1\n"),
        ("dev/kept/terragrunt.hcl", Merged, "y = 1\n"),
        ("dev/lost.hcl", Managed, "z = 1\n"),
        ("prod/app/terragrunt.hcl", Merged, BASE),
        ("root.hcl", Managed, "root = 1\n"),
    ])
}

/// The same under another layout: one account is renamed, files come, change and go.
fn after() -> Tree {
    tree(&[
        (".gitignore", Block, "one\ntwo\n"),
        ("README.md", Seeded, "# It is new\n"),
        ("new/deep/folder/a.hcl", Merged, "new = 1\n"),
        ("prod/app/terragrunt.hcl", Merged, NEXT),
        ("qa/app/terragrunt.hcl", Merged, NEXT),
        ("qa/lost.hcl", Managed, "z = 2\n"),
        ("root.hcl", Managed, "root = 2\n"),
    ])
}

/// The repo, with edits of all kinds.
fn edited() -> tempfile::TempDir {
    let repo = tempfile::tempdir().unwrap();
    let root = repo.path();
    write(root, ".gitignore", "mine\n");
    generate(root, &before(), &options(&[]), &Faults::none()).unwrap();
    write(root, "dev/app/terragrunt.hcl", &format!("# my edit\n{BASE}"));
    write(root, "prod/app/terragrunt.hcl", &BASE.replace("a = 1\n", "a = 1\n# my other edit\n"));
    write(root, "dev/kept/terragrunt.hcl", "# my orphan\ny = 1\n");
    write(root, "README.md", "# Mine\n");
    write(root, "dev/own.tf", "# my file\n");
    std::fs::remove_file(root.join("dev/lost.hcl")).unwrap();
    repo
}

fn moved() -> Options {
    options(&[("dev", "qa")])
}

/// What the repo is after a run that nothing disturbed.
fn expected() -> BTreeMap<String, String> {
    let repo = edited();
    generate(repo.path(), &after(), &moved(), &Faults::none()).unwrap();
    snapshot(repo.path())
}

fn copy(from: &BTreeMap<String, String>) -> tempfile::TempDir {
    let repo = tempfile::tempdir().unwrap();
    for (path, text) in from {
        write(repo.path(), path, text);
    }
    repo
}

#[test]
fn edits_survive_a_change_of_the_layout() {
    let repo = edited();
    let report = generate(repo.path(), &after(), &moved(), &Faults::none()).unwrap().report;
    let now = files(repo.path());
    assert_eq!(now["qa/app/terragrunt.hcl"], format!("# my edit\n{NEXT}"));
    assert_eq!(now["prod/app/terragrunt.hcl"], NEXT.replace("a = 1\n", "a = 1\n# my other edit\n"));
    assert_eq!(now["dev/kept/terragrunt.hcl"], "# my orphan\ny = 1\n");
    assert_eq!(now["README.md"], "# Mine\n");
    assert_eq!(now["root.hcl"], "root = 2\n");
    assert!(now[".gitignore"].starts_with("mine\n\n# BEGIN plinth") && now[".gitignore"].contains("one\ntwo\n# END"));
    for gone in ["dev/app/terragrunt.hcl", "dev/gone/terragrunt.hcl", "dev/lost.hcl", "qa/lost.hcl"] {
        assert!(!now.contains_key(gone), "{gone}");
    }
    assert!(!repo.path().join("dev/gone").exists(), "an empty folder goes with its last file");
    assert_eq!(report.orphans, ["dev/kept/terragrunt.hcl"]);
    assert_eq!(report.deleted, ["qa/lost.hcl"], "what was deleted stays deleted under its new name");
    assert_eq!(report.delete, ["dev/gone/terragrunt.hcl"]);
}

#[test]
fn a_second_run_changes_nothing() {
    let repo = copy(&expected());
    let again = generate(repo.path(), &after(), &options(&[]), &Faults::none()).unwrap();
    assert!(again.is_empty(), "{:?}", again.report);
    assert_eq!(snapshot(repo.path()), expected());
}

#[test]
fn a_write_that_fails_leaves_everything_as_it_was() {
    let start = snapshot(edited().path());
    for error in [ErrorKind::StorageFull, ErrorKind::PermissionDenied] {
        let mut at = 0;
        loop {
            let repo = copy(&start);
            let faults = Faults::once(at, error);
            match generate(repo.path(), &after(), &moved(), &faults) {
                Err(KeepError::System { source, .. }) => {
                    assert_eq!(source.kind(), error);
                    assert_eq!(snapshot(repo.path()), start, "write {at}");
                    assert!(!repo.path().join(".plinth/staging").exists() && !repo.path().join("new").exists());
                }
                Ok(_) if !faults.happened() => break,
                // Only tidying up is left.
                Ok(_) => assert_eq!(files(repo.path()), files(copy(&expected()).path()), "write {at}"),
                Err(other) => panic!("write {at}: {other}"),
            }
            // And there is nothing to stumble over.
            generate(repo.path(), &after(), &moved(), &Faults::none()).unwrap();
            assert_eq!(snapshot(repo.path()), expected(), "write {at}");
            at += 1;
        }
        assert!(at > 30, "{at} writes");
    }
}

#[test]
fn an_interrupt_while_staging_changes_nothing() {
    let start = snapshot(edited().path());
    for at in 0.. {
        let repo = copy(&start);
        let faults = Faults::once(at, ErrorKind::Interrupted).only(Step::Stage);
        match generate(repo.path(), &after(), &moved(), &faults) {
            Err(KeepError::Interrupted) => assert_eq!(snapshot(repo.path()), start, "write {at}"),
            other => {
                assert!(other.is_ok() && !faults.happened(), "{other:?}");
                assert!(at > 5);
                break;
            }
        }
    }
}

/// What a person might do before the next run.
type Meanwhile = fn(&Path);

fn nothing(_: &Path) {}

/// Edits every file that has an edit, wherever it is; of one that is in both places, the new one.
fn more_edits(root: &Path) {
    let now = files(root);
    for (path, text) in &now {
        let is_old = path.starts_with("dev/app/") && now.contains_key("qa/app/terragrunt.hcl");
        if path.ends_with("terragrunt.hcl") && text.contains("# my") && !is_old {
            write(root, path, &format!("# since then\n{text}"));
        }
    }
}

#[test]
fn a_run_that_is_killed_at_any_write_is_finished_by_the_next() {
    let start = snapshot(edited().path());
    let mut runs = 0;
    for meanwhile in [nothing as Meanwhile, more_edits] {
        let goal = {
            let repo = copy(&start);
            meanwhile(repo.path());
            generate(repo.path(), &after(), &moved(), &Faults::none()).unwrap();
            files(repo.path())
        };
        for at in 0.. {
            let repo = copy(&start);
            let faults = Faults::killed(at);
            let killed = generate(repo.path(), &after(), &moved(), &faults);
            if !faults.happened() {
                killed.unwrap();
                break;
            }
            let said = files(repo.path()).into_values().collect::<String>();
            for edit in ["# my edit", "# my other edit", "# my orphan", "# my file", "# Mine", "mine\n"] {
                assert!(said.contains(edit), "write {at}: {edit} is gone");
            }
            meanwhile(repo.path());
            // Planning changes nothing, and the moves are known from the journal.
            let left = snapshot(repo.path());
            let moves = if keep::recovered(repo.path()).unwrap().is_some() { options(&[]) } else { moved() };
            plan(repo.path(), &after(), &moves).unwrap();
            assert_eq!(snapshot(repo.path()), left);
            generate(repo.path(), &after(), &moves, &Faults::none()).unwrap();
            assert_eq!(files(repo.path()), goal, "write {at}");
            let lock = Lock::read(repo.path()).unwrap();
            let again = generate(repo.path(), &after(), &options(&[]), &Faults::none()).unwrap();
            assert!(again.is_empty(), "write {at}: {:?}", again.report);
            assert_eq!(Lock::read(repo.path()).unwrap(), lock);
            runs += 1;
        }
    }
    assert!(runs > 60, "{runs} runs");
}

#[test]
fn a_run_that_is_killed_while_it_undoes_or_goes_on_is_finished_by_the_next() {
    struct Twice(Faults, Faults);
    impl keep::Gate for Twice {
        fn pass(&self, step: Step, path: &str) -> std::io::Result<()> {
            if self.0.happened() && step == Step::Undo {
                return self.1.pass(step, path);
            }
            self.0.pass(step, path)
        }
    }
    let start = snapshot(edited().path());
    let goal: BTreeMap<_, _> = expected().into_iter().filter(|(path, _)| !path.starts_with(".plinth/")).collect();
    let mut runs = 0;
    for at in (0..100).step_by(5) {
        for undo in 0..40 {
            let repo = copy(&start);
            let gate = Twice(Faults::once(at, ErrorKind::StorageFull).only(Step::Commit), Faults::killed(undo));
            let first = plan(repo.path(), &after(), &moved()).unwrap();
            let error = keep::apply(&first, &gate).err();
            if !gate.1.happened() {
                break;
            }
            assert!(matches!(error, Some(KeepError::HalfWay { .. })), "{error:?}");
            // The next run is killed too, at each of its writes in turn.
            let killed = plan(repo.path(), &after(), &moved()).unwrap();
            let _ = keep::apply(&killed, &Faults::killed(undo));
            generate(repo.path(), &after(), &moved(), &Faults::none()).unwrap();
            assert_eq!(files(repo.path()), goal, "write {at}, undo {undo}");
            runs += 1;
        }
    }
    assert!(runs > 40, "{runs} runs");
}

#[test]
fn a_file_that_somebody_writes_during_the_run_stops_it() {
    struct Somebody<'a>(&'a Path);
    impl keep::Gate for Somebody<'_> {
        fn pass(&self, step: Step, path: &str) -> std::io::Result<()> {
            if step == Step::Commit && path == "qa/app/terragrunt.hcl" {
                write(self.0, "root.hcl", "root = \"mine\"\n");
            }
            Ok(())
        }
    }
    let repo = edited();
    let start = snapshot(repo.path());
    let plan = plan(repo.path(), &after(), &moved()).unwrap();
    let error = keep::apply(&plan, &Somebody(repo.path())).unwrap_err();
    assert!(matches!(&error, KeepError::Meanwhile(path) if path == "root.hcl"), "{error}");
    let mut now = snapshot(repo.path());
    assert_eq!(now.insert("root.hcl".to_owned(), "root = 1\n".to_owned()).unwrap(), "root = \"mine\"\n");
    assert_eq!(now, start);
}

#[test]
fn what_a_person_must_decide_stops_everything() {
    let repo = edited();
    write(repo.path(), "root.hcl", "root = \"mine\"\n");
    write(repo.path(), "new/deep/folder/a.hcl", "somebody's\n");
    let start = snapshot(repo.path());
    let error = generate(repo.path(), &after(), &moved(), &Faults::none()).unwrap_err();
    let KeepError::Blocked(blocked) = &error else { panic!("{error}") };
    let paths: Vec<&str> = blocked.iter().map(|blocked| blocked.path.as_str()).collect();
    assert_eq!(paths, ["new/deep/folder/a.hcl", "root.hcl"]);
    assert_eq!(snapshot(repo.path()), start);
}

#[test]
fn conflicts_are_marked_and_must_be_resolved_before_the_next_change() {
    let repo = tempfile::tempdir().unwrap();
    let of = |text: &str| tree(&[("a.hcl", Merged, text)]);
    let run = |text: &str| generate(repo.path(), &of(text), &options(&[]), &Faults::none());
    run("a = 1\n").unwrap();
    write(repo.path(), "a.hcl", "a = 10\n");
    let report = run("a = 2\n").unwrap().report;
    assert_eq!(report.merge[0].conflicts, 1);
    let marked = files(repo.path())["a.hcl"].clone();
    assert!(marked.contains("a = 10\n") && marked.contains("a = 2\n") && marked.contains("<<<<<<< yours"), "{marked}");
    let again = run("a = 2\n").unwrap();
    assert!(again.is_empty() && again.report.has_conflicts(), "it is not forgotten");
    assert!(matches!(run("a = 3\n"), Err(KeepError::Blocked(_))));
    assert_eq!(files(repo.path())["a.hcl"], marked);
    write(repo.path(), "a.hcl", "a = 2\n");
    run("a = 3\n").unwrap();
    assert_eq!(files(repo.path())["a.hcl"], "a = 3\n");
}

#[test]
fn a_file_is_ejected_and_adopted_with_what_it_says() {
    let repo = edited();
    let (root, path) = (repo.path(), "prod/app/terragrunt.hcl");
    let own = files(root)[path].clone();
    assert_eq!(keep::eject(root, &["prod/".to_owned()], &Faults::none()).unwrap(), [path]);
    let report = generate(root, &after(), &moved(), &Faults::none()).unwrap().report;
    assert!(report.yours.contains(&path.to_owned()));
    assert_eq!(files(root)[path], own);
    keep::adopt(root, &after(), &[path.to_owned()], &Faults::none()).unwrap();
    let report = generate(root, &after(), &options(&[]), &Faults::none()).unwrap().report;
    assert_eq!(report.merge.len(), 1, "what was missed is merged now: {report:?}");
    assert_eq!(files(root)[path], own.replace("e = 5", "e = 6"));
}

#[test]
fn a_file_that_is_there_is_adopted_as_edited() {
    let repo = tempfile::tempdir().unwrap();
    write(repo.path(), "prod/app/terragrunt.hcl", &format!("# mine\n{BASE}"));
    write(repo.path(), "root.hcl", "root = 7\n");
    let adopt = |path: &str| keep::adopt(repo.path(), &before(), &[path.to_owned()], &Faults::none());
    adopt("prod/app/terragrunt.hcl").unwrap();
    assert!(matches!(adopt("prod/app/terragrunt.hcl"), Err(KeepError::Path { .. })), "it is under management");
    assert!(matches!(adopt("root.hcl"), Err(KeepError::Path { .. })), "its edit would be lost");
    assert!(matches!(adopt("nowhere"), Err(KeepError::Path { .. })));
    std::fs::remove_file(repo.path().join("root.hcl")).unwrap();
    generate(repo.path(), &before(), &options(&[]), &Faults::none()).unwrap();
    generate(repo.path(), &after(), &options(&[]), &Faults::none()).unwrap();
    assert_eq!(files(repo.path())["prod/app/terragrunt.hcl"], format!("# mine\n{NEXT}"));
}

#[test]
fn edits_are_shown_against_what_was_generated() {
    let repo = edited();
    let edits = keep::edits(repo.path(), &before(), &["dev".to_owned()]).unwrap();
    let shown: Vec<_> =
        edits.iter().map(|edit| (edit.path.as_str(), edit.before.is_some(), edit.now.is_some())).collect();
    let expected = [
        ("dev/app/terragrunt.hcl", true, true),
        ("dev/kept/terragrunt.hcl", true, true),
        ("dev/lost.hcl", true, false),
    ];
    assert_eq!(shown, expected);
    assert_eq!(edits[0].before.as_deref(), Some(BASE));
}

#[cfg(unix)]
#[test]
fn no_link_leads_out_of_the_repo() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().unwrap();
    write(outside.path(), "root.hcl", "root = 1\n");
    let kept = snapshot(outside.path());
    for link in
        [".plinth", ".plinth/bases", ".plinth/staging", ".plinth/lock.json", "prod", "prod/app", "root.hcl", "new"]
    {
        let repo = edited();
        let at = repo.path().join(link);
        let _ = std::fs::remove_dir_all(&at).or_else(|_| std::fs::remove_file(&at));
        let target = if link == "root.hcl" { outside.path().join(link) } else { outside.path().to_owned() };
        symlink(target, &at).unwrap();
        let start = snapshot(repo.path());
        let error = generate(repo.path(), &after(), &moved(), &Faults::none()).unwrap_err();
        assert!(matches!(&error, KeepError::InTheWay { what: "a symbolic link", .. }), "{link}: {error}");
        assert_eq!(snapshot(repo.path()), start, "{link}");
        assert_eq!(snapshot(outside.path()), kept, "{link}");
    }
}

#[test]
fn no_path_leads_out_of_the_repo() {
    for path in ["../out.hcl", "/out.hcl", "a/../../out.hcl", ".git/hooks/post-commit"] {
        let repo = tempfile::tempdir().unwrap();
        let error =
            generate(repo.path(), &tree(&[(path, Managed, "x\n")]), &options(&[]), &Faults::none()).unwrap_err();
        assert!(matches!(&error, KeepError::Outside { .. }), "{path}: {error}");
        assert!(snapshot(repo.path()).is_empty());
        // A lock that somebody sends must not make Plinth delete what it names.
        generate(repo.path(), &before(), &options(&[]), &Faults::none()).unwrap();
        let lock = snapshot(repo.path())[".plinth/lock.json"].replace("dev/lost.hcl", path);
        write(repo.path(), ".plinth/lock.json", &lock);
        let error = generate(repo.path(), &before(), &options(&[]), &Faults::none()).unwrap_err();
        assert!(matches!(&error, KeepError::Outside { .. }), "{path}: {error}");
    }
}

#[test]
fn half_a_lock_is_an_error_and_nothing_is_changed() {
    let repo = edited();
    let lock = snapshot(repo.path())[".plinth/lock.json"].clone();
    for end in [0, 1, lock.len() / 3, lock.len() - 4] {
        write(repo.path(), ".plinth/lock.json", &lock[..end]);
        let start = snapshot(repo.path());
        let error = generate(repo.path(), &after(), &moved(), &Faults::none()).unwrap_err();
        assert!(matches!(&error, KeepError::Damaged { path, .. } if path == ".plinth/lock.json"), "{error}");
        assert_eq!(snapshot(repo.path()), start);
    }
}

#[test]
fn a_base_that_is_lost_stops_the_merge_of_that_file_and_adopt_helps() {
    let repo = edited();
    std::fs::remove_dir_all(repo.path().join(".plinth/bases")).unwrap();
    let error = generate(repo.path(), &after(), &moved(), &Faults::none()).unwrap_err();
    let KeepError::Blocked(blocked) = &error else { panic!("{error}") };
    assert!(blocked.iter().all(|blocked| blocked.reason.contains("not known")), "{error}");
    keep::adopt(repo.path(), &before(), &["prod".to_owned(), "dev/app".to_owned()], &Faults::none()).unwrap();
    generate(repo.path(), &after(), &moved(), &Faults::none()).unwrap();
}
