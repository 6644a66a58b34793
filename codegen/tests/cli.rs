//! The binary: output, exit codes, and what it leaves in the folder.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn plinth(directory: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_plinth")).arg("-C").arg(directory).args(arguments).output().unwrap()
}

fn stdout(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn refused(output: &Output, expected: &str) {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(output.stdout.is_empty());
    assert!(stderr.contains(expected), "expected {expected}\n{stderr}");
}

fn started(preset: &str) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    let email = "aws+{account}@acme.example";
    let arguments = ["init", "--preset", preset, "--name", "acme", "--email", email, "--home-region", "eu-west-1"];
    stdout(&plinth(directory.path(), &arguments));
    directory
}

#[test]
fn init_writes_a_sound_layout_once() {
    let directory = started("standard");
    let text = fs::read_to_string(directory.path().join("plinth.yaml")).unwrap();
    let summary = stdout(&plinth(directory.path(), &["check"]));
    assert_eq!(summary, "plinth.yaml is sound: 8 accounts, 4 VPCs, 30 units in 9 phases\n");
    refused(&plinth(directory.path(), &["init", "--preset", "starter"]), "exists already");
    assert_eq!(fs::read_to_string(directory.path().join("plinth.yaml")).unwrap(), text);
}

#[test]
fn init_without_a_terminal_says_which_flag_is_missing_and_writes_nothing() {
    let directory = tempfile::tempdir().unwrap();
    refused(&plinth(directory.path(), &["init", "--preset", "starter"]), "--name is missing");
    refused(
        &plinth(
            directory.path(),
            &["init", "--preset", "starter", "--name", "acme", "--email", "a@b.example", "--home-region", "eu-west-1"],
        ),
        "has no `{account}`",
    );
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[test]
fn a_mistake_is_shown_where_it_stands() {
    let directory = started("starter");
    let path = directory.path().join("plinth.yaml");
    let text = fs::read_to_string(&path)
        .unwrap()
        .replace("accounts: [stage, shared-services]", "accounts: [stge, shared-services]");
    fs::write(&path, text).unwrap();
    let output = plinth(directory.path(), &["check"]);
    refused(&output, "unknown account `stge`");
    refused(&output, "did you mean `stage`?");
    refused(&output, "plinth.yaml:26:31");
}

#[test]
fn phases_are_json_when_asked() {
    let directory = started("standard");
    let phases: serde_json::Value =
        serde_json::from_str(&stdout(&plinth(directory.path(), &["phases", "--json"]))).unwrap();
    assert_eq!(phases[0]["units"][0], "management/_global/organization");
    assert_eq!(phases[8]["kind"], "peering");
}

#[test]
fn profiles_need_pinned_accounts() {
    let directory = started("starter");
    refused(&plinth(directory.path(), &["aws-config"]), "these have none: management, prod");
    refused(&plinth(directory.path(), &["pin", "prod=12"]), "no account ID");
    let names = ["management", "prod", "security", "shared-services", "stage"];
    let ids: Vec<String> = names.iter().enumerate().map(|(n, name)| format!("{name}=11111111111{n}")).collect();
    let pin: Vec<&str> = std::iter::once("pin").chain(ids.iter().map(String::as_str)).collect();
    stdout(&plinth(directory.path(), &pin));
    let config = stdout(&plinth(directory.path(), &["aws-config", "--source-profile", "acme"]));
    let expected = "[profile acme-prod-read-only]\nrole_arn = arn:aws:iam::111111111111:role/read-only\nsource_profile = acme\nregion = eu-west-1\n";
    assert!(config.contains(expected), "{config}");
}

#[test]
fn a_damaged_record_is_an_error() {
    let directory = started("starter");
    fs::write(directory.path().join(".plinth/networks.json"), "{\"a\":").unwrap();
    refused(&plinth(directory.path(), &["phases"]), "is damaged");
}

#[test]
fn what_cannot_be_done_yet_is_an_error() {
    let directory = started("starter");
    for command in ["plan", "generate", "update", "verify", "diff", "eject", "adopt"] {
        refused(&plinth(directory.path(), &[command]), "nothing was changed");
    }
}

#[test]
fn the_graph_is_svg() {
    let directory = started("standard");
    let svg = stdout(&plinth(directory.path(), &["graph"]));
    assert!(svg.starts_with("<svg") && svg.contains("shared-services"), "{svg}");
}
