//! A case of the suite: a name to choose it by, a row of the table, and what it does.

use crate::stage::World;
use acceptance_tests::error::Result;

/// How a case went that found nothing wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// How many things it tried: a case with one resource may go on to the next part.
    pub(crate) tried: usize,
    /// How many it could not try: a call that was not made this time, a part that nobody can remove.
    pub(crate) missed: usize,
    /// How many took two applies to converge.
    pub(crate) twice: usize,
}

impl Outcome {
    pub(crate) fn one() -> Self {
        Self { tried: 1, ..Self::default() }
    }
}

/// What a case does.
pub(crate) type Run<'a> = Box<dyn Fn(&World) -> Result<Outcome> + Send + Sync + 'a>;

/// A case.
pub(crate) struct Case<'a> {
    /// `plinth_cross_account_role/full/create/killed_after/iam:CreateRole#1`
    pub(crate) name: String,
    pub(crate) type_name: &'static str,
    /// The row of the table.
    pub(crate) kind: &'static str,
    pub(crate) run: Run<'a>,
}

/// The name of a variant, as `killed_after`.
pub(crate) fn lower(variant: &impl std::fmt::Debug) -> String {
    let mut text = String::new();
    for character in format!("{variant:?}").chars() {
        if character.is_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.extend(character.to_lowercase());
    }
    text
}
