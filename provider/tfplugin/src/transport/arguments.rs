//! The command line. Terraform gives no arguments; people give one.

use std::ffi::OsString;

/// What the process is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Task {
    /// Serve the Terraform that started it.
    Serve,
    /// Serve whoever reattaches, until interrupted.
    Debug,
    /// Say what it is.
    Version,
}

/// Reads the arguments after the program's name. Go's flags take one dash or two, so these do; what is not known is
/// ignored, because a plugin that fails over an argument only says "did not respond".
pub(super) fn task(arguments: impl IntoIterator<Item = OsString>) -> Task {
    for argument in arguments {
        match argument.to_str() {
            Some("-debug" | "--debug") => return Task::Debug,
            Some("-version" | "--version") => return Task::Version,
            _ => {}
        }
    }
    Task::Serve
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_flags_with_one_dash_or_two() {
        let of = |arguments: &[&str]| task(arguments.iter().map(OsString::from));
        assert_eq!(of(&[]), Task::Serve);
        assert_eq!(of(&["whatever"]), Task::Serve);
        assert_eq!(of(&["-debug"]), Task::Debug);
        assert_eq!(of(&["--debug"]), Task::Debug);
        assert_eq!(of(&["-version"]), Task::Version);
        assert_eq!(of(&["x", "--version"]), Task::Version);
    }
}
