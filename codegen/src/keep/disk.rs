//! What is there now.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::error::KeepError;
use super::hash;
use super::paths::{self, Folders, is_inside};

/// A file as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    /// Hash of its bytes.
    pub(super) raw: String,
    /// Its text with `\n` at the end of lines.
    pub(super) text: Vec<u8>,
    /// Hash of `text`.
    pub(super) hash: String,
    /// Whether its lines end with `\r\n`, as some checkouts on Windows have it.
    crlf: bool,
}

impl Seen {
    pub(super) fn new(bytes: Vec<u8>) -> Self {
        let raw = hash(&bytes);
        let bare =
            bytes.first() == Some(&b'\n') || bytes.windows(2).any(|pair| matches!(pair, [one, b'\n'] if *one != b'\r'));
        let crlf = !bare && bytes.contains(&b'\n');
        if !crlf {
            return Self { hash: raw.clone(), raw, text: bytes, crlf };
        }
        let mut text = bytes;
        let mut before_end = text.iter().skip(1).map(|next| *next == b'\n').collect::<Vec<_>>().into_iter();
        text.retain(|byte| !(before_end.next() == Some(true) && *byte == b'\r'));
        Self { raw, hash: hash(&text), text, crlf }
    }

    /// A text with the line ends that this file has.
    pub(super) fn like(&self, text: String) -> Vec<u8> {
        if self.crlf { text.replace('\n', "\r\n").into_bytes() } else { text.into_bytes() }
    }

    /// Its text, if it is one.
    pub(super) fn str(&self) -> Option<&str> {
        std::str::from_utf8(&self.text).ok()
    }
}

/// What is at each path; `None` where nothing is.
///
/// # Errors
/// A path leads out of the repo or through a link, something there is no plain file, or it cannot be read.
pub(super) fn read(root: &Path, paths: &[&str]) -> Result<Vec<Option<Seen>>, KeepError> {
    let mut folders = Folders::default();
    for path in paths {
        if !is_inside(path) {
            return Err(KeepError::Outside { path: (*path).to_owned(), from: "name a path from the repo's root" });
        }
        folders.check(root, path)?;
    }
    let folders = &folders;
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(8);
    let chunk = paths.len().div_ceil(threads).max(256);
    let several = |chunk: &[&str]| -> Result<Vec<Option<Seen>>, KeepError> {
        chunk.iter().map(|path| if folders.has_folder_of(path) { one(root, path) } else { Ok(None) }).collect()
    };
    if paths.len() <= chunk {
        return several(paths);
    }
    std::thread::scope(|scope| {
        let running: Vec<_> = paths.chunks(chunk).map(|chunk| scope.spawn(move || several(chunk))).collect();
        let mut all = Vec::with_capacity(paths.len());
        for thread in running {
            // A panic of the thread goes on here, as if the work had been done here.
            all.extend(thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?);
        }
        Ok(all)
    })
}

fn one(root: &Path, path: &str) -> Result<Option<Seen>, KeepError> {
    let at = root.join(path);
    match fs::symlink_metadata(&at) {
        Ok(found) if found.is_file() => {
            let bytes = fs::read(&at).map_err(KeepError::system("read", path))?;
            Ok(Some(Seen::new(bytes)))
        }
        Ok(found) => Err(paths::in_the_way(path, &found)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(KeepError::system("looked at", path)(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_of_windows_are_no_edit() {
        let (unix, windows) = (Seen::new(b"a\nb\n".to_vec()), Seen::new(b"a\r\nb\r\n".to_vec()));
        assert_eq!((unix.hash == windows.hash, unix.raw == windows.raw), (true, false));
        assert_eq!(windows.like("x\ny\n".to_owned()), b"x\r\ny\r\n");
        // Mixed ends are somebody's edit.
        assert_ne!(Seen::new(b"a\r\nb\n".to_vec()).hash, unix.hash);
    }
}
