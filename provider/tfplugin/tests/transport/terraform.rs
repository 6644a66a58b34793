//! The same process under the real thing, where it is installed: Terraform and OpenTofu, with TLS and without.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output};

const CONFIGURATION: &str = r#"
terraform {
  required_providers {
    empty = { source = "test/empty" }
  }
}

provider "empty" {}
"#;

/// Validates a configuration that uses the provider; None if `program` is not there.
fn validate(program: &str, directory: &Path, without_tls: bool) -> Option<Output> {
    let mut command = Command::new(program);
    command.arg("validate").current_dir(directory).env("TF_CLI_CONFIG_FILE", directory.join("cli.rc"));
    command.envs([("TF_IN_AUTOMATION", "1"), ("NO_COLOR", "1"), ("CHECKPOINT_DISABLE", "1")]);
    command.env("TF_LOG_PROVIDER", "TRACE");
    if without_tls {
        command.env("TF_DISABLE_PLUGIN_TLS", "1");
    }
    command.output().ok()
}

#[test]
fn terraform_and_opentofu_validate() {
    let directory = tempfile::tempdir().unwrap();
    let binaries = directory.path().join("bin");
    fs::create_dir(&binaries).unwrap();
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_empty-provider"), binaries.join("terraform-provider-empty"))
        .unwrap();
    let rc =
        format!("provider_installation {{\n  dev_overrides {{ \"test/empty\" = {binaries:?} }}\n  direct {{}}\n}}\n");
    fs::write(directory.path().join("cli.rc"), rc).unwrap();
    fs::write(directory.path().join("main.tf"), CONFIGURATION).unwrap();
    for program in ["terraform", "tofu"] {
        for without_tls in [false, true] {
            let Some(output) = validate(program, directory.path(), without_tls) else {
                let _unseen = writeln!(std::io::stderr(), "skipped: {program} is not on PATH");
                continue;
            };
            let log = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{program}: {log}");
            assert!(log.contains("provider.terraform-provider-empty: schema:"), "the log line was understood: {log}");
            assert!(!log.contains("plugin failed to exit gracefully"), "{log}");
        }
    }
}
