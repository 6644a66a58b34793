//! What must change nothing: a plan of what is applied, and an import of what exists.

use crate::case::Outcome;
use crate::fault::Trap;
use crate::stage::{Stage, World};
use crate::subject::{Size, Subject, merged};
use acceptance_tests::ensure;
use acceptance_tests::error::{Context as _, Result};
use acceptance_tests::proxy::Proxy;

/// An unchanged plan writes nothing, and reads as often as the subject says.
pub(crate) fn unchanged(world: &World, subject: &Subject, size: Size) -> Result<Outcome> {
    let (proxy, trap) = (Proxy::start(world.emulator.url())?, Trap::default());
    let place = (subject.place)(&world.emulator, size)?;
    let mut stage = Stage::new(world, subject, place, &proxy, &trap)?;
    let config = stage.first(size)?;
    stage.applied(&config)?;
    let exists = stage.look()?;
    proxy.log().clear();
    stage.settled(&config)?;
    let calls = proxy.log().calls();
    ensure!(calls.iter().all(|call| !call.is_write), "an unchanged plan writes:\n{}", proxy.log().text());
    let reads = (subject.reads)(size);
    ensure!(
        calls.len() == reads,
        "an unchanged plan makes {} calls, and the subject says {reads}:\n{}",
        calls.len(),
        proxy.log().text()
    );
    stage.applied(&config).context("an apply that has nothing to do")?;
    stage.look()?.same_as(&exists).context("an apply that has nothing to do")?;
    stage.destroyed()?;
    Ok(Outcome::one())
}

/// An import by the resource's own id has nothing to do, and destroys what it imported.
pub(crate) fn imported(world: &World, subject: &Subject, size: Size) -> Result<Outcome> {
    let (proxy, trap) = (Proxy::start(world.emulator.url())?, Trap::default());
    let place = (subject.place)(&world.emulator, size)?;
    let mut stage = Stage::new(world, subject, place, &proxy, &trap)?;
    let written = subject.importable(&stage.place, size);
    let config = stage.config(&written)?;
    stage.applied(&config)?;
    let over = (subject.imported)(&stage.place, size);
    // What an import cannot know to be wanted it leaves.
    let left: Vec<&String> =
        over.as_object().into_iter().flatten().filter(|(_, value)| value.is_null()).map(|(name, _)| name).collect();
    let mut parts = stage.parts();
    parts.retain(|address, _| !left.iter().any(|argument| address.starts_with(argument.as_str())));
    let forgotten = stage.terraform.state.take().context("there is no state")?;
    let id = forgotten.attributes.get("id").and_then(|id| id.as_str()).context("there is no id")?;
    let report = stage.terraform.import(id)?;
    ensure!(!report.diagnostics.has_error(), "the import of {id} failed: {}", report.text());
    ensure!(stage.parts() == parts, "the import found {:?}, and there are {parts:?}", stage.parts());
    let same = merged(written, over);
    stage.settled(&stage.config(&same)?).context("after the import")?;
    // What an import cannot know may say how it is destroyed.
    stage.applied(&config).context("as it was written")?;
    stage.destroyed()?;
    Ok(Outcome::one())
}
