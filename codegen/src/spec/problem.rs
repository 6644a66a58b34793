//! What is wrong with a layout, and where.

use std::fmt;
use std::ops::Range;

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};

/// One thing that is wrong, where it stands, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong, in a few words.
    pub message: String,
    /// Bytes of the text; empty when no place has it.
    pub span: Range<usize>,
    /// What stands at the place.
    pub label: String,
    /// What to do.
    pub help: String,
}

impl Problem {
    /// A problem with its place and what to do about it.
    pub fn new(
        message: impl Into<String>,
        span: &Range<usize>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) -> Problem {
        Problem { message: message.into(), span: span.clone(), label: label.into(), help: help.into() }
    }

    /// Line and column of the place, from 1.
    pub fn position(&self, text: &str) -> (usize, usize) {
        let before = text.get(..self.span.start).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |part| part.chars().count()) + 1;
        (line, column)
    }

    /// The problem with the file it is in, as it is printed.
    pub fn in_file(self, name: &str, text: &str) -> InFile {
        let end =
            text.get(self.span.start..).and_then(|rest| rest.find('\n')).map_or(text.len(), |n| self.span.start + n);
        let length = self.span.end.min(end).saturating_sub(self.span.start);
        InFile { source: NamedSource::new(name, text.to_owned()), length, problem: self }
    }
}

/// A problem in a file.
#[derive(Debug)]
pub struct InFile {
    problem: Problem,
    length: usize,
    source: NamedSource<String>,
}

impl fmt::Display for InFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem.message)
    }
}

impl std::error::Error for InFile {}

impl Diagnostic for InFile {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        (!self.problem.help.is_empty()).then(|| Box::new(&self.problem.help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = LabeledSpan::new(Some(self.problem.label.clone()), self.problem.span.start, self.length);
        Some(Box::new(std::iter::once(label)))
    }
}

/// All that is wrong, in the order of the text.
pub type Problems = Vec<Problem>;

/// The known word that somebody may have meant.
pub(crate) fn meant<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let near = |candidate: &&str| strsim::damerau_levenshtein(word, candidate);
    known.into_iter().filter(|candidate| near(candidate) <= word.len() / 3 + 1).min_by_key(near)
}

/// The sentence that says what is known, led by what may have been meant.
pub(crate) fn known<'a>(word: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    let all: Vec<String> = known.clone().into_iter().map(|name| format!("`{name}`")).collect();
    match meant(word, known) {
        Some(name) if all.len() > 12 => format!("did you mean `{name}`?"),
        Some(name) => format!("did you mean `{name}`? known are {}", all.join(", ")),
        None if all.is_empty() => "there are none".to_owned(),
        None => format!("known are {}", all.join(", ")),
    }
}

/// The problem that the YAML reader met.
pub(super) fn of_yaml(error: &serde_saphyr::Error, text: &str) -> Problem {
    use serde_saphyr::Error;
    let span = error.location().map_or(0..0, |location| {
        let bytes = super::at::bytes(&location);
        if bytes.is_empty() { of_position(text, location.line(), location.column()) } else { bytes }
    });
    match error.without_snippet() {
        Error::SerdeUnknownField { field, expected, .. } => Problem::new(
            format!("unknown key `{field}`"),
            &span,
            "the layout has no such key here",
            known(field, expected.iter().copied()),
        ),
        Error::SerdeUnknownVariant { variant, expected, .. } => Problem::new(
            format!("unknown value `{variant}`"),
            &span,
            "not one of the values that are possible here",
            known(variant, expected.iter().copied()),
        ),
        other => {
            let message =
                other.render_with_options(serde_saphyr::RenderOptions::new(&serde_saphyr::UserMessageFormatter));
            let message = message.lines().next().unwrap_or("the file cannot be read").to_owned();
            Problem::new(
                message,
                &span,
                "here",
                "the keys and their values are described in `.plinth/layout.schema.json`",
            )
        }
    }
}

fn of_position(text: &str, line: u64, column: u64) -> Range<usize> {
    let index = |n: u64| usize::try_from(n.saturating_sub(1)).unwrap_or(usize::MAX);
    let start: usize = text.split_inclusive('\n').take(index(line)).map(str::len).sum();
    let rest = text.get(start..).unwrap_or_default().lines().next().unwrap_or_default();
    let offset: usize = rest.chars().take(index(column)).map(char::len_utf8).sum();
    (start + offset)..(start + rest.len().max(offset))
}
