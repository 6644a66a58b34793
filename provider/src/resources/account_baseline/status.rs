//! What becomes of each guardrail: `status`, and the controls that it serves.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin::composite::Survey;

use super::guardrail::{Registered, Scope, UNMANAGED};
use crate::parts::setting::GLOBAL;

/// The states of each guardrail by region, or under `global`.
pub(super) type Status = BTreeMap<String, BTreeMap<String, String>>;

/// A guardrail that has no part yet.
const MISSING: &str = "missing";

/// As the parts stand.
pub(super) fn status(survey: &Survey, guardrails: &[(Registered, bool)], regions: &BTreeSet<String>) -> Status {
    let each = guardrails.iter().map(|(guardrail, managed)| {
        let global = BTreeSet::from([GLOBAL.to_owned()]);
        let names = if guardrail.scope == Scope::Account { &global } else { regions };
        let state = |name: &String| {
            let state = if *managed { held(survey, &guardrail.addresses(), name) } else { UNMANAGED };
            // What is only for some regions, because somebody said which, is not missing in the others.
            let is_of_others = state == MISSING && !guardrail.by_default;
            (!is_of_others).then(|| (name.clone(), state.to_owned()))
        };
        (guardrail.name.to_owned(), names.iter().filter_map(state).collect())
    });
    each.collect()
}

/// The state of one guardrail in one region: `drifted` when any of its parts is not as it should be, `missing` when it has
/// none yet.
fn held(survey: &Survey, addresses: &[&str], name: &str) -> &'static str {
    let is_own = |address: &String| {
        address.split_once('/').is_some_and(|(part, rest)| {
            // What an account has once may be in its home region.
            addresses.contains(&part) && (name == GLOBAL || rest.split('/').next().is_some_and(|region| region == name))
        })
    };
    if survey.drift.keys().any(is_own) {
        "drifted"
    } else if survey.parts.iter().any(is_own) {
        "enabled"
    } else {
        MISSING
    }
}

/// The controls of each guardrail that the baseline sees to.
pub(super) fn controls(guardrails: &[(Registered, bool)]) -> BTreeMap<String, BTreeSet<String>> {
    let managed = guardrails.iter().filter(|(guardrail, managed)| *managed && !guardrail.controls.is_empty());
    let controls = |controls: &[&str]| controls.iter().map(|id| (*id).to_owned()).collect();
    managed.map(|(guardrail, _)| (guardrail.name.to_owned(), controls(guardrail.controls))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_that_of_the_regions_own_parts() {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<BTreeSet<String>>();
        let parts = texts(&["detector/eu-west-1", "feature/eu-west-1/s3", "detector/us-east-1", "detector/us-east-2"]);
        let drift = BTreeMap::from([("feature/us-east-2/s3".to_owned(), "does not exist, should".to_owned())]);
        let survey = Survey { parts, drift };
        let state = |region: &str| held(&survey, &["detector", "feature"], region);
        assert_eq!(
            ["eu-west-1", "us-east-1", "us-east-2", "us-west-2"].map(state),
            ["enabled", "enabled", "drifted", "missing"]
        );
        assert_eq!(held(&survey, &["trail"], "eu-west-1"), "missing");
    }
}
