//! The hash `h1:` of a package, as Go's `dirhash.Hash1` has it: <https://pkg.go.dev/golang.org/x/mod/sumdb/dirhash#Hash1>.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest as _, Sha256};

/// SHA-256 of what can be read.
pub(super) fn content(from: &mut impl Read) -> io::Result<[u8; 32]> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match from.read(&mut buffer) {
            Ok(0) => return Ok(hasher.finalize().into()),
            Ok(length) => hasher.update(buffer.get(..length).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// The hash over files, each by its name and the SHA-256 of what it holds.
pub(super) fn summary(mut files: Vec<(String, [u8; 32])>) -> String {
    files.sort();
    let mut hasher = Sha256::new();
    for (name, content) in files {
        let digits = content.iter().fold(String::new(), |digits, byte| format!("{digits}{byte:02x}"));
        hasher.update(format!("{digits}  {name}\n"));
    }
    format!("h1:{}", BASE64_STANDARD.encode(hasher.finalize()))
}

/// The hash of all files below a folder.
pub(super) fn folder(root: &Path) -> io::Result<String> {
    fn walk(folder: &Path, below: &str, files: &mut Vec<(String, [u8; 32])>) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().into_string().map_err(|name| {
                io::Error::new(io::ErrorKind::InvalidData, format!("{} is no name in UTF-8", name.display()))
            })?;
            let name = format!("{below}{name}");
            // A link to a folder is read as a file, and fails, as it does for Terraform.
            if entry.file_type()?.is_dir() {
                walk(&entry.path(), &format!("{name}/"), files)?;
            } else {
                files.push((name, content(&mut fs::File::open(entry.path())?)?));
            }
        }
        Ok(())
    }
    let mut files = Vec::new();
    walk(root, "", &mut files)?;
    Ok(summary(files))
}
