//! What must not blink, when it is replaced: whatever goes wrong, nothing is lost, and nothing stands in the dark.

use std::collections::BTreeMap;

use tfplugin::plan::Attributes;
use tfplugin::value::Value;

use crate::terraform::{Terraform, config};
use crate::toy::{Objects, Wrong};
use crate::{ALL, objects, shape};

fn lamp(text: &str) -> Attributes {
    config("a", None, &[("x", text)])
}

fn parts(terraform: &Terraform) -> BTreeMap<String, String> {
    let state = terraform.state.as_ref().unwrap();
    let parts = state["parts"].entries().unwrap();
    parts.iter().map(|(address, id)| (address.clone(), id.as_str().unwrap().to_owned())).collect()
}

fn lamps(ids: impl IntoIterator<Item = String>) -> Vec<String> {
    ids.into_iter().filter(|id| id.contains("lamp")).collect()
}

async fn with_red_lamp() -> Terraform {
    let mut terraform = Terraform::beacon();
    assert!(!terraform.apply(&lamp("red 1")).await.has_error());
    terraform
}

/// How many calls the way from a red lamp to a green one takes.
async fn calls() -> usize {
    let mut terraform = with_red_lamp().await;
    let before = terraform.toy.log.lock().unwrap().len();
    assert!(!terraform.apply(&lamp("green 1")).await.has_error());
    let log = terraform.toy.log.lock().unwrap();
    log.len() - before
}

/// Breaks the way from a red lamp to a green one by every fault at every call, then applies what `then` says until it
/// stands. At most `kept` lamps are made in all when the red one stands after the break, else `gone`.
async fn broken_then(then: &Attributes, kept: usize, gone: usize) {
    let mut unbroken = Terraform::beacon();
    assert!(!unbroken.apply(then).await.has_error());
    let wanted = shape(&unbroken);
    let calls = calls().await;
    assert!(calls >= 12, "{calls} calls");
    for at in 0..calls {
        for wrong in ALL {
            let what = format!("{wrong:?} at call {at}");
            let mut terraform = with_red_lamp().await;
            let red = parts(&terraform)["lamp/x"].clone();
            terraform.toy.break_at(at, wrong);
            terraform.apply(&lamp("green 1")).await;
            let most = if objects(&terraform).contains_key(&red) { kept } else { gone };
            if !terraform.toy.is_killed() {
                let known: Vec<String> = parts(&terraform).into_values().collect();
                for id in objects(&terraform).into_keys() {
                    assert!(known.contains(&id), "{what}: {id} is not in the state");
                }
            }
            terraform.toy.heal();
            for _ in 0..2 {
                let diagnostics = terraform.apply(then).await;
                assert!(!diagnostics.has_error(), "{what}: {diagnostics:?}");
            }
            assert_eq!(shape(&terraform), wanted, "{what}: not what an unbroken run makes");
            assert!(terraform.is_settled(then).await, "{what}: the plan is not empty");
            assert_eq!(*terraform.toy.dark.lock().unwrap(), Vec::<String>::new(), "{what}");
            let made = lamps(terraform.toy.made.lock().unwrap().clone());
            assert!(made.len() <= most, "{what}: {made:?}");
            assert!(!terraform.destroy().await.has_error(), "{what}");
            assert_eq!(objects(&terraform), Objects::new(), "{what}: destroy left something");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_new_object_is_made_first_and_the_old_one_goes_last() {
    let mut terraform = with_red_lamp().await;
    let (before, from) = (parts(&terraform), terraform.toy.log.lock().unwrap().len());
    let planned = terraform.plan(terraform.state.clone(), &lamp("green 1")).await.state.unwrap();
    let planned = planned["parts"].entries().unwrap();
    assert_eq!(planned.keys().collect::<Vec<_>>(), ["crane/x", "lamp/x", "pier", "sign/x"]);
    assert!(planned["lamp/x"].is_unknown() && planned["crane/x"].is_unknown(), "{planned:?}");
    assert_eq!(planned["sign/x"], Value::string(before["sign/x"].clone()));
    assert!(!terraform.apply(&lamp("green 1")).await.has_error());
    let after = parts(&terraform);
    let log = terraform.toy.log.lock().unwrap()[from..].to_vec();
    let at = |call: String| log.iter().position(|other| *other == call).unwrap_or_else(|| panic!("{call} in {log:?}"));
    let made = at(format!("create {}", after["lamp/x"]));
    assert!(at(format!("delete {}", before["crane/x"])) < made, "{log:?}");
    let led = at(format!("update {}", before["sign/x"]));
    let gone = at(format!("delete {}", before["lamp/x"]));
    assert!(made < led && led < gone, "{log:?}");
    assert_eq!(gone, log.len() - 1, "{log:?}");
    assert!(terraform.is_settled(&lamp("green 1")).await);
    // What an update reaches is no replacement.
    assert!(!terraform.apply(&lamp("green 2")).await.has_error());
    assert_eq!(parts(&terraform), after);
}

#[tokio::test(start_paused = true)]
async fn a_replacement_broken_anywhere_is_finished() {
    broken_then(&lamp("green 1"), 2, 2).await;
}

#[tokio::test(start_paused = true)]
async fn a_replacement_broken_anywhere_can_be_taken_back() {
    broken_then(&lamp("red 1"), 2, 3).await;
}

#[tokio::test(start_paused = true)]
async fn a_replacement_broken_anywhere_can_become_another() {
    broken_then(&lamp("blue 1"), 3, 3).await;
}

#[tokio::test(start_paused = true)]
async fn a_replacement_broken_anywhere_can_become_a_removal() {
    broken_then(&config("a", None, &[]), 2, 2).await;
}

#[tokio::test(start_paused = true)]
async fn a_destroy_removes_both_the_old_object_and_the_new() {
    for at in 0..calls().await {
        for wrong in ALL {
            let mut terraform = with_red_lamp().await;
            terraform.toy.break_at(at, wrong);
            terraform.apply(&lamp("green 1")).await;
            terraform.toy.heal();
            assert!(!terraform.destroy().await.has_error(), "{wrong:?} at {at}");
            assert_eq!(objects(&terraform), Objects::new(), "{wrong:?} at {at}");
        }
    }
}

/// A beacon whose green lamp stands and whose red one could not be deleted.
async fn with_two_lamps() -> Terraform {
    let mut terraform = with_red_lamp().await;
    terraform.toy.break_at(calls().await - 1, Wrong::Refused);
    assert!(terraform.apply(&lamp("green 1")).await.has_error());
    terraform.toy.heal();
    terraform
}

#[tokio::test(start_paused = true)]
async fn what_could_not_be_deleted_stays_known_and_is_deleted_by_the_next_apply() {
    let mut terraform = with_two_lamps().await;
    let old = parts(&terraform)["lamp/x (replaced)"].clone();
    assert_ne!(parts(&terraform)["lamp/x"], old);
    assert!(!terraform.refresh().await.has_error());
    assert_eq!(parts(&terraform)["lamp/x (replaced)"], old);
    let state = terraform.state.clone().unwrap();
    assert_eq!(state["drift"], Value::map([("lamp/x (replaced)", Value::string("exists, should not"))]));
    assert_eq!(state["items"], Value::map([("x", Value::string("green 1"))]));
    let planned = terraform.plan(terraform.state.clone(), &lamp("green 1")).await.state.unwrap();
    let mut left = parts(&terraform);
    left.remove("lamp/x (replaced)");
    assert_eq!(planned["parts"], Value::map(left.into_iter().map(|(address, id)| (address, Value::string(id)))));
    assert!(!terraform.apply(&lamp("green 1")).await.has_error());
    assert!(!objects(&terraform).contains_key(&old));
    assert!(terraform.is_settled(&lamp("green 1")).await);
}

#[tokio::test(start_paused = true)]
async fn a_refresh_keeps_a_replaced_object_while_it_exists_whatever_its_mark_says() {
    let mut terraform = with_two_lamps().await;
    let old = parts(&terraform)["lamp/x (replaced)"].clone();
    terraform.toy.objects.lock().unwrap().get_mut(&old).unwrap().1 = None;
    assert!(!terraform.refresh().await.has_error());
    assert_eq!(parts(&terraform)["lamp/x (replaced)"], old);
    terraform.toy.objects.lock().unwrap().remove(&old);
    assert!(!terraform.refresh().await.has_error());
    assert_eq!(parts(&terraform).keys().collect::<Vec<_>>(), ["crane/x", "lamp/x", "pier", "sign/x"]);
    assert!(terraform.is_settled(&lamp("green 1")).await);
}

#[tokio::test(start_paused = true)]
async fn one_can_be_replaced_again_before_the_first_is_gone() {
    let mut terraform = with_two_lamps().await;
    let before = parts(&terraform);
    let from = terraform.toy.log.lock().unwrap().len();
    // What was replaced and is wanted again is taken up again.
    assert!(!terraform.apply(&lamp("red 1")).await.has_error());
    assert_eq!(parts(&terraform)["lamp/x"], before["lamp/x (replaced)"]);
    let log = terraform.toy.log.lock().unwrap()[from..].to_vec();
    assert!(log.contains(&format!("delete {}", before["lamp/x"])), "{log:?}");
    let mut terraform = with_two_lamps().await;
    let last = calls().await;
    terraform.toy.break_at(last - 1, Wrong::Refused);
    terraform.apply(&lamp("blue 1")).await;
    terraform.toy.heal();
    assert!(!terraform.apply(&lamp("blue 1")).await.has_error());
    assert_eq!(lamps(objects(&terraform).into_keys()).len(), 1);
    assert!(terraform.toy.dark.lock().unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn where_no_state_tells_two_apart_one_is_taken_and_the_other_is_named() {
    let mut terraform = with_two_lamps().await;
    terraform.state = None;
    assert!(!terraform.import("111122223333/a").await.has_error());
    let known = lamps(parts(&terraform).into_values());
    assert_eq!(known.len(), 2, "{:?}", parts(&terraform));
    for _ in 0..2 {
        assert!(!terraform.apply(&lamp("green 1")).await.has_error());
    }
    let left = lamps(objects(&terraform).into_keys());
    assert_eq!(left, [parts(&terraform)["lamp/x"].clone()]);
    assert!(terraform.is_settled(&lamp("green 1")).await);
    assert!(terraform.toy.dark.lock().unwrap().is_empty());
}
