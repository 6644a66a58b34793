//! What a tool finds in its environment: nothing of the person's own, so that a test is the same everywhere.

use std::collections::BTreeMap;
use std::path::Path;

use crate::aws::Account;

/// An environment without AWS, with a home folder and the tool's own settings.
pub(crate) fn bare(home: &Path, settings: &Path) -> BTreeMap<String, String> {
    let mut environment = BTreeMap::new();
    for name in ["PATH", "TMPDIR", "RUST_BACKTRACE"] {
        if let Ok(value) = std::env::var(name) {
            environment.insert(name.to_owned(), value);
        }
    }
    for (name, value) in [
        ("HOME", home.display().to_string().as_str()),
        ("TF_CLI_CONFIG_FILE", &settings.display().to_string()),
        ("TF_IN_AUTOMATION", "1"),
        ("TF_INPUT", "0"),
        ("NO_COLOR", "1"),
        ("CHECKPOINT_DISABLE", "1"),
        ("AWS_EC2_METADATA_DISABLED", "true"),
    ] {
        environment.insert(name.to_owned(), value.to_owned());
    }
    environment
}

/// The account's credentials, and where AWS is.
pub(crate) fn enter(environment: &mut BTreeMap<String, String>, account: &Account, endpoint: &str) {
    environment.remove("AWS_SESSION_TOKEN");
    if let Some(token) = &account.keys.token {
        environment.insert("AWS_SESSION_TOKEN".to_owned(), token.clone());
    }
    for (name, value) in [
        ("AWS_ACCESS_KEY_ID", account.keys.id.as_str()),
        ("AWS_SECRET_ACCESS_KEY", &account.keys.secret),
        ("AWS_ENDPOINT_URL", endpoint),
    ] {
        environment.insert(name.to_owned(), value.to_owned());
    }
}

/// Runs a tool in a folder that is not a [`super::Workdir`]'s.
pub(crate) fn run(
    cli: &super::Cli,
    folder: &Path,
    environment: &BTreeMap<String, String>,
    arguments: &[&str],
) -> crate::error::Result<super::Output> {
    let mut command = std::process::Command::new(&cli.path);
    command.current_dir(folder).env_clear().envs(environment).args(arguments);
    super::Running::start(command, format!("`{} {}`", cli.tool.name(), arguments.join(" ")))?.finish()
}
