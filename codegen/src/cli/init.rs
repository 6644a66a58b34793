//! `plinth init`: a layout file to begin with.

use std::io::{BufRead, IsTerminal, Write};
use std::path::Path;

use clap::ValueEnum;
use miette::{IntoDiagnostic, miette};

use super::generate::failure;
use super::project::{LAYOUT, SCHEMA, replace};
use super::{Failure, Init};
use crate::keep;
use crate::resolve::{Recorded, resolve};
use crate::spec::{self, Answers, Preset};

pub(super) fn run(directory: &Path, flags: &Init) -> Result<String, Failure> {
    let path = directory.join(LAYOUT);
    if path.symlink_metadata().is_ok() {
        return Err(miette!(help = "edit it, or begin in another folder with -C", "{} exists already", path.display()));
    }
    let preset = if let Some(preset) = flags.preset {
        preset
    } else {
        let answer = ask("preset", "starter, standard or enterprise", Some("standard"))?;
        Preset::from_str(&answer, true).map_err(|error| miette!("preset: {error}"))?
    };
    let or_ask = |flag: &Option<String>, name: &str, what: &str, default: Option<&str>| match flag {
        Some(value) => Ok(value.clone()),
        None => ask(name, what, default),
    };
    let answers = Answers {
        name: or_ask(&flags.name, "name", "name of the organization, such as acme", None)?,
        email: or_ask(&flags.email, "email", "pattern of addresses, such as aws+{account}@acme.example", None)?,
        home_region: or_ask(&flags.home_region, "home-region", "home region", Some("eu-west-1"))?,
        flavour: flags.flavour.clone(),
    };
    let text = preset.render(&answers).into_diagnostic()?;
    let problems = match spec::parse(&text) {
        Ok(layout) => resolve(&layout, &Recorded::default()).err().unwrap_or_default(),
        Err(problem) => vec![problem],
    };
    if let Some(problem) = problems.into_iter().next() {
        return Err(Failure::new(problem.in_file(LAYOUT, &text)));
    }
    let schema = spec::schema().into_diagnostic()?;
    keep::is_sound(directory, SCHEMA).map_err(failure)?;
    std::fs::create_dir_all(directory.join(".plinth"))
        .map_err(|error| miette!("{} could not be made: {error}", directory.display()))?;
    replace(&directory.join(SCHEMA), &schema)?;
    replace(&path, &text)?;
    Ok(format!("{} written: edit it, then run `plinth check`\n", path.display()))
}

/// Asks on a terminal; elsewhere the flag is missing.
fn ask(flag: &str, what: &str, default: Option<&str>) -> Result<String, Failure> {
    let stdin = std::io::stdin();
    if !stdin.is_terminal() {
        return Err(miette!(
            help = format!("it says the {what}"),
            "--{flag} is missing, and there is no terminal to ask on"
        ));
    }
    let shown = default.map(|default| format!(" [{default}]")).unwrap_or_default();
    let mut stderr = anstream::stderr();
    write!(stderr, "{what}{shown}: ").and_then(|()| stderr.flush()).into_diagnostic()?;
    let mut line = String::new();
    stdin.lock().read_line(&mut line).into_diagnostic()?;
    match (line.trim(), default) {
        ("", Some(default)) => Ok(default.to_owned()),
        ("", None) => Err(miette!("no answer: {what}")),
        (answer, _) => Ok(answer.to_owned()),
    }
}
