//! Toy objects that the cloud makes as often as it is asked, as EC2 does: only their marks tell whose they are.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin::composite::{Composite, Context, Fault, Found, Global, Graph, Listed, Mark, Part, RepeatedPart, Status};
use tfplugin::model::{Named, Out};

use crate::toy::{Crate, Toy};

/// The objects below `parent` that carry the resource's mark: part and what was found.
async fn marked(cx: &Context<'_, Toy>, parent: &str, kind: &str) -> Result<Listed<String>, Fault> {
    let (prefix, owner) = (format!("{parent}{kind}"), cx.mark.resource.clone());
    cx.cloud
        .call("list", &prefix, |objects| {
            let found = objects.iter().filter_map(|(id, (seen, mark))| {
                let (resource, ready) = mark.clone()?;
                let part = id.strip_prefix(&prefix)?.split('#').next()?;
                let status = if ready { Status::Ready } else { Status::Creating };
                let mark = Some(Mark { resource, status }).filter(|mark| mark.resource == owner)?;
                let name = part.strip_prefix(':').unwrap_or_default().to_owned();
                Some((name, Found { id: id.clone(), seen: seen.clone(), mark: Some(mark) }))
            });
            Ok(found.collect())
        })
        .await
}

pub(crate) async fn make(cx: &Context<'_, Toy>, parent: &str, part: &str, text: &str) -> Result<String, Fault> {
    let number = cx.cloud.log.lock().unwrap().len();
    cx.cloud.create(&format!("{parent}{part}#{number}"), text, Some(cx.mark)).await
}

/// Declares a kind of object that is made as often as asked.
macro_rules! unkeyed {
    ($part:ident, $kind:literal) => {
        pub(crate) struct $part;

        impl Part for $part {
            type Cloud = Toy;
            type Key = (String, String);
            type Want = String;
            type Seen = String;
            const KIND: &'static str = concat!("toy ", $kind);
            const MARKED: bool = true;
            const KEYED: bool = false;
            const SETTLE: Option<&'static str> = Some("toy");

            fn differences(want: &String, seen: &String) -> Vec<String> {
                Crate::differences(want, seen)
            }

            async fn find(cx: &Context<'_, Toy>, key: &(String, String)) -> Result<Option<Found<String>>, Fault> {
                let found = marked(cx, &key.0, $kind).await?;
                Ok(found.into_iter().find(|(name, _)| *name == key.1).map(|(_, found)| found))
            }

            async fn create(cx: &Context<'_, Toy>, key: &(String, String), want: &String) -> Result<String, Fault> {
                let name = if key.1.is_empty() { String::new() } else { format!(":{}", key.1) };
                make(cx, &key.0, &format!("{}{name}", $kind), want).await
            }

            async fn read(cx: &Context<'_, Toy>, id: &str) -> Result<Option<String>, Fault> {
                Crate::read(cx, id).await
            }

            async fn update(cx: &Context<'_, Toy>, id: &str, _: &String, want: &String) -> Result<(), Fault> {
                cx.cloud.update(id, want).await
            }

            async fn delete(cx: &Context<'_, Toy>, id: &str) -> Result<(), Fault> {
                cx.cloud.delete(id).await
            }

            async fn settle(cx: &Context<'_, Toy>, ids: &[String]) -> Result<(), Fault> {
                cx.cloud.settle(ids).await
            }
        }

        impl RepeatedPart for $part {
            type Owner = String;

            fn key(owner: &String, name: &str) -> (String, String) {
                (owner.clone(), name.to_owned())
            }

            async fn list(cx: &Context<'_, Toy>, owner: &String) -> Result<Listed<String>, Fault> {
                marked(cx, owner, $kind).await
            }
        }
    };
}

unkeyed!(Ground, "ground");
unkeyed!(Address, "address");
unkeyed!(Plot, "plot");
unkeyed!(Gate, "gate");

/// Ground with plots on it; a gate on each plot, which needs the address of the same name. Addresses stand by themselves.
#[derive(Clone, Debug, PartialEq, tfplugin::Resource)]
#[tf(name = "estate")]
pub(crate) struct Estate {
    /// Name of the ground.
    #[tf(required, force_new)]
    pub(crate) name: String,
    /// What is written on everything.
    #[tf(default = "fragile")]
    pub(crate) label: String,
    /// Plots: text by name.
    #[tf(optional)]
    pub(crate) items: Option<BTreeMap<String, String>>,
    /// What gates look like.
    #[tf(computed)]
    pub(crate) seal: Out<String>,
    /// What every resource has.
    #[tf(flatten)]
    pub(crate) common: Global,
}

pub(crate) fn names(items: Option<BTreeMap<String, String>>) -> BTreeSet<String> {
    items.unwrap_or_default().into_keys().collect()
}

impl Composite for Estate {
    type Cloud = Toy;
    const IMPORT_ID: &'static [&'static str] = &["account_id", "name"];

    fn parts(g: &mut Graph<Self>) {
        let f = Self::fields();
        g.output(f.common.id, (f.common.account_id, f.name), |(account, name)| {
            format!("{}/{name}", account.0.unwrap_or_default())
        });
        let ground = g
            .part::<Ground>("ground")
            .key((), |()| (String::new(), String::new()))
            .want(f.label, |label| label)
            .fill(f.label, |seen| Some(seen.clone()))
            .add();
        let address = g
            .parts::<Address>("address")
            .names(f.items, names)
            .owner((), |()| String::new())
            .want((), |name, ()| Some(name.to_owned()))
            .add();
        let plot = g
            .parts::<Plot>("plot")
            .names(f.items, names)
            .owner(ground, |_| "on ground/".to_owned())
            .want(f.items, |name, items| items.unwrap_or_default().get(name).cloned())
            .fill(f.items, (), |seen, ()| Some(seen))
            .add();
        g.parts::<Gate>("gate")
            .names(f.items, names)
            .owner(ground, |_| "on ground/".to_owned())
            .want((plot.same(), address.same()), |_, (plot, address)| Some(format!("{plot} at {address}")))
            .fill(f.seal, (), |seen, ()| Out::known(seen.into_values().collect::<Vec<_>>().join(" and ")))
            .add();
    }
}
