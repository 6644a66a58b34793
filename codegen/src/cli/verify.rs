//! `plinth verify`: whether a live repo is sound, without Terraform.

use std::path::Path;

use super::generate::{failures, rendered};
use super::{Done, Failure, project};
use crate::keep::{self, Options};
use crate::verify::{self, Finding};

/// What is wrong, one line each; exit code 1 when anything is.
pub(super) fn verify(directory: &Path, json: bool) -> Result<Done, Vec<Failure>> {
    let recovered = keep::recovered(directory).map_err(failures)?;
    let resolved = project::read(directory)?;
    let tree = rendered(&resolved).map_err(|failure| vec![failure])?;
    let plan = keep::plan(directory, &tree, &Options::default(), recovered).map_err(failures)?;
    let findings = verify::verify(directory, &resolved.estate, &tree, &plan).map_err(failures)?;
    let errors = findings.iter().filter(|finding| !finding.warning).count();
    let text = if json { super::json(&findings)? } else { told(&findings, errors, resolved.estate.units.len()) };
    Ok(Done { text, ..Done::code(u8::from(errors > 0)) })
}

fn told(findings: &[Finding], errors: usize, units: usize) -> String {
    let mut lines = Vec::new();
    for Finding { path, line, warning, message, help } in findings {
        let kind = if *warning { "warning" } else { "error" };
        let line = if *line > 0 { format!(":{line}") } else { String::new() };
        lines.push(format!("{kind}: {path}{line}: {message}\n  help: {help}\n"));
    }
    let warnings = findings.len() - errors;
    lines.push(format!("{units} units checked: {errors} errors, {warnings} warnings\n"));
    lines.concat()
}
