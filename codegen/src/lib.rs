//! Plinth's generator: a layout file becomes a live repo that people keep.
//!
//! Generation is a pure function from a layout to a [`tree::Tree`]: same input, same bytes, no clock. What becomes of the
//! files that are there already is another question, answered by their ownership.

pub mod cidr;
pub mod cli;
pub mod estate;
pub mod graph;
pub mod hcl;
pub mod keep;
pub mod modules;
pub mod package;
pub mod render;
pub mod resolve;
pub mod spec;
pub mod templates;
pub mod tree;
pub mod verify;
