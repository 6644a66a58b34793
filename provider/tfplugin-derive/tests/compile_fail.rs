//! Every mistake in a struct is a compile error that says what to do, at the right place.
//!
//! The cases need no `tfplugin`: a struct with a mistake expands to nothing but the messages. That keeps the crates
//! that `trybuild` compiles for itself down to the few that a macro needs.

#[test]
fn mistakes_say_what_to_do() {
    trybuild::TestCases::new().compile_fail("tests/compile_fail/*.rs");
}
