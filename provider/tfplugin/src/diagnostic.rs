//! What is told to the person at the terminal: severity, summary, detail, and the attribute it is about.

use std::fmt;

/// One step of a [`Path`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Into an attribute or a block of an object.
    Attribute(String),
    /// Into the element of a map with this key.
    Key(String),
    /// Into the element of a list at this index, from 0.
    Index(i64),
}

/// Where a value is, from the root of a resource or provider block. Terraform cannot address elements of a set.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path(pub Vec<Step>);

impl Path {
    /// The whole block.
    pub fn root() -> Path {
        Path::default()
    }

    /// An attribute of the root.
    pub fn attribute(name: impl Into<String>) -> Path {
        Path(vec![Step::Attribute(name.into())])
    }

    /// This path, one step further into an attribute.
    #[must_use]
    pub fn then(&self, name: impl Into<String>) -> Path {
        self.extended(Step::Attribute(name.into()))
    }

    /// This path, one step further into a map's element.
    #[must_use]
    pub fn key(&self, key: impl Into<String>) -> Path {
        self.extended(Step::Key(key.into()))
    }

    /// This path, one step further into a list's element.
    #[must_use]
    pub fn index(&self, index: usize) -> Path {
        self.extended(Step::Index(i64::try_from(index).unwrap_or(i64::MAX)))
    }

    fn extended(&self, step: Step) -> Path {
        let mut steps = self.0.clone();
        steps.push(step);
        Path(steps)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            match step {
                Step::Attribute(name) if position == 0 => f.write_str(name)?,
                Step::Attribute(name) => write!(f, ".{name}")?,
                Step::Key(key) => write!(f, "[{key:?}]")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// How much a [`Diagnostic`] matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The operation did not do what was asked.
    Error,
    /// It did, and there is something to know.
    Warning,
}

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// What could not be done, in one line: "Could not create IAM role `deploy`".
    pub summary: String,
    /// Why, what exists now, and what to do next.
    pub detail: String,
    /// The attribute it is about; the whole block without one.
    pub path: Option<Path>,
}

impl Diagnostic {
    /// An error about the whole block.
    pub fn error(summary: impl Into<String>, detail: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Error, summary: summary.into(), detail: detail.into(), path: None }
    }

    /// A warning about the whole block.
    pub fn warning(summary: impl Into<String>, detail: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, summary: summary.into(), detail: detail.into(), path: None }
    }

    /// The same message about one attribute.
    #[must_use]
    pub fn at(mut self, path: Path) -> Diagnostic {
        self.path = (!path.0.is_empty()).then_some(path);
        self
    }
}

/// Messages collected on the way. A list that holds only warnings is not a failure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// No messages yet.
    pub fn new() -> Diagnostics {
        Diagnostics::default()
    }

    /// Adds a message.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds an error about one attribute.
    pub fn error_at(&mut self, path: Path, summary: impl Into<String>, detail: impl Into<String>) {
        self.push(Diagnostic::error(summary, detail).at(path));
    }

    /// Adds all messages of another list.
    pub fn append(&mut self, other: Diagnostics) {
        self.0.extend(other.0);
    }

    /// Whether any message is an error.
    pub fn has_error(&self) -> bool {
        self.0.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Whether there is no message at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The messages in the order they came.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Diagnostics {
        Diagnostics(vec![diagnostic])
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_reads_like_terraform() {
        let path = Path::attribute("inline_policies").key("deploy").then("statement").index(2);
        assert_eq!(path.to_string(), r#"inline_policies["deploy"].statement[2]"#);
    }

    #[test]
    fn warnings_are_no_failure() {
        let mut diagnostics = Diagnostics::from(Diagnostic::warning("a", "b"));
        assert!(!diagnostics.has_error());
        diagnostics.error_at(Path::root(), "c", "d");
        assert!(diagnostics.has_error());
        assert_eq!(diagnostics.iter().last().and_then(|d| d.path.clone()), None);
    }
}
