//! HCL as text: quoting, values, and the formatting of `terraform fmt`.
//!
//! Templates say what stands in a file; [`format`](format()) says how it stands there. So no template needs to know how wide its
//! neighbours are, and what is generated never changes when somebody runs `terraform fmt`.

mod format;
mod lexer;
#[cfg(test)]
pub(crate) mod oracle;
mod quote;
mod value;

pub use format::format;
pub use lexer::Unfinished;
pub use quote::{is_identifier, key, quote};
pub use value::Expression;
