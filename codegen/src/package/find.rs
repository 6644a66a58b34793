//! Packages of the provider, found in archives, folders and whole mirrors.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{hash, zip};

/// What the names of the provider's archives and binaries begin with.
const NAME: &str = "terraform-provider-plinth";

/// Which version of the provider, and the hashes of its packages.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Package {
    /// Its version, such as `0.1.0`.
    pub version: String,
    /// `h1:` hashes, one for each package: platforms have packages of their own.
    pub hashes: BTreeSet<String>,
}

/// No package could be read.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// The files cannot be read.
    #[error("{} could not be read: {error}", path.display())]
    Unreadable {
        /// Which file or folder.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// There is none.
    #[error("there is no package of the provider in {}", .0.display())]
    None(PathBuf),
    /// Which version it is does not stand there.
    #[error("{} does not say which version of the provider it is", .0.display())]
    Version(PathBuf),
    /// There are several.
    #[error("these are several versions of the provider: {}", .0.join(", "))]
    Several(Vec<String>),
}

/// All packages at these paths: archives `terraform-provider-plinth_<version>_<os>_<arch>.zip`, folders with a binary
/// `terraform-provider-plinth_v<version>`, and folders with such in them, such as a filesystem mirror.
///
/// # Errors
/// When there is none, or when there is more than one version.
pub fn find(paths: &[PathBuf]) -> Result<Package, PackageError> {
    let mut found = Vec::new();
    for path in paths {
        let before = found.len();
        search(path, &mut found)?;
        if found.len() == before {
            return Err(PackageError::None(path.clone()));
        }
    }
    let versions: BTreeSet<&String> = found.iter().map(|(version, _)| version).collect();
    if versions.len() > 1 {
        return Err(PackageError::Several(versions.into_iter().cloned().collect()));
    }
    let version = found.first().map(|(version, _)| version.clone()).unwrap_or_default();
    Ok(Package { version, hashes: found.into_iter().map(|(_, hash)| hash).collect() })
}

fn search(path: &Path, found: &mut Vec<(String, String)>) -> Result<(), PackageError> {
    let unreadable = |error| PackageError::Unreadable { path: path.to_owned(), error };
    if path.is_file() {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if let Some(version) = of_archive(&name) {
            let bytes = fs::read(path).map_err(unreadable)?;
            found.push((version, zip::archive(&bytes).map_err(unreadable)?));
        }
        return Ok(());
    }
    let mut entries: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(path).map_err(unreadable)? {
        entries.push(entry.map_err(unreadable)?.path());
    }
    entries.sort();
    let binary = entries.iter().filter(|entry| entry.is_file()).find_map(|entry| {
        let name = entry.file_name()?.to_str()?.to_owned();
        let rest = name.strip_suffix(".exe").unwrap_or(&name).strip_prefix(NAME)?.to_owned();
        (rest.is_empty() || rest.starts_with("_v")).then_some(rest)
    });
    if let Some(binary) = binary {
        // A binary without a version is in a folder of a mirror, `0.1.0/linux_amd64`.
        let of_folder = || path.parent()?.file_name()?.to_str().map(str::to_owned);
        let version = binary.strip_prefix("_v").map(str::to_owned).or_else(of_folder).filter(|text| is_version(text));
        let version = version.ok_or_else(|| PackageError::Version(path.to_owned()))?;
        found.push((version, hash::folder(path).map_err(unreadable)?));
        return Ok(());
    }
    entries.iter().try_for_each(|entry| if entry.is_symlink() { Ok(()) } else { search(entry, found) })
}

/// The version in the name of an archive.
fn of_archive(name: &str) -> Option<String> {
    let rest = name.strip_prefix(NAME)?.strip_prefix('_')?.strip_suffix(".zip")?;
    let version = rest.split('_').next()?;
    (rest.split('_').count() == 3 && is_version(version)).then(|| version.to_owned())
}

fn is_version(text: &str) -> bool {
    let core = text.split(['-', '+']).next().unwrap_or_default();
    core.split('.').count() == 3 && core.split('.').all(|part| part.parse::<u64>().is_ok())
}
