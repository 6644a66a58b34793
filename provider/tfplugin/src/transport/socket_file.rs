//! The file of a Unix socket: a new name, a mode, a group, and its removal.

use std::fs::{self, Permissions};
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};

/// How many names are tried. One is free at once unless somebody else owns the directory's names.
const ATTEMPTS: u32 = 16;

/// A socket's file; dropping it removes the file.
#[derive(Debug)]
pub(super) struct SocketFile {
    path: PathBuf,
    /// User id of this process, as the file system sees it.
    pub(super) owner: u32,
}

impl SocketFile {
    /// Binds a socket with a new name in `directory`. Only its user may connect, or with `group`, a number or a name,
    /// its group too.
    pub(super) fn bind(directory: &Path, group: Option<&str>) -> io::Result<(UnixListener, Self)> {
        let (listener, path) = bind_new_name(directory)?;
        // From here on the file goes whatever fails.
        let mut file = Self { path, owner: 0 };
        fs::set_permissions(&file.path, Permissions::from_mode(0o600))?;
        if let Some(group) = group {
            chown(&file.path, None, Some(group_id(group)?))?;
            fs::set_permissions(&file.path, Permissions::from_mode(0o660))?;
        }
        file.owner = fs::metadata(&file.path)?.uid();
        Ok((listener, file))
    }

    /// Where the file is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for SocketFile {
    fn drop(&mut self) {
        // Somebody may have cleaned up already; there is nobody left to tell.
        let _gone = fs::remove_file(&self.path);
    }
}

fn bind_new_name(directory: &Path) -> io::Result<(UnixListener, PathBuf)> {
    let mut last = io::Error::from(io::ErrorKind::AddrInUse);
    for attempt in 0..ATTEMPTS {
        let path = directory.join(format!("plugin{:016x}", RandomState::new().hash_one(attempt)));
        match UnixListener::bind(&path) {
            Ok(listener) => return Ok((listener, path)),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => last = error,
            Err(error) => return Err(error),
        }
    }
    Err(last)
}

fn group_id(group: &str) -> io::Result<u32> {
    if let Ok(id) = group.parse() {
        return Ok(id);
    }
    let groups = fs::read_to_string("/etc/group")?;
    find_group(&groups, group).ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, format!("no group {group:?}")))
}

/// Lines are `name:password:id:members`.
fn find_group(groups: &str, name: &str) -> Option<u32> {
    groups.lines().find_map(|line| {
        let mut fields = line.split(':');
        (fields.next() == Some(name)).then(|| fields.nth(1)?.parse().ok()).flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_user_may_connect_and_the_file_goes() {
        let directory = tempfile::tempdir().unwrap();
        let (_listener, file) = SocketFile::bind(directory.path(), None).unwrap();
        let path = file.path().to_owned();
        assert!(path.file_name().unwrap().to_str().unwrap().starts_with("plugin"));
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        drop(file);
        assert!(!path.exists());
    }

    #[test]
    fn a_group_may_connect_when_it_is_named() {
        let directory = tempfile::tempdir().unwrap();
        let own = fs::metadata(directory.path()).unwrap().gid().to_string();
        let (_listener, file) = SocketFile::bind(directory.path(), Some(&own)).unwrap();
        assert_eq!(fs::metadata(file.path()).unwrap().permissions().mode() & 0o777, 0o660);
    }

    #[test]
    fn groups_are_found_by_name() {
        let groups = "root:x:0:\nplugins:x:1234:a,b\nbroken\n";
        assert_eq!(find_group(groups, "plugins"), Some(1234));
        assert_eq!(find_group(groups, "broken"), None);
        assert_eq!(find_group(groups, "none"), None);
    }
}
