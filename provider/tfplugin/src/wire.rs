//! Values, types, schemas and messages in the form they have on the wire.
//!
//! This is a trust boundary: bytes come from another process. Whatever they are, decoding ends in a value of the asked
//! type or in a [`WireError`]; it never panics, never recurses deeper than [`MAX_DEPTH`], and never allocates for a
//! length that the bytes do not back up.
//!
//! Only this module knows `MessagePack` and the protobuf messages of values. It must not decide anything: what a value
//! may be is for `schema` and `selfcheck`, what to do with it for `rpc`.
//!
//! | module | what it is for |
//! |---|---|
//! | [`type_json`] | types as JSON, as schemas and dynamic values carry them |
//! | [`msgpack`] | values, unknown and refined ones included: what goes both ways |
//! | [`json`] | values as in state files, without unknowns |
//! | [`dynamic`] | the protobuf message around either |
//! | [`schema`] | our schemas as protobuf |
//! | [`diagnostics`] | our messages and paths as protobuf |
//! | [`conform`](mod@conform) | the last pass over an object before it leaves |

pub mod conform;
pub mod diagnostics;
pub mod dynamic;
pub mod json;
pub mod msgpack;
pub mod schema;
pub mod type_json;

mod describe;
mod number;
mod text;

use crate::diagnostic::{Diagnostic, Path, Step};

/// How deep values and types may nest. Terraform's own JSON state goes no deeper than its parser's limit, and real
/// schemas stay below ten.
pub const MAX_DEPTH: usize = 100;

/// Bytes or values that are not of the type they should have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{message}", prefix(.path))]
pub struct WireError {
    /// Where, from the root of the value. It stops at a set, whose elements have no address.
    pub path: Path,
    /// What is wrong, without the value itself: it may be a secret.
    pub message: String,
}

impl WireError {
    /// An error at the decoded place itself.
    pub(crate) fn new(message: impl Into<String>) -> WireError {
        WireError { path: Path::root(), message: message.into() }
    }

    /// The same error, seen from one step further out.
    #[must_use]
    pub(crate) fn within(mut self, step: Step) -> WireError {
        self.path.0.insert(0, step);
        self
    }

    /// The same error, seen from the attribute around it.
    pub(crate) fn in_attribute(self, name: &str) -> WireError {
        self.within(Step::Attribute(name.to_owned()))
    }

    /// The same error, seen from the map around it.
    pub(crate) fn in_key(self, key: &str) -> WireError {
        self.within(Step::Key(key.to_owned()))
    }

    /// The same error, seen from the list around it.
    pub(crate) fn in_index(self, index: usize) -> WireError {
        self.within(Step::Index(i64::try_from(index).unwrap_or(i64::MAX)))
    }

    /// The same error, seen from the set around it: the path inside an element moves into the message.
    pub(crate) fn in_set(self) -> WireError {
        let message = format!("in an element of the set: {self}");
        WireError::new(message)
    }
}

impl From<WireError> for Diagnostic {
    fn from(error: WireError) -> Diagnostic {
        let detail = format!(
            "Terraform and the provider disagree about the form of a value, which is a bug in the provider: {error}."
        );
        Diagnostic::error("Value does not fit the schema", detail).at(error.path)
    }
}

fn prefix(path: &Path) -> String {
    if path.0.is_empty() { String::new() } else { format!("`{path}`: ") }
}

/// One level deeper, or the error that it is too deep.
fn deeper(depth: usize) -> Result<usize, WireError> {
    if depth >= MAX_DEPTH {
        return Err(WireError::new(format!("nested deeper than {MAX_DEPTH} levels")));
    }
    Ok(depth + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_becomes_a_diagnostic_at_its_attribute() {
        let error = WireError::new("a string is required, found a bool").in_index(1).in_key("k").in_attribute("a");
        assert_eq!(error.to_string(), "`a[\"k\"][1]`: a string is required, found a bool");
        let diagnostic = Diagnostic::from(error);
        assert_eq!(diagnostic.path, Some(Path::attribute("a").key("k").index(1)));
        assert!(diagnostic.detail.contains("a string is required, found a bool"));
        assert_eq!(Diagnostic::from(WireError::new("cut off")).path, None);
    }

    #[test]
    fn the_path_stops_at_a_set() {
        let error = WireError::new("missing").in_attribute("b").in_set().in_attribute("a");
        assert_eq!(error.path, Path::attribute("a"));
        assert_eq!(error.message, "in an element of the set: `b`: missing");
    }
}
