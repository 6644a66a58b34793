//! Every unit against its module: inputs, outputs of others that it uses, and mocks.

use std::collections::BTreeMap;
use std::path::Path;

use super::Finding;
use super::module::{Module, Modules};
use super::unit::{Found, Kind, Needed};
use crate::keep::KeepError;
use crate::spec::known_words;
use crate::tree::Tree;

/// Commands that change something: they must never see a mock.
const CHANGING: [&str; 4] = ["apply", "destroy", "import", "state"];

pub(super) fn check(root: &Path, units: &[Found], tree: &Tree, findings: &mut Vec<Finding>) -> Result<(), KeepError> {
    let mut modules = Modules::new(root);
    let by_path: BTreeMap<&str, &Found> = units.iter().map(|unit| (unit.path.as_str(), unit)).collect();
    let missing = tree.missing_modules();
    // Units of modules that this version does not have, by module.
    let mut waiting: BTreeMap<&str, usize> = BTreeMap::new();
    for unit in units {
        let Some(folder) = &unit.module else { continue };
        if let Some(module) = modules.get(folder, findings)?.cloned() {
            inputs(unit, folder, &module, findings);
        } else if folder.strip_prefix("modules/").is_some_and(|name| missing.contains(name)) {
            *waiting.entry(folder).or_insert(0) += 1;
        } else {
            let help = "`plinth generate --restore modules` writes it again";
            findings.push(Finding::new(&unit.file, unit.line, format!("its module {folder} is not there"), help));
        }
        for needed in &unit.dependencies {
            let to = needed.way.as_ref().and_then(|way| way.to.as_deref());
            let other = to.and_then(|to| by_path.get(to)).and_then(|other| other.module.clone());
            let module = match &other {
                Some(folder) => modules.get(folder, findings)?.cloned(),
                None => None,
            };
            outputs(unit, needed, module.as_ref(), findings);
        }
        for used in &unit.uses {
            if !unit.dependencies.iter().any(|needed| needed.name == used.dependency) {
                let message = format!("it uses an output of `{}`, which is no dependency of the unit", used.dependency);
                let names = unit.dependencies.iter().map(|needed| needed.name.as_str());
                findings.push(Finding::new(&used.file, used.line, message, known_words(&used.dependency, names)));
            }
        }
    }
    for (folder, count) in waiting {
        let message = format!("this version of Plinth does not have the module, and {count} units are of it");
        findings.push(Finding::new(folder, 0, message, "they cannot be applied yet").warning());
    }
    Ok(())
}

fn inputs(unit: &Found, folder: &str, module: &Module, findings: &mut Vec<Finding>) {
    for (name, given) in &unit.inputs {
        if !module.variables.contains_key(name) {
            let message = format!("{folder} has no variable `{name}`, so the input is without effect");
            let help = known_words(name, module.variables.keys().map(String::as_str));
            findings.push(Finding::new(&given.file, given.line, message, help));
        }
    }
    let required = module.variables.iter().filter(|(_, required)| **required).map(|(name, _)| name);
    for name in required.filter(|name| unit.complete && !unit.inputs.contains_key(*name)) {
        let message = format!("{folder} needs the input `{name}`, and the unit does not give it");
        findings.push(Finding::new(&unit.file, unit.line, message, "add it to the unit's inputs"));
    }
}

fn outputs(unit: &Found, needed: &Needed, module: Option<&Module>, findings: &mut Vec<Finding>) {
    let used = || unit.uses.iter().filter(|used| used.dependency == needed.name);
    if let Some(module) = module {
        for used in used().filter(|used| !module.outputs.contains_key(&used.output)) {
            let message = format!("the module of `{}` has no output `{}`", needed.name, used.output);
            let help = known_words(&used.output, module.outputs.keys().map(String::as_str));
            findings.push(Finding::new(&used.file, used.line, message, help));
        }
    }
    let Some(mocks) = &needed.mocks else { return };
    for (name, mock) in mocks {
        let Some(module) = module else { break };
        match module.outputs.get(name) {
            None => {
                let message =
                    format!("the module of `{}` has no output `{name}` that a mock could stand for", needed.name);
                let help = known_words(name, module.outputs.keys().map(String::as_str));
                findings.push(Finding::new(&needed.file, mock.line, message, help));
            }
            Some(kind) if *kind != mock.kind && *kind != Kind::Unknown && mock.kind != Kind::Unknown => {
                let message =
                    format!("the mock of `{name}` is {}, and the output is {}", mock.kind.name(), kind.name());
                findings.push(Finding::new(&needed.file, mock.line, message, "a mock is of its output's type"));
            }
            Some(_) => {}
        }
    }
    for used in used().filter(|used| !mocks.contains_key(&used.output)) {
        let message =
            format!("output `{}` of `{}` has no mock: a plan fails until it is deployed", used.output, needed.name);
        findings.push(Finding::new(&needed.file, needed.line, message, "add it to mock_outputs, of the output's type"));
    }
    if mocks.is_empty() {
        return;
    }
    match &needed.commands {
        None => {
            let message = format!("mocks of `{}` may be seen by every command, `apply` too", needed.name);
            let help = "say mock_outputs_allowed_terraform_commands = [\"init\", \"validate\", \"plan\"]";
            findings.push(Finding::new(&needed.file, needed.line, message, help));
        }
        Some(commands) => {
            for command in commands.iter().filter(|command| CHANGING.contains(&command.as_str())) {
                let message = format!("mocks of `{}` may be seen by `{command}`, which would act on them", needed.name);
                let help = "take it out of mock_outputs_allowed_terraform_commands";
                findings.push(Finding::new(&needed.file, needed.line, message, help));
            }
        }
    }
}
