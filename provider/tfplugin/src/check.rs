//! What a known value must satisfy, as data, so that pages and modules can print what the provider tests.

use std::collections::BTreeMap;
use std::fmt;

use crate::diagnostic::{Diagnostics, Path};
use crate::value::Value;

/// A rule about one attribute's value. Null and unknown values pass every check.
#[derive(Clone)]
pub enum Check {
    /// A string's length in characters.
    Len(usize, usize),
    /// A number's range, both ends included.
    Range(i64, i64),
    /// How many elements a collection has.
    Items(usize, usize),
    /// One of the listed strings.
    OneOf(&'static [&'static str]),
    /// A regular expression that the whole string matches, and the same in words: "letters, digits and `+=,.@_-`".
    Pattern(&'static str, &'static str),
    /// Every element of a list, set or map satisfies the check.
    Each(Box<Check>),
    /// Every key of a map satisfies the check.
    Keys(Box<Check>),
    /// A rule in code: what it demands in words ("a valid ARN"), and the test, which says what is wrong.
    Custom(&'static str, fn(&Value) -> Result<(), String>),
}

impl Check {
    /// Every element satisfies `check`.
    pub fn each(check: Check) -> Check {
        Check::Each(Box::new(check))
    }

    /// Every key satisfies `check`.
    pub fn keys(check: Check) -> Check {
        Check::Keys(Box::new(check))
    }

    /// What it demands, in words that continue "must be …".
    pub fn demand(&self) -> String {
        match self {
            Check::Len(min, max) => format!("{} long", span(*min, *max, "character", "characters")),
            Check::Range(min, max) => format!("between {min} and {max}"),
            Check::Items(min, max) => format!("a collection of {}", span(*min, *max, "element", "elements")),
            Check::OneOf(allowed) => {
                let quoted: Vec<String> = allowed.iter().map(|one| format!("`{one}`")).collect();
                format!("one of {}", quoted.join(", "))
            }
            Check::Pattern(_, words) | Check::Custom(words, _) => (*words).to_owned(),
            Check::Each(check) => format!("a collection whose elements are each {}", check.demand()),
            Check::Keys(check) => format!("a map whose keys are each {}", check.demand()),
        }
    }

    /// Tests a value and reports what is wrong, at its path.
    pub fn test(&self, value: &Value, path: &Path, diagnostics: &mut Diagnostics) {
        if value.is_null() || value.is_unknown() {
            return;
        }
        match self {
            Check::Each(check) => each(value, path, |element, at| check.test(element, at, diagnostics)),
            Check::Keys(check) => {
                for key in value.entries().into_iter().flat_map(|entries| entries.keys()) {
                    check.test(&Value::string(key.clone()), &path.key(key.clone()), diagnostics);
                }
            }
            _ => {
                if let Err(found) = self.holds(value) {
                    diagnostics.error_at(
                        path.clone(),
                        format!("Invalid value for `{path}`"),
                        format!("It must be {}; {found}.", self.demand()),
                    );
                }
            }
        }
    }

    fn holds(&self, value: &Value) -> Result<(), String> {
        match (self, value) {
            (Check::Len(min, max), Value::String(text)) => {
                let length = text.chars().count();
                within(length, *min, *max).then_some(()).ok_or_else(|| format!("it has {length} characters"))
            }
            (Check::Range(min, max), Value::Number(number)) => {
                let inside = number >= &(*min).into() && number <= &(*max).into();
                inside.then_some(()).ok_or_else(|| format!("it is {number}"))
            }
            (Check::Items(min, max), value) => {
                let length = value.elements().map_or_else(|| value.entries().map_or(0, BTreeMap::len), <[Value]>::len);
                within(length, *min, *max).then_some(()).ok_or_else(|| format!("it has {length}"))
            }
            (Check::OneOf(allowed), Value::String(text)) => {
                allowed.contains(&text.as_str()).then_some(()).ok_or_else(|| format!("it is `{text}`"))
            }
            (Check::Pattern(pattern, _), Value::String(text)) => {
                let matcher = regex_lite::Regex::new(&format!("^(?:{pattern})$"))
                    .map_err(|error| format!("its pattern is not a regular expression ({error})"))?;
                matcher.is_match(text).then_some(()).ok_or_else(|| format!("it is `{text}`"))
            }
            (Check::Custom(_, test), value) => test(value),
            // A value of another type never gets here: the wire refuses it under the schema's type.
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Check({})", self.demand())
    }
}

/// Calls `visit` with every element of a collection and its path. Elements of a set share the set's path.
fn each(value: &Value, path: &Path, mut visit: impl FnMut(&Value, &Path)) {
    match value {
        Value::List(elements) | Value::Tuple(elements) => {
            for (index, element) in elements.iter().enumerate() {
                visit(element, &path.index(index));
            }
        }
        Value::Set(elements) => elements.iter().for_each(|element| visit(element, path)),
        Value::Map(entries) => {
            for (key, element) in entries {
                visit(element, &path.key(key.clone()));
            }
        }
        _ => {}
    }
}

fn within(length: usize, min: usize, max: usize) -> bool {
    (min..=max).contains(&length)
}

fn span(min: usize, max: usize, one: &str, many: &str) -> String {
    match (min, max) {
        (1, 1) => format!("1 {one}"),
        (min, max) if min == max => format!("{min} {many}"),
        (min, usize::MAX) => format!("at least {min} {many}"),
        (0, max) => format!("at most {max} {many}"),
        (min, max) => format!("{min} to {max} {many}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(check: &Check, value: &Value) -> Vec<String> {
        let mut diagnostics = Diagnostics::new();
        check.test(value, &Path::attribute("name"), &mut diagnostics);
        diagnostics.iter().map(|d| format!("{}: {}", d.path.clone().unwrap_or_default(), d.detail)).collect()
    }

    #[test]
    fn a_problem_says_what_is_demanded_and_what_was_found() {
        assert_eq!(
            problems(&Check::Len(3, 5), &Value::string("ab")),
            ["name: It must be 3 to 5 characters long; it has 2 characters."]
        );
        assert_eq!(
            problems(&Check::OneOf(&["a", "b"]), &Value::string("c")),
            ["name: It must be one of `a`, `b`; it is `c`."]
        );
        assert_eq!(problems(&Check::Range(1, 2), &Value::integer(3)), ["name: It must be between 1 and 2; it is 3."]);
    }

    #[test]
    fn a_pattern_covers_the_whole_string() {
        let check = Check::Pattern("[a-z]+", "lower-case letters");
        assert!(problems(&check, &Value::string("abc")).is_empty());
        assert_eq!(problems(&check, &Value::string("abc1")), ["name: It must be lower-case letters; it is `abc1`."]);
    }

    #[test]
    fn unknown_and_null_pass() {
        assert!(problems(&Check::Len(3, 5), &Value::UNKNOWN).is_empty());
        assert!(problems(&Check::Len(3, 5), &Value::Null).is_empty());
    }

    #[test]
    fn elements_are_named() {
        let check = Check::each(Check::Len(2, 9));
        let list = Value::List(vec![Value::string("ab"), Value::string("c")]);
        assert_eq!(problems(&check, &list), ["name[1]: It must be 2 to 9 characters long; it has 1 characters."]);
        let map = Value::map([("k", Value::string("c"))]);
        assert_eq!(problems(&check, &map), ["name[\"k\"]: It must be 2 to 9 characters long; it has 1 characters."]);
    }
}
