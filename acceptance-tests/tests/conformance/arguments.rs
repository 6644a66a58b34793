//! Every argument changed alone: the plan does what the schema says, the apply does it, and the way back works as well.

use crate::case::Outcome;
use crate::fault::Trap;
use crate::stage::{Stage, World, changed, differences};
use crate::subject::{Change, Subject, merged};
use acceptance_tests::driver::Action;
use acceptance_tests::ensure;
use acceptance_tests::error::{Context as _, Result};
use acceptance_tests::proxy::Proxy;
use serde_json::json;
use tfplugin::plan::Attributes;
use tfplugin::value::Value;

/// Every argument of the schema has a change in the subject, and every change an argument.
pub(crate) fn all_are_there(world: &World, subject: &Subject, changes: &[Change]) -> Result<Outcome> {
    let object = &world.catalog.resource(subject.type_name)?.object;
    let configurable = object.attributes.iter().filter(|attribute| attribute.mode.is_configurable());
    let mut arguments: Vec<&str> = configurable.map(|attribute| attribute.name).collect();
    // How long an operation may take changes no object.
    arguments.extend(object.blocks.iter().map(|block| block.name).filter(|name| *name != "timeouts"));
    let missing: Vec<_> = arguments.iter().filter(|name| !changes.iter().any(|one| one.argument == **name)).collect();
    ensure!(missing.is_empty(), "the subject has no change of {missing:?}");
    let unknown: Vec<_> = changes.iter().map(|one| one.argument).filter(|name| !arguments.contains(name)).collect();
    ensure!(unknown.is_empty(), "the subject changes {unknown:?}, which are no arguments");
    Ok(Outcome::one())
}

/// One argument changed, and changed back.
pub(crate) fn alone(
    world: &World,
    subject: &Subject,
    change: &Change,
    place: crate::subject::Place,
) -> Result<Outcome> {
    let (proxy, trap) = (Proxy::start(world.emulator.url())?, Trap::default());
    let mut stage = Stage::new(world, subject, place, &proxy, &trap)?;
    let before = merged((subject.first)(&stage.place, change.size), change.given.clone());
    let after = merged(before.clone(), json!({ change.argument: change.value }));
    let (before, after) = (stage.config(&before)?, stage.config(&after)?);
    ensure!(before != after, "the subject changes nothing");
    stage.applied(&before)?;
    stage.settled(&before).context("before the change")?;
    let shape = stage.shape()?;
    if let Some(words) = change.refused {
        let told = stage.terraform.planned(&after).err().map(|error| error.to_string()).unwrap_or_default();
        ensure!(told.contains(words), "the plan is not refused with `{words}`: {told}");
        stage.destroyed()?;
        return Ok(Outcome::one());
    }
    planned(&mut stage, change.argument, &after).context("there")?;
    step(&mut stage, change.argument, &after).context("there")?;
    step(&mut stage, change.argument, &before).context("and back")?;
    // What the provider had chosen for an argument stays chosen: AWS may look as it did under another value.
    let sticky = world.catalog.resource(subject.type_name)?.object.attribute(change.argument);
    let sticky = sticky.is_some_and(|attribute| attribute.mode.is_computed() && attribute.default.is_none())
        && before.get(change.argument).is_none_or(Value::is_null);
    if !sticky {
        stage.shape()?.same_as(&shape).context("and back")?;
    }
    stage.destroyed()?;
    Ok(Outcome::one())
}

/// Goes to another configuration that differs in one argument.
fn step(stage: &mut Stage<'_>, argument: &str, config: &Attributes) -> Result<()> {
    if planned(stage, argument, config)? {
        stage.applied(config)?;
        stage.settled(config)?;
    }
    Ok(())
}

/// A plan of a configuration that differs in one argument is as the schema says; whether it has something to do.
fn planned(stage: &mut Stage<'_>, argument: &str, config: &Attributes) -> Result<bool> {
    let object = &stage.world.catalog.resource(stage.subject.type_name)?.object;
    let attribute = object.attribute(argument);
    let force_new = attribute.is_some_and(|attribute| attribute.force_new);
    let plan = stage.terraform.planned(config)?;
    let now = stage.terraform.state.as_ref().map(|stored| stored.attributes.clone()).context("there is no state")?;
    let visible = changed(&now, &plan);
    let left_open = config.get(argument).is_none_or(Value::is_null);
    let keeps = attribute.is_some_and(|attribute| attribute.mode.is_computed() && attribute.default.is_none());
    if left_open && keeps && plan.action == Action::None {
        // What the configuration leaves to the provider stays as it is.
        return Ok(false);
    }
    let expected = if force_new { Action::Replace } else { Action::Update };
    let told = || differences(Some(&now), plan.planned.as_ref());
    ensure!(plan.action == expected, "the plan is {:?}, and should be {expected:?}: {}", plan.action, told());
    if force_new {
        // What the configuration leaves to the provider becomes unknown with the replacement, and is named too.
        let is_written = |name: &str| config.get(name).is_some_and(|value| !value.is_null());
        let because: Vec<_> =
            plan.replaces.iter().filter(|name| *name == argument || is_written(name.as_str())).collect();
        ensure!(because == [argument], "it is replaced because of {:?}", plan.replaces);
    } else {
        ensure!(visible.iter().any(|name| name == argument), "the plan does not show the argument: {}", told());
        let arguments = object.attributes.iter().filter(|one| one.mode.is_configurable() && !one.mode.is_computed());
        let others: Vec<_> = arguments.map(|one| one.name).filter(|name| *name != argument).collect();
        let too: Vec<_> = visible.iter().filter(|name| others.contains(&name.as_str())).collect();
        ensure!(too.is_empty(), "the plan changes {too:?} too");
        let id = plan.planned.as_ref().and_then(|planned| planned.get("id"));
        ensure!(id.is_some_and(|id| id.as_str().is_some()), "the plan makes the id unknown");
    }
    Ok(true)
}
