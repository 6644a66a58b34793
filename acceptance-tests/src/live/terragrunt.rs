//! A Terragrunt unit as Terragrunt would hand it to Terraform: its module in a folder of its own, with the files that `root.hcl`
//! generates, and the inputs in the environment.

use super::evaluate::{Scope, evaluate};
use crate::ensure;
use crate::error::{Context as _, Result};
use hcl_edit::structure::{Block, Body};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What Terraform gets.
pub(super) struct Rendered {
    /// The root module's folder.
    pub(super) folder: PathBuf,
    /// The module's inputs.
    pub(super) inputs: Map<String, Value>,
}

/// Outputs of another unit, by its path; nothing for those that the mocks stand for.
pub(super) type Outputs<'a> = &'a dyn Fn(&str) -> Result<Option<Value>>;

/// Renders a unit of a repo into a folder.
pub(super) fn render(repo: &Path, unit: &str, into: &Path, outputs: Outputs<'_>) -> Result<Rendered> {
    let here = repo.join(unit);
    let body = parse(&here.join("terragrunt.hcl"))?;
    let root = parse(&repo.join("root.hcl"))?;
    let function = |name: &str, arguments: &[Value]| function(repo, unit, name, arguments);
    let mut scope = Scope { variables: Map::new(), function: &function };
    ensure!(body.get_blocks("include").count() == 1, "{unit} does not include root.hcl once");
    let source = attribute(block(&body, "terraform")?, "source", &scope)?;
    let module = source.as_str().and_then(|source| source.split_once("//")).context(format!("{source} has no //"))?.1;
    if into.exists() {
        fs::remove_dir_all(into).context(into.display())?;
    }
    copy_module(&repo.join(module), into)?;
    if here.join(".terraform.lock.hcl").is_file() {
        fs::copy(here.join(".terraform.lock.hcl"), into.join(".terraform.lock.hcl")).context("the lock file")?;
    }
    generate(&root, into, &mut scope)?;
    let mut dependencies = Map::new();
    for block in body.get_blocks("dependency") {
        let name =
            block.labels.first().map(|label| label.as_str().to_owned()).context("a dependency without a name")?;
        let path = attribute(block, "config_path", &scope)?;
        let path = resolve(unit, path.as_str().unwrap_or_default());
        ensure!(repo.join(&path).join("terragrunt.hcl").is_file(), "{unit} depends on {path}, where no unit is");
        let mocks = attribute(block, "mock_outputs", &scope)?;
        let allowed = attribute(block, "mock_outputs_allowed_terraform_commands", &scope)?;
        ensure!(!allowed.to_string().contains("apply"), "{unit} would be applied with mocks");
        let found = outputs(&path)?.unwrap_or_else(|| mocks.clone());
        for (output, mock) in mocks.as_object().into_iter().flatten() {
            let real = found.get(output).context(format!("{path} has no output {output}, which {unit} mocks"))?;
            ensure!(same_type(real, mock), "{output} of {path} is {real}, and its mock {mock}");
        }
        dependencies.insert(name, serde_json::json!({ "outputs": found }));
    }
    for block in body.get_blocks("dependencies") {
        for path in attribute(block, "paths", &scope)?.as_array().into_iter().flatten() {
            let path = resolve(unit, path.as_str().unwrap_or_default());
            ensure!(repo.join(&path).join("terragrunt.hcl").is_file(), "{unit} comes after {path}, where no unit is");
        }
    }
    scope.variables = Map::from_iter([("dependency".to_owned(), Value::Object(dependencies))]);
    let inputs = body.get_attribute("inputs").context(format!("{unit} has no inputs"))?;
    let inputs = evaluate(&inputs.value, &scope)?;
    let inputs = inputs.as_object().cloned().context("inputs are no map")?;
    fits(&inputs, into).context(unit)?;
    Ok(Rendered { folder: into.to_owned(), inputs })
}

/// The inputs as Terragrunt passes them.
pub(super) fn variables(inputs: &Map<String, Value>) -> BTreeMap<String, String> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    inputs.iter().map(|(name, value)| (format!("TF_VAR_{name}"), text(value))).collect()
}

fn parse(path: &Path) -> Result<Body> {
    let text = fs::read_to_string(path).context(path.display())?;
    text.parse::<Body>().context(path.display())
}

fn block<'a>(body: &'a Body, name: &'a str) -> Result<&'a Block> {
    body.get_blocks(name).next().context(format!("there is no block {name}"))
}

fn attribute(block: &Block, name: &str, scope: &Scope<'_>) -> Result<Value> {
    let attribute = block.body.get_attribute(name).context(format!("there is no {name}"))?;
    evaluate(&attribute.value, scope).context(name)
}

/// The files that `root.hcl` generates: the backend and the provider.
fn generate(root: &Body, into: &Path, scope: &mut Scope<'_>) -> Result<()> {
    let mut locals = Map::new();
    for local in block(root, "locals")?.body.attributes() {
        scope.variables = Map::from_iter([("local".to_owned(), Value::Object(locals.clone()))]);
        locals.insert(local.key.as_str().to_owned(), evaluate(&local.value, scope).context(local.key.as_str())?);
    }
    scope.variables = Map::from_iter([("local".to_owned(), Value::Object(locals))]);
    let state = block(root, "remote_state")?;
    let config = attribute(state, "config", scope)?;
    let lines = config.as_object().into_iter().flatten().map(|(name, value)| format!("    {name} = {value}\n"));
    let backend = attribute(state, "backend", scope)?;
    let text = format!("terraform {{\n  backend {backend} {{\n{}  }}\n}}\n", lines.collect::<String>());
    let to = attribute(state, "generate", scope)?;
    put(into, to.get("path").and_then(Value::as_str).context("a path")?, &text)?;
    for generated in root.get_blocks("generate") {
        let path = attribute(generated, "path", scope)?;
        let contents = attribute(generated, "contents", scope)?;
        put(into, path.as_str().context("a path")?, contents.as_str().context("contents")?)?;
    }
    Ok(())
}

/// `if_exists = "overwrite_terragrunt"` is an error where the module has a file of that name.
fn put(into: &Path, name: &str, text: &str) -> Result<()> {
    let path = into.join(name);
    ensure!(!path.exists(), "the module has a {name} of its own");
    fs::write(path, text).context(name)
}

/// The module's own files; its examples and tests are no part of a root module.
fn copy_module(module: &Path, into: &Path) -> Result<()> {
    fs::create_dir_all(into).context(into.display())?;
    for entry in fs::read_dir(module).context(module.display())? {
        let path = entry.context("a module's file")?.path();
        if path.extension().is_some_and(|kind| kind == "tf") {
            fs::copy(&path, into.join(path.file_name().unwrap_or_default())).context(path.display())?;
        }
    }
    Ok(())
}

/// Terragrunt's own functions, for the files that a unit reads.
fn function(repo: &Path, unit: &str, name: &str, arguments: &[Value]) -> Result<Value> {
    let text = |place: usize| arguments.get(place).and_then(Value::as_str).context(format!("{name} wants a text"));
    let string = |path: PathBuf| Ok(Value::String(path.display().to_string()));
    match name {
        "find_in_parent_folders" => {
            let (wanted, here) = (text(0)?, repo.join(unit));
            let folders = here.ancestors().skip(1).take_while(|folder| folder.starts_with(repo));
            let found = folders.map(|folder| folder.join(wanted)).find(|path| path.is_file());
            string(found.context(format!("{unit} has no {wanted} above it"))?)
        }
        "read_terragrunt_config" => {
            let function = |name: &str, arguments: &[Value]| function(repo, unit, name, arguments);
            let scope = Scope { variables: Map::new(), function: &function };
            let mut locals = Map::new();
            for local in block(&parse(Path::new(text(0)?))?, "locals")?.body.attributes() {
                locals.insert(local.key.as_str().to_owned(), evaluate(&local.value, &scope)?);
            }
            Ok(serde_json::json!({ "locals": locals }))
        }
        "path_relative_to_include" => Ok(Value::String(unit.to_owned())),
        "dirname" => string(Path::new(text(0)?).parent().context("a folder")?.to_owned()),
        "get_env" => Ok(Value::String(text(1)?.to_owned())),
        _ => Err(format!("there is no function {name} here").into()),
    }
}

/// Where a relative path leads from a unit.
fn resolve(unit: &str, way: &str) -> String {
    let mut parts: Vec<&str> = unit.split('/').collect();
    for part in way.split('/') {
        if part == ".." {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    parts.join("/")
}

/// What `terragrunt hcl validate --inputs --strict` demands: no input is in vain, and none is missing.
fn fits(inputs: &Map<String, Value>, module: &Path) -> Result<()> {
    let body = parse(&module.join("variables.tf"))?;
    let variables: BTreeMap<&str, bool> = body
        .get_blocks("variable")
        .filter_map(|block| Some((block.labels.first()?.as_str(), !block.body.has_attribute("default"))))
        .collect();
    for name in inputs.keys() {
        ensure!(variables.contains_key(name.as_str()), "no variable takes the input {name}");
    }
    for (name, _) in variables.iter().filter(|(_, required)| **required) {
        ensure!(inputs.contains_key(*name), "the input {name} is missing");
    }
    Ok(())
}

fn same_type(one: &Value, other: &Value) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other)
}
