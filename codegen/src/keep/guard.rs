//! One run at a time.

use std::fs::{File, TryLockError};
use std::path::Path;

use super::error::KeepError;

/// While it lives, no other run writes the repo. The system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub struct Guard {
    _folder: Option<File>,
}

impl Guard {
    /// Takes the repo, if no other run has it.
    ///
    /// # Errors
    /// Another run has it, or the folder cannot be opened.
    pub fn take(root: &Path) -> Result<Self, KeepError> {
        // Elsewhere a folder cannot be opened as a file.
        if !cfg!(unix) {
            return Ok(Self { _folder: None });
        }
        let folder = File::open(root).map_err(KeepError::system("opened", root.display().to_string()))?;
        match folder.try_lock() {
            Ok(()) => Ok(Self { _folder: Some(folder) }),
            Err(TryLockError::WouldBlock) => Err(KeepError::Busy),
            // File systems without locks.
            Err(TryLockError::Error(error)) if error.kind() == std::io::ErrorKind::Unsupported => {
                Ok(Self { _folder: None })
            }
            Err(TryLockError::Error(error)) => Err(KeepError::system("locked", root.display().to_string())(error)),
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn two_runs_do_not_write_one_repo() {
        let root = tempfile::tempdir().unwrap();
        let first = Guard::take(root.path()).unwrap();
        assert!(matches!(Guard::take(root.path()), Err(KeepError::Busy)));
        drop(first);
        Guard::take(root.path()).unwrap();
    }
}
