//! The binary on a repo that people edit, under a layout that changes.

#![expect(clippy::unwrap_used, reason = "a test that cannot run the program has failed")]

use std::fs;
use std::path::Path;
use std::process::Command;

#[path = "support/cli.rs"]
mod cli;

use cli::{files, generate, plinth, refused, started, stdout};

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
fn what_was_in_a_file_before_plinth_stays_around_its_section() {
    let directory = started("starter");
    let path = directory.path().join(".gitignore");
    fs::write(&path, "*.mine\n").unwrap();
    generate(directory.path());
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("*.mine\n\n# BEGIN plinth") && text.contains("\n.plinth/staging/\n"), "{text}");
    fs::write(&path, text.clone() + "*.more\n").unwrap();
    assert!(generate(directory.path()).contains("0 files written, 0 replaced, 0 merged"));
    fs::write(&path, text.replace("crash.log\n", "")).unwrap();
    let output = plinth(directory.path(), &["verify"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains(".gitignore: it was edited"));
    // Without its markers, the section is taken for deleted.
    fs::write(&path, "*.mine\n").unwrap();
    assert!(generate(directory.path()).contains("1 deleted by you"));
    assert_eq!(fs::read_to_string(&path).unwrap(), "*.mine\n");
}
