//! What is generated from the schemas: the Registry's pages below `docs/`, and `provider/schema.json`.
//!
//! With `UPDATE=1` the files are rewritten (`make generate`); without, a file that is not current fails the test. The
//! examples on the pages are the files below `examples/`, which Terraform itself validates here where it is installed.

#![expect(clippy::unwrap_used, reason = "what cannot be read here has failed")]

mod pages;
mod repository;
mod rules;
mod terraform;

use std::collections::BTreeSet;

use serde_json::Value as Json;
use tfplugin::docs;

use pages::Generated;
use terraform::Terraform;

/// How a person renews what is stale.
const RENEW: &str = "run `make generate`, or `UPDATE=1 cargo test -p terraform-provider-plinth --test generated`";

#[test]
fn the_committed_files_are_current() {
    let provider = plinth_provider::plinth();
    let generated = Generated::of(&provider);
    assert!(generated.problems.is_empty(), "\n{}\n", generated.problems.join("\n"));

    let update = std::env::var_os("UPDATE").is_some_and(|value| value == "1");
    let mut stale = Vec::new();
    for (path, text) in &generated.files {
        if repository::read(path).as_ref() != Some(text) {
            stale.push(format!("{path} is not what the provider says: {RENEW}"));
            if update {
                repository::write(path, text);
            }
        }
    }
    for path in pages::committed().into_iter().filter(|path| !generated.files.contains_key(path)) {
        stale.push(format!("{path} is of nothing that the provider has: {RENEW}"));
        if update {
            repository::remove(&path);
        }
    }
    assert!(update || stale.is_empty(), "\n{}\n", stale.join("\n"));

    let problems = docs::validate(&repository::root(), &pages::names(&provider)).unwrap();
    assert!(problems.is_empty(), "the Registry would refuse the pages:\n{}\n", problems.join("\n"));
}

#[test]
fn schemas_and_descriptions_keep_the_rules() {
    let found = rules::of_provider(&plinth_provider::plinth());
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn pages_say_nothing_of_the_inside() {
    let mut found = Vec::new();
    for (path, text) in Generated::of(&plinth_provider::plinth()).files {
        found.extend(rules::words_of_the_inside(&text).map(|word| format!("{path} says `{word}`")));
    }
    assert!(found.is_empty(), "users do not know how the provider is made:\n{}\n", found.join("\n"));
}

#[test]
fn every_example_belongs_to_something() {
    let wanted: BTreeSet<String> = pages::example_folders(&plinth_provider::plinth()).into_iter().collect();
    let found: BTreeSet<String> = repository::folders_with("examples", "tf").into_iter().collect();
    let missing: Vec<_> = wanted.difference(&found).map(|folder| format!("{folder} has no example yet")).collect();
    assert!(missing.is_empty(), "\n{}\n", missing.join("\n"));
    let left: Vec<_> =
        found.difference(&wanted).map(|folder| format!("{folder} is of nothing that there is")).collect();
    assert!(left.is_empty(), "\n{}\n", left.join("\n"));
}

#[test]
fn terraform_sees_the_same_schema() {
    let Some(terraform) = Terraform::find("the schema as Terraform sees it") else { return };
    let module = terraform.module(&[("main.tf".to_owned(), terraform::REQUIRES.to_owned())]);
    let seen: Json = serde_json::from_str(&terraform.succeed(&module, &["providers", "schema", "-json"])).unwrap();
    // Rendered, not read: another test may be rewriting the file.
    let generated = Generated::of(&plinth_provider::plinth());
    let ours: Json = serde_json::from_str(&generated.files[pages::SCHEMA]).unwrap();
    let difference = rules::difference("", &ours, &seen).unwrap_or_default();
    assert!(
        difference.is_empty(),
        "`tfplugin::schema_json` renders something else than Terraform prints: {difference}"
    );
    assert_eq!(ours, seen);
}

#[test]
fn terraform_accepts_every_example() {
    let Some(terraform) = Terraform::find("the examples") else { return };
    let mut found = Vec::new();
    for folder in repository::folders_with("examples", "tf") {
        let mut files = repository::files(&folder, "tf");
        if !files.iter().any(|(_, text)| text.contains("required_providers")) {
            files.push(("versions.tf".to_owned(), terraform::REQUIRES.to_owned()));
        }
        let module = terraform.module(&files);
        found.extend(terraform.complaints(&module).into_iter().map(|complaint| format!("{folder}: {complaint}")));
    }
    let examples = repository::root().join("examples");
    let (_, unformatted) = terraform.run(&examples, &["fmt", "-check", "-recursive"]);
    found.extend(unformatted.lines().map(|file| format!("examples/{file}: run `terraform fmt -recursive examples`")));
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}
