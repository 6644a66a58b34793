//! Modules that consist of others: everything that one kind of account needs, in one call.

use serde::Serialize;

use crate::hcl;
use crate::templates::Templates;
use crate::tree::{File, Ownership, Tree};

use super::body::{Variable, body};
use super::recipes::RECIPES;
use super::schema::Provider;
use super::write::ModuleError;

/// A module of modules, in a few lines. Types and descriptions of its variables are those of the modules that they go to.
#[derive(Clone, Copy, Debug)]
pub struct Composition {
    /// Name of the module and of its folder.
    pub name: &'static str,
    /// What it makes, as a sentence.
    title: &'static str,
    /// What else a reader must know, in Markdown.
    about: &'static str,
    parts: &'static [Part],
    /// Variables that must be given, although the modules could do without.
    required: &'static [&'static str],
    /// The arguments of an example, in HCL.
    example: &'static str,
}

/// A module that it consists of.
#[derive(Clone, Copy, Debug)]
struct Part {
    name: &'static str,
    module: &'static str,
    /// The module's variables that are given through, under the same name.
    passed: &'static [&'static str],
}

const BASELINE: Part =
    Part { name: "baseline", module: "account-baseline", passed: &["account", "password_policy", "regions", "tags"] };
const ROLES: Part = Part { name: "roles", module: "cross-account-roles", passed: &["account", "roles", "tags"] };
const NETWORK: &[&str] = &[
    "account",
    "availability_zone_ids",
    "cidr_block",
    "flow_logs",
    "name",
    "nat_gateways",
    "num_availability_zones",
    "region",
    "tags",
];

/// All modules of modules.
pub const COMPOSITIONS: &[Composition] = &[
    Composition {
        name: "environment-account",
        title: "An account that runs one environment: its baseline, its roles, its VPC and its key for secrets",
        about: "It is the same as the four modules that it calls, each of which can be used by itself.",
        parts: &[
            BASELINE,
            ROLES,
            Part { name: "vpc", module: "env-vpc", passed: NETWORK },
            Part {
                name: "secrets_key",
                module: "secrets-key",
                passed: &["account", "decrypters", "encrypters", "name", "region", "tags"],
            },
        ],
        required: &["account", "cidr_block"],
        example: "account = \"111122223333\"\nname = \"prod\"\nregion = \"eu-west-1\"\nregions = [\"eu-west-1\"]\ncidr_block = \"10.0.0.0/16\"\nroles = {\nread-only = { access = \"read_only\", trusted_accounts = [\"444455556666\"] }\n}",
    },
    Composition {
        name: "shared-services-account",
        title: "The account that others use: its baseline, its roles and the management VPC",
        about: "From its VPC people and tools reach the environments; `vpc-peering` leads to them.",
        parts: &[BASELINE, ROLES, Part { name: "vpc", module: "management-vpc", passed: NETWORK }],
        required: &["account", "cidr_block"],
        example: "account = \"111122223333\"\nname = \"management\"\nregion = \"eu-west-1\"\nregions = [\"eu-west-1\"]\ncidr_block = \"10.1.0.0/16\"\nroles = {\nread-only = { access = \"read_only\", trusted_accounts = [\"444455556666\"] }\n}",
    },
    Composition {
        name: "security-account",
        title: "The account that people come in by: its baseline and its roles",
        about: "Roles of other accounts name this one in `trusted_accounts`; nobody's users live elsewhere.",
        parts: &[BASELINE, ROLES],
        required: &["account"],
        example: "account = \"111122223333\"\nregions = [\"eu-west-1\"]\nroles = {\nread-only = { access = \"read_only\", trusted_accounts = [\"444455556666\"] }\n}",
    },
];

#[derive(Serialize)]
struct Call {
    name: &'static str,
    module: &'static str,
    arguments: Vec<&'static str>,
}

#[derive(Serialize)]
struct Given {
    name: &'static str,
    description: String,
    summary: String,
    value: String,
    sensitive: bool,
}

/// The files of a module of modules; none while the provider lacks a resource of one of them.
pub(super) fn write(
    composition: &Composition,
    provider: &Provider,
    templates: &Templates,
) -> Result<Tree, ModuleError> {
    let mut tree = Tree::default();
    let mut variables: Vec<Variable> = Vec::new();
    let mut guarded = false;
    for part in composition.parts {
        let Some(recipe) = RECIPES.iter().find(|recipe| recipe.name == part.module) else { return Ok(tree) };
        let Some(resource) = provider.resource(recipe.resource) else { return Ok(tree) };
        guarded |= recipe.prevent_destroy;
        for mut variable in body(recipe, resource, provider).variables {
            let known = variables.iter().any(|other| other.name == variable.name);
            if !known && part.passed.contains(&variable.name.as_str()) {
                if composition.required.contains(&variable.name.as_str()) {
                    variable.demand();
                }
                variables.push(variable);
            }
        }
    }
    variables.sort_by(|one, other| one.name.cmp(&other.name));
    let calls = composition.parts.iter().map(|part| {
        let arguments = part.passed.iter().filter(|name| variables.iter().any(|variable| variable.name == **name));
        Call { name: part.name, module: part.module, arguments: arguments.copied().collect() }
    });
    let outputs = composition.parts.iter().map(|part| {
        let summary = format!("All outputs of `{}`.", part.module);
        let value = format!("module.{}", part.name);
        Given { name: part.name, description: hcl::quote(&summary), summary, value, sensitive: false }
    });
    let refusals = variables.iter().flat_map(|variable| {
        variable.validations.iter().enumerate().map(|(index, validation)| {
            let nth = if index == 0 { String::new() } else { format!("_{}", index + 1) };
            serde_json::json!({
                "name": format!("refuses_{}{nth}", variable.name),
                "variable": variable.name,
                "value": validation.refused,
            })
        })
    });
    let refusals: Vec<serde_json::Value> = refusals.collect();
    let call = format!(
        "module \"{}\" {{\nsource = \"./modules/{}\"\n\n{}\n}}",
        composition.name.replace('-', "_"),
        composition.name,
        composition.example
    );
    let data = serde_json::json!({
        "name": composition.name,
        "title": composition.title,
        "about": composition.about,
        "calls": calls.collect::<Vec<_>>(),
        "outputs": outputs.collect::<Vec<_>>(),
        "variables": variables,
        "version": super::CONSTRAINT,
        "usage": hcl::format(&call).unwrap_or(call),
        "module": composition.name,
        "arguments": composition.example,
        "guarded": guarded,
        "refusals": refusals,
    });
    let mut add = |path: &str, template: &str| -> Result<(), ModuleError> {
        let text = templates.render(template, &data)?;
        let file = File { ownership: Ownership::Merged, text, executable: false };
        tree.files.insert(format!("modules/{}/{path}", composition.name), file);
        Ok(())
    };
    for name in ["README.md", "variables.tf", "outputs.tf", "versions.tf"] {
        add(name, &format!("modules/{name}"))?;
    }
    add("main.tf", "modules/composition.tf")?;
    add("examples/simple/main.tf", "modules/example.tf")?;
    let test = format!("tests/unit_{}.tftest.hcl", composition.name.replace('-', "_"));
    add(&test, "modules/composition_test.hcl")?;
    Ok(tree)
}
