//! The program as a process that is stopped: by Ctrl-C, by a kill, and by a system that takes no more.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot run the program has failed")]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

#[path = "support/read.rs"]
mod read;

const PLINTH: &str = env!("CARGO_BIN_EXE_plinth");

fn run(directory: &Path, arguments: &[&str]) -> Output {
    Command::new(PLINTH).arg("-C").arg(directory).args(arguments).output().unwrap()
}

/// A repo that is generated, with an edit, under a layout that has changed since.
fn pending() -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    let init = ["init", "--preset", "standard", "--name", "acme", "--email", "aws+{account}@acme.example"];
    for arguments in [&[&init[..], &["--home-region", "eu-west-1"]].concat()[..], &["generate"]] {
        assert!(run(directory.path(), arguments).status.success());
    }
    let layout = directory.path().join("plinth.yaml");
    let text = std::fs::read_to_string(&layout).unwrap();
    let changed = text.replace("flavour: terragrunt", "flavour: terraform");
    assert_ne!(text, changed);
    std::fs::write(layout, changed).unwrap();
    let unit = directory.path().join("management/_global/accounts/terragrunt.hcl");
    let text = std::fs::read_to_string(&unit).unwrap();
    std::fs::write(unit, text + "# mine\n").unwrap();
    directory
}

fn files(directory: &Path) -> BTreeMap<String, String> {
    read::read(directory).into_iter().filter(|(path, _)| !path.starts_with(".plinth/")).collect()
}

fn copy(from: &BTreeMap<String, String>) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    for (path, text) in from {
        let path = directory.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    directory
}

/// Runs `generate`, and sends it a signal after a while.
fn signalled(directory: &Path, signal: &str, after: Duration) -> Output {
    let mut command = Command::new(PLINTH);
    command.arg("-C").arg(directory).arg("generate").stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    let began = Instant::now();
    while began.elapsed() < after {
        std::thread::yield_now();
    }
    // It may have ended already.
    let _ = Command::new("kill").args([signal, &child.id().to_string()]).stderr(Stdio::null()).status().unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn a_signal_at_any_time_changes_everything_or_nothing_and_a_kill_is_finished_by_the_next_run() {
    let start = read::read(pending().path());
    let whole = copy(&start);
    let began = Instant::now();
    assert!(run(whole.path(), &["generate"]).status.success());
    let time = began.elapsed();
    let goal = files(whole.path());
    let own = |all: &BTreeMap<String, String>| all.iter().filter(|(path, _)| !path.starts_with(".plinth/")).count();
    assert!(own(&start) > 60 && goal != files(copy(&start).path()));
    let (mut stopped, mut killed) = (0, 0);
    let runs = 10;
    for number in 0..runs {
        let after = time * number / runs;
        let repo = copy(&start);
        let output = signalled(repo.path(), "-INT", after);
        let now = read::read(repo.path());
        if output.status.success() {
            assert_eq!(files(repo.path()), goal);
        } else {
            // Until the program handles it, the signal itself ends it.
            assert!(matches!(output.status.code(), Some(130) | None), "{output:?}");
            assert!(now == start, "a run that was interrupted changed something");
            if output.status.code() == Some(130) {
                assert!(String::from_utf8_lossy(&output.stderr).contains("interrupted; nothing was changed"));
                stopped += 1;
            }
        }
        let repo = copy(&start);
        let output = signalled(repo.path(), "-KILL", after);
        killed += u32::from(!output.status.success() && read::read(repo.path()) != start);
        assert!(files(repo.path())["management/_global/accounts/terragrunt.hcl"].ends_with("# mine\n"));
        let next = run(repo.path(), &["generate"]);
        assert!(next.status.success(), "{}", String::from_utf8_lossy(&next.stderr));
        assert_eq!(files(repo.path()), goal);
    }
    // How many depends on the machine; that none came in between would make this test say nothing.
    assert!(stopped + killed > 0, "{stopped} runs were stopped and {killed} killed half-way");
}

#[test]
fn a_system_that_takes_no_more_changes_nothing() {
    let start = read::read(pending().path());
    // Files may have so many blocks of 512 bytes (of 1,024 in some shells): the lock is larger.
    for blocks in ["1", "4", "8"] {
        let repo = copy(&start);
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" -C \"$1\" generate");
        let output = Command::new("sh").args(["-c", &script, PLINTH]).arg(repo.path()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("could not be written") && said.contains("nothing was changed"), "{said}");
        assert_eq!(read::read(repo.path()), start);
        assert!(run(repo.path(), &["generate"]).status.success());
    }
}
