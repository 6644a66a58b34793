//! What is done with one unit.

use super::repo::{Flavour, LiveRepo};
use super::terragrunt;
use crate::cli::{Output, Tool, environment};
use crate::ensure;
use crate::error::{Context as _, Result};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A unit of a repo.
#[derive(Clone, Debug)]
pub struct Unit {
    /// Its folder, and its state's key: `prod/eu-west-1/app`.
    pub path: String,
    /// The module that it is.
    pub module: String,
    /// Whether the repo has that module.
    pub has_module: bool,
}

impl LiveRepo {
    /// Makes the unit ready: what its dependencies put out must be there.
    ///
    /// # Errors
    /// Also when the lock file that was generated is not the one that the tool wants.
    pub fn init(&self, unit: &Unit) -> Result<()> {
        let (folder, inputs) = match self.flavour {
            Flavour::Terraform => (self.root().join(&unit.path), Map::new()),
            Flavour::Terragrunt | Flavour::Stacks => {
                let outputs = |path: &str| self.outputs(path).map(Some);
                let into = self.folder.path().join("rendered").join(&unit.path);
                let rendered = terragrunt::render(&self.root(), &unit.path, &into, &outputs)?;
                (rendered.folder, rendered.inputs)
            }
        };
        self.prepared(unit, folder, terragrunt::variables(&inputs));
        // OpenTofu has another address for the same provider, and adds it.
        let arguments: &[&str] =
            if self.cli.tool == Tool::Terraform { &["init", "-lockfile=readonly"] } else { &["init"] };
        self.run(unit, arguments)?.success().map(drop)
    }

    /// The unit with mocks for what others put out, in a folder of its own; the answer is the folder, from the one that the
    /// repo is in, and its inputs.
    pub fn rendered_with_mocks(&self, unit: &Unit) -> Result<(String, Map<String, Value>)> {
        let folder = format!("mocked/{}", unit.path);
        let into = self.folder.path().join(&folder);
        let rendered = terragrunt::render(&self.root(), &unit.path, &into, &|_| Ok(None))?;
        Ok((folder, rendered.inputs))
    }

    /// Applies the unit.
    pub fn apply(&self, unit: &Unit) -> Result<()> {
        self.run(unit, &["apply", "-auto-approve"])?.success().map(drop)
    }

    /// Plans the unit, and fails unless there is nothing to do.
    pub fn expect_empty_plan(&self, unit: &Unit) -> Result<()> {
        let plan = self.run(unit, &["plan", "-detailed-exitcode"])?;
        ensure!(plan.code == Some(0), "the second plan of {} is not empty:\n{}", unit.path, plan.text);
        Ok(())
    }

    /// Destroys what the unit made.
    pub fn destroy(&self, unit: &Unit) -> Result<()> {
        self.run(unit, &["destroy", "-auto-approve"])?.success().map(drop)
    }

    /// Runs a command in the unit's folder.
    pub fn run(&self, unit: &Unit, arguments: &[&str]) -> Result<Output> {
        let (folder, mut variables) = self.place(&unit.path)?;
        variables.extend(self.environment.clone());
        environment::run(&self.cli, &folder, &variables, arguments).context(&unit.path)
    }

    /// What a unit put out.
    fn outputs(&self, path: &str) -> Result<Value> {
        let (folder, mut variables) = self.place(path)?;
        variables.extend(self.environment.clone());
        let shown = environment::run(&self.cli, &folder, &variables, &["output", "-json"])?.success()?;
        let outputs: BTreeMap<String, Value> = serde_json::from_str(&shown.stdout).context("outputs")?;
        let value = |(name, output): (String, Value)| (name, output.get("value").cloned().unwrap_or_default());
        Ok(Value::Object(outputs.into_iter().map(value).collect()))
    }
}
