//! `modules/` is what the generator writes from the provider's schema.

#![expect(clippy::unwrap_used, reason = "a test that cannot read the repository has failed")]

use std::collections::BTreeMap;

use plinth::modules;
use plinth::templates::Templates;

mod support;

/// The files of `modules/`, by their path in it.
fn written() -> BTreeMap<String, String> {
    let tree = modules::all(&Templates::new().unwrap()).unwrap();
    let inside = |name: &str| name.strip_prefix("modules/").unwrap().to_owned();
    tree.files.into_iter().map(|(name, file)| (inside(&name), file.text)).collect()
}

#[test]
fn committed_modules_are_current() {
    support::assert_current(&support::repository().join("modules"), &written());
}

#[test]
fn modules_are_formatted() {
    support::assert_formatted(&written());
}

#[test]
fn every_resource_of_the_provider_has_a_module() {
    let provider = modules::Provider::built_in().unwrap();
    let covered: Vec<&str> = modules::RECIPES.iter().map(|recipe| recipe.resource).collect();
    for name in provider.resources() {
        assert!(covered.contains(&name), "{name} has no module: add a recipe to codegen/src/modules/recipes.rs");
    }
}
