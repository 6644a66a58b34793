//! The files of a repo that are not a unit's, and the choice of flavour.

use std::collections::{BTreeMap, BTreeSet};

use handlebars::Context;
use serde_json::{Value, json};

use crate::estate::{Account, Estate, Flavour};
use crate::hcl::Expression;
use crate::modules::{self, ModuleError};
use crate::package::lock_file;
use crate::templates::Templates;
use crate::tree::{File, Ownership, Tree};

use super::inputs::{self, Index};
use super::unit::{Unit, place};
use super::{docs, stacks, terraform, terragrunt};

/// The role that AWS Organizations makes in each account, by which the provider gets in.
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html>
const ROLE: &str = "OrganizationAccountAccessRole";

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
        data: &Context,
    ) -> Result<(), ModuleError> {
        let text = self.templates.render_in(template, data)?;
        self.text(path, ownership, text);
        Ok(())
    }

    /// The lock file of a root module whose provider has these constraints, when the provider's packages are pinned.
    pub(super) fn lock_file(&mut self, folder: &str, estate: &Estate, constraints: &[&str]) {
        if let Some(package) = &estate.package {
            // Terraform adds to it what it finds elsewhere: both write it.
            self.text(format!("{folder}/.terraform.lock.hcl"), Ownership::Merged, lock_file(package, constraints));
        }
    }

    /// Writes each of many with a few threads.
    fn together<T: Sync>(
        &mut self,
        all: &[T],
        write: impl Fn(&T, &mut Self) -> Result<(), ModuleError> + Sync,
    ) -> Result<(), ModuleError> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(8);
        let (templates, write) = (self.templates, &write);
        let several = |some: &[T]| {
            let mut writer = Self { templates, tree: Tree::default() };
            some.iter().try_for_each(|one| write(one, &mut writer)).map(|()| writer.tree.files)
        };
        let chunk = all.len().div_ceil(threads).max(64);
        std::thread::scope(|scope| {
            let running: Vec<_> = all.chunks(chunk).map(|some| scope.spawn(move || several(some))).collect();
            running.into_iter().try_for_each(|thread| {
                // A panic of the thread goes on here, as if the work had been done here.
                let files = thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
                self.tree.files.extend(files);
                Ok(())
            })
        })
    }

    pub(super) fn text(&mut self, path: impl Into<String>, ownership: Ownership, text: String) {
        self.tree.files.insert(path.into(), File { ownership, text, executable: false });
    }
}

/// All files of the estate's repo.
///
/// # Errors
/// A template or the provider's schema is wrong, which is a mistake in this program and not in the layout.
pub fn render(estate: &Estate) -> Result<Tree, ModuleError> {
    let templates = Templates::new()?;
    let mut writer = Writer { templates: &templates, tree: Tree::default() };
    let index = Index::of(estate);
    let units: Vec<Unit> = estate.units.iter().map(|unit| inputs::unit(&index, unit)).collect();
    let facts = facts(estate);
    let for_all = facts.clone().into();
    writer.template(".gitignore", Ownership::Block, "repo/gitignore", &for_all)?;
    writer.template(".gitattributes", Ownership::Block, "repo/gitattributes", &for_all)?;
    writer.template("mise.toml", Ownership::Managed, "repo/mise.toml", &for_all)?;
    writer.text("accounts.json", Ownership::Managed, accounts(estate));
    docs::write(estate, &facts, &mut writer)?;
    match estate.flavour {
        Flavour::Terragrunt => {
            shared(estate, &for_all, &mut writer)?;
            writer.together(&units, |unit, writer| terragrunt::write(estate, unit, writer))?;
        }
        Flavour::TerragruntStacks => {
            shared(estate, &for_all, &mut writer)?;
            stacks::write(estate, &units, &mut writer)?;
        }
        Flavour::Terraform => {
            let units: Vec<_> = units.iter().zip(&estate.units).collect();
            writer.together(&units, |(unit, of), writer| terraform::write(&index, unit, of, &facts, writer))?;
        }
    }
    let used: BTreeSet<&str> = units.iter().map(|unit| unit.module).collect();
    if estate.flavour != Flavour::Terraform {
        for module in &used {
            let data = json!({ "resource": modules::resource(module) }).into();
            writer.template(format!("modules/{module}/moved.tf"), Ownership::Managed, "terragrunt/moved.tf", &data)?;
        }
    }
    let mut tree = writer.tree;
    // Only what the units use: a repo is read by people.
    let modules = modules::all(&templates)?.files;
    let wanted = |path: &String| path.split('/').nth(1).is_some_and(|module| used.contains(module));
    let come = modules.into_iter().filter(|(path, _)| wanted(path));
    tree.files.extend(come.map(|(path, file)| {
        let text = headed(&path, &file.text);
        (path, File { text, ..file })
    }));
    tree.modules = units.into_iter().map(|unit| (unit.path, unit.module)).collect();
    Ok(tree)
}

/// A module's file as it stands in a repo, where people may edit it.
fn headed(path: &str, text: &str) -> String {
    let header = "Merged by plinth: edit it, and `plinth generate` merges its changes with yours.";
    if path.rsplit('.').next() == Some("md") {
        format!("<!-- {header} -->\n\n{text}")
    } else {
        format!("# {header}\n\n{text}")
    }
}

/// What templates of all flavours ask for.
fn facts(estate: &Estate) -> Value {
    let organization = &estate.organization;
    json!({
        "name": organization.name,
        "home_region": organization.home_region,
        "state_bucket": organization.state_bucket,
        "role_name": ROLE,
        "tags": tags(&organization.tags).text(),
        "versions": estate.versions,
        "terragrunt": estate.flavour != Flavour::Terraform,
        "stacks": estate.flavour == Flavour::TerragruntStacks,
    })
}

/// Tags as an expression.
pub(super) fn tags(tags: &BTreeMap<String, String>) -> Expression {
    Expression::map(tags.iter().map(|(name, value)| (name.clone(), Expression::string(value.clone()))))
}

/// `root.hcl`, and what every folder of an account and of a region says about itself.
fn shared(estate: &Estate, facts: &Context, writer: &mut Writer<'_>) -> Result<(), ModuleError> {
    writer.template("root.hcl", Ownership::Managed, "terragrunt/root.hcl", facts)?;
    for account in &estate.accounts {
        let data = json!({ "name": account.name, "tags": tags(&account.tags).text() }).into();
        writer.template(
            format!("{}/account.hcl", account.name),
            Ownership::Managed,
            "terragrunt/account.hcl",
            &data,
        )?;
    }
    let places: BTreeSet<(&str, &str)> =
        estate.units.iter().map(|unit| (place(&unit.path), region(estate, unit))).collect();
    for (place, region) in places {
        let data = json!({ "region": region }).into();
        writer.template(format!("{place}/region.hcl"), Ownership::Managed, "terragrunt/region.hcl", &data)?;
    }
    Ok(())
}

/// The region that a unit works in: what is not regional is reached in the home region.
pub(super) fn region<'a>(estate: &'a Estate, unit: &'a crate::estate::Unit) -> &'a str {
    unit.region.as_deref().unwrap_or(&estate.organization.home_region)
}

/// `accounts.json`: for scripts and for other repos.
fn accounts(estate: &Estate) -> String {
    let one = |account: &Account| {
        let value = json!({
            "id": account.id,
            "email": account.email,
            "organizational_unit": account.unit,
            "purpose": account.purpose,
            "regions": account.regions,
        });
        (account.name.clone(), value)
    };
    let map: serde_json::Map<String, Value> = estate.accounts.iter().map(one).collect();
    format!("{:#}\n", Value::Object(map))
}
