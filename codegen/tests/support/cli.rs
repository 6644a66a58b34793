//! The binary, run in a folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

pub(crate) fn plinth(directory: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_plinth")).arg("-C").arg(directory).args(arguments).output().unwrap()
}

pub(crate) fn stdout(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(crate) fn refused(output: &Output, expected: &str) {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(output.stdout.is_empty());
    assert!(stderr.contains(expected), "expected {expected}\n{stderr}");
}

pub(crate) fn started(preset: &str) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    let email = "aws+{account}@acme.example";
    let arguments = ["init", "--preset", preset, "--name", "acme", "--email", email, "--home-region", "eu-west-1"];
    stdout(&plinth(directory.path(), &arguments));
    directory
}

pub(crate) fn generate(directory: &Path) -> String {
    stdout(&plinth(directory, &["generate"]))
}

/// Files by path from the repo's root, without what only programs read.
pub(crate) fn files(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![directory.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(directory).unwrap().to_str().unwrap().to_owned();
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}
