//! `plinth plan`, `generate` and `update`: the files that a layout means, and those that a folder has.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use miette::miette;
use serde::Serialize;

use super::writes::Writes;
use super::{Done, Failure, Generate, project};
use crate::estate::{Estate, Flavour};
use crate::keep::{self, Guard, KeepError, Move, Options, Plan, Report};
use crate::resolve::Resolved;
use crate::tree::Tree;

/// The version whose templates are in this program.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What a run does, or did.
#[derive(Debug, Serialize)]
struct Outcome {
    /// What becomes of each file.
    #[serde(flatten)]
    report: Report,
    /// The version of Plinth that wrote the repo last, if it was another.
    written_by: Option<String>,
    /// Modules that units use and this version does not have: those units cannot be applied yet.
    missing_modules: BTreeSet<String>,
    /// Folders of units that the layout means no more. What they made is still there.
    units_gone: Vec<String>,
    /// Commands that move the states of renamed units, to be run by hand.
    commands: Vec<String>,
}

/// Which of the two commands that write it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// Follows the layout.
    Generate,
    /// Follows newer templates too.
    Update,
}

struct Prepared {
    plan: Plan,
    outcome: Outcome,
}

/// What `generate` would do. Exit code 2 when asked for and something is to be done.
pub(super) fn plan(
    directory: &Path,
    flags: &Generate,
    json: bool,
    diff: bool,
    exit_code: bool,
) -> Result<Done, Vec<Failure>> {
    let Prepared { plan, outcome } = prepare(directory, flags)?;
    let pending = plan.changes_files() || !outcome.report.blocked.is_empty();
    let mut text = if json { super::json(&outcome)? } else { outcome.planned() };
    if diff && !json {
        text = diffs(&plan) + &text;
    }
    Ok(Done { text, ..Done::code(if exit_code && pending { 2 } else { 0 }) })
}

/// Makes the folder what the layout means, and loses no edit.
pub(super) fn write(directory: &Path, flags: &Generate, mode: Mode, json: bool) -> Result<Done, Vec<Failure>> {
    let writes = Writes::begin().map_err(|failure| vec![failure])?;
    let _guard = Guard::take(directory).map_err(failures)?;
    let Prepared { plan, outcome } = prepare(directory, flags)?;
    if mode == Mode::Generate {
        same_version(outcome.written_by.as_deref()).map_err(|failure| vec![failure])?;
    }
    if !plan.report.blocked.is_empty() {
        return Err(failures(KeepError::Blocked(plan.report.blocked.clone())));
    }
    if !flags.allow_dirty {
        let dirty = keep::uncommitted(directory, &plan.touched).map_err(failures)?;
        if !dirty.is_empty() {
            return Err(failures(KeepError::Dirty(dirty)));
        }
    }
    let written = keep::apply(&plan, &writes);
    writes.end();
    match written {
        Err(error @ KeepError::Interrupted) => {
            return Ok(Done { error: Some(failure(error)), ..Done::code(writes.code()) });
        }
        other => other.map_err(failures)?,
    }
    let text = if json { super::json(&outcome)? } else { outcome.written(mode) };
    Ok(Done { text, ..Done::code(u8::from(outcome.report.has_conflicts())) })
}

/// An error as it is printed.
pub(super) fn failure(error: KeepError) -> Failure {
    let help = error.help();
    miette!(help = help, "{error}")
}

pub(super) fn failures(error: KeepError) -> Vec<Failure> {
    vec![failure(error)]
}

/// Newer templates come by `update` alone, so that a change of the layout is not mixed with theirs.
fn same_version(written_by: Option<&str>) -> Result<(), Failure> {
    let Some(by) = written_by else { return Ok(()) };
    let number =
        |version: &str| version.split(['.', '-']).map(|part| part.parse::<u64>().unwrap_or(0)).collect::<Vec<_>>();
    if number(by) > number(VERSION) {
        let help = format!(
            "install Plinth {by}; `plinth update` takes the repo to the version that runs it, also to an older one"
        );
        return Err(miette!(
            help = help,
            "this repo was written by Plinth {by}, and this is {VERSION}; nothing was changed"
        ));
    }
    let help = "`plinth plan` shows what its templates change, and `plinth update` does it";
    Err(miette!(help = help, "this repo was written by Plinth {by}, and this is {VERSION}; nothing was changed"))
}

/// The tree that a layout means.
pub(super) fn rendered(resolved: &Resolved) -> Result<Tree, Failure> {
    crate::render::render(&resolved.estate)
        .map_err(|error| miette!("the layout could not be rendered, and nothing was written: {error}"))
}

/// Renames that flags name: `dev=development`.
fn moves(flags: &Generate) -> Result<Vec<Move>, Failure> {
    let one = |pair: &String| {
        let sound =
            |path: &str| !path.is_empty() && !path.starts_with('/') && !path.split('/').any(|part| part == "..");
        match pair.split_once('=') {
            Some((from, to)) if sound(from) && sound(to) && from != to => {
                let tidy = |path: &str| path.trim_end_matches('/').to_owned();
                Ok(Move { from: tidy(from), to: tidy(to) })
            }
            _ => Err(miette!(help = "such as dev=development", "`{pair}` is not of the form folder=folder")),
        }
    };
    flags.moved.iter().map(one).collect()
}

fn prepare(directory: &Path, flags: &Generate) -> Result<Prepared, Vec<Failure>> {
    let one = |failure| vec![failure];
    let recovered = keep::recovered(directory).map_err(failures)?;
    let mut moves = moves(flags).map_err(one)?;
    moves.extend(recovered.iter().flat_map(|recovered| recovered.moves.clone()));
    let resolved = project::read_moved(directory, &moves)?;
    let tree = rendered(&resolved).map_err(one)?;
    let lock = keep::Lock::read(directory).map_err(failures)?;
    let units: BTreeSet<String> = resolved.estate.units.iter().map(|unit| unit.path.clone()).collect();
    if !flags.no_moves {
        let named = |gone: &str| moves.iter().any(|one| one.from == gone);
        let found = keep::candidates(&lock, &tree, &units).into_iter().filter(|(gone, _)| !named(gone));
        let found: Vec<_> = found.collect();
        if !found.is_empty() {
            return Err(one(unclear(&found)));
        }
    }
    let options = Options {
        version: VERSION.to_owned(),
        restore: flags.restore.clone(),
        moves: moves.clone(),
        records: BTreeMap::from([
            project::blocks_record(&resolved.blocks).map_err(one)?,
            project::schema_record().map_err(one)?,
        ]),
    };
    let plan = keep::plan(directory, &tree, &options, recovered).map_err(failures)?;
    let outcome = Outcome {
        report: plan.report.clone(),
        written_by: plan.written_by.clone().filter(|by| by != VERSION),
        missing_modules: tree.missing_modules(),
        units_gone: units_gone(&plan.report, &units),
        commands: commands(&resolved.estate, &plan.report, &moves),
    };
    Ok(Prepared { plan, outcome })
}

/// A folder went and another came: only a person knows whether that is a rename.
fn unclear(found: &[(String, Vec<String>)]) -> Failure {
    let lines: Vec<String> =
        found.iter().map(|(gone, new)| format!("  {gone} is gone, and there is {}", new.join(", "))).collect();
    let flags = found.iter().filter_map(|(gone, new)| Some(format!("--moved {gone}={}", new.first()?)));
    let help = format!(
        "where it is the same under a new name, its files, blocks and pinned IDs go along: {}\n\
         where it is something new: --no-moves",
        flags.collect::<Vec<_>>().join(" ")
    );
    miette!(help = help, "the layout may have renamed folders; nothing was changed:\n{}", lines.join("\n"))
}

/// Folders whose unit's file is deleted or left, and that are no unit any more.
fn units_gone(report: &Report, units: &BTreeSet<String>) -> Vec<String> {
    let paths = report.delete.iter().chain(&report.orphans).filter(|path| !path.starts_with("modules/"));
    let folder = |path: &String| match path.rsplit_once('/') {
        Some((folder, "terragrunt.hcl" | "main.tf")) if !folder.starts_with("catalog/") => Some(folder.to_owned()),
        _ => None,
    };
    let gone: BTreeSet<String> = paths.filter_map(folder).filter(|folder| !units.contains(folder)).collect();
    gone.into_iter().collect()
}

/// The states of units in renamed folders: their key is their folder.
fn commands(estate: &Estate, report: &Report, moves: &[Move]) -> Vec<String> {
    let bucket = &estate.organization.state_bucket;
    let came = |unit: &str| report.moved.iter().any(|moved| moved.to.starts_with(&format!("{unit}/")));
    let stacks = estate.flavour == Flavour::TerragruntStacks;
    let mut commands = Vec::new();
    for Move { from, to } in moves {
        let back = [Move { from: to.clone(), to: from.clone() }];
        for unit in &estate.units {
            let Some(old) = keep::renamed(&back, &unit.path) else { continue };
            if came(&unit.path) || (stacks && !report.moved.is_empty()) {
                let (old, new) = (format!("{old}/terraform.tfstate"), format!("{}/terraform.tfstate", unit.path));
                commands.push(format!("aws s3 cp s3://{bucket}/{old} s3://{bucket}/{new}"));
            }
        }
        if !from.contains('/') && estate.account(to).is_some() && !commands.is_empty() {
            let (run, this) = match estate.flavour {
                Flavour::Terraform => {
                    ("terraform -chdir=management/_global/accounts", "module.unit.plinth_account.this")
                }
                _ => ("terragrunt run --working-dir management/_global/accounts --", "plinth_account.this"),
            };
            commands.push(format!("{run} state mv '{this}[\"{from}\"]' '{this}[\"{to}\"]'"));
        }
    }
    commands
}

fn diffs(plan: &Plan) -> String {
    let mut text = String::new();
    for (path, (now, then)) in &plan.texts {
        let said = |text: &Option<Vec<u8>>| text.as_ref().map(|text| String::from_utf8_lossy(text).into_owned());
        text.push_str(&super::diff::unified(path, said(now).as_deref(), said(then).as_deref()));
    }
    text
}

impl Outcome {
    /// For people, before.
    fn planned(&self) -> String {
        let Report { create, update, merge, moved, delete, unchanged, blocked, .. } = &self.report;
        let mut lines: Vec<String> = moved.iter().map(|one| format!("> {} goes to {}", one.from, one.to)).collect();
        lines.extend(create.iter().map(|path| format!("+ {path}")));
        lines.extend(update.iter().map(|path| format!("~ {path}")));
        lines.extend(merge.iter().map(|one| match one.conflicts {
            0 => format!("~ {} is merged with your edits", one.path),
            count => format!("~ {} is merged with your edits, with {count} conflicts to resolve", one.path),
        }));
        lines.extend(delete.iter().map(|path| format!("- {path}")));
        lines.extend(self.left());
        lines.extend(blocked.iter().map(|one| format!("! {} {}", one.path, one.reason)));
        lines.push(format!(
            "{} to create, {} to replace, {} to merge, {} to move, {} to delete, {unchanged} unchanged, {} in the way",
            create.len(),
            update.len(),
            merge.len(),
            moved.len(),
            delete.len(),
            blocked.len()
        ));
        if let Some(by) = &self.written_by {
            lines.push(format!("The repo was written by Plinth {by}: `plinth update` takes it to {VERSION}."));
        }
        lines.join("\n") + "\n" + &self.notes()
    }

    /// For people, afterwards.
    fn written(&self, mode: Mode) -> String {
        let Report { create, update, merge, moved, delete, unchanged, yours, edited, deleted, .. } = &self.report;
        let mut lines = Vec::new();
        if mode == Mode::Update {
            lines.push(match &self.written_by {
                Some(by) => format!("From Plinth {by} to {VERSION}:"),
                None => format!("Plinth {VERSION}, as before:"),
            });
        }
        lines.push(format!(
            "{} files written, {} replaced, {} merged, {} moved, {} deleted, {unchanged} unchanged, {} yours, \
             {} deleted by you. `plinth phases` says in which order units are applied.",
            create.len(),
            update.len(),
            merge.len(),
            moved.len(),
            delete.len(),
            yours.len() + edited.len(),
            deleted.len(),
        ));
        let conflicts =
            merge.iter().filter(|one| one.conflicts > 0).map(|one| &one.path).chain(&self.report.unresolved);
        let conflicts: Vec<&str> = conflicts.map(String::as_str).collect();
        if !conflicts.is_empty() {
            lines.push(format!("These have conflicts to resolve, between markers:\n  {}", conflicts.join("\n  ")));
        }
        lines.join("\n") + "\n" + &self.notes()
    }

    /// Files that nothing happens to, and why.
    fn left(&self) -> Vec<String> {
        let Report { yours, edited, deleted, unresolved, .. } = &self.report;
        let mut lines: Vec<String> = Vec::new();
        lines.extend(yours.iter().map(|path| format!("  {path} is yours, and is left as it is")));
        lines.extend(edited.iter().map(|path| format!("  {path} was edited, and is left as it is")));
        lines.extend(deleted.iter().map(|path| format!("  {path} was deleted, and stays so")));
        lines.extend(unresolved.iter().map(|path| format!("  {path} has conflicts of an earlier run to resolve")));
        lines
    }

    /// What is left to do by hand, and what cannot be applied yet; empty when there is neither.
    fn notes(&self) -> String {
        let mut lines = Vec::new();
        if !self.report.orphans.is_empty() {
            let names = self.report.orphans.join("\n  ");
            lines.push(format!(
                "The layout means these no more, and they hold edits, so they stay until you delete them:\n  {names}\n"
            ));
        }
        if !self.units_gone.is_empty() {
            let names = self.units_gone.join("\n  ");
            lines.push(format!(
                "The layout means these units no more. What they made stays until it is destroyed, \
                 from the commit before this change:\n  {names}\n"
            ));
        }
        if !self.commands.is_empty() {
            let commands = self.commands.join("\n  ");
            lines.push(format!(
                "Renamed units have another state key. Before anybody applies them, run these; then plan, and \
                 delete the old states:\n  {commands}\n"
            ));
        }
        if !self.missing_modules.is_empty() {
            let names: Vec<&str> = self.missing_modules.iter().map(String::as_str).collect();
            let names = names.join(", ");
            lines.push(format!(
                "Units of these modules cannot be applied yet, since this version does not have them: {names}\n"
            ));
        }
        lines.concat()
    }
}
