//! Planning a composite: pure, and good with unknowns.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Diagnostics, Path};
use crate::model::Mismatch;
use crate::plan::{self, Attributes};
use crate::resource::{PlanRequest, Planned};
use crate::schema::{Attribute, Schema};
use crate::value::Value;

use super::common::{DRIFT, ID, PARTS, REGION, TAGS, TAGS_ALL, merged_tags};
use super::delete::kept;
use super::graph::{Composite, Graph};
use super::let_go;
use super::preflight::Preflight;
use super::steps::{Action, Steps, steps, string_map};
use super::wire::{Input, Scene, Sightings, Source};
use super::{Cloud, Fault, Place};

/// Plans one resource.
pub(super) async fn plan<R: Composite>(
    schema: &Schema,
    graph: &Graph<R>,
    cloud: Option<&R::Cloud>,
    provider: &str,
    request: PlanRequest,
) -> Planned {
    let (Some(proposed), Some(config)) = (request.proposed, request.config) else {
        let Some(prior) = &request.prior else { return Planned::default() };
        let diagnostics = match (kept::<R>(prior), cloud) {
            (Some(kept), _) => Diagnostics::from(kept),
            (None, Some(cloud)) => let_go::warn(graph, cloud, provider, prior).await,
            (None, None) => Diagnostics::new(),
        };
        return Planned { diagnostics, ..Planned::default() };
    };
    let mut diagnostics = Diagnostics::new();
    let prior = request.prior;
    let mut planned = plan::prepare(&schema.object, prior.as_ref(), &config, proposed);
    if let Err(fault) = place::<R>(schema, cloud, &mut planned).await {
        diagnostics.push(Diagnostic::error(
            format!("Could not find out the account of `{}`", R::NAME),
            format!(
                "{fault}.{} Or set `{}`.",
                fault.hint.as_ref().map_or(String::new(), |hint| format!(" {hint}")),
                R::HOME,
            ),
        ));
        return Planned { state: Some(planned), requires_replace: Vec::new(), diagnostics };
    }
    if schema.object.attribute(TAGS_ALL).is_some() {
        let tags = planned.get(TAGS).cloned().unwrap_or_default();
        let merged = merged_tags(cloud.and_then(Cloud::default_tags), &tags);
        planned.insert(TAGS_ALL.to_owned(), merged);
    }
    let mut chosen = BTreeSet::new();
    if let Some(cloud) = cloud {
        let (problems, by_preflight) = ask::<R>(schema, cloud, prior.as_ref(), &mut planned, &config).await;
        diagnostics.append(problems);
        chosen = by_preflight;
        if diagnostics.has_error() {
            return Planned { state: Some(planned), requires_replace: Vec::new(), diagnostics };
        }
    }
    match fill(schema, graph, prior.as_ref(), &config, &chosen, &mut planned) {
        Ok(problems) => diagnostics.append(problems),
        Err(mismatch) => diagnostics.push(defect(&mismatch)),
    }
    let requires_replace = match &prior {
        Some(prior) => plan::requires_replace(&schema.object, prior, &planned),
        None => Vec::new(),
    };
    Planned { state: Some(planned), requires_replace, diagnostics }
}

/// Account and region, chosen at the first plan and kept in state from then on.
async fn place<R: Composite>(schema: &Schema, cloud: Option<&R::Cloud>, planned: &mut Attributes) -> Result<(), Fault> {
    for name in [R::HOME, REGION] {
        let open = planned.get(name).is_none_or(Value::is_null);
        if schema.object.attribute(name).is_none() || !open {
            continue;
        }
        let chosen = match cloud {
            None => None,
            Some(cloud) if name == R::HOME => Some(cloud.default_account().await?),
            Some(cloud) => cloud.default_region(),
        };
        planned.insert(name.to_owned(), chosen.map_or(Value::UNKNOWN, Value::string));
    }
    Ok(())
}

/// The resource's own questions to AWS, once it is known where it lives.
async fn ask<R: Composite>(
    schema: &Schema,
    cloud: &R::Cloud,
    prior: Option<&Attributes>,
    planned: &mut Attributes,
    config: &Attributes,
) -> (Diagnostics, BTreeSet<&'static str>) {
    let text = |name: &str| planned.get(name).and_then(Value::as_str).map(str::to_owned);
    let region = if schema.object.attribute(REGION).is_some() { text(REGION) } else { Some(String::new()) };
    let (Some(account_id), Some(region)) = (text(R::HOME), region) else { return Default::default() };
    let place = Place { account_id, region };
    let mut preflight = Preflight::new(cloud, &place, prior, planned, config);
    R::preflight(&mut preflight).await;
    preflight.finish()
}

/// Fills the computed attributes: unknown where a part must be made first, kept where nothing changes.
fn fill<R: Composite>(
    schema: &Schema,
    graph: &Graph<R>,
    prior: Option<&Attributes>,
    config: &Attributes,
    chosen: &BTreeSet<&'static str>,
    planned: &mut Attributes,
) -> Result<Diagnostics, Mismatch> {
    let ledger = prior.map(|prior| string_map(prior, PARTS)).unwrap_or_default();
    let drift = prior.map(|prior| string_map(prior, DRIFT)).unwrap_or_default();
    // Parts are wired to these, so they come first.
    let nothing_seen = Sightings::none();
    for output in graph.outputs.iter().filter(|output| output.needs_no_part() && is_open(config, output.attribute)) {
        let scene = Scene::new(planned, &nothing_seen);
        let value = match (output.read)(&scene)? {
            Input::Known(value) => value,
            Input::Unknown => Value::UNKNOWN,
        };
        planned.insert(output.attribute.to_owned(), value);
    }
    let steps = steps(graph, prior, planned, &ledger, &drift)?;
    let problems = check(graph, planned, &steps)?;
    let changes = prior.is_none_or(|prior| prior != planned) || steps.is_change() || !drift.is_empty();
    if !changes {
        return Ok(problems);
    }
    let parts = if steps.unknown.is_empty() {
        let entries = steps.steps.iter().filter_map(|step| {
            let id = match step.action {
                Action::Delete => return None,
                Action::Create | Action::Replace => Value::UNKNOWN,
                Action::Keep | Action::Update => Value::string(ledger.get(&step.address)?.clone()),
            };
            Some((step.address.clone(), id))
        });
        Value::map(entries.collect::<Vec<_>>())
    } else {
        Value::UNKNOWN
    };
    planned.insert(PARTS.to_owned(), parts);
    planned.insert(DRIFT.to_owned(), Value::map::<String>([]));
    for attribute in open_attributes(schema, graph, config).filter(|attribute| !chosen.contains(attribute.name)) {
        let value = from_parts(graph, &steps, attribute, prior);
        planned.insert(attribute.name.to_owned(), value);
    }
    outputs_of_parts(graph, &steps, prior, config, planned);
    Ok(problems)
}

/// Attributes that the parts decide: computed, not configured, without a default, and not the engine's own.
fn open_attributes<'a, R: Composite>(
    schema: &'a Schema,
    graph: &'a Graph<R>,
    config: &'a Attributes,
) -> impl Iterator<Item = &'a Attribute> {
    schema.object.attributes.iter().filter(|attribute| {
        attribute.mode.is_computed()
            && attribute.default.is_none()
            && is_open(config, attribute.name)
            && !graph.outputs.iter().any(|output| output.attribute == attribute.name)
            && !matches!(attribute.name, REGION | TAGS_ALL | PARTS | DRIFT)
            && attribute.name != R::HOME
    })
}

/// Whether the configuration leaves an attribute to the provider.
fn is_open(config: &Attributes, attribute: &str) -> bool {
    config.get(attribute).is_none_or(Value::is_null)
}

/// The planned value of an attribute that parts fill.
fn from_parts<R: Composite>(
    graph: &Graph<R>,
    steps: &Steps,
    attribute: &Attribute,
    prior: Option<&Attributes>,
) -> Value {
    let before = prior.and_then(|prior| prior.get(attribute.name)).cloned().unwrap_or_default();
    let filling = graph.nodes.iter().enumerate().filter(|(_, node)| node.fills().contains(&attribute.name));
    let mut filled = filling.map(|(index, node)| (index, node.is_repeated()));
    let open = filled.any(|(node, repeated)| match steps.of_node(node) {
        Action::Keep => false,
        Action::Update => repeated || attribute.volatile,
        Action::Create | Action::Replace | Action::Delete => true,
    });
    if open || prior.is_none() { Value::UNKNOWN } else { before }
}

/// Attributes computed from parts: unknown as soon as anything they depend on changes.
fn outputs_of_parts<R: Composite>(
    graph: &Graph<R>,
    steps: &Steps,
    prior: Option<&Attributes>,
    config: &Attributes,
    planned: &mut Attributes,
) {
    let nothing_seen = Sightings::none();
    for output in graph.outputs.iter().filter(|output| !output.needs_no_part() && is_open(config, output.attribute)) {
        let moved = |source: &Source| match source {
            Source::Node(node) if output.lasting => steps.is_remade(*node),
            Source::Node(node) => steps.of_node(*node) != Action::Keep,
            Source::Attribute(name) => prior.and_then(|prior| prior.get(*name)) != planned.get(*name),
        };
        let value = match prior.and_then(|prior| prior.get(output.attribute)) {
            Some(before) if !output.sources.iter().any(moved) => before.clone(),
            // Known where it takes no look at a part that changes.
            _ => match (output.read)(&Scene::new(planned, &nothing_seen)) {
                Ok(Input::Known(value)) => value,
                _ => Value::UNKNOWN,
            },
        };
        planned.insert(output.attribute.to_owned(), value);
    }
}

/// The parts' own checks, on every want that is known.
fn check<R: Composite>(graph: &Graph<R>, planned: &Attributes, steps: &Steps) -> Result<Diagnostics, Mismatch> {
    let nothing_seen = Sightings::none();
    let scene = Scene::new(planned, &nothing_seen);
    let mut diagnostics = Diagnostics::new();
    for step in steps.steps.iter().filter(|step| step.action != Action::Delete) {
        let Some(node) = graph.nodes.get(step.node) else { continue };
        for problem in node.check(&scene, &step.name)? {
            let summary = format!("Invalid {} `{}`", node.kind(), step.address);
            let path = node.path(&step.name).unwrap_or_else(Path::root);
            diagnostics.error_at(path, summary, problem);
        }
        if step.action == Action::Keep {
            continue;
        }
        for advice in node.advise(&scene, &step.name)? {
            let summary = format!("AWS may refuse {} `{}`", node.kind(), step.address);
            let path = node.path(&step.name).unwrap_or_else(Path::root);
            diagnostics.push(Diagnostic::warning(summary, advice).at(path));
        }
    }
    Ok(diagnostics)
}

/// A schema and its struct disagree.
pub(super) fn defect(mismatch: &Mismatch) -> Diagnostic {
    Diagnostic::error(
        "Defect in the provider",
        format!("A value is not of the form that its declaration says: {mismatch}. Nothing was changed."),
    )
    .at(mismatch.path.clone())
}

/// The name of a resource in messages and marks: its type, and what it is called.
pub(super) fn mark_name<R: Composite>(provider: &str, attributes: &Attributes) -> String {
    let text = |name: &&str| attributes.get(*name).and_then(Value::as_str);
    let name = R::IMPORT_ID.iter().rev().chain([&ID]).find_map(text).unwrap_or("?");
    // What the values of IAM's tags may be made of, which is the narrowest of all services:
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules
    let fits = |character: char| character.is_alphanumeric() || " _.:/=+-@".contains(character);
    let name: String = name.chars().map(|character| if fits(character) { character } else { '_' }).collect();
    format!("{provider}_{}/{name}", R::NAME)
}
