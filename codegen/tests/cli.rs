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
fn an_edited_file_follows_the_layout_and_keeps_its_edit() {
    let directory = started("starter");
    generate(directory.path());
    let unit = directory.path().join("prod/_global/roles/terragrunt.hcl");
    let edited = fs::read_to_string(&unit).unwrap() + "# mine\n";
    fs::write(&unit, &edited).unwrap();
    // While the layout means nothing new about it, the edit is in nobody's way.
    assert!(generate(directory.path()).contains(" 1 yours, "));
    let diff = stdout(&plinth(directory.path(), &["diff"]));
    assert!(diff.contains("+++ b/prod/_global/roles/terragrunt.hcl\n") && diff.contains("\n+# mine\n"), "{diff}");
    pin(directory.path());
    let plan = stdout(&plinth(directory.path(), &["plan", "--diff"]));
    assert!(plan.contains("~ prod/_global/roles/terragrunt.hcl is merged with your edits\n"), "{plan}");
    assert!(plan.contains("~ docs/accounts.md\n"), "{plan}");
    assert!(plan.contains("+++ b/docs/accounts.md\n"), "{plan}");
    assert!(generate(directory.path()).contains(" 1 merged, "));
    let merged = fs::read_to_string(&unit).unwrap();
    assert!(merged.contains("111111111111") && merged.ends_with("# mine\n"), "{merged}");
}

#[test]
fn an_edited_file_that_is_plinths_alone_stops_everything() {
    let directory = started("starter");
    generate(directory.path());
    let path = directory.path().join("docs/accounts.md");
    let edited = fs::read_to_string(&path).unwrap() + "mine\n";
    fs::write(&path, &edited).unwrap();
    pin(directory.path());
    let before = files(directory.path());
    refused(&plinth(directory.path(), &["generate"]), "docs/accounts.md: was edited, and is Plinth's alone");
    assert_eq!(files(directory.path()), before);
    let plan = stdout(&plinth(directory.path(), &["plan"]));
    assert!(plan.contains("! docs/accounts.md was edited"), "{plan}");
    // Both ways out.
    stdout(&plinth(directory.path(), &["eject", "docs/accounts.md"]));
    generate(directory.path());
    assert_eq!(fs::read_to_string(&path).unwrap(), edited);
    refused(&plinth(directory.path(), &["adopt", "docs/accounts.md"]), "Plinth alone writes it");
    fs::remove_file(&path).unwrap();
    stdout(&plinth(directory.path(), &["generate", "--restore", "docs"]));
    assert!(!path.exists(), "an ejected file is its owner's");
}

#[test]
fn conflicts_end_with_code_1_until_they_are_resolved() {
    let directory = started("starter");
    generate(directory.path());
    let unit = directory.path().join("prod/_global/roles/terragrunt.hcl");
    let text = fs::read_to_string(&unit).unwrap();
    let edited = text.replace("account = \"prod\"", "account = \"mine\"");
    assert_ne!(text, edited);
    fs::write(&unit, edited).unwrap();
    pin(directory.path());
    for _ in 0..2 {
        let output = plinth(directory.path(), &["generate"]);
        assert_eq!(output.status.code(), Some(1));
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(told.contains("conflicts to resolve") && told.contains("prod/_global/roles/terragrunt.hcl"), "{told}");
    }
    let marked = fs::read_to_string(&unit).unwrap();
    assert!(
        marked.contains("\"mine\"") && marked.contains("111111111111") && marked.contains("<<<<<<< yours"),
        "{marked}"
    );
    fs::write(
        &unit,
        marked.lines().filter(|line| !line.starts_with(['<', '|', '=', '>'])).collect::<Vec<_>>().join("\n"),
    )
    .unwrap();
    generate(directory.path());
}

#[test]
fn a_plan_says_by_its_exit_code_whether_something_is_to_be_done() {
    let directory = started("starter");
    let code = || plinth(directory.path(), &["plan", "--detailed-exitcode", "--json"]).status.code();
    assert_eq!(code(), Some(2));
    generate(directory.path());
    assert_eq!(code(), Some(0));
    pin(directory.path());
    assert_eq!(code(), Some(2));
    let plan = stdout(&plinth(directory.path(), &["plan", "--json"]));
    let plan: serde_json::Value = serde_json::from_str(&plan).unwrap();
    assert!(plan["update"].as_array().unwrap().len() > 2, "{plan}");
    let damaged = directory.path().join(".plinth/lock.json");
    fs::write(&damaged, "{\"version\": 2, \"pli").unwrap();
    refused(&plinth(directory.path(), &["plan", "--detailed-exitcode"]), ".plinth/lock.json is damaged");
}

#[test]
fn accounts_may_be_pinned_before_anything_is_generated() {
    let directory = started("starter");
    pin(directory.path());
    generate(directory.path());
    let accounts = fs::read_to_string(directory.path().join("accounts.json")).unwrap();
    assert!(accounts.contains("111111111111") && accounts.contains("purpose"), "{accounts}");
    pin(directory.path());
    assert!(generate(directory.path()).contains("0 files written, 0 replaced, 0 merged"));
}

/// Gives an account of the layout another name.
fn rename(directory: &Path) {
    let layout = directory.join("plinth.yaml");
    let text = fs::read_to_string(&layout).unwrap();
    let renamed =
        text.replace("  stage:", "  staging:").replace("[stage,", "[staging,").replace(" stage,", " staging,");
    assert_ne!(text, renamed);
    fs::write(&layout, renamed.replace("stage]", "staging]")).unwrap();
}

#[test]
fn a_renamed_account_is_asked_about_and_keeps_edits_blocks_and_ids() {
    let directory = started("starter");
    stdout(&plinth(directory.path(), &["pin", "stage=222222222222"]));
    generate(directory.path());
    let path = |account: &str| directory.path().join(format!("{account}/eu-west-1/app/terragrunt.hcl"));
    let edited = fs::read_to_string(path("stage")).unwrap() + "# mine\n";
    fs::write(path("stage"), &edited).unwrap();
    let network = fs::read_to_string(directory.path().join("docs/network.csv")).unwrap();
    rename(directory.path());
    let before = files(directory.path());
    let output = plinth(directory.path(), &["generate"]);
    refused(&output, "stage is gone, and there is staging");
    let peering = |account: &str| format!("shared-services/eu-west-1/peering-management-{account}-app");
    let other = format!("{}={}", peering("stage"), peering("staging"));
    refused(&output, &format!("--moved stage=staging --moved {other}"));
    refused(&plinth(directory.path(), &["generate", "--moved", "stage=staging"]), &format!("--moved {other}"));
    assert_eq!(files(directory.path()), before);
    let told = stdout(&plinth(directory.path(), &["generate", "--moved", "stage=staging", "--moved", &other]));
    let key = "stage/eu-west-1/app/terraform.tfstate";
    assert!(told.contains(&format!("aws s3 cp s3://acme-terraform-state/{key} ")), "{told}");
    assert!(told.contains("state mv 'plinth_account.this[\"stage\"]' 'plinth_account.this[\"staging\"]'"), "{told}");
    assert_eq!(fs::read_to_string(path("staging")).unwrap(), edited.replace("stage", "staging"));
    assert!(!directory.path().join("stage").exists());
    let moved = fs::read_to_string(directory.path().join("docs/network.csv")).unwrap();
    assert_eq!(moved.lines().collect::<std::collections::BTreeSet<_>>().len(), network.lines().count());
    assert!(
        moved.contains(&network.lines().find(|line| line.starts_with("stage,")).unwrap().replace("stage", "staging"))
    );
    let accounts = fs::read_to_string(directory.path().join("accounts.json")).unwrap();
    assert!(accounts.contains("222222222222"), "{accounts}");
    assert!(generate(directory.path()).contains("0 files written, 0 replaced, 0 merged, 0 moved"));
}

#[test]
fn an_account_that_is_something_new_gets_nothing_of_the_old_one() {
    let directory = started("starter");
    generate(directory.path());
    let old = directory.path().join("stage/eu-west-1/app/terragrunt.hcl");
    fs::write(&old, fs::read_to_string(&old).unwrap() + "# mine\n").unwrap();
    rename(directory.path());
    let told = stdout(&plinth(directory.path(), &["generate", "--no-moves"]));
    assert!(
        told.contains("they hold edits, so they stay until you delete them:\n  stage/eu-west-1/app/terragrunt.hcl\n"),
        "{told}"
    );
    assert!(told.contains("What they made stays until it is destroyed"), "{told}");
    let new = fs::read_to_string(directory.path().join("staging/eu-west-1/app/terragrunt.hcl")).unwrap();
    assert!(!new.contains("# mine"), "{new}");
}

#[test]
fn newer_templates_come_by_update_alone() {
    let directory = started("starter");
    generate(directory.path());
    let lock = directory.path().join(".plinth/lock.json");
    let text = fs::read_to_string(&lock).unwrap();
    let older = text.replace(&format!("\"plinth\": \"{}\"", env!("CARGO_PKG_VERSION")), "\"plinth\": \"0.0.1\"");
    assert_ne!(text, older);
    fs::write(&lock, older).unwrap();
    refused(&plinth(directory.path(), &["generate"]), "was written by Plinth 0.0.1");
    let told = stdout(&plinth(directory.path(), &["update"]));
    assert!(told.starts_with("From Plinth 0.0.1 to "), "{told}");
    generate(directory.path());
    assert_eq!(fs::read_to_string(&lock).unwrap(), text);
}

#[test]
fn edits_that_are_in_no_commit_are_not_merged_over() {
    let directory = started("starter");
    let git = |arguments: &[&str]| {
        let identity = ["-c", "user.name=n", "-c", "user.email=e@x.example"];
        let output = Command::new("git").args(identity).args(arguments).current_dir(directory.path()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    git(&["init", "-q"]);
    generate(directory.path());
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "m"]);
    let unit = directory.path().join("prod/_global/roles/terragrunt.hcl");
    fs::write(&unit, fs::read_to_string(&unit).unwrap() + "# mine\n").unwrap();
    pin(directory.path());
    let before = files(directory.path());
    refused(&plinth(directory.path(), &["generate"]), "prod/_global/roles/terragrunt.hcl");
    refused(&plinth(directory.path(), &["generate"]), "in no commit");
    assert_eq!(files(directory.path()), before);
    stdout(&plinth(directory.path(), &["generate", "--allow-dirty"]));
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
        assert!(generate(directory.path()).contains("1 yours, 1 deleted by you."));
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
fn another_flavour_takes_the_files_of_the_old_one_away() {
    let directory = started("starter");
    generate(directory.path());
    let layout = directory.path().join("plinth.yaml");
    let text = fs::read_to_string(&layout).unwrap();
    fs::write(&layout, text.replace("flavour: terragrunt ", "flavour: terraform ")).unwrap();
    let told = generate(directory.path());
    assert!(!told.contains("What they made stays"), "its units are the same: {told}");
    assert!(
        !directory.path().join("root.hcl").exists() && directory.path().join("prod/_global/roles/main.tf").exists()
    );
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
