//! Checks that concern one name.

use std::collections::BTreeSet;

use crate::estate::{Account, Organization};
use crate::spec::{At, Problem, Problems, regions};

/// Lower-case letters, digits and `-`, beginning with a letter: safe as a folder, a bucket's part and a Terraform string.
pub(super) fn check_name(what: &str, name: &At<String>, longest: usize, problems: &mut Problems) {
    let fits = name.starts_with(|c: char| c.is_ascii_lowercase())
        && !name.ends_with('-')
        && name.len() <= longest
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if !fits {
        problems.push(Problem::new(
            format!("{what} cannot be called `{}`", name.value),
            &name.span,
            "becomes a folder and part of names at AWS",
            format!(
                "use 1 to {longest} lower-case letters, digits and `-`, beginning with a letter and not ending with `-`"
            ),
        ));
    }
}

pub(super) fn check_region(region: &At<String>, problems: &mut Problems) {
    if !regions::ALL.contains(&region.as_str()) {
        let help = crate::spec::known_words(region, regions::ALL);
        problems.push(Problem::new(
            format!("unknown region `{}`", region.value),
            &region.span,
            "AWS has no such region",
            help,
        ));
    }
}

/// A region that the organization uses.
pub(super) fn check_used_region(region: &At<String>, organization: &Organization, problems: &mut Problems) {
    if !organization.regions.contains(&region.value) {
        problems.push(Problem::new(
            format!("region `{}` is not in use", region.value),
            &region.span,
            "not one of the organization's regions",
            format!("add it to `organization.regions`, or use one of {}", organization.regions.join(", ")),
        ));
    }
}

pub(super) fn check_account(
    name: &At<String>,
    at: &std::ops::Range<usize>,
    accounts: &[Account],
    problems: &mut Problems,
) {
    if !accounts.iter().any(|account| account.name == name.value) {
        let span = if name.span.is_empty() { at } else { &name.span };
        let help = crate::spec::known_words(name, accounts.iter().map(|account| account.name.as_str()));
        problems.push(Problem::new(
            format!("unknown account `{}`", name.value),
            span,
            "no account has this name",
            help,
        ));
    }
}

/// Accounts that `all` or a list means, sorted.
pub(super) fn accounts_of(
    names: &At<crate::spec::Names>,
    accounts: &[Account],
    problems: &mut Problems,
) -> Vec<String> {
    let mut named: Vec<String> = match &names.value {
        crate::spec::Names::Word(word) if word == "all" => {
            accounts.iter().map(|account| account.name.clone()).collect()
        }
        crate::spec::Names::Word(word) => {
            let help = "write `all`, or a list such as `[dev, prod]`";
            problems.push(Problem::new(format!("`{word}` is no list of accounts"), &names.span, "one word", help));
            Vec::new()
        }
        crate::spec::Names::List(list) => {
            let known: BTreeSet<&str> = accounts.iter().map(|account| account.name.as_str()).collect();
            for name in list.iter().filter(|name| !known.contains(name.as_str())) {
                check_account(name, &names.span, accounts, problems);
            }
            list.iter().map(|name| name.value.clone()).collect()
        }
    };
    named.sort();
    named.dedup();
    named
}
