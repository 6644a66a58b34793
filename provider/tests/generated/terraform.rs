//! Terraform with the built provider, without a registry and without AWS.

use std::cell::Cell;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value as Json;

/// What a configuration needs to use the provider.
pub(crate) const REQUIRES: &str =
    "terraform {\n  required_providers {\n    plinth = {\n      source = \"plinth/plinth\"\n    }\n  }\n}\n";

/// Terraform, and a folder for its configurations that ends with it.
pub(crate) struct Terraform {
    path: PathBuf,
    folder: PathBuf,
    modules: Cell<usize>,
}

impl Terraform {
    /// Terraform from `PLINTH_TERRAFORM` or `PATH`. Without it, says on standard error what is not tested.
    pub(crate) fn find(what: &str) -> Option<Terraform> {
        let named = std::env::var_os("PLINTH_TERRAFORM").filter(|path| !path.is_empty()).map(PathBuf::from);
        let Some(path) = named.or_else(on_path) else {
            // Not by a macro, whose output the test harness keeps for itself.
            let _ = writeln!(std::io::stderr(), "skipped: there is no terraform on PATH to test {what}");
            return None;
        };
        let name = format!("generated-{}-{}", std::process::id(), what.replace(' ', "-"));
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let plugins = folder.join("plugins");
        fs::create_dir_all(&plugins).unwrap();
        fs::create_dir_all(folder.join("home")).unwrap();
        let binary = env!("CARGO_BIN_EXE_terraform-provider-plinth");
        std::os::unix::fs::symlink(binary, plugins.join("terraform-provider-plinth")).unwrap();
        let settings = format!(
            "provider_installation {{\n  dev_overrides {{\n    \"plinth/plinth\" = \"{}\"\n  }}\n  direct {{}}\n}}\n",
            plugins.display()
        );
        fs::write(folder.join("settings.tfrc"), settings).unwrap();
        Some(Terraform { path, folder, modules: Cell::new(0) })
    }

    /// A folder with a configuration.
    pub(crate) fn module(&self, files: &[(String, String)]) -> PathBuf {
        self.modules.set(self.modules.get() + 1);
        let module = self.folder.join(format!("module-{}", self.modules.get()));
        fs::create_dir(&module).unwrap();
        for (name, text) in files {
            fs::write(module.join(name), text).unwrap();
        }
        module
    }

    /// Whether a command succeeded, and its output.
    pub(crate) fn run(&self, module: &Path, arguments: &[&str]) -> (bool, String) {
        let mut command = Command::new(&self.path);
        command.current_dir(module).args(arguments).env_clear();
        for name in ["PATH", "TMPDIR"] {
            command.envs(std::env::var_os(name).map(|value| (name, value)));
        }
        command.env("HOME", self.folder.join("home")).env("TF_CLI_CONFIG_FILE", self.folder.join("settings.tfrc"));
        command.envs([("CHECKPOINT_DISABLE", "1"), ("TF_IN_AUTOMATION", "1"), ("NO_COLOR", "1")]);
        let output = command.output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() || errors.is_empty(), "terraform {arguments:?} failed:\n{errors}");
        (output.status.success(), String::from_utf8(output.stdout).unwrap())
    }

    /// The output of a command that must succeed.
    pub(crate) fn succeed(&self, module: &Path, arguments: &[&str]) -> String {
        let (succeeded, output) = self.run(module, arguments);
        assert!(succeeded, "terraform {arguments:?} failed:\n{output}");
        output
    }

    /// Errors and warnings of `terraform validate`.
    pub(crate) fn complaints(&self, module: &Path) -> Vec<String> {
        let (_, output) = self.run(module, &["validate", "-json"]);
        let found: Json = serde_json::from_str(&output).unwrap();
        let text = |diagnostic: &Json| {
            let of = |name: &str| diagnostic.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
            format!("{}: {}", of("summary"), of("detail"))
        };
        let all = found.get("diagnostics").and_then(Json::as_array).unwrap().iter();
        // Always there when the provider comes from a folder.
        all.map(text).filter(|text| !text.starts_with("Provider development overrides")).collect()
    }
}

impl Drop for Terraform {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn on_path() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join("terraform")).find(|path| path.is_file())
}
