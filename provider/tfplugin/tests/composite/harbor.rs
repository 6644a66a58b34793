//! Toy objects of which not everything can be changed, and whose lists come from one answer.

use std::collections::BTreeMap;

use tfplugin::composite::{Composite, Context, Fault, Found, Global, Graph, Listed, Mark, Part, RepeatedPart, Status};
use tfplugin::model::{Named, Out};

use crate::toy::{Crate, Objects, Toy};
use crate::unkeyed::{make, names};

/// How something in a harbor looks.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Look {
    pub(crate) id: String,
    pub(crate) text: String,
}

/// What cannot be changed of a text: its first word.
fn depth(text: &str) -> &str {
    text.split(' ').next().unwrap_or_default()
}

fn differences(want: &str, seen: &Look) -> Vec<String> {
    if want == seen.text { Vec::new() } else { vec![format!("text is {}, should be {want}", seen.text)] }
}

/// The resource's own objects of one kind, all kinds from one answer.
async fn own(cx: &Context<'_, Toy>, prefix: &str) -> Result<Listed<Look>, Fault> {
    let all = cx
        .once("everything", || cx.cloud.call("list", "everything", |objects: &mut Objects| Ok(objects.clone())))
        .await?;
    let found = all.iter().filter_map(|(id, (text, mark))| {
        let (resource, ready) = mark.clone().filter(|(resource, _)| *resource == cx.mark.resource)?;
        let name = id.strip_prefix(prefix)?.split('#').next()?;
        let status = if ready { Status::Ready } else { Status::Creating };
        let seen = Look { id: id.clone(), text: text.clone() };
        let name = name.strip_prefix(':').unwrap_or_default().to_owned();
        Some((name, Found { id: id.clone(), seen, mark: Some(Mark { resource, status }) }))
    });
    Ok(found.collect())
}

/// Declares a kind of object. `$fixed` is what of a text cannot be changed; where `$first`, a new one is made before the
/// old one goes.
macro_rules! harbor {
    ($part:ident, $kind:literal, follows: $follows:literal, first: $first:literal, fixed: $fixed:expr) => {
        pub(crate) struct $part;

        impl Part for $part {
            type Cloud = Toy;
            type Key = (String, String);
            type Want = String;
            type Seen = Look;
            const KIND: &'static str = concat!("toy ", $kind);
            const MARKED: bool = true;
            const KEYED: bool = false;
            const FOLLOWS: bool = $follows;
            const SETTLE: Option<&'static str> = Some("toy");

            fn replaces(before: &String, want: &String) -> bool {
                $fixed(before) != $fixed(want)
            }

            fn fixed(want: &String, seen: &Look) -> Vec<String> {
                let (is, should) = ($fixed(&seen.text), $fixed(want));
                if is == should { Vec::new() } else { vec![format!("depth is {is}, should be {should}")] }
            }

            fn differences(want: &String, seen: &Look) -> Vec<String> {
                differences(want, seen)
            }

            async fn find(cx: &Context<'_, Toy>, key: &(String, String)) -> Result<Option<Found<Look>>, Fault> {
                let found = own(cx, &format!("{}{}", key.0, $kind)).await?;
                Ok(found.into_iter().find(|(name, _)| *name == key.1).map(|(_, found)| found))
            }

            async fn create(cx: &Context<'_, Toy>, key: &(String, String), want: &String) -> Result<String, Fault> {
                let name = if key.1.is_empty() { String::new() } else { format!(":{}", key.1) };
                make(cx, &key.0, &format!("{}{name}", $kind), want).await
            }

            async fn read(cx: &Context<'_, Toy>, id: &str) -> Result<Option<Look>, Fault> {
                Ok(Crate::read(cx, id).await?.map(|text| Look { id: id.to_owned(), text }))
            }

            async fn update(cx: &Context<'_, Toy>, id: &str, seen: &Look, want: &String) -> Result<(), Fault> {
                assert_eq!($fixed(&seen.text), $fixed(want), "an update that cannot be");
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
            const CREATE_FIRST: bool = $first;

            fn key(owner: &String, name: &str) -> (String, String) {
                (owner.clone(), name.to_owned())
            }

            async fn list(cx: &Context<'_, Toy>, owner: &String) -> Result<Listed<Look>, Fault> {
                own(cx, &format!("{owner}{}", $kind)).await
            }
        }
    };
}

harbor!(Pier, "pier", follows: false, first: false, fixed: depth);
harbor!(Berth, "berth", follows: false, first: false, fixed: depth);
harbor!(Crane, "crane", follows: true, first: false, fixed: str::to_owned);
harbor!(Sign, "sign", follows: false, first: false, fixed: |_: &str| "");
harbor!(Lamp, "lamp", follows: false, first: true, fixed: depth);

/// A pier with berths, a crane that stands at each, and a sign that says which berth is where.
#[derive(Clone, Debug, PartialEq, tfplugin::Resource)]
#[tf(name = "harbor")]
pub(crate) struct Harbor {
    /// Name of the harbor.
    #[tf(required, force_new)]
    pub(crate) name: String,
    /// What the pier is made of.
    #[tf(default = "stone")]
    pub(crate) label: String,
    /// Berths: depth and number by name.
    #[tf(optional)]
    pub(crate) items: Option<BTreeMap<String, String>>,
    /// What the pier is made of in truth.
    #[tf(computed)]
    pub(crate) seal: Out<String>,
    /// What every resource has.
    #[tf(flatten)]
    pub(crate) common: Global,
}

impl Composite for Harbor {
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
        let berth = g
            .parts::<Berth>("berth")
            .names(f.items, names)
            .owner(pier, |_| "on pier/".to_owned())
            .want(f.items, |name, items| items.unwrap_or_default().get(name).cloned())
            .fill(f.items, (), |seen, ()| Some(seen.into_iter().map(|(name, seen)| (name, seen.text)).collect()))
            .add();
        g.parts::<Crane>("crane")
            .names(f.items, names)
            .owner(pier, |_| "on pier/".to_owned())
            .want(berth.same(), |_, berth| Some(format!("at {}", berth.id)))
            .add();
        g.parts::<Sign>("sign")
            .names(f.items, names)
            .owner((), |()| String::new())
            .want(berth.same(), |_, berth| Some(format!("here is {}", berth.id)))
            .add();
    }
}
