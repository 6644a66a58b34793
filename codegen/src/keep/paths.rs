//! Paths inside the repo, and nothing that leads out of it.

use std::collections::HashSet;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::error::KeepError;

/// Whether a path is relative, with `/` between its parts, none of which is empty, `.` or `..`, and not below `.git`.
pub(super) fn is_inside(path: &str) -> bool {
    let sound = |part: &str| !matches!(part, "" | "." | ".." | ".git") && !part.contains(['\\', ':', '\0']);
    path.split('/').all(sound)
}

/// Folders that were looked at and are folders, so that each is asked about once.
#[derive(Debug, Default)]
pub(super) struct Folders {
    sound: HashSet<String>,
    absent: HashSet<String>,
}

impl Folders {
    /// Refuses a path that leads through a link, or through something that is no folder.
    pub(super) fn check(&mut self, root: &Path, path: &str) -> Result<(), KeepError> {
        let Some((folder, _)) = path.rsplit_once('/') else { return Ok(()) };
        if self.sound.contains(folder) || self.absent.contains(folder) {
            return Ok(());
        }
        self.check(root, folder)?;
        if folder.rsplit_once('/').is_some_and(|(above, _)| self.absent.contains(above)) {
            self.absent.insert(folder.to_owned());
            return Ok(());
        }
        match fs::symlink_metadata(root.join(folder)) {
            Ok(found) if found.is_dir() => self.sound.insert(folder.to_owned()),
            Ok(found) => return Err(in_the_way(folder, &found)),
            Err(error) if error.kind() == ErrorKind::NotFound => self.absent.insert(folder.to_owned()),
            Err(error) => return Err(KeepError::system("looked at", folder)(error)),
        };
        Ok(())
    }

    /// Whether the path's folder is there. The path must have been checked.
    pub(super) fn has_folder_of(&self, path: &str) -> bool {
        path.rsplit_once('/').is_none_or(|(folder, _)| self.sound.contains(folder))
    }
}

/// Refuses a path that leads out of the repo, through a link, or through something that is no folder.
///
/// # Errors
/// As said.
pub fn is_sound(root: &Path, path: &str) -> Result<(), KeepError> {
    super::disk::read(root, &[path]).map(drop)
}

pub(super) fn in_the_way(at: &str, found: &fs::Metadata) -> KeepError {
    let what = if found.is_symlink() {
        "a symbolic link"
    } else if found.is_dir() {
        "a folder"
    } else if found.is_file() {
        "a file"
    } else {
        "no plain file"
    };
    KeepError::InTheWay { at: at.to_owned(), what }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_out_is_told_from_what_stays() {
        for path in ["a", "a/b.hcl", ".github/x.yml", "a/..b"] {
            assert!(is_inside(path), "{path}");
        }
        for path in
            ["", "/etc/passwd", "../a", "a/../../b", "a//b", "a/.", "c:\\a", "a\\..\\b", ".git/hooks/post-commit"]
        {
            assert!(!is_inside(path), "{path}");
        }
    }
}
