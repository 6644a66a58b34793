//! The files of a repo that are not a unit's, and the choice of flavour.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::hcl::Expression;
use crate::modules::{self, ModuleError};
use crate::templates::Templates;
use crate::tree::{File, Ownership, Tree};

use super::unit::Unit;
use super::{runbook, stacks, terraform, terragrunt};

/// How units are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavour {
    /// A `terragrunt.hcl` for each unit.
    Units,
    /// A `terragrunt.stack.hcl` for each account and region, and units in `catalog/`.
    Stacks,
    /// A root module for each unit.
    Terraform,
}

/// What all units of a repo share.
#[derive(Clone, Debug)]
pub struct Repo {
    /// The organization's name, which names begin with.
    pub name: String,
    /// Region of the state bucket and of global services.
    pub home_region: String,
    /// Bucket that holds all states.
    pub state_bucket: String,
    /// Name of the role that the provider assumes in each account.
    pub role_name: String,
    /// Tags of everything.
    pub tags: BTreeMap<String, String>,
    /// How units are written.
    pub flavour: Flavour,
    /// The accounts, in the order of the layout.
    pub accounts: Vec<Account>,
    /// The units.
    pub units: Vec<Unit>,
}

/// An account of the organization.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its name, which is also its folder.
    pub name: String,
    /// Its id, when it was pinned.
    pub id: Option<String>,
    /// Address of its root user; none of the management account, which exists already.
    pub email: Option<String>,
    /// Path of its organizational unit; none of the management account.
    pub organizational_unit: Option<String>,
    /// What it is for, in a word.
    pub purpose: String,
}

/// A tree that grows, with the templates that its files come from.
pub(super) struct Writer<'a> {
    templates: &'a Templates,
    tree: Tree,
}

impl Writer<'_> {
    pub(super) fn template(
        &mut self,
        path: impl Into<String>,
        ownership: Ownership,
        template: &str,
        data: &Value,
    ) -> Result<(), ModuleError> {
        let text = self.templates.render(template, data)?;
        self.text(path, ownership, text);
        Ok(())
    }

    pub(super) fn text(&mut self, path: impl Into<String>, ownership: Ownership, text: String) {
        self.tree.files.insert(path.into(), File { ownership, text, executable: false });
    }
}

/// All files of the repo: the same repo always gives the same bytes.
///
/// # Errors
/// A template or the provider's schema is wrong, which is a mistake in this program and not in the layout.
pub fn files(repo: &Repo, templates: &Templates) -> Result<Tree, ModuleError> {
    let mut writer = Writer { templates, tree: Tree::default() };
    let facts = facts(repo);
    writer.template(".gitignore", Ownership::Managed, "repo/gitignore", &facts)?;
    writer.template(".gitattributes", Ownership::Managed, "repo/gitattributes", &facts)?;
    writer.template("mise.toml", Ownership::Managed, "repo/mise.toml", &facts)?;
    writer.text("accounts.json", Ownership::Managed, accounts(repo));
    runbook::write(repo, &mut writer)?;
    match repo.flavour {
        Flavour::Units => {
            shared(repo, &facts, &mut writer)?;
            terragrunt::write(repo, &mut writer)?;
        }
        Flavour::Stacks => {
            shared(repo, &facts, &mut writer)?;
            stacks::write(repo, &mut writer)?;
        }
        Flavour::Terraform => terraform::write(repo, &mut writer)?,
    }
    let used: BTreeSet<String> = repo.units.iter().map(|unit| format!("modules/{}/", unit.module)).collect();
    let mut tree = writer.tree;
    // Only what the units use: a repo is read by people.
    let modules = modules::all(templates)?.files;
    let wanted = |path: &String| used.iter().any(|module| path.starts_with(module.as_str()));
    tree.files.extend(modules.into_iter().filter(|(path, _)| wanted(path)));
    Ok(tree)
}

pub(super) fn facts(repo: &Repo) -> Value {
    let tags = Expression::map(repo.tags.iter().map(|(name, value)| (name.clone(), Expression::string(value.clone()))));
    json!({
        "name": repo.name,
        "home_region": repo.home_region,
        "state_bucket": repo.state_bucket,
        "role_name": repo.role_name,
        "tags": tags.text(),
        "version": env!("CARGO_PKG_VERSION"),
        "terragrunt": repo.flavour != Flavour::Terraform,
        "stacks": repo.flavour == Flavour::Stacks,
    })
}

/// `root.hcl`, and what every folder of an account and of a region says about itself.
fn shared(repo: &Repo, facts: &Value, writer: &mut Writer<'_>) -> Result<(), ModuleError> {
    writer.template("root.hcl", Ownership::Managed, "terragrunt/root.hcl", facts)?;
    for account in &repo.accounts {
        let data = json!({ "name": account.name, "purpose": account.purpose });
        writer.template(
            format!("{}/account.hcl", account.name),
            Ownership::Managed,
            "terragrunt/account.hcl",
            &data,
        )?;
    }
    let places: BTreeSet<&str> = repo.units.iter().map(Unit::place).collect();
    for place in places {
        let data = json!({ "region": region(repo, place) });
        writer.template(format!("{place}/region.hcl"), Ownership::Managed, "terragrunt/region.hcl", &data)?;
    }
    Ok(())
}

/// The region of a place: global services are reached in the home region.
pub(super) fn region<'a>(repo: &'a Repo, place: &'a str) -> &'a str {
    match place.rsplit('/').next() {
        Some(region) if region != "_global" => region,
        _ => &repo.home_region,
    }
}

/// `accounts.json`: for scripts and for other repos.
fn accounts(repo: &Repo) -> String {
    let one = |account: &Account| {
        let value = json!({
            "id": account.id,
            "email": account.email,
            "organizational_unit": account.organizational_unit,
            "purpose": account.purpose,
        });
        (account.name.clone(), value)
    };
    let map: serde_json::Map<String, Value> = repo.accounts.iter().map(one).collect();
    format!("{:#}\n", Value::Object(map))
}
