//! The binary: output, exit codes, and what it leaves in the folder.

#![expect(clippy::unwrap_used, reason = "a test that cannot run the program has failed")]

use std::fs;
use std::path::Path;
use std::process::Command;

#[path = "support/cli.rs"]
mod cli;

use cli::{files, generate, plinth, refused, started, stdout};

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
fn the_graph_is_svg() {
    let directory = started("standard");
    let svg = stdout(&plinth(directory.path(), &["graph"]));
    assert!(svg.starts_with("<svg") && svg.contains("shared-services"), "{svg}");
}

#[test]
fn every_preset_is_written_once_as_terraform_formats_it() {
    for preset in ["starter", "standard", "enterprise"] {
        for flavour in ["terragrunt", "terragrunt-stacks", "terraform"] {
            let directory = started(preset);
            let layout = directory.path().join("plinth.yaml");
            let text = fs::read_to_string(&layout).unwrap();
            let written = text.replace("flavour: terragrunt ", &format!("flavour: {flavour} "));
            assert!(flavour == "terragrunt" || written != text, "{text}");
            fs::write(&layout, written).unwrap();
            let plan = stdout(&plinth(directory.path(), &["plan"]));
            assert!(plan.contains("+ accounts.json\n") && plan.contains(" 0 unchanged"), "{plan}");
            generate(directory.path());
            let first = files(directory.path());
            assert!(first.contains_key(".plinth/networks.json") && first.len() > 60, "{:?}", first.keys());
            assert!(generate(directory.path()).starts_with("0 files written, "));
            assert_eq!(files(directory.path()), first);
            let format = Command::new("terraform").args(["fmt", "-check", "-recursive"]).arg(directory.path()).output();
            // Without the tool, the formatter's own tests stand for it.
            let Ok(format) = format else { continue };
            assert!(format.status.success(), "{preset} {flavour}: {}", String::from_utf8_lossy(&format.stdout));
        }
    }
}

#[test]
fn shells_complete_commands_and_flags() {
    let directory = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = stdout(&plinth(directory.path(), &["completions", shell]));
        assert!(script.contains("plinth") && script.contains("generate") && script.contains("allow-dirty"), "{script}");
    }
}

#[test]
fn blocks_stay_where_they_were_recorded() {
    let directory = started("standard");
    generate(directory.path());
    let network = |repo: &Path| fs::read_to_string(repo.join("docs/network.csv")).unwrap();
    let before = network(directory.path());
    let record = fs::read(directory.path().join(".plinth/networks.json")).unwrap();
    // Another repo with the same record and an account that sorts before all others.
    let grown = started("standard");
    fs::write(grown.path().join(".plinth/networks.json"), record).unwrap();
    let layout = grown.path().join("plinth.yaml");
    let text = fs::read_to_string(&layout).unwrap();
    let text = text
        .replace("  dev:   ", "  alpha: { purpose: environment, unit: Workloads/Dev }\n  dev:   ")
        .replace("  dev: {", "  alpha: { purpose: environment, unit: Workloads/Dev }\n  dev: {")
        .replace("accounts: [dev, stage, prod], nat", "accounts: [alpha, dev, stage, prod], nat");
    fs::write(&layout, text).unwrap();
    generate(grown.path());
    let after = network(grown.path());
    assert!(after.lines().any(|line| line.contains("alpha")), "{after}");
    for line in before.lines() {
        assert!(after.lines().any(|other| other == line), "{line} moved:\n{after}");
    }
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let (directory, outside) = (started("starter"), tempfile::tempdir().unwrap());
    std::os::unix::fs::symlink(outside.path(), directory.path().join("docs")).unwrap();
    refused(
        &plinth(directory.path(), &["generate"]),
        "docs is a symbolic link, and is in the way; nothing was changed",
    );
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
    assert!(!directory.path().join("accounts.json").exists());
}

/// Lock files stand beside every unit, also beside one that a later layout adds, and in no repo whose provider is not pinned.
#[test]
fn lock_files_follow_the_pinned_provider() {
    for (flavour, folder) in [
        ("terragrunt", "prod/_global/roles"),
        ("terraform", "prod/_global/roles"),
        ("terragrunt-stacks", "catalog/units/cross-account-roles"),
    ] {
        let directory = started("starter");
        let layout = directory.path().join("plinth.yaml");
        let text =
            fs::read_to_string(&layout).unwrap().replace("flavour: terragrunt ", &format!("flavour: {flavour} "));
        fs::write(&layout, text).unwrap();
        let lock = directory.path().join(folder).join(".terraform.lock.hcl");
        generate(directory.path());
        assert!(!lock.exists());
        let package = tempfile::tempdir().unwrap();
        fs::write(package.path().join("terraform-provider-plinth_v0.1.0"), "binary\n").unwrap();
        let path = package.path().to_str().unwrap();
        refused(
            &plinth(directory.path(), &["pin", "--provider", directory.path().to_str().unwrap()]),
            "nothing was pinned",
        );
        let said = stdout(&plinth(directory.path(), &["pin", "--provider", path]));
        assert!(said.starts_with("version 0.1.0 of the provider: 1 packages pinned"), "{said}");
        generate(directory.path());
        let text = fs::read_to_string(&lock).unwrap();
        assert!(text.contains("h1:") && text.contains("version     = \"0.1.0\""), "{text}");
        assert!(generate(directory.path()).contains("0 files written, 0 replaced"));
    }
}

/// `accounts.json` is written by both: an ID that is pinned later is no edit.
#[test]
fn accounts_that_are_pinned_later_are_no_edit() {
    let directory = started("standard");
    generate(directory.path());
    stdout(&plinth(directory.path(), &["pin", "management=111111111111", "dev=222222222222"]));
    assert!(generate(directory.path()).contains(" 0 yours, "));
    assert!(generate(directory.path()).contains("0 files written, 0 replaced"));
}
