//! Values as JSON: state files, and what a tool of ours prints.
//!
//! JSON has no unknown values and no infinities; everything else is there, numbers with all their digits. A dynamic
//! value is `{"type": …, "value": …}`. What goes back to Terraform is never JSON: see `msgpack`.

mod decode;
mod encode;

pub use decode::{decode, decode_lenient};
pub use encode::encode;

#[cfg(test)]
mod tests;
