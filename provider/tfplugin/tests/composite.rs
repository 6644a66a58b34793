//! The engine against a toy cloud: whatever goes wrong at whatever call, nothing is lost, doubled or left behind.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "composite/beacon.rs"]
mod beacon;
#[path = "composite/climate.rs"]
mod climate;
#[path = "composite/events.rs"]
mod events;
#[path = "composite/harbor.rs"]
mod harbor;
#[path = "composite/left.rs"]
mod left;
#[path = "composite/marks.rs"]
mod marks;
#[path = "composite/once.rs"]
mod once;
#[path = "composite/replaced.rs"]
mod replaced;
#[path = "composite/terraform.rs"]
mod terraform;
#[path = "composite/toy.rs"]
mod toy;
#[path = "composite/unkeyed.rs"]
mod unkeyed;

use std::collections::BTreeMap;

use tfplugin::plan::Attributes;
use tfplugin::value::Value;

use terraform::{Terraform, config};
use toy::{Objects, Wrong};

const ALL: [Wrong; 8] = [
    Wrong::Refused,
    Wrong::ReplyLost,
    Wrong::Broken,
    Wrong::PanicBefore,
    Wrong::PanicAfter,
    Wrong::KilledBefore,
    Wrong::KilledAfter,
    Wrong::Stopped,
];

fn objects(terraform: &Terraform) -> Objects {
    terraform.toy.objects.lock().unwrap().clone()
}

/// What there is, whatever numbers the cloud gave it: each with how often it is there.
fn shape(terraform: &Terraform) -> BTreeMap<String, Vec<String>> {
    let mut shape: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (id, object) in objects(terraform) {
        shape.entry(without_numbers(&id)).or_default().push(without_numbers(&format!("{object:?}")));
    }
    shape
}

/// A text without the numbers that the cloud gave.
fn without_numbers(text: &str) -> String {
    let mut pieces = text.split('#');
    let first = pieces.next().unwrap().to_owned();
    pieces.fold(first, |text, piece| text + piece.trim_start_matches(|character: char| character.is_ascii_digit()))
}

/// Brings a shipment to `from` unbroken, then to `to` with every fault at every call, and asserts that one or two more
/// applies reach what an unbroken run reaches, and that a destroy leaves nothing. Returns the number of cases.
async fn converges(new: fn() -> Terraform, from: Option<&Attributes>, to: &Attributes) -> usize {
    let mut unbroken = new();
    if let Some(from) = from {
        assert!(!unbroken.apply(from).await.has_error());
    }
    let before = unbroken.toy.log.lock().unwrap().len();
    assert!(!unbroken.apply(to).await.has_error());
    let calls = unbroken.toy.log.lock().unwrap().len() - before;
    let wanted = shape(&unbroken);
    let mut cases = 0;
    for at in 0..calls {
        for wrong in ALL {
            let what = format!("{wrong:?} at call {at}");
            let mut terraform = new();
            if let Some(from) = from {
                terraform.apply(from).await;
            }
            terraform.toy.break_at(at, wrong);
            terraform.apply(to).await;
            // Nothing exists that the state does not know, unless the process was killed.
            if !terraform.toy.is_killed() {
                let known = terraform.state.as_ref().and_then(|state| state["parts"].entries().cloned());
                let known: Vec<Value> = known.into_iter().flat_map(BTreeMap::into_values).collect();
                for id in objects(&terraform).into_keys() {
                    assert!(known.contains(&Value::string(id.clone())), "{what}: {id} is not in the state");
                }
            }
            // Killed after its very last call, a create has left a resource that stands and that no state knows.
            let orphaned = terraform.toy.is_killed() && terraform.state.is_none() && shape(&terraform) == wanted;
            terraform.toy.heal();
            if orphaned && wrong == Wrong::KilledAfter && at == calls - 1 {
                let refused = terraform.apply(to).await;
                assert!(refused.iter().any(|d| d.detail.contains("import {")), "{what}: {refused:?}");
                let name = to["name"].as_str().unwrap();
                assert!(!terraform.import(&format!("111122223333/{name}")).await.has_error(), "{what}");
            }
            for _ in 0..2 {
                let diagnostics = terraform.apply(to).await;
                assert!(!diagnostics.has_error(), "{what}: {diagnostics:?}");
            }
            assert_eq!(shape(&terraform), wanted, "{what}: not what an unbroken run makes");
            assert!(terraform.is_settled(to).await, "{what}: the plan is not empty");
            assert!(!terraform.destroy().await.has_error(), "{what}");
            assert_eq!(objects(&terraform), Objects::new(), "{what}: destroy left something");
            cases += 1;
        }
    }
    cases
}

#[tokio::test(start_paused = true)]
async fn a_create_broken_anywhere_converges() {
    let cases = converges(Terraform::new, None, &config("a", None, &[("x", "1"), ("y", "2")])).await;
    assert!(cases >= 8 * 5, "{cases} cases");
}

#[tokio::test(start_paused = true)]
async fn an_update_broken_anywhere_converges() {
    let from = config("a", Some("old"), &[("x", "1"), ("y", "2")]);
    let to = config("a", Some("new"), &[("y", "3"), ("z", "4")]);
    let cases = converges(Terraform::new, Some(&from), &to).await;
    assert!(cases >= 8 * 8, "{cases} cases");
}

#[tokio::test(start_paused = true)]
async fn a_replacement_broken_anywhere_converges() {
    let from = config("a", None, &[("x", "1")]);
    let cases = converges(Terraform::new, Some(&from), &config("b", None, &[("x", "1")])).await;
    assert!(cases >= 8 * 6, "{cases} cases");
}

#[tokio::test(start_paused = true)]
async fn a_destroy_broken_anywhere_leaves_nothing_in_the_end() {
    let shipment = config("a", None, &[("x", "1"), ("y", "2")]);
    for at in 0..6 {
        for wrong in ALL {
            let mut terraform = Terraform::new();
            terraform.apply(&shipment).await;
            terraform.toy.break_at(at, wrong);
            terraform.destroy().await;
            terraform.toy.heal();
            assert!(!terraform.destroy().await.has_error(), "{wrong:?} at {at}");
            assert_eq!(objects(&terraform), Objects::new(), "{wrong:?} at {at}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_says_what_exists_in_the_end_and_not_when_it_happened() {
    let shipment = config("a", None, &[("x", "1"), ("y", "2")]);
    let mut partial = 0;
    for at in 0..12 {
        let mut terraform = Terraform::new();
        terraform.toy.break_at(at, Wrong::Refused);
        let diagnostics = terraform.apply(&shipment).await;
        let Some(parts) = terraform.state.as_ref().and_then(|state| state["parts"].entries()) else { continue };
        let names: Vec<&str> = parts.keys().map(String::as_str).collect();
        for error in &diagnostics {
            let said = format!("in the state (`parts`): {}. ", names.join(", "));
            assert!(error.detail.contains(&said), "refused at call {at}, {names:?} exist: {}", error.detail);
            partial += 1;
        }
    }
    assert!(partial >= 3, "{partial} errors");
}

#[tokio::test(start_paused = true)]
async fn a_plan_shows_every_part_before_it_exists() {
    let terraform = Terraform::new();
    let planned = terraform.plan(None, &config("a", None, &[("x", "1")])).await;
    let state = planned.state.unwrap();
    assert_eq!(state["parts"], Value::map([("crate", Value::UNKNOWN), ("item/x", Value::UNKNOWN)]));
    assert_eq!(state["id"], Value::string("111122223333/a"));
    assert_eq!(state["seal"], Value::UNKNOWN);
    assert_eq!(state["label"], Value::string("fragile"));
}

#[tokio::test(start_paused = true)]
async fn what_is_kept_stays_known() {
    let mut terraform = Terraform::new();
    terraform.apply(&config("a", None, &[("x", "1")])).await;
    let planned = terraform.plan(terraform.state.clone(), &config("a", None, &[("x", "1"), ("y", "2")])).await;
    let state = planned.state.unwrap();
    let parts = [("crate", Value::string("a")), ("item/x", Value::string("a/x")), ("item/y", Value::UNKNOWN)];
    assert_eq!(state["parts"], Value::map(parts));
    assert_eq!(state["seal"], Value::string("seal of fragile"));
    assert!(planned.requires_replace.is_empty());
}

#[tokio::test(start_paused = true)]
async fn unknown_names_leave_the_parts_unknown_and_nothing_else_guessed() {
    let mut terraform = Terraform::new();
    terraform.apply(&config("a", None, &[("x", "1")])).await;
    let mut unknown = config("a", None, &[]);
    unknown.insert("items".to_owned(), Value::UNKNOWN);
    let planned = terraform.plan(terraform.state.clone(), &unknown).await;
    let state = planned.state.unwrap();
    assert_eq!(state["parts"], Value::UNKNOWN);
    assert_eq!(state["id"], Value::string("111122223333/a"));
}

#[tokio::test(start_paused = true)]
async fn drift_is_named_in_the_plan_and_repaired() {
    let shipment = config("a", None, &[("x", "1"), ("y", "2")]);
    let mut terraform = Terraform::new();
    terraform.apply(&shipment).await;
    let wanted = objects(&terraform);
    {
        let mut objects = terraform.toy.objects.lock().unwrap();
        objects.get_mut("a").unwrap().0 = "scratched".to_owned();
        objects.remove("a/x");
        objects.insert("a/stranger".to_owned(), ("?".to_owned(), None));
    }
    assert!(!terraform.refresh().await.has_error());
    let drift = terraform.state.as_ref().unwrap()["drift"].clone();
    let expected = [
        ("crate", "label is scratched, should be fragile"),
        ("item/stranger", "exists, should not"),
        ("item/x", "does not exist, should"),
    ];
    assert_eq!(drift, Value::map(expected.map(|(part, what)| (part, Value::string(what)))));
    let planned = terraform.plan(terraform.state.clone(), &shipment).await.state.unwrap();
    assert_eq!(planned["drift"], Value::map::<String>([]));
    assert!(!terraform.apply(&shipment).await.has_error());
    assert_eq!(objects(&terraform), wanted);
    assert!(terraform.is_settled(&shipment).await);
}

#[tokio::test(start_paused = true)]
async fn a_resource_whose_anchor_is_gone_is_made_again() {
    let shipment = config("a", None, &[]);
    let mut terraform = Terraform::new();
    terraform.apply(&shipment).await;
    terraform.toy.objects.lock().unwrap().clear();
    terraform.refresh().await;
    assert_eq!(terraform.state, None);
    assert!(!terraform.apply(&shipment).await.has_error());
    assert_eq!(objects(&terraform).len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_never_taken_for_gone() {
    let shipment = config("a", None, &[("x", "1")]);
    let mut terraform = Terraform::new();
    terraform.apply(&shipment).await;
    let before = terraform.state.clone();
    for (at, wrong) in [(0, Wrong::Refused), (0, Wrong::Broken), (1, Wrong::Refused), (1, Wrong::PanicBefore)] {
        terraform.toy.break_at(at, wrong);
        assert!(terraform.refresh().await.has_error());
        assert_eq!(terraform.state, before);
    }
}

#[tokio::test(start_paused = true)]
async fn an_import_ends_in_an_empty_plan() {
    let shipment = config("a", None, &[("x", "1")]);
    let mut terraform = Terraform::new();
    terraform.apply(&shipment).await;
    let made = terraform.state.take();
    assert!(!terraform.import("111122223333/a").await.has_error());
    assert_eq!(terraform.state, made);
    assert!(terraform.is_settled(&shipment).await);
}

#[tokio::test(start_paused = true)]
async fn an_import_of_nothing_or_nonsense_says_so() {
    let mut terraform = Terraform::new();
    for (id, says) in
        [("111122223333/none", "there is no such object"), ("none", "`account_id/name`"), ("12/a", "twelve")]
    {
        let diagnostics = terraform.import(id).await;
        let text: Vec<&str> = diagnostics.iter().map(|diagnostic| diagnostic.detail.as_str()).collect();
        assert!(text.iter().any(|text| text.contains(says)), "{id}: {text:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_belongs_to_others_is_refused_with_the_way_to_import_it() {
    let mut terraform = Terraform::new();
    terraform.apply(&config("a", None, &[])).await;
    terraform.state = None;
    let diagnostics = terraform.apply(&config("a", None, &[])).await;
    let detail = &diagnostics.iter().next().unwrap().detail;
    assert!(detail.contains("another configuration manages it"), "{detail}");
    assert!(detail.contains("import {\n    to = toy_shipment.NAME\n    id = \"111122223333/a\"\n  }"), "{detail}");
    assert_eq!(terraform.state, None);
    terraform.toy.objects.lock().unwrap().get_mut("a").unwrap().1 = None;
    let diagnostics = terraform.apply(&config("a", None, &[])).await;
    assert!(diagnostics.iter().next().unwrap().detail.contains("Plinth did not make it"));
}

#[tokio::test(start_paused = true)]
async fn a_want_that_cannot_be_is_refused_while_planning() {
    let terraform = Terraform::new();
    let planned = terraform.plan(None, &config("a", Some("impossible"), &[])).await;
    let problem = planned.diagnostics.iter().next().unwrap();
    assert_eq!(problem.path.as_ref().map(ToString::to_string).as_deref(), Some("label"));
    assert_eq!(problem.detail, "A crate cannot be impossible.");
    assert!(terraform.toy.log.lock().unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn nothing_is_asked_or_written_when_nothing_changed() {
    let shipment = config("a", None, &[("x", "1")]);
    let mut terraform = Terraform::new();
    terraform.apply(&shipment).await;
    let before = terraform.toy.log.lock().unwrap().len();
    terraform.apply(&shipment).await;
    let log = terraform.toy.log.lock().unwrap()[before..].to_vec();
    assert_eq!(log, ["read a", "list a/"]);
}

fn shipment_of(count: usize) -> Attributes {
    let items: Vec<(String, &str)> = (0..count).map(|number| (format!("item{number}"), "x")).collect();
    let items: Vec<(&str, &str)> = items.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    config("a", None, &items)
}

#[tokio::test(start_paused = true)]
async fn of_many_parts_64_are_worked_on_at_a_time() {
    let mut terraform = Terraform::new();
    terraform.toy.latency.store(50, std::sync::atomic::Ordering::SeqCst);
    let start = tokio::time::Instant::now();
    assert!(!terraform.apply(&shipment_of(150)).await.has_error());
    // The crate, three times as many items as go at a time, each created and read, and the crate's mark.
    assert_eq!(start.elapsed().as_millis(), (2 + 3 * 2 + 1) * 50);
    assert_eq!(terraform.toy.log.lock().unwrap().len(), 2 + 150 * 2 + 1);
    let start = tokio::time::Instant::now();
    assert!(!terraform.destroy().await.has_error());
    assert_eq!(start.elapsed().as_millis(), (2 + 3 + 1) * 50);
    assert!(objects(&terraform).is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_wall_time_is_the_critical_path_and_not_the_sum() {
    let shipment = shipment_of(40);
    let mut terraform = Terraform::new();
    terraform.toy.latency.store(50, std::sync::atomic::Ordering::SeqCst);
    let start = tokio::time::Instant::now();
    assert!(!terraform.apply(&shipment).await.has_error());
    // The crate and all items are each created and read, then the crate is marked as ready: five calls deep.
    assert_eq!(start.elapsed().as_millis(), 5 * 50);
    assert_eq!(terraform.toy.log.lock().unwrap().len(), 2 + 40 * 2 + 1);
    let start = tokio::time::Instant::now();
    assert!(!terraform.destroy().await.has_error());
    // Two calls to refresh, all items at once, then the crate.
    assert_eq!(start.elapsed().as_millis(), 4 * 50);
}

#[tokio::test(start_paused = true)]
async fn what_is_told_apart_by_marks_alone_is_never_made_twice() {
    let (one, two) = (config("a", None, &[("x", "1")]), config("a", Some("new"), &[("x", "2"), ("y", "3")]));
    let created = converges(Terraform::unkeyed, None, &two).await;
    assert!(created >= 8 * 12, "{created} cases");
    let updated = converges(Terraform::unkeyed, Some(&one), &two).await;
    assert!(updated >= 8 * 12, "{updated} cases");
}

#[tokio::test(start_paused = true)]
async fn what_no_update_reaches_is_made_again_with_all_that_stands_on_it() {
    let from = config("a", Some("stone"), &[("x", "deep 1"), ("y", "deep 2")]);
    let mut terraform = Terraform::harbor();
    assert!(!terraform.apply(&from).await.has_error());
    let ids = terraform.state.as_ref().unwrap()["parts"].entries().unwrap().clone();
    let open = async |terraform: &Terraform, to: &Attributes| -> Vec<String> {
        let planned = terraform.plan(terraform.state.clone(), to).await.state.unwrap();
        let parts = planned["parts"].entries().unwrap().clone();
        assert!(parts.iter().all(|(part, id)| id.is_unknown() || ids[part] == *id), "{parts:?}");
        parts.into_iter().filter(|(_, id)| id.is_unknown()).map(|(part, _)| part).collect()
    };
    // An update reaches another number, but no other depth: the crane follows its berth, the sign is painted over.
    let renumbered = config("a", Some("stone"), &[("x", "deep 3"), ("y", "deep 2")]);
    assert_eq!(open(&terraform, &renumbered).await, [""; 0]);
    let dredged = config("a", Some("stone"), &[("x", "flat 1"), ("y", "deep 2")]);
    assert_eq!(open(&terraform, &dredged).await, ["berth/x", "crane/x"]);
    let rebuilt = config("a", Some("wood"), &[("x", "deep 1"), ("y", "deep 2")]);
    assert_eq!(open(&terraform, &rebuilt).await, ["berth/x", "berth/y", "crane/x", "crane/y", "pier"]);
    // What is added leaves its neighbours alone.
    let grown = config("a", Some("stone"), &[("x", "deep 1"), ("y", "deep 2"), ("z", "deep 3")]);
    let planned = terraform.plan(terraform.state.clone(), &grown).await.state.unwrap();
    let parts = planned["parts"].entries().unwrap();
    assert!(ids.iter().all(|(part, id)| parts[part] == *id), "{parts:?}");

    assert!(!terraform.apply(&dredged).await.has_error());
    assert!(terraform.is_settled(&dredged).await);
}

#[tokio::test(start_paused = true)]
async fn what_no_update_reaches_converges_broken_anywhere() {
    let from = config("a", Some("stone"), &[("x", "deep 1")]);
    let dredged = config("a", Some("stone"), &[("x", "flat 1")]);
    let cases = converges(Terraform::harbor, Some(&from), &dredged).await;
    assert!(cases >= 8 * 8, "{cases} cases");
    let rebuilt = config("a", Some("wood"), &[("x", "deep 1")]);
    let cases = converges(Terraform::harbor, Some(&from), &rebuilt).await;
    assert!(cases >= 8 * 10, "{cases} cases");
}

#[tokio::test(start_paused = true)]
async fn what_an_interrupted_run_made_for_another_want_is_made_again() {
    let grown = |text| config("a", Some("stone"), &[("x", "deep 1"), ("y", text)]);
    let mut terraform = Terraform::harbor();
    terraform.apply(&config("a", Some("stone"), &[("x", "deep 1")])).await;
    // Refreshed, the pier read, looked for leftovers; the process dies after the create of the second berth.
    let (before, at) = (terraform.toy.log.lock().unwrap().len(), 4);
    terraform.toy.break_at(at, Wrong::KilledAfter);
    terraform.apply(&grown("deep 2")).await;
    let log = terraform.toy.log.lock().unwrap()[before..].to_vec();
    assert!(log[at].starts_with("create on pier/berth:y"), "{log:?}");
    terraform.toy.heal();
    assert!(!terraform.apply(&grown("flat 2")).await.has_error());
    assert!(terraform.is_settled(&grown("flat 2")).await);
    let berths: Vec<String> = shape(&terraform).into_keys().filter(|name| name.contains("berth")).collect();
    assert_eq!(berths, ["on pier/berth:x", "on pier/berth:y"]);
}

#[tokio::test(start_paused = true)]
async fn drift_that_no_update_reaches_is_planned_as_a_replacement() {
    let harbor = config("a", Some("stone"), &[("x", "deep 1"), ("y", "deep 2")]);
    let mut terraform = Terraform::harbor();
    terraform.apply(&harbor).await;
    let wanted = shape(&terraform);
    let parts = terraform.state.as_ref().unwrap()["parts"].clone();
    let id = parts.entries().unwrap()["berth/x"].as_str().unwrap().to_owned();
    terraform.toy.objects.lock().unwrap().get_mut(&id).unwrap().0 = "flat 9".to_owned();
    assert!(!terraform.refresh().await.has_error());
    let drift = terraform.state.as_ref().unwrap()["drift"].clone();
    let expected = "must be replaced: depth is flat, should be deep; text is flat 9, should be deep 1";
    assert_eq!(drift, Value::map([("berth/x", Value::string(expected))]));
    let planned = terraform.plan(terraform.state.clone(), &harbor).await.state.unwrap();
    let planned = planned["parts"].entries().unwrap();
    assert!(planned["berth/x"].is_unknown() && planned["crane/x"].is_unknown(), "{planned:?}");
    assert!(!planned["berth/y"].is_unknown() && !planned["sign/x"].is_unknown(), "{planned:?}");
    assert!(!terraform.apply(&harbor).await.has_error());
    assert_eq!(shape(&terraform), wanted);
    assert!(terraform.is_settled(&harbor).await);
}

#[tokio::test(start_paused = true)]
async fn a_refresh_asks_once_what_many_parts_need_and_nothing_where_nothing_can_be() {
    let mut terraform = Terraform::harbor();
    let asked = async |terraform: &mut Terraform| {
        let before = terraform.toy.log.lock().unwrap().len();
        assert!(!terraform.refresh().await.has_error());
        terraform.toy.log.lock().unwrap()[before..].to_vec()
    };
    terraform.apply(&config("a", Some("stone"), &[])).await;
    let log = asked(&mut terraform).await;
    assert_eq!(log.len(), 1, "{log:?}");
    assert!(log[0].starts_with("read pier#"), "{log:?}");
    terraform.apply(&config("a", Some("stone"), &[("x", "deep 1"), ("y", "deep 2")])).await;
    let log = asked(&mut terraform).await;
    assert_eq!(log.iter().filter(|call| *call == "list everything").count(), 1, "{log:?}");
    assert_eq!(log.len(), 2, "{log:?}");
    // The next refresh asks anew.
    assert_eq!(asked(&mut terraform).await.len(), 2);
    // An import does not know what there is, and asks.
    let made = terraform.state.take();
    assert!(!terraform.import("111122223333/a").await.has_error());
    assert_eq!(terraform.state, made);
}

#[tokio::test(start_paused = true)]
async fn a_failed_answer_is_shared_and_an_apply_always_asks() {
    let harbor = config("a", Some("stone"), &[("x", "deep 1")]);
    let mut terraform = Terraform::harbor();
    terraform.apply(&harbor).await;
    terraform.toy.break_at(1, Wrong::Refused);
    let before = terraform.toy.log.lock().unwrap().len();
    assert!(terraform.refresh().await.has_error());
    assert_eq!(terraform.toy.log.lock().unwrap().len(), before + 2);
    terraform.toy.heal();
    let before = terraform.toy.log.lock().unwrap().len();
    terraform.apply(&config("a", Some("stone"), &[("x", "deep 1"), ("y", "deep 2")])).await;
    let log = terraform.toy.log.lock().unwrap()[before..].to_vec();
    // One to refresh; in the apply each kind looks for what an interrupted run left.
    assert_eq!(log.iter().filter(|call| *call == "list everything").count(), 1 + 3, "{log:?}");
}
