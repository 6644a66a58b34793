//! What must hold after a command that was broken, and in the end.

use crate::fault::{PANIC, REQUEST_ID, Wrong};
use acceptance_tests::aws::Found;
use acceptance_tests::driver::{Report, Stored};
use acceptance_tests::ensure;
use acceptance_tests::error::Result;
use std::collections::{BTreeMap, BTreeSet};
use tfplugin::diagnostic::{Diagnostic, Severity};

/// Parts of the resource, by address, as a state has them.
fn parts(state: Option<&Stored>) -> BTreeMap<String, String> {
    let entries = state.and_then(|stored| stored.attributes.get("parts")).and_then(|parts| parts.entries());
    let text =
        |(address, id): (&String, &tfplugin::value::Value)| (address.clone(), id.as_str().unwrap_or("?").to_owned());
    entries.into_iter().flatten().map(text).collect()
}

/// Whatever exists is in the state.
pub(crate) fn nothing_is_lost(found: &Found, state: Option<&Stored>) -> Result<()> {
    let known: BTreeSet<String> = parts(state).into_values().collect();
    let lost: Vec<&String> = found.objects.keys().filter(|id| !known.contains(*id)).collect();
    ensure!(lost.is_empty(), "{lost:?} exist and are not in the state, which has {known:?}");
    Ok(())
}

/// A person who reads the messages knows what failed, why, and what exists now.
pub(crate) fn messages(wrong: Wrong, report: &Report, state: Option<&Stored>) -> Result<()> {
    let text = report.text();
    if wrong.passes() {
        ensure!(!report.diagnostics.has_error(), "what passes by itself was reported");
        return Ok(());
    }
    if wrong.is_panic() {
        ensure!(report.diagnostics.has_error() && text.contains(PANIC), "a panic was not reported");
    }
    if wrong == Wrong::Refused {
        let named = text.contains("AccessDenied") && text.contains(REQUEST_ID);
        ensure!(named, "a refusal was reported without its code and request id");
    }
    if !report.applied {
        return Ok(());
    }
    for error in report.diagnostics.iter().filter(|one| one.severity == Severity::Error) {
        one(error, state)?;
    }
    Ok(())
}

fn one(error: &Diagnostic, state: Option<&Stored>) -> Result<()> {
    let Diagnostic { summary, detail, .. } = error;
    if detail.contains("Nothing was changed.") {
        return Ok(());
    }
    let names_part = summary.starts_with("Could not ") && summary.matches('`').count() == 2;
    ensure!(names_part, "an error names no part: {summary}");
    let exists: BTreeSet<String> = parts(state).into_keys().collect();
    let said: BTreeSet<String> = if let Some((_, rest)) = detail.split_once("in the state (`parts`): ") {
        let list = rest.split_once(". ").map_or(rest, |(list, _)| list);
        list.split(", ").map(str::to_owned).collect()
    } else {
        ensure!(detail.contains("Nothing was created."), "an error does not say what exists: {detail}");
        BTreeSet::new()
    };
    ensure!(said == exists, "an error says that {said:?} exist, and the state has {exists:?}");
    Ok(())
}

/// No secret is told to anybody.
pub(crate) fn nothing_is_leaked(report: &Report, secrets: &[String]) -> Result<()> {
    let mut places = vec![("a message", report.text())];
    places.extend(report.log.iter().map(|line| ("the log", line.clone())));
    for (place, text) in places {
        let lower = text.to_lowercase();
        ensure!(!lower.contains("x-amz-security-token"), "{place} shows a header of credentials: {text}");
        let leaked = secrets.iter().any(|secret| text.contains(secret.as_str()));
        ensure!(!leaked, "{place} shows a secret: {text}");
    }
    Ok(())
}

/// Two sets of objects are the same, or which differ.
pub(crate) fn same(found: &BTreeMap<String, String>, wanted: &BTreeMap<String, String>) -> Result<()> {
    for (id, look) in wanted {
        let now = found.get(id);
        ensure!(now == Some(look), "{id} is {now:?}, and an unbroken run makes {look}");
    }
    let surplus: Vec<&String> = found.keys().filter(|id| !wanted.contains_key(*id)).collect();
    ensure!(surplus.is_empty(), "{surplus:?} exist, and an unbroken run does not make them");
    Ok(())
}
