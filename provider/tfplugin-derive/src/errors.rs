//! Collects mistakes, so that one compilation shows all of them.

use proc_macro2::Span;

/// Mistakes found so far.
#[derive(Default)]
pub(crate) struct Errors(Option<syn::Error>);

impl Errors {
    /// Adds a mistake. The message says what to do.
    pub(crate) fn at(&mut self, span: Span, message: impl std::fmt::Display) {
        self.push(syn::Error::new(span, message));
    }

    /// Adds a mistake that `syn` found.
    pub(crate) fn push(&mut self, error: syn::Error) {
        match &mut self.0 {
            Some(all) => all.combine(error),
            none => *none = Some(error),
        }
    }

    /// The result, when there was no mistake.
    pub(crate) fn finish<T>(self, result: T) -> syn::Result<T> {
        self.0.map_or(Ok(result), Err)
    }
}
