//! What the harness answers when something that should work does not: one sentence, with its cause.

/// Any failure of the harness, told in words.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// A result of the harness.
pub type Result<T> = std::result::Result<T, Error>;

/// Puts what was being done in front of why it did not work.
pub trait Context<T> {
    /// Says what was being done.
    fn context(self, doing: impl std::fmt::Display) -> Result<T>;
}

impl<T, E: std::fmt::Display> Context<T> for std::result::Result<T, E> {
    fn context(self, doing: impl std::fmt::Display) -> Result<T> {
        self.map_err(|error| format!("{doing}: {error}").into())
    }
}

impl<T> Context<T> for Option<T> {
    fn context(self, doing: impl std::fmt::Display) -> Result<T> {
        self.ok_or_else(|| doing.to_string().into())
    }
}

/// Ends the surrounding function with an error unless the condition holds.
#[macro_export]
macro_rules! ensure {
    ($condition:expr, $($message:tt)+) => {
        if !$condition {
            return Err(format!($($message)+).into());
        }
    };
}
