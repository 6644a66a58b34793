//! Toy objects that must not be missing for a moment: what is lit by a lamp is never to stand in the dark.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin::composite::{Composite, Fault, Global, Graph, Leaves, Leaving};
use tfplugin::model::{Named, Out};

use crate::harbor::{Crane, Lamp, Pier, Sign};
use crate::toy::Toy;
use crate::unkeyed::names;

/// A pier with lamps, a sign that is lit by each, and a crane that stands at each and cannot move to another.
#[derive(Clone, Debug, PartialEq, tfplugin::Resource)]
#[tf(name = "beacon")]
pub(crate) struct Beacon {
    /// Name of the beacon.
    #[tf(required, force_new)]
    pub(crate) name: String,
    /// What the pier is made of.
    #[tf(default = "stone")]
    pub(crate) label: String,
    /// Lamps: color and brightness by name. The color of a lamp cannot be changed.
    #[tf(optional)]
    pub(crate) items: Option<BTreeMap<String, String>>,
    /// What the pier is made of in truth.
    #[tf(computed)]
    pub(crate) seal: Out<String>,
    /// What every resource has.
    #[tf(flatten)]
    pub(crate) common: Global,
}

impl Composite for Beacon {
    type Cloud = Toy;
    const IMPORT_ID: &'static [&'static str] = &["account_id", "name"];

    fn parts(g: &mut Graph<Self>) {
        let f = Self::fields();
        g.output(f.common.id, (f.common.account_id, f.name), |(account, name)| {
            format!("{}/{name}", account.0.unwrap_or_default())
        });
        let pier = g
            .part::<Pier>("pier")
            .key((), |()| (String::new(), String::new()))
            .want(f.label, |label| label)
            .fill(f.label, |seen| Some(seen.text.clone()))
            .fill(f.seal, |seen| Some(Out::known(seen.text.clone())))
            .add();
        let lamp = g
            .parts::<Lamp>("lamp")
            .names(f.items, names)
            .owner(pier, |_| "on pier/".to_owned())
            .want(f.items, |name, items| items.unwrap_or_default().get(name).cloned())
            .fill(f.items, (), |seen, ()| Some(seen.into_iter().map(|(name, seen)| (name, seen.text)).collect()))
            .add();
        g.parts::<Crane>("crane")
            .names(f.items, names)
            .owner(pier, |_| "on pier/".to_owned())
            .want(lamp.same(), |_, lamp| Some(format!("at {}", lamp.id)))
            .add();
        g.parts::<Sign>("sign")
            .names(f.items, names)
            .owner((), |()| String::new())
            .want(lamp.same(), |_, lamp| Some(format!("lit by {}", lamp.id)))
            .add();
    }

    /// Granite lasts.
    async fn leaves(cx: &Leaving<'_, Self>) -> Result<Option<Leaves>, Fault> {
        let lasts = cx.state.known(Self::fields().label).is_some_and(|label| label == "granite");
        let parts = Some(BTreeSet::from(["pier".to_owned()]));
        Ok(lasts.then(|| Leaves { parts, advice: "Blow it up.".to_owned() }))
    }
}
