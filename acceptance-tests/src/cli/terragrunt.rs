//! Terragrunt, where there is one.

use super::binary::on_path;
use super::{Cli, Output, Running};
use crate::error::{Context as _, Result};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// It runs all units of a repo at once.
const AT_MOST: Duration = Duration::from_mins(15);

/// Terragrunt, as it was found.
#[derive(Clone, Debug)]
pub struct Terragrunt {
    path: PathBuf,
}

impl Terragrunt {
    /// Looks in `PLINTH_TERRAGRUNT` and on `PATH`.
    ///
    /// # Errors
    /// One sentence that says what to do, when there is none.
    pub fn find() -> Result<Self> {
        let named = std::env::var_os("PLINTH_TERRAGRUNT").filter(|path| !path.is_empty()).map(PathBuf::from);
        let path = named
            .or_else(|| on_path("terragrunt"))
            .context("there is no terragrunt: put it on PATH, or name it in PLINTH_TERRAGRUNT")?;
        Ok(Self { path })
    }

    /// Runs a command to its end, strictly: what a later version refuses is refused now.
    pub(crate) fn run(
        &self,
        cli: &Cli,
        folder: &Path,
        environment: &BTreeMap<String, String>,
        arguments: &[&str],
    ) -> Result<Output> {
        let mut command = Command::new(&self.path);
        command.current_dir(folder).env_clear().envs(environment).args(arguments);
        for (name, value) in [
            ("TG_NON_INTERACTIVE", "true"),
            ("TG_STRICT_MODE", "true"),
            ("TG_NO_COLOR", "true"),
            ("TG_LOG_FORMAT", "bare"),
            ("TG_PARALLELISM", "2"),
        ] {
            command.env(name, value);
        }
        command.env("TG_TF_PATH", &cli.path);
        Running::start(command, format!("`terragrunt {}`", arguments.join(" ")))?.finish_within(AT_MOST)
    }
}
