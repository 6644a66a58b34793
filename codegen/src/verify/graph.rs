//! What units say of each other: every way leads to a unit, and none leads back.

use std::collections::BTreeMap;

use super::Finding;
use super::unit::{Found, Way};
use crate::estate::Estate;

pub(super) fn check(units: &[Found], estate: &Estate, findings: &mut Vec<Finding>) {
    let by_path: BTreeMap<&str, &Found> = units.iter().map(|unit| (unit.path.as_str(), unit)).collect();
    for unit in units {
        for way in ways(unit) {
            match way.to.as_deref() {
                Some(to) if by_path.contains_key(to) => {}
                Some(to) => {
                    let message = format!("`{}` leads to {to}, where no unit is", way.written);
                    findings.push(Finding::new(&way.file, way.line, message, "name the folder of a unit"));
                }
                None => {
                    let message = format!("`{}` leads out of the repo", way.written);
                    findings.push(Finding::new(&way.file, way.line, message, "name the folder of a unit"));
                }
            }
        }
    }
    for cycle in cycles(&by_path) {
        let first = cycle.first().and_then(|path| by_path.get(path));
        if let Some(first) = first {
            let message = format!("units need each other in a circle: {}", cycle.join(" -> "));
            findings.push(Finding::new(
                &first.file,
                first.line,
                message,
                "no order applies them: take one dependency out",
            ));
        }
    }
    for unit in &estate.units {
        if !by_path.contains_key(unit.path.as_str()) {
            let help = "`plinth plan` says whether it was deleted; `plinth generate --restore` writes it again";
            findings.push(Finding::new(&unit.path, 0, "the layout means this unit, and it is not there", help));
        }
    }
}

fn ways(unit: &Found) -> impl Iterator<Item = &Way> {
    unit.dependencies.iter().filter_map(|needed| needed.way.as_ref()).chain(&unit.after)
}

/// Each circle once, from its first unit by name back to it.
fn cycles<'a>(units: &BTreeMap<&'a str, &'a Found>) -> Vec<Vec<&'a str>> {
    let mut state: BTreeMap<&str, bool> = BTreeMap::new();
    let mut cycles = Vec::new();
    for start in units.keys() {
        // The way to where the search is, with what is left to look at from each unit.
        let mut trail: Vec<(&'a str, Vec<&'a str>)> = Vec::new();
        let mut enter = Some(*start).filter(|start| !state.contains_key(start));
        loop {
            if let Some(path) = enter.take() {
                state.insert(path, false);
                let next = units.get(path).into_iter().flat_map(|unit| ways(unit)).filter_map(|way| way.to.as_deref());
                trail.push((path, next.filter(|next| units.contains_key(next)).collect()));
            }
            let Some((path, next)) = trail.last_mut() else { break };
            match next.pop() {
                None => {
                    state.insert(*path, true);
                    trail.pop();
                }
                Some(to) if !state.contains_key(to) => enter = Some(to),
                Some(to) if state.get(to) == Some(&false) => {
                    let circle = trail.iter().map(|(path, _)| *path).skip_while(|path| *path != to);
                    let mut circle: Vec<&str> = circle.collect();
                    let first = circle.iter().enumerate().min_by_key(|(_, path)| **path).map_or(0, |(at, _)| at);
                    circle.rotate_left(first);
                    circle.extend(circle.first().copied());
                    if !cycles.contains(&circle) {
                        cycles.push(circle);
                    }
                }
                Some(_) => {}
            }
        }
    }
    cycles
}
