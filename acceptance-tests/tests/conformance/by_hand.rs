//! Parts removed by hand, and parts changed by hand: the plan names each, and the next apply repairs it.

use crate::case::Outcome;
use crate::check;
use crate::everything;
use crate::fault::Trap;
use crate::stage::{Stage, World};
use crate::subject::{Hand, Harm, Piece, Size, Subject};
use acceptance_tests::driver::Action;
use acceptance_tests::ensure;
use acceptance_tests::error::{Context as _, Result};
use acceptance_tests::proxy::Proxy;
use std::collections::BTreeMap;

/// In how many cases the parts of one resource are harmed: making a large one for each part would take too long.
pub(crate) const SHARES: usize = 4;

/// Harms every part whose turn it is, one after the other, and looks after each.
pub(crate) fn by_hand(world: &World, subject: &Subject, harm: Harm, share: usize) -> Result<Outcome> {
    let (proxy, trap) = (Proxy::start(world.emulator.url())?, Trap::default());
    let place = (subject.place)(&world.emulator, Size::Full)?;
    let mut stage = Stage::new(world, subject, place, &proxy, &trap)?;
    let config = stage.first(Size::Full)?;
    stage.applied(&config)?;
    let wanted = stage.shape()?;
    let addresses: Vec<String> = chosen(stage.parts().into_keys().collect()).skip(share).step_by(SHARES).collect();
    let mut outcome = Outcome::default();
    for address in &addresses {
        let all = stage.parts();
        let id = all.get(address).context(format!("{address} is not in the state any more"))?;
        let piece = Piece { address, id, all: &all };
        let harmed = format!("{address} {harm:?} by hand");
        match (subject.hand)(&stage.place, &piece, harm).context(&harmed)? {
            Hand::Impossible(_) => {
                outcome.missed += 1;
                continue;
            }
            Hand::Done => outcome.tried += 1,
        }
        ensure!(stage.shape()? != wanted, "{harmed}: that changed nothing");
        let plan = stage.terraform.planned(&config).context(&harmed)?;
        ensure!(plan.action != Action::None, "{harmed}: the plan does not see it");
        // Without its first part a resource is gone, and the plan makes all of it.
        let drift = check::texts(stage.terraform.state.as_ref(), "drift");
        let named = stage.terraform.state.is_none() || drift.contains_key(address);
        ensure!(named, "{harmed}: the plan names {drift:?}");
        proxy.log().clear();
        stage.applied(&config).context(format!("{harmed}: the apply after it"))?;
        let tell = |error| format!("{harmed}: {error}\nthe calls of the apply were:\n{}", proxy.log().text());
        stage.settled(&config).map_err(tell)?;
        stage.shape()?.same_as(&wanted).map_err(tell)?;
    }
    stage.destroyed().context("the destroy in the end")?;
    Ok(outcome)
}

/// The parts whose turn comes: all of them, or in an ordinary run one of each kind, for the instances of a repeated part are
/// all alike.
fn chosen(addresses: Vec<String>) -> impl Iterator<Item = String> {
    const EACH: usize = 1;
    let mut of_kind: BTreeMap<String, usize> = BTreeMap::new();
    addresses.into_iter().filter(move |address| {
        let kind = address.split('/').next().unwrap_or_default().to_owned();
        let count = of_kind.entry(kind).or_default();
        *count += 1;
        *count <= EACH || everything()
    })
}
