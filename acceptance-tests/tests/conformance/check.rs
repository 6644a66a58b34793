//! What must hold after a command that was broken, and in the end.

use crate::fault::{PANIC, REQUEST_ID, Wrong};
use acceptance_tests::aws::{Inventory, Object};
use acceptance_tests::driver::{Report, Stored};
use acceptance_tests::ensure;
use acceptance_tests::error::Result;
use std::collections::{BTreeMap, BTreeSet};
use tfplugin::diagnostic::{Diagnostic, Severity};
use tfplugin::value::Value;

/// A map of texts in a state: `parts`, `drift`.
pub(crate) fn texts(state: Option<&Stored>, attribute: &str) -> BTreeMap<String, String> {
    let entries = state.and_then(|stored| stored.attributes.get(attribute)).and_then(Value::entries);
    let text = |(key, value): (&String, &Value)| (key.clone(), value.as_str().unwrap_or("?").to_owned());
    entries.into_iter().flatten().map(text).collect()
}

/// Whatever exists that did not before is in the state, or AWS made it for what is.
pub(crate) fn nothing_is_lost(found: &Inventory, before: &Inventory, state: Option<&Stored>) -> Result<()> {
    let known: Vec<String> = texts(state, "parts").into_values().collect();
    // A VPC's set of DHCP options is known as that: another one takes its place without a moment between.
    let is_set = |object: &Object| object.kind == "DHCP options set";
    let has_set = known.iter().any(|id| id.ends_with("/dhcp-options"));
    let is_known = |object: &Object| known.iter().any(|id| id.contains(&object.id)) || is_set(object) && has_set;
    let lost: Vec<String> = found
        .since(before)
        .filter(|object| !object.is_by_aws && !is_known(object))
        .map(|object| format!("{} {}", object.kind, object.id))
        .collect();
    ensure!(lost.is_empty(), "{lost:?} exist and are not in the state, which has {known:?}");
    Ok(())
}

/// A person who reads the messages knows what failed, why, and what exists now.
///
/// `without_state` is whether what exists is meant to be in no state.
pub(crate) fn messages(wrong: Wrong, report: &Report, state: Option<&Stored>, without_state: bool) -> Result<()> {
    let text = report.text();
    if wrong.passes() {
        ensure!(!report.diagnostics.has_error(), "what passes by itself was reported");
        return Ok(());
    }
    if wrong.is_panic() {
        ensure!(report.diagnostics.has_error() && text.contains(PANIC), "a panic was not reported");
    }
    // A refusal may be got over: a read that is asked again later, a create whose object is found after all.
    if wrong == Wrong::Refused && report.diagnostics.has_error() {
        let named = text.contains("AccessDenied") && text.contains(REQUEST_ID);
        ensure!(named, "a refusal was reported without its code and request id");
    }
    if !report.applied {
        return Ok(());
    }
    for error in report.diagnostics.iter().filter(|one| one.severity == Severity::Error) {
        if without_state && error.detail.contains("is not in the state, so that nothing is made twice") {
            continue;
        }
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
    let exists: BTreeSet<String> = texts(state, "parts").into_keys().collect();
    let Some((_, rest)) = detail.split_once("in the state (`parts`): ") else {
        ensure!(detail.contains("Nothing was created."), "an error does not say what exists: {detail}");
        ensure!(exists.is_empty(), "an error says that nothing exists, and the state has {exists:?}");
        return Ok(());
    };
    let list = rest.split_once(". ").map_or(rest, |(list, _)| list);
    // Of many, the first are named, and the rest is counted.
    let (list, more) = match list.rsplit_once(" and ") {
        Some((list, more)) => (list, more.trim_end_matches(" more").parse().unwrap_or(0)),
        None => (list, 0),
    };
    let said: BTreeSet<String> = list.split(", ").map(str::to_owned).collect();
    let right = said.is_subset(&exists) && said.len() + more == exists.len();
    ensure!(right, "an error says that {said:?} and {more} more exist, and the state has {exists:?}");
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
