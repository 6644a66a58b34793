//! Which files hold changes that are in no commit.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::Path;
use std::process::Command;

use super::error::KeepError;

/// Those of the paths that `git status` names; none where the folder is in no work tree, or git is not installed.
///
/// # Errors
/// The folder is in a work tree, and git fails.
pub fn uncommitted(root: &Path, paths: &[String]) -> Result<Vec<String>, KeepError> {
    let absolute = root.canonicalize().map_err(KeepError::system("found", root.display().to_string()))?;
    if paths.is_empty() || !absolute.ancestors().any(|folder| folder.join(".git").exists()) {
        return Ok(Vec::new());
    }
    let Some(prefix) = git(&absolute, &["rev-parse", "--show-prefix"])? else { return Ok(Vec::new()) };
    let prefix = prefix.trim_end_matches(['\n', '\r']);
    let Some(status) =
        git(&absolute, &["status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames", "--", "."])?
    else {
        return Ok(Vec::new());
    };
    // Two letters, a blank, and the path from the work tree's root.
    let named: BTreeSet<&str> =
        status.split('\0').filter_map(|line| line.get(3..)).filter_map(|path| path.strip_prefix(prefix)).collect();
    Ok(paths.iter().filter(|path| named.contains(path.as_str())).cloned().collect())
}

/// What git says; `None` when it is not installed.
fn git(folder: &Path, arguments: &[&str]) -> Result<Option<String>, KeepError> {
    let mut command = Command::new("git");
    // A repo's settings may name a program to run; none is needed here. Nor is the index written.
    command.args(["-c", "core.fsmonitor=false"]).args(arguments).current_dir(folder).env("GIT_OPTIONAL_LOCKS", "0");
    match command.output() {
        Ok(output) if output.status.success() => Ok(Some(String::from_utf8_lossy(&output.stdout).into_owned())),
        Ok(output) => Err(KeepError::Git(String::from_utf8_lossy(&output.stderr).trim().replace('\n', " "))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(KeepError::Git(error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_no_commit_is_named() {
        let root = tempfile::tempdir().unwrap();
        let live = root.path().join("live");
        std::fs::create_dir(&live).unwrap();
        let paths: Vec<String> = ["a b", "c", "d"].map(str::to_owned).to_vec();
        for path in &paths {
            std::fs::write(live.join(path), "x").unwrap();
        }
        assert_eq!(uncommitted(&live, &paths).unwrap(), Vec::<String>::new(), "it is in no work tree");
        let run = |arguments: &[&str]| {
            let identity = ["-c", "user.name=n", "-c", "user.email=e@x.example"];
            let output = Command::new("git").args(identity).args(arguments).current_dir(root.path()).output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        };
        run(&["init", "-q"]);
        run(&["add", "live/c", "live/d"]);
        run(&["commit", "-q", "-m", "m"]);
        std::fs::write(live.join("d"), "y").unwrap();
        assert_eq!(uncommitted(&live, &paths).unwrap(), ["a b", "d"]);
    }
}
