//! The variables, arguments and outputs of a module, as its templates read them.

use serde::Serialize;

use crate::hcl;

use super::recipe::{Each, Recipe};
use super::schema::{Attribute, Provider, Resource, member};
use super::validation::{self, Validation};

/// Arguments with sets of accounts, which may be given by name.
const ACCOUNT_SETS: [&str; 2] = ["targets", "trusted_accounts"];

/// Computed attributes that are no outputs: those that are for people who read a plan.
const NO_OUTPUTS: [&str; 3] = ["drift", "parts", "tags_all"];

/// What a module consists of.
#[derive(Debug, Serialize)]
pub(super) struct Body {
    pub(super) name: &'static str,
    title: &'static str,
    about: &'static str,
    resource: &'static str,
    for_each: Option<String>,
    prevent_destroy: bool,
    /// How accounts that are given by name become ids; nothing when the module has none, or the provider cannot look them up.
    accounts: Option<String>,
    arguments: Vec<Argument>,
    timeouts: Vec<String>,
    pub(super) variables: Vec<Variable>,
    outputs: Vec<Output>,
    version: &'static str,
    /// The module in use.
    usage: String,
}

#[derive(Debug, Serialize)]
struct Argument {
    name: String,
    value: String,
}

/// A variable of the module.
#[derive(Debug, Serialize)]
pub(super) struct Variable {
    pub(super) name: String,
    /// The description as an expression.
    description: String,
    summary: String,
    kind: String,
    type_name: String,
    pub(super) required: bool,
    sensitive: bool,
    /// The default, in HCL.
    default: Option<String>,
    pub(super) validations: Vec<Validation>,
}

#[derive(Debug, Serialize)]
struct Output {
    name: String,
    /// The description as an expression.
    description: String,
    summary: String,
    value: String,
    sensitive: bool,
}

impl Variable {
    /// Makes it one that must be given.
    pub(super) fn demand(&mut self) {
        self.required = true;
        self.default = None;
        for validation in &mut self.validations {
            let free = format!("var.{} == null || ", self.name);
            validation.condition = validation.condition.replace(&free, "");
        }
    }

    pub(super) fn is_string(&self) -> bool {
        self.kind == "string"
    }
}

/// The body of the recipe's module.
pub(super) fn body(recipe: &Recipe, resource: &Resource, provider: &Provider) -> Body {
    let attributes = &resource.block.attributes;
    let settled = |name: &str| recipe.settled.iter().find(|(argument, _)| *argument == name).map(|(_, value)| *value);
    let can_look_up = provider.has_data_source("plinth_organization");
    let mut arguments = Vec::new();
    let mut variables = Vec::new();
    let mut accounts = Vec::new();
    let mut members = Vec::new();
    for (name, attribute) in attributes.iter().filter(|(_, attribute)| attribute.is_argument()) {
        if let Some(value) = settled(name) {
            arguments.push(Argument { name: name.clone(), value: value.to_owned() });
            continue;
        }
        let variable = variable_name(name);
        let shared = ["account", "region", "tags"].contains(&variable.as_str());
        let each = recipe.each.filter(|_| !shared);
        let is_account_set = ACCOUNT_SETS.contains(&name.as_str());
        // What is left out is nothing to look up: `compact` takes no set that is null, and a splat neither.
        let listed = |one: &str| {
            if is_account_set { format!("{one} == null ? [] : tolist({one})") } else { format!("{one}[*]") }
        };
        let (reference, known) = match each {
            Some(each) if each.key == name => ("each.key".to_owned(), None),
            Some(Each { variable: all, entry, .. }) => {
                let one = listed(&format!("{entry}.{variable}"));
                (format!("each.value.{variable}"), Some(format!("[for {entry} in values(var.{all}) : {one}]")))
            }
            None => (format!("var.{variable}"), Some(listed(&format!("var.{variable}")))),
        };
        let is_account = variable != *name;
        if let Some(known) = known.filter(|_| is_account || is_account_set) {
            accounts.push(known);
        }
        let value = match (can_look_up, is_account, is_account_set) {
            (true, true, _) => {
                format!("{reference} == null ? null : lookup(local.account_ids, {reference}, {reference})")
            }
            (true, _, true) => format!(
                "{reference} == null ? null : [for account in {reference} : lookup(local.account_ids, account, account)]"
            ),
            _ => reference,
        };
        arguments.push(Argument { name: name.clone(), value });
        match each {
            Some(each) if each.key == name => {}
            Some(_) => members.push((variable, attribute)),
            None => variables.push(variable_of(variable, attribute, can_look_up)),
        }
    }
    if let Some(each) = recipe.each {
        variables.push(map_variable(each, &members));
    }
    let timeouts = resource.block.block_types.get("timeouts");
    let timeouts: Vec<String> =
        timeouts.map(|block| block.block.attributes.keys().cloned().collect()).unwrap_or_default();
    if !timeouts.is_empty() {
        variables.push(timeouts_variable(&timeouts));
    }
    variables.sort_by(|one, other| one.name.cmp(&other.name));
    for check in recipe.checks {
        if let Some(variable) = variables.iter_mut().find(|variable| variable.name == check.variable) {
            variable.validations.push(Validation {
                condition: check.condition.to_owned(),
                message: check.message.to_owned(),
                refused: check.refused.to_owned(),
            });
        }
    }
    let accounts = (can_look_up && !accounts.is_empty()).then(|| accounts.join(", "));
    Body {
        name: recipe.name,
        title: recipe.title,
        about: recipe.about,
        resource: recipe.resource,
        for_each: recipe.each.map(|each| format!("var.{}", each.variable)),
        prevent_destroy: recipe.prevent_destroy,
        accounts,
        arguments,
        timeouts,
        variables,
        outputs: outputs(recipe, resource),
        version: super::CONSTRAINT,
        usage: usage(recipe),
    }
}

/// `accepter_account_id` is the variable `accepter_account`, because a name will do.
fn variable_name(argument: &str) -> String {
    let account = argument == "account_id" || argument.ends_with("_account_id");
    if account { argument.trim_end_matches("_id").to_owned() } else { argument.to_owned() }
}

/// How the module is called from a configuration. An example of a recipe is HCL, so it can be formatted.
fn usage(recipe: &Recipe) -> String {
    let name = recipe.name.replace('-', "_");
    let call = format!("module \"{name}\" {{\nsource = \"./modules/{}\"\n\n{}\n}}", recipe.name, recipe.example);
    hcl::format(&call).unwrap_or(call)
}

fn variable_of(name: String, attribute: &Attribute, can_look_up: bool) -> Variable {
    let kind = attribute.type_text();
    let mut description = attribute.text();
    if can_look_up && (name == "account" || name.ends_with("_account") || ACCOUNT_SETS.contains(&name.as_str())) {
        description = description.replacen("IDs of", "IDs, or names in the organization, of", 1);
        description = description.replacen("ID of", "ID, or name in the organization, of", 1);
    }
    let required = attribute.required;
    Variable {
        summary: summary(&description),
        validations: validation::of(&name, &kind, !required).into_iter().collect(),
        description: text(&description),
        type_name: attribute.type_name(),
        kind,
        required,
        sensitive: attribute.sensitive || attribute.write_only,
        default: (!required).then(|| "null".to_owned()),
        name,
    }
}

fn map_variable(each: Each, members: &[(String, &Attribute)]) -> Variable {
    let lines = members.iter().map(|(name, attribute)| member(name, attribute, &attribute.type_text()));
    let kind = format!("map(object({{\n{}}}))", lines.collect::<String>());
    let mut description = format!("The {}, by name. Of each {}:\n", each.variable, each.entry);
    for (name, attribute) in members {
        let line = format!("\n* `{name}`: {}", summary(&attribute.text()));
        description.push_str(&line);
    }
    Variable {
        name: each.variable.to_owned(),
        summary: format!("The {}, by name.", each.variable),
        description: text(&description),
        kind,
        type_name: "map(object)".to_owned(),
        required: true,
        sensitive: false,
        default: None,
        validations: Vec::new(),
    }
}

fn timeouts_variable(verbs: &[String]) -> Variable {
    let description = "Longest times that an apply may take, such as `30m`, by what it does.".to_owned();
    let members: Vec<String> = verbs.iter().map(|verb| format!("{verb} = optional(string)")).collect();
    Variable {
        name: "timeouts".to_owned(),
        description: text(&description),
        summary: description,
        kind: format!("object({{\n{}\n}})", members.join("\n")),
        type_name: "object".to_owned(),
        required: false,
        sensitive: false,
        default: Some("null".to_owned()),
        validations: Vec::new(),
    }
}

fn outputs(recipe: &Recipe, resource: &Resource) -> Vec<Output> {
    let is_output = |name: &str, attribute: &Attribute| {
        let hidden = NO_OUTPUTS.contains(&name) || recipe.hidden.contains(&name);
        recipe.shown.contains(&name) || (!attribute.is_argument() && !hidden)
    };
    let one = |(name, attribute): (&String, &Attribute)| {
        let description = attribute.text();
        let (name, description, value) = match recipe.each {
            None => (name.clone(), description, format!("{}.this.{name}", recipe.resource)),
            Some(each) => {
                let value = format!(
                    "{{ for name, {} in {}.this : name => {}.{name} }}",
                    each.entry, recipe.resource, each.entry
                );
                let description = format!("By name of the {}: {}", each.entry, lower_first(&description));
                (plural(name), description, value)
            }
        };
        Output {
            summary: summary(&description),
            name,
            description: text(&description),
            value,
            sensitive: attribute.sensitive,
        }
    };
    let attributes = resource.block.attributes.iter().filter(|(name, attribute)| is_output(name, attribute));
    let mut outputs: Vec<Output> = attributes.map(one).collect();
    outputs.extend(recipe.outputs.iter().map(|derived| Output {
        name: derived.name.to_owned(),
        description: text(derived.description),
        summary: derived.description.to_owned(),
        value: derived.value.to_owned(),
        sensitive: false,
    }));
    outputs.sort_by(|one, other| one.name.cmp(&other.name));
    outputs
}

/// A description as an expression: a string, or a heredoc when it has several lines.
fn text(description: &str) -> String {
    if !description.contains('\n') {
        return hcl::quote(description);
    }
    let escaped = description.replace("${", "$${").replace("%{", "%%{");
    let lines = escaped.lines().map(|line| if line.is_empty() { String::new() } else { format!("    {line}") });
    format!("<<-EOT\n{}\n  EOT", lines.collect::<Vec<_>>().join("\n"))
}

/// The first paragraph on one line, for a table.
fn summary(description: &str) -> String {
    let first = description.split("\n\n").next().unwrap_or_default();
    first.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn plural(name: &str) -> String {
    if name.ends_with('s') { format!("{name}es") } else { format!("{name}s") }
}

/// `The ARN` is `the ARN`, and `ARN` stays.
fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    match (characters.next(), characters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => {
            first.to_lowercase().chain(std::iter::once(second)).chain(characters).collect()
        }
        _ => text.to_owned(),
    }
}
