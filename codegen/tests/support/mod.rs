//! Generated files that are committed, compared with what the generator writes now.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

mod read;

use read::read;

/// The repository's root.
pub(crate) fn repository() -> PathBuf {
    Path::new(&std::env::var_os("CARGO_MANIFEST_DIR").unwrap()).parent().unwrap().to_owned()
}

/// Asserts that a folder holds exactly these files; with `UPDATE=1` it is rewritten instead.
pub(crate) fn assert_current(folder: &Path, wanted: &BTreeMap<String, String>) {
    let committed = read(folder);
    if std::env::var_os("UPDATE").is_some() {
        for name in committed.keys().filter(|name| !wanted.contains_key(*name)) {
            std::fs::remove_file(folder.join(name)).unwrap();
        }
        for (name, text) in wanted {
            let path = folder.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        return;
    }
    let names = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&committed), names(wanted), "{} is stale: run the test with UPDATE=1", folder.display());
    for (name, text) in wanted {
        assert_eq!(committed.get(name), Some(text), "{name} is stale: run the test with UPDATE=1");
    }
}

/// Asserts that the `terraform fmt` on the `PATH` would change nothing in these files, Terragrunt's included.
pub(crate) fn assert_formatted(files: &BTreeMap<String, String>) {
    // `terraform fmt` reads files of these kinds only, so Terragrunt's get such a name.
    let folder = tempfile::tempdir().unwrap();
    let mut number = 0;
    for (name, text) in files {
        if Path::new(name).extension().is_some_and(|kind| kind == "hcl" || kind == "tf") {
            std::fs::write(folder.path().join(format!("{number}-{}.tf", name.replace('/', "_"))), text).unwrap();
            number += 1;
        }
    }
    assert!(number > 0, "there is nothing to format");
    let output = Command::new("terraform").args(["fmt", "-check", "-diff"]).arg(folder.path()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}
