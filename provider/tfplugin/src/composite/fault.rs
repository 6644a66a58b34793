//! Why a call did not do what was asked.

use std::fmt;

/// The kinds of failure that the engine tells apart. Classified in one place by whoever talks to the cloud.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The object is certainly not there.
    NotFound,
    /// An object of that key is there already.
    AlreadyExists,
    /// The caller may not do this.
    Denied,
    /// Too many calls; nothing was done.
    Throttled,
    /// The request is wrong; nothing was done.
    Invalid,
    /// Something else must go, or settle, first; nothing was done.
    Conflict,
    /// A quota is used up; nothing was done.
    LimitExceeded,
    /// No answer, a broken connection or a server error: the call may or may not have taken effect.
    Uncertain,
    /// Terraform asked to stop, or the deadline is over, while waiting.
    Cancelled,
    /// A defect in the provider.
    Bug,
}

/// A failed call, with what AWS said about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What the engine needs to know.
    pub kind: FaultKind,
    /// The call: `iam:CreateRole`; empty when it was none.
    pub operation: String,
    /// AWS's error code, when there was one.
    pub code: Option<String>,
    /// What narrows the code down, where AWS says it: `SERVICE_ACCESS_NOT_ENABLED`.
    pub reason: Option<String>,
    /// AWS's message, or ours; never a secret.
    pub message: String,
    /// AWS's request id, when there was an answer.
    pub request_id: Option<String>,
    /// What to do next, in a sentence.
    pub hint: Option<String>,
}

impl Fault {
    /// A failure without an AWS answer.
    pub fn new(kind: FaultKind, message: impl Into<String>) -> Fault {
        Fault {
            kind,
            operation: String::new(),
            code: None,
            reason: None,
            message: message.into(),
            request_id: None,
            hint: None,
        }
    }

    /// The wait ended because Terraform asked to stop or the deadline was over.
    pub fn cancelled(waiting_for: impl fmt::Display) -> Fault {
        Fault::new(FaultKind::Cancelled, format!("stopped while waiting for {waiting_for}"))
    }

    /// The same failure with advice, in sentences: a full stop that is missing at the end is added.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Fault {
        let mut hint = hint.into();
        let is_open = |last: char| last.is_alphanumeric() || "`\"')".contains(last);
        if hint.ends_with(is_open) {
            hint.push('.');
        }
        self.hint = Some(hint);
        self
    }

    /// Whether the call may have taken effect although it failed.
    pub fn is_uncertain(&self) -> bool {
        matches!(self.kind, FaultKind::Uncertain | FaultKind::Bug)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.operation.is_empty() {
            write!(f, "{}: ", self.operation)?;
        }
        match (&self.code, &self.reason) {
            (Some(code), Some(reason)) => write!(f, "{code} ({reason}): ")?,
            (Some(code), None) => write!(f, "{code}: ")?,
            (None, _) => {}
        }
        f.write_str(&self.message)?;
        if let Some(request_id) = &self.request_id {
            write!(f, " (request id {request_id})")?;
        }
        Ok(())
    }
}

impl std::error::Error for Fault {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_is_whole_sentences() {
        let hint = |text: &str| Fault::new(FaultKind::Denied, "no").hint(text).hint.unwrap_or_default();
        assert_eq!(hint("Allow `iam:CreateRole`"), "Allow `iam:CreateRole`.");
        assert_eq!(hint("Wait."), "Wait.");
        assert_eq!(hint("Import it:\n\nimport {}"), "Import it:\n\nimport {}", "a block is no sentence");
    }
}
