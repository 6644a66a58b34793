//! The files of a module.

use crate::templates::{TemplateError, Templates};
use crate::tree::{File, Ownership, Tree};

use super::body::{Body, body};
use super::composition::{self, COMPOSITIONS};
use super::recipe::Recipe;
use super::recipes::RECIPES;
use super::schema::{Provider, SchemaError};

/// The modules could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ModuleError {
    /// The provider's schema cannot be read.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// A template is wrong.
    #[error(transparent)]
    Template(#[from] TemplateError),
}

/// Every module whose resource the provider has, below `modules/`.
pub fn all(templates: &Templates) -> Result<Tree, ModuleError> {
    let provider = Provider::built_in()?;
    let mut tree = Tree::default();
    for recipe in RECIPES {
        tree.files.extend(write(recipe, &provider, templates)?.files);
    }
    for composition in COMPOSITIONS {
        tree.files.extend(composition::write(composition, &provider, templates)?.files);
    }
    Ok(tree)
}

/// The files of one module, below `modules/<name>/`; none when the provider does not have its resource.
pub fn write(recipe: &Recipe, provider: &Provider, templates: &Templates) -> Result<Tree, ModuleError> {
    let mut tree = Tree::default();
    let Some(resource) = provider.resource(recipe.resource) else { return Ok(tree) };
    let body = body(recipe, resource, provider);
    let mut add = |path: &str, text: String| {
        let file = File { ownership: Ownership::Merged, text, executable: false };
        tree.files.insert(format!("modules/{}/{path}", recipe.name), file);
    };
    for name in ["README.md", "main.tf", "variables.tf", "outputs.tf", "versions.tf"] {
        add(name, templates.render(&format!("modules/{name}"), &body)?);
    }
    let example =
        |arguments: &str| serde_json::json!({ "module": recipe.name, "title": recipe.title, "arguments": arguments });
    add("examples/simple/main.tf", templates.render("modules/example.tf", &example(recipe.example))?);
    if !recipe.complete.is_empty() {
        add("examples/complete/main.tf", templates.render("modules/example.tf", &example(recipe.complete))?);
    }
    let name = recipe.name.replace('-', "_");
    add(&format!("tests/unit_{name}.tftest.hcl"), templates.render("modules/test.hcl", &test(recipe, &body))?);
    Ok(tree)
}

/// What a module's test needs: it plans the example, and one run for each value that a variable refuses.
fn test(recipe: &Recipe, body: &Body) -> serde_json::Value {
    let refusals = body.variables.iter().flat_map(|variable| {
        variable.validations.iter().enumerate().map(move |(index, validation)| {
            let nth = if index == 0 { String::new() } else { format!("_{}", index + 1) };
            serde_json::json!({
                "name": format!("refuses_{}{nth}", variable.name),
                "variable": variable.name,
                "value": validation.refused,
            })
        })
    });
    serde_json::json!({
        "module": recipe.name,
        "arguments": recipe.example,
        "resource": recipe.resource,
        "entries": recipe.each.map(|each| each.variable),
        "passed": body.variables.iter().find(|variable| variable.required && variable.is_string()).map(|variable| &variable.name),
        "guarded": recipe.prevent_destroy,
        "refusals": refusals.collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_looked_up_by_name_when_the_provider_can() {
        let provider: Provider = serde_json::from_value(serde_json::json!({
            "resource_schemas": { "plinth_cross_account_role": { "block": { "attributes": {
                "id": { "type": "string", "computed": true },
                "account_id": { "type": "string", "optional": true, "description": "ID of the account." },
                "name": { "type": "string", "required": true },
                "access": { "type": "string", "required": true },
                "trusted_accounts": { "type": ["set", "string"], "optional": true },
            } } } },
            "data_source_schemas": { "plinth_organization": { "block": {} } },
        }))
        .unwrap();
        let recipe = RECIPES.iter().find(|recipe| recipe.name == "cross-account-roles").unwrap();
        let tree = write(recipe, &provider, &Templates::new().unwrap()).unwrap();
        let main = &tree.files["modules/cross-account-roles/main.tf"].text;
        assert!(main.contains("data \"plinth_organization\" \"this\""), "{main}");
        assert!(main.contains("flatten([var.account[*], [for role in values(var.roles) :"), "{main}");
        assert!(main.contains("lookup(local.account_ids, var.account, var.account)"), "{main}");
        let variables = &tree.files["modules/cross-account-roles/variables.tf"].text;
        assert!(variables.contains("ID, or name in the organization, of the account."), "{variables}");
    }
}
