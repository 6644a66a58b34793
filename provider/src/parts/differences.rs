//! What differs between wanted and seen, in words.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

/// The person's own tags, by key.
type Tags = BTreeMap<String, String>;

/// Differences, as they are found.
pub(in crate::parts) struct Differences(Vec<String>);

impl Differences {
    pub(in crate::parts) fn new() -> Differences {
        Differences(Vec::new())
    }

    /// `map_public_ip_on_launch is true, should be false`, if it is so.
    pub(in crate::parts) fn compare(&mut self, name: &str, seen: impl Display, want: impl Display) {
        let (seen, want) = (seen.to_string(), want.to_string());
        if seen != want {
            self.0.push(format!("{name} is {seen}, should be {want}"));
        }
    }

    /// The same for what may be absent.
    pub(in crate::parts) fn compare_option(&mut self, name: &str, seen: Option<&str>, want: Option<&str>) {
        self.compare(name, seen.unwrap_or("none"), want.unwrap_or("none"));
    }

    /// What a set lacks, and what it has too many of.
    pub(in crate::parts) fn compare_sets(&mut self, name: &str, seen: &BTreeSet<String>, want: &BTreeSet<String>) {
        let missing = want.difference(seen).map(|item| format!("{name} lacks {item}"));
        let surplus = seen.difference(want).map(|item| format!("{name} has {item}, should not"));
        self.0.extend(missing.chain(surplus));
    }

    /// Tags.
    pub(in crate::parts) fn compare_tags(&mut self, seen: &Tags, want: &Tags) {
        for (key, value) in want {
            match seen.get(key) {
                Some(other) if other == value => {}
                Some(other) => self.0.push(format!("tag {key} is {other:?}, should be {value:?}")),
                None => self.0.push(format!("tag {key} is missing, should be {value:?}")),
            }
        }
        for (key, value) in seen.iter().filter(|(key, _)| !want.contains_key(*key)) {
            self.0.push(format!("tag {key} is {value:?}, should not be there"));
        }
    }

    /// Tags that must be there; others are left.
    pub(in crate::parts) fn compare_own_tags(&mut self, seen: &Tags, want: &Tags) {
        let own = seen.iter().filter(|(key, _)| want.contains_key(*key));
        self.compare_tags(&own.map(|(key, value)| (key.clone(), value.clone())).collect(), want);
    }

    pub(in crate::parts) fn push(&mut self, difference: String) {
        self.0.push(difference);
    }
}

impl From<Differences> for Vec<String> {
    fn from(differences: Differences) -> Vec<String> {
        differences.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(tags: &[(&str, &str)]) -> Tags {
        tags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn differences_are_words() {
        let mut differences = Differences::new();
        differences.compare("a", 1, 1);
        differences.compare("a", true, false);
        differences.compare_option("b", None, Some("x"));
        let set = |items: &[&str]| items.iter().map(|item| (*item).to_owned()).collect();
        differences.compare_sets("c", &set(&["1", "2"]), &set(&["2", "3"]));
        differences.compare_tags(&tags(&[("team", "a"), ("old", "b")]), &tags(&[("team", "b"), ("new", "c")]));
        assert_eq!(
            Vec::from(differences),
            [
                "a is true, should be false",
                "b is none, should be x",
                "c lacks 3",
                "c has 1, should not",
                "tag new is missing, should be \"c\"",
                "tag team is \"a\", should be \"b\"",
                "tag old is \"b\", should not be there",
            ]
        );
    }
}
