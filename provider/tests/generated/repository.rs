//! Files of the repository, by their path from its root.

use std::fs;
use std::path::{Path, PathBuf};

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(&std::env::var_os("CARGO_MANIFEST_DIR").unwrap()).parent().unwrap().to_owned()
}

/// The text of a file, if it is there.
pub(crate) fn read(path: &str) -> Option<String> {
    fs::read_to_string(root().join(path)).ok()
}

pub(crate) fn write(path: &str, text: &str) {
    let path = root().join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

pub(crate) fn remove(path: &str) {
    fs::remove_file(root().join(path)).unwrap();
}

/// Names and texts of the files in a folder that have an extension, sorted.
pub(crate) fn files(folder: &str, extension: &str) -> Vec<(String, String)> {
    let Ok(entries) = fs::read_dir(root().join(folder)) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut files: Vec<(String, String)> = paths
        .filter(|path| path.is_file() && path.extension().is_some_and(|found| found == extension))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap()))
        .collect();
    files.sort();
    files
}

/// All folders, from `folder` down, that have files with an extension, sorted.
pub(crate) fn folders_with(folder: &str, extension: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        let Ok(entries) = fs::read_dir(root().join(&folder)) else { continue };
        for path in entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
            waiting.push(format!("{folder}/{}", path.file_name().unwrap().to_string_lossy()));
        }
        if !files(&folder, extension).is_empty() {
            found.push(folder);
        }
    }
    found.sort();
    found
}
