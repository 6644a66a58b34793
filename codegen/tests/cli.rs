//! The binary: output, exit codes, and what it leaves in the folder.

#![expect(clippy::unwrap_used, reason = "a test that cannot run the program has failed")]

use std::collections::BTreeMap;
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
    for command in ["update", "verify", "diff", "eject", "adopt"] {
        refused(&plinth(directory.path(), &[command]), "nothing was changed");
    }
}

#[test]
fn the_graph_is_svg() {
    let directory = started("standard");
    let svg = stdout(&plinth(directory.path(), &["graph"]));
    assert!(svg.starts_with("<svg") && svg.contains("shared-services"), "{svg}");
}

fn generate(directory: &Path) -> String {
    stdout(&plinth(directory, &["generate"]))
}

/// Files by path from the repo's root, without what only programs read.
fn files(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![directory.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(directory).unwrap().to_str().unwrap().to_owned();
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
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

/// Pins an account: its ID stands in several files.
fn pin(directory: &Path) {
    stdout(&plinth(directory, &["pin", "prod=111111111111"]));
}

#[test]
fn an_edited_file_that_should_change_stops_everything() {
    let directory = started("starter");
    generate(directory.path());
    let unit = directory.path().join("prod/_global/roles/terragrunt.hcl");
    let edited = fs::read_to_string(&unit).unwrap() + "# mine\n";
    fs::write(&unit, &edited).unwrap();
    // While the layout means nothing new about it, the edit is in nobody's way.
    assert!(generate(directory.path()).contains(" 1 yours, "));
    pin(directory.path());
    let before = files(directory.path());
    refused(
        &plinth(directory.path(), &["generate"]),
        "1 edited files would change with the layout; nothing was written",
    );
    assert_eq!(files(directory.path()), before);
    let plan = stdout(&plinth(directory.path(), &["plan"]));
    assert!(plan.contains("! prod/_global/roles/terragrunt.hcl was edited"), "{plan}");
    assert!(plan.contains("~ docs/accounts.md\n"), "{plan}");
}

#[test]
fn what_nobody_edited_follows_the_layout() {
    let directory = started("starter");
    generate(directory.path());
    pin(directory.path());
    let told = generate(directory.path());
    assert!(told.starts_with("0 files written, ") && !told.contains(" 0 replaced"), "{told}");
    let accounts = fs::read_to_string(directory.path().join("docs/accounts.md")).unwrap();
    assert!(accounts.contains("111111111111"), "{accounts}");
    assert!(generate(directory.path()).contains("0 files written, 0 replaced"));
}

#[test]
fn what_is_its_owners_stays_and_what_was_deleted_stays_deleted() {
    let directory = started("starter");
    generate(directory.path());
    fs::write(directory.path().join("README.md"), "mine").unwrap();
    let runbook = directory.path().join("docs/runbook.md");
    fs::remove_file(&runbook).unwrap();
    for _ in 0..2 {
        assert!(generate(directory.path()).contains("1 yours, 1 deleted by you"));
        assert!(!runbook.exists());
    }
    assert_eq!(fs::read_to_string(directory.path().join("README.md")).unwrap(), "mine");
    stdout(&plinth(directory.path(), &["generate", "--restore"]));
    assert!(runbook.exists());
}

#[test]
fn a_run_that_was_killed_is_finished_by_the_next() {
    let directory = started("starter");
    generate(directory.path());
    let whole = files(directory.path());
    // As a run leaves it that was killed half-way: some files, and no record yet.
    fs::remove_file(directory.path().join(".plinth/lock.json")).unwrap();
    fs::remove_dir_all(directory.path().join("docs")).unwrap();
    generate(directory.path());
    assert_eq!(files(directory.path()), whole);
}

#[test]
fn what_the_layout_means_no_more_is_named_and_left() {
    let directory = started("starter");
    generate(directory.path());
    let layout = directory.path().join("plinth.yaml");
    let text = fs::read_to_string(&layout).unwrap();
    fs::write(&layout, text.replace("flavour: terragrunt ", "flavour: terraform ")).unwrap();
    let told = generate(directory.path());
    assert!(told.contains("Destroy what they made, then delete them:") && told.contains("\n  root.hcl\n"), "{told}");
    assert!(directory.path().join("root.hcl").exists());
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
    refused(&plinth(directory.path(), &["generate"]), "nothing was written");
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
