//! Settings that are always there: adopted where they are as wanted, and in the end let go or brought back to how they
//! were before anybody set them.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin::composite::{
    Composite, Configuration, Context, Fault, Found, Global, Graph, Listed, Part, RepeatedPart, Survey,
};
use tfplugin::diagnostic::Severity;
use tfplugin::model::{Named, Out};
use tfplugin::plan::Attributes;
use tfplugin::resource::complete;
use tfplugin::value::Value;

use crate::terraform::Terraform;
use crate::toy::Toy;
use crate::{ALL, objects};

/// How warm a room is before anybody says.
const COLD: &str = "cold";

/// The thermostat of a room.
pub(crate) struct Thermostat;

impl Part for Thermostat {
    type Cloud = Toy;
    type Key = String;
    type Want = String;
    type Seen = String;
    const KIND: &'static str = "toy thermostat";
    const MARKED: bool = false;

    fn differences(want: &String, seen: &String) -> Vec<String> {
        if want == seen { Vec::new() } else { vec![format!("warmth is {seen}, should be {want}")] }
    }

    async fn find(cx: &Context<'_, Toy>, key: &String) -> Result<Option<Found<String>>, Fault> {
        let seen = warmth(cx, key).await?;
        Ok(Some(Found { id: key.clone(), seen, mark: None }))
    }

    async fn create(cx: &Context<'_, Toy>, key: &String, want: &String) -> Result<String, Fault> {
        if warmth(cx, key).await? != *want {
            set(cx, key, want).await?;
        }
        Ok(key.clone())
    }

    async fn read(cx: &Context<'_, Toy>, id: &str) -> Result<Option<String>, Fault> {
        warmth(cx, id).await.map(Some)
    }

    async fn update(cx: &Context<'_, Toy>, id: &str, _: &String, want: &String) -> Result<(), Fault> {
        set(cx, id, want).await
    }

    async fn delete(cx: &Context<'_, Toy>, id: &str) -> Result<(), Fault> {
        set(cx, id, COLD).await
    }
}

impl RepeatedPart for Thermostat {
    type Owner = BTreeSet<String>;

    fn key(_: &BTreeSet<String>, name: &str) -> String {
        name.to_owned()
    }

    async fn list(cx: &Context<'_, Toy>, rooms: &BTreeSet<String>) -> Result<Listed<String>, Fault> {
        let mut listed = Listed::new();
        for room in rooms {
            listed.push((room.clone(), Found { id: room.clone(), seen: warmth(cx, room).await?, mark: None }));
        }
        Ok(listed)
    }
}

async fn warmth(cx: &Context<'_, Toy>, room: &str) -> Result<String, Fault> {
    Ok(cx.cloud.read("read", room).await?.map_or_else(|| COLD.to_owned(), |(text, _)| text))
}

async fn set(cx: &Context<'_, Toy>, room: &str, warmth: &str) -> Result<(), Fault> {
    let change = |objects: &mut crate::toy::Objects| {
        if warmth == COLD {
            objects.remove(room);
        } else {
            objects.insert(room.to_owned(), (warmth.to_owned(), None));
        }
        Ok(())
    };
    cx.cloud.call("set", room, change).await
}

/// How warm the rooms of a house are.
#[derive(Clone, Debug, PartialEq, tfplugin::Resource)]
#[tf(name = "climate")]
pub(crate) struct Climate {
    /// Its rooms.
    #[tf(required)]
    pub(crate) rooms: BTreeSet<String>,
    /// How warm they are.
    #[tf(default = "warm")]
    pub(crate) warmth: String,
    /// Whether the rooms stay so when nobody manages them any more.
    #[tf(default = true)]
    pub(crate) stays: bool,
    /// How each room is.
    #[tf(computed)]
    pub(crate) status: Out<BTreeMap<String, String>>,
    /// What every resource has.
    #[tf(flatten)]
    pub(crate) common: Global,
}

impl Composite for Climate {
    type Cloud = Toy;
    const IMPORT_ID: &'static [&'static str] = &["account_id", "rooms"];

    fn parts(g: &mut Graph<Self>) {
        let f = Self::fields();
        g.output(f.common.id, (f.common.account_id, f.rooms), |(account, rooms)| {
            format!("{}/{}", account.0.unwrap_or_default(), rooms.into_iter().collect::<Vec<_>>().join(","))
        });
        g.parts::<Thermostat>("room")
            .names(f.rooms, |rooms| rooms)
            .owner(f.rooms, |rooms| rooms)
            .want(f.warmth, |_, warmth| Some(warmth))
            .add();
        g.survey(f.status, f.rooms, |survey: &Survey, rooms| {
            let status = |room: &String| {
                let address = format!("room/{room}");
                match (survey.parts.contains(&address), survey.drift.contains_key(&address)) {
                    (false, _) => "missing",
                    (true, true) => "drifted",
                    (true, false) => "set",
                }
            };
            rooms.iter().map(|room| (room.clone(), status(room).to_owned())).collect::<BTreeMap<_, _>>()
        });
    }

    fn lets_go(state: &Configuration<'_, Self>) -> Option<&'static str> {
        (state.known(Self::fields().stays) != Some(false)).then_some("Set `stays = false` to have it cold again.")
    }
}

fn house(rooms: &[&str], stays: bool) -> Attributes {
    let rooms = Value::set(rooms.iter().map(|room| Value::string(*room)));
    let set = [("rooms", rooms), ("stays", Value::Bool(stays))];
    complete(&Climate::schema(), set.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn rooms(terraform: &Terraform) -> Vec<String> {
    objects(terraform).into_keys().collect()
}

fn status(terraform: &Terraform, room: &str) -> String {
    let status = &terraform.state.as_ref().unwrap()["status"];
    status.get(room).and_then(Value::as_str).unwrap_or_default().to_owned()
}

#[tokio::test(start_paused = true)]
async fn what_is_as_wanted_is_adopted_and_what_goes_is_left_as_it_is() {
    let mut terraform = Terraform::climate();
    terraform.toy.objects.lock().unwrap().insert("hall".to_owned(), ("warm".to_owned(), None));
    assert!(terraform.apply(&house(&["hall", "attic"], true)).await.is_empty());
    let log = terraform.toy.log.lock().unwrap().clone();
    assert!(log.contains(&"set attic".to_owned()) && !log.contains(&"set hall".to_owned()), "{log:?}");
    assert!(terraform.is_settled(&house(&["hall", "attic"], true)).await);

    // A room that is not managed any more, and then all of them.
    for (told, gone) in [("attic", false), ("hall", true)] {
        let told_now = if gone { terraform.destroy().await } else { terraform.apply(&house(&["hall"], true)).await };
        let all: Vec<_> = told_now.iter().collect();
        assert_eq!(all.len(), 1, "{all:?}");
        assert_eq!(all[0].severity, Severity::Warning);
        let detail = &all[0].detail;
        assert!(detail.contains(&format!("- room: {told}\n")) && detail.contains("stays = false"), "{detail}");
        assert_eq!(rooms(&terraform), ["attic", "hall"]);
        assert_eq!(terraform.state.is_none(), gone);
    }
}

#[tokio::test(start_paused = true)]
async fn what_goes_is_brought_back_to_how_it_was_before_when_that_is_wanted() {
    let mut terraform = Terraform::climate();
    terraform.apply(&house(&["hall", "attic"], false)).await;
    assert!(terraform.apply(&house(&["hall"], false)).await.is_empty());
    assert_eq!(rooms(&terraform), ["hall"]);
    assert!(terraform.destroy().await.is_empty());
    assert_eq!(rooms(&terraform), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn a_survey_follows_what_is_true() {
    let mut terraform = Terraform::climate();
    let wanted = house(&["hall", "attic"], false);
    terraform.apply(&wanted).await;
    assert_eq!(status(&terraform, "attic"), "set");
    terraform.toy.objects.lock().unwrap().remove("attic");
    terraform.refresh().await;
    assert_eq!((status(&terraform, "attic"), status(&terraform, "hall")), ("drifted".to_owned(), "set".to_owned()));
    let planned = terraform.plan(terraform.state.clone(), &wanted).await.state.unwrap();
    assert_eq!(planned["status"].get("attic"), Some(&Value::string("set")));
    assert!(!terraform.apply(&wanted).await.has_error());
    assert_eq!(status(&terraform, "attic"), "set");
    assert!(terraform.is_settled(&wanted).await);
}

#[tokio::test(start_paused = true)]
async fn a_resource_of_which_nothing_is_wanted_stands() {
    let mut terraform = Terraform::climate();
    let empty = house(&[], true);
    assert!(terraform.apply(&empty).await.is_empty());
    terraform.refresh().await;
    assert!(terraform.state.is_some());
    assert!(terraform.is_settled(&empty).await);
}

#[tokio::test(start_paused = true)]
async fn a_set_is_imported_with_commas() {
    let mut terraform = Terraform::climate();
    let wanted = house(&["attic", "hall"], true);
    terraform.apply(&wanted).await;
    let stored = terraform.state.take().unwrap();
    assert_eq!(stored["id"], Value::string("111122223333/attic,hall"));
    assert!(!terraform.import("111122223333/attic,hall").await.has_error());
    assert_eq!(terraform.state.as_ref().unwrap()["parts"], stored["parts"]);
    assert!(terraform.is_settled(&wanted).await);
}

#[tokio::test(start_paused = true)]
async fn whatever_goes_wrong_settings_converge_and_come_back() {
    let wanted = house(&["hall", "attic"], false);
    for at in 0..4 {
        for wrong in ALL {
            let what = format!("{wrong:?} at call {at}");
            let mut terraform = Terraform::climate();
            terraform.toy.break_at(at, wrong);
            terraform.apply(&wanted).await;
            terraform.toy.heal();
            for _ in 0..2 {
                assert!(!terraform.apply(&wanted).await.has_error(), "{what}");
            }
            assert_eq!(rooms(&terraform), ["attic", "hall"], "{what}");
            assert!(terraform.is_settled(&wanted).await, "{what}");
            terraform.toy.break_at(at, wrong);
            terraform.destroy().await;
            terraform.toy.heal();
            assert!(!terraform.destroy().await.has_error(), "{what}");
            assert_eq!(rooms(&terraform), [""; 0], "{what}");
        }
    }
}
