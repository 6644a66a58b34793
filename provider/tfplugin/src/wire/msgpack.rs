//! Values as `MessagePack`: the form in which Terraform sends them and in which it wants them back.
//!
//! Decoding is led by the type, so a value always has the form its type says. Unknown values are extensions of the
//! format: number 0 for one about which nothing is known, number 12 with refinements, and any other is taken as unknown
//! too. Numbers keep their text, because Terraform compares all their digits.

mod decode;
mod encode;
mod reader;
mod refinements;

pub use decode::decode;
pub use encode::encode;

/// The extension of an unknown value with refinements; all others are read as unknown without.
const REFINED: i8 = 12;

/// The longest refinements Terraform reads.
const MAX_REFINEMENTS: usize = 1024;

#[cfg(test)]
mod tests;
