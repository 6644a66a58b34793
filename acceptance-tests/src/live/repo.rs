//! A generated repo.

use super::Unit;
use crate::aws::Account;
use crate::cli::{Cli, Output, Terragrunt, Tool, environment};
use crate::error::{Context as _, Result};
use crate::{ensure, paths};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, OnceLock, PoisonError};
use tempfile::TempDir;

/// Version of the provider under test.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What a repo is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavour {
    /// Plain Terraform root modules.
    Terraform,
    /// Terragrunt units, rendered here.
    Terragrunt,
    /// Terragrunt stacks. Only Terragrunt itself makes units of them.
    Stacks,
}

impl Flavour {
    /// As `plinth init` takes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Terraform => "terraform",
            Self::Terragrunt => "terragrunt",
            Self::Stacks => "terragrunt-stacks",
        }
    }
}

/// Units that may be applied at the same time.
#[derive(Clone, Debug)]
pub struct Phase {
    /// What they make.
    pub title: String,
    /// The units.
    pub units: Vec<Unit>,
}

/// Takes the guard off a module's resource, where it has one, as a person would who means to destroy it.
pub fn allow_destroy(module: &Path) -> Result<()> {
    let text = fs::read_to_string(module.join("main.tf")).context("main.tf")?;
    let resource = text.lines().find(|line| line.starts_with("resource "));
    if let Some(resource) = resource.filter(|_| text.contains("prevent_destroy = true")) {
        let guard = format!("{resource}\n  lifecycle {{\n    prevent_destroy = false\n  }}\n}}\n");
        fs::write(module.join("destroy_override.tf"), guard).context("an override")?;
    }
    Ok(())
}

/// Where a unit was made ready for the tool, and the variables that it is given there.
type Place = (PathBuf, BTreeMap<String, String>);

/// A repo in a temporary folder, and the provider in a mirror beside it.
pub struct LiveRepo {
    /// The tool that its units are applied with.
    pub cli: Cli,
    pub(super) flavour: Flavour,
    pub(super) folder: TempDir,
    pub(super) environment: BTreeMap<String, String>,
    places: Mutex<BTreeMap<String, Place>>,
}

impl LiveRepo {
    /// A repo of a preset for an organization of this name, with the provider pinned, as a person would make it.
    pub fn new(cli: &Cli, preset: &str, flavour: Flavour, name: &str) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("plinth-live-").tempdir().context("a temporary directory")?;
        let root = folder.path();
        for name in ["home", "repo"] {
            fs::create_dir(root.join(name)).context("a temporary directory")?;
        }
        let host = if cli.tool == Tool::Tofu { "registry.opentofu.org" } else { "registry.terraform.io" };
        let package = format!("mirror/{host}/plinth/plinth/{VERSION}/{}_{}", system(), architecture());
        let package = root.join(package);
        fs::create_dir_all(&package).context("a mirror")?;
        let binary = package.join(format!("{}_v{VERSION}", paths::PROVIDER));
        std::os::unix::fs::symlink(paths::provider_binary()?, binary).context("could not link the provider")?;
        let mirror = root.join("mirror").display().to_string();
        let settings = format!("provider_installation {{\n  filesystem_mirror {{\n    path = \"{mirror}\"\n  }}\n}}\n");
        fs::write(root.join("cli.tfrc"), settings).context("could not write the tool's configuration")?;
        let environment = environment::bare(&root.join("home"), &root.join("cli.tfrc"));
        let repo = Self { cli: cli.clone(), flavour, folder, environment, places: Mutex::default() };
        let email = format!("aws+{{account}}@{name}.example");
        repo.plinth(&[
            "init",
            "--preset",
            preset,
            "--flavour",
            flavour.name(),
            "--name",
            name,
            "--email",
            &email,
            "--home-region",
            "eu-west-1",
        ])?;
        repo.pin_provider(&mirror)?;
        repo.plinth(&["generate"])?;
        Ok(repo)
    }

    /// The same with an account's credentials and an endpoint in the environment.
    #[must_use]
    pub fn with_aws(mut self, account: &Account, endpoint: &str) -> Self {
        environment::enter(&mut self.environment, account, endpoint);
        self
    }

    /// The repo's folder.
    pub fn root(&self) -> PathBuf {
        self.folder.path().join("repo")
    }

    /// Runs the generator in the repo; the answer is what it says.
    ///
    /// # Errors
    /// With its own words.
    pub fn plinth(&self, arguments: &[&str]) -> Result<String> {
        let mut command = Command::new(paths::generator()?);
        command.arg("-C").arg(self.root()).args(arguments).env_clear();
        let output = command.output().context("could not run plinth")?;
        let stderr = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "`plinth {}`: {stderr}", arguments.join(" "));
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Hashing an unoptimised provider with an unoptimised program takes seconds, so it is done once for all repos.
    fn pin_provider(&self, mirror: &str) -> Result<()> {
        static PINNED: OnceLock<String> = OnceLock::new();
        let record = self.root().join(".plinth/provider.json");
        if let Some(text) = PINNED.get() {
            return fs::write(record, text).context("provider.json");
        }
        self.plinth(&["pin", "--provider", mirror])?;
        let text = fs::read_to_string(record).context("provider.json")?;
        let _ = PINNED.set(text);
        Ok(())
    }

    /// Takes the guard off what must not be destroyed by mistake, in all modules.
    pub fn allow_destroy(&self) -> Result<()> {
        for entry in fs::read_dir(self.root().join("modules")).context("modules")? {
            allow_destroy(&entry.context("modules")?.path())?;
        }
        Ok(())
    }

    /// Names of the member accounts in the layout.
    pub fn members(&self) -> Result<Vec<String>> {
        let text = fs::read_to_string(self.root().join("accounts.json")).context("accounts.json")?;
        let accounts: Value = serde_json::from_str(&text).context("accounts.json")?;
        let names = accounts.as_object().into_iter().flatten().map(|(name, _)| name.clone());
        Ok(names.filter(|name| name != "management").collect())
    }

    /// The phases, in order.
    pub fn phases(&self) -> Result<Vec<Phase>> {
        let phases: Value = serde_json::from_str(&self.plinth(&["phases", "--json"])?).context("phases")?;
        let mut read = Vec::new();
        for phase in phases.as_array().into_iter().flatten() {
            let paths = phase["units"].as_array().into_iter().flatten().filter_map(Value::as_str);
            let units = paths.map(|path| self.unit(path)).collect::<Result<Vec<_>>>()?;
            read.push(Phase { title: phase["title"].as_str().unwrap_or_default().to_owned(), units });
        }
        Ok(read)
    }

    fn unit(&self, path: &str) -> Result<Unit> {
        let file = match self.flavour {
            Flavour::Terraform => "main.tf",
            Flavour::Terragrunt => "terragrunt.hcl",
            Flavour::Stacks => return Err(format!("{path} is in a stack").into()),
        };
        let text = fs::read_to_string(self.root().join(path).join(file)).context(path)?;
        let module = text.lines().filter(|line| line.trim_start().starts_with("source")).find_map(|line| {
            line.split_once("modules/").and_then(|(_, name)| name.split('"').next()).map(str::to_owned)
        });
        let module = module.context(format!("{path} names no module"))?;
        let has_module = self.root().join("modules").join(&module).join("main.tf").is_file();
        Ok(Unit { path: path.to_owned(), module, has_module })
    }

    pub(super) fn prepared(&self, unit: &Unit, folder: PathBuf, variables: BTreeMap<String, String>) {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        places.insert(unit.path.clone(), (folder, variables));
    }

    /// Where a unit is applied, and the inputs in its environment.
    pub(super) fn place(&self, path: &str) -> Result<(PathBuf, BTreeMap<String, String>)> {
        let places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        places.get(path).cloned().context(format!("{path} is not initialized"))
    }

    /// Runs a command of the tool in a folder that is no unit's.
    pub fn run_in(&self, folder: &Path, arguments: &[&str]) -> Result<Output> {
        environment::run(&self.cli, folder, &self.environment, arguments)
    }

    /// Runs Terragrunt itself in the repo.
    pub fn terragrunt(&self, terragrunt: &Terragrunt, arguments: &[&str]) -> Result<Output> {
        terragrunt.run(&self.cli, &self.root(), &self.environment, arguments)
    }

    /// Writes the repo for something else, as a person would who edits the layout.
    pub fn become_flavour(&mut self, flavour: Flavour) -> Result<()> {
        let path = self.root().join("plinth.yaml");
        let text = fs::read_to_string(&path).context("plinth.yaml")?;
        let line = |flavour: Flavour| format!("flavour: {} ", flavour.name());
        ensure!(text.contains(&line(self.flavour)), "plinth.yaml says no flavour:\n{text}");
        fs::write(&path, text.replace(&line(self.flavour), &line(flavour))).context("plinth.yaml")?;
        self.flavour = flavour;
        self.plinth(&["generate"]).map(drop)
    }
}

/// The system, as Terraform calls it.
fn system() -> &'static str {
    if cfg!(target_os = "macos") { "darwin" } else { std::env::consts::OS }
}

/// The architecture, as Terraform calls it.
fn architecture() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    }
}
