//! Finding the command line tools.

use crate::error::{Context as _, Result};
use crate::{ensure, paths};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Oldest version with everything that Plinth builds on (write-only attributes).
const OLDEST: (u64, u64) = (1, 11);

/// Which command line tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tool {
    /// `HashiCorp`'s.
    Terraform,
    /// The open fork.
    Tofu,
}

impl Tool {
    /// Both, in the order of the tables.
    pub const ALL: [Self; 2] = [Self::Terraform, Self::Tofu];

    /// The executable's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Terraform => "terraform",
            Self::Tofu => "tofu",
        }
    }

    /// Environment variable that says where it is.
    fn variable(self) -> &'static str {
        match self {
            Self::Terraform => "PLINTH_TERRAFORM",
            Self::Tofu => "PLINTH_TOFU",
        }
    }
}

/// A command line tool that was found.
#[derive(Clone, Debug)]
pub struct Cli {
    /// Which it is.
    pub tool: Tool,
    /// Where it is.
    pub path: PathBuf,
    /// Its version, such as `1.11.4`.
    pub version: String,
}

impl Cli {
    /// Looks in the tool's own environment variable, in `acceptance-tests/tools/bin`, and on `PATH`.
    ///
    /// # Errors
    /// One sentence that says what to do, when there is none or it is too old.
    pub fn find(tool: Tool) -> Result<Self> {
        let named = std::env::var_os(tool.variable()).filter(|path| !path.is_empty()).map(PathBuf::from);
        let built = paths::acceptance_tests().join("tools/bin").join(tool.name());
        let path = named
            .or_else(|| built.is_file().then_some(built))
            .or_else(|| on_path(tool.name()))
            .context(missing(tool))?;
        let version = version(&path)?;
        let mut numbers = version.split(['.', '-']).map(|part| part.parse::<u64>().unwrap_or(0));
        let found = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
        ensure!(
            found >= OLDEST,
            "{} is version {version}; Plinth needs {}.{} or newer",
            path.display(),
            OLDEST.0,
            OLDEST.1
        );
        Ok(Self { tool, path, version })
    }
}

fn missing(tool: Tool) -> String {
    let (name, variable) = (tool.name(), tool.variable());
    let built = if tool == Tool::Tofu { ", run `make tools` (needs Go)" } else { "" };
    format!("there is no {name}: put it on PATH, name it in {variable}{built}")
}

pub(super) fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|path| path.is_file())
}

fn version(path: &Path) -> Result<String> {
    let mut command = Command::new(path);
    command.args(["version", "-json"]).env("CHECKPOINT_DISABLE", "1").env_remove("TF_CLI_CONFIG_FILE");
    let output = command.output().context(format!("could not run {}", path.display()))?;
    let answer: serde_json::Value =
        serde_json::from_slice(&output.stdout).context(format!("{} said no version", path.display()))?;
    // OpenTofu keeps Terraform's name for the field.
    answer["terraform_version"].as_str().map(str::to_owned).context(format!("{} said no version", path.display()))
}
