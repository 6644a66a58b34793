//! A root module on disk, and the commands a person would type in it.

use super::binary::Cli;
use super::environment;
use super::output::Output;
use super::plan::Plan;
use super::process::Running;
use crate::aws::Account;
use crate::config::Config;
use crate::error::{Context as _, Result};
use crate::{ensure, paths};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// A directory with a configuration, in which one tool runs with an environment of its own.
pub struct Workdir {
    /// The tool that runs here.
    pub cli: Cli,
    folder: TempDir,
    environment: BTreeMap<String, String>,
}

impl Workdir {
    /// An empty directory in which `cli` finds the built provider, and no AWS.
    pub fn new(cli: &Cli) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("plinth-").tempdir().context("a temporary directory")?;
        let root = folder.path();
        for name in ["home", "module", "plugins"] {
            std::fs::create_dir(root.join(name)).context("a temporary directory")?;
        }
        // A link of its own: cargo puts other files of this name beside the binary, which the tools would take for it.
        std::os::unix::fs::symlink(paths::provider_binary()?, root.join("plugins").join(paths::PROVIDER))
            .context("could not link the provider")?;
        let plugins = root.join("plugins").display().to_string();
        let overrides = format!(
            "provider_installation {{\n  dev_overrides {{\n    \"registry.terraform.io/plinth/plinth\" = \"{plugins}\"\n    \
             \"registry.opentofu.org/plinth/plinth\" = \"{plugins}\"\n  }}\n  direct {{}}\n}}\n"
        );
        std::fs::write(root.join("cli.tfrc"), overrides).context("could not write the tool's configuration")?;
        let environment = environment::bare(&root.join("home"), &root.join("cli.tfrc"));
        Ok(Self { cli: cli.clone(), environment, folder })
    }

    /// The same with an account's credentials and an endpoint in the environment.
    #[must_use]
    pub fn with_aws(mut self, account: &Account, endpoint: &str) -> Self {
        environment::enter(&mut self.environment, account, endpoint);
        self
    }

    /// The same with one more environment variable.
    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Writes `main.tf`.
    pub fn write(&self, config: &Config) -> Result<()> {
        self.write_text(&config.text())
    }

    /// Writes `main.tf` from text.
    pub fn write_text(&self, text: &str) -> Result<()> {
        std::fs::write(self.module().join("main.tf"), text).context("could not write main.tf")
    }

    /// Writes `main.tf.json`, with every `${` and `%{` in it meant as it stands.
    pub fn write_json(&self, module: &Value) -> Result<()> {
        let text = module.to_string().replace("${", "$${").replace("%{", "%%{");
        std::fs::write(self.module().join("main.tf.json"), text).context("could not write main.tf.json")
    }

    /// The root module's folder.
    pub fn module(&self) -> PathBuf {
        self.path("module")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Puts another executable in the provider's place, such as a script that counts and then runs it.
    pub fn replace_provider(&self, script: &str) -> Result<()> {
        use std::os::unix::fs::PermissionsExt as _;
        let path = self.path("plugins").join(paths::PROVIDER);
        std::fs::remove_file(&path).context("could not unlink the provider")?;
        std::fs::write(&path, script).context("could not write the provider's wrapper")?;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).context("could not make it executable")
    }

    /// Starts a command and does not wait for it.
    pub fn start(&self, arguments: &[&str]) -> Result<Running> {
        let mut command = Command::new(&self.cli.path);
        command.current_dir(self.module()).env_clear().envs(&self.environment).args(arguments);
        Running::start(command, format!("`{} {}`", self.cli.tool.name(), arguments.join(" ")))
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Result<Output> {
        self.start(arguments)?.finish()
    }

    /// Plans, and reads the plan.
    pub fn plan(&self) -> Result<Plan> {
        self.plan_with(&[])
    }

    /// Plans with more arguments, and reads the plan.
    pub fn plan_with(&self, more: &[&str]) -> Result<Plan> {
        let mut arguments = vec!["plan", "-out=plan", "-detailed-exitcode"];
        arguments.extend(more);
        let output = self.run(&arguments)?;
        ensure!(
            matches!(output.code, Some(0 | 2)),
            "{} ended with {:?}:\n{}",
            output.command,
            output.code,
            output.text
        );
        let shown = self.run(&["show", "-json", "plan"])?.success()?;
        let json = serde_json::from_str(&shown.stdout).context("the plan is not JSON")?;
        Ok(Plan { json, text: output.text, has_changes: output.code == Some(2) })
    }

    /// Plans, and fails unless there is nothing to do.
    pub fn expect_empty_plan(&self) -> Result<()> {
        let plan = self.plan()?;
        ensure!(!plan.has_changes, "the plan should be empty:\n{}", plan.text);
        Ok(())
    }

    /// Applies the configuration.
    pub fn apply(&self) -> Result<Output> {
        self.run(&["apply", "-auto-approve"])?.success()
    }

    /// Destroys everything.
    pub fn destroy(&self) -> Result<Output> {
        self.run(&["destroy", "-auto-approve"])?.success()
    }

    /// The state, as `show -json` tells it.
    pub fn state(&self) -> Result<Value> {
        let shown = self.run(&["show", "-json"])?.success()?;
        serde_json::from_str(&shown.stdout).context("the state is not JSON")
    }

    /// Addresses in the state.
    pub fn addresses(&self) -> Result<Vec<String>> {
        let state = self.state()?;
        let resources = state["values"]["root_module"]["resources"].as_array().cloned().unwrap_or_default();
        Ok(resources.iter().filter_map(|resource| resource["address"].as_str().map(str::to_owned)).collect())
    }

    /// Values of one resource in the state.
    pub fn values(&self, address: &str) -> Result<Value> {
        let state = self.state()?;
        let resources = state["values"]["root_module"]["resources"].as_array().cloned().unwrap_or_default();
        let resource = resources.into_iter().find(|resource| resource["address"] == address);
        Ok(resource.context(format!("{address} is not in the state"))?["values"].clone())
    }

    /// The state file's text, or nothing.
    pub fn state_file(&self) -> String {
        std::fs::read_to_string(self.module().join("terraform.tfstate")).unwrap_or_default()
    }

    /// The temporary directory, for a message about a failed test.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}
