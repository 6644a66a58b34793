//! The events of an operation, as a tool reads them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::terraform::{Terraform, config};
use crate::toy::Wrong;

const VARIABLE: &str = "PLINTH_EVENTS";

/// Runs one of this binary's tests in a process of its own, which is where the variable is read, and returns the events.
fn events_of(test: &str, directory: &Path) -> Vec<Value> {
    let file = directory.join("events.jsonl");
    let this = std::env::current_exe().unwrap();
    let mut command = Command::new(this);
    command.args(["--exact", test, "--ignored", "--nocapture"]).env(VARIABLE, &file);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    let text = std::fs::read_to_string(&file).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn of<'a>(events: &'a [Value], operation: &str, event: &str) -> Vec<&'a Value> {
    events.iter().filter(|line| line["operation"] == operation && line["event"] == event).collect()
}

fn parts(events: &[&Value]) -> BTreeSet<String> {
    events.iter().map(|event| event["part"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(start_paused = true)]
#[ignore = "run by the test below"]
async fn create_change_and_destroy() {
    let mut terraform = Terraform::harbor();
    terraform.toy.latency.store(50, std::sync::atomic::Ordering::SeqCst);
    let small = config("a", Some("stone"), &[("x", "deep 1"), ("y", "secret-text")]);
    assert!(!terraform.apply(&small).await.has_error());
    assert!(!terraform.apply(&config("a", Some("stone"), &[("x", "deep 2")])).await.has_error());
    assert!(!terraform.destroy().await.has_error());
}

#[test]
fn every_part_is_started_and_done_every_call_counts_and_the_critical_path_is_right() {
    let directory = tempfile::tempdir().unwrap();
    let events = events_of("events::create_change_and_destroy", directory.path());
    let all: BTreeSet<String> =
        ["pier", "berth/x", "berth/y", "crane/x", "crane/y", "sign/x", "sign/y"].map(str::to_owned).into();
    for event in ["queued", "started", "done"] {
        let made: Vec<&Value> =
            of(&events, "create", event).into_iter().filter(|line| line["action"] == "create").collect();
        assert_eq!(made.len(), all.len(), "{event}");
        assert_eq!(parts(&made), all, "{event}");
        assert!(made.iter().all(|line| line["account_id"] == "111122223333" && line["resource"] == "toy_harbor/a"));
    }
    let removed: Vec<&Value> =
        of(&events, "update", "done").into_iter().filter(|l| l["outcome"] == "deleted").collect();
    assert_eq!(parts(&removed), ["berth/y", "crane/y", "sign/y"].map(str::to_owned).into());

    // Every call is told of, and counts for the part that made it.
    for operation in ["read", "create", "update", "delete"] {
        let mut counted: BTreeMap<String, u64> = BTreeMap::new();
        for call in of(&events, operation, "call") {
            assert_eq!((&call["service"], &call["milliseconds"]), (&"toy".into(), &50.into()));
            *counted.entry(call["part"].as_str().unwrap().to_owned()).or_default() += 1;
        }
        let mut told: BTreeMap<String, u64> = BTreeMap::new();
        for done in of(&events, operation, "done") {
            *told.entry(done["part"].as_str().unwrap().to_owned()).or_default() += done["calls"].as_u64().unwrap();
        }
        told.retain(|_, calls| *calls > 0);
        assert_eq!(counted, told, "{operation}");
        let total: u64 = of(&events, operation, "summary").iter().map(|line| line["calls"].as_u64().unwrap()).sum();
        assert_eq!(total, counted.values().sum::<u64>(), "{operation}");
    }

    let summary = of(&events, "create", "summary")[0];
    let count = |summary: &Value, name: &str| summary[name].as_u64().unwrap();
    assert_eq!(["made", "kept", "changed", "removed", "failed"].map(|name| count(summary, name)), [7, 0, 0, 0, 0]);
    // The pier is looked for, made and read; a berth is made and read; a sign, which could stand elsewhere, is looked for,
    // made and read; then all are marked as ready at once.
    let path = &summary["critical_path"];
    assert_eq!(path["calls"], 3 + 2 + 3 + 1, "{path}");
    assert_eq!(path["milliseconds"], 9 * 50, "{path}");
    assert_eq!(path["parts_by_calls"].as_array().unwrap()[..3], ["pier", "berth/x", "sign/x"], "{path}");
    assert!(count(summary, "milliseconds") == 9 * 50, "{summary}");

    let summary = of(&events, "update", "summary")[0];
    assert_eq!(["made", "kept", "changed", "removed", "failed"].map(|name| count(summary, name)), [0, 3, 1, 3, 0]);
    let summary = of(&events, "delete", "summary")[0];
    assert_eq!(["made", "kept", "changed", "removed", "failed"].map(|name| count(summary, name)), [0, 0, 0, 4, 0]);
    // A crane or a sign, its berth, the pier.
    assert_eq!(summary["critical_path"]["calls"], 3, "{summary}");

    // What objects look like is nobody's business.
    assert!(!events.iter().any(|event| event.to_string().contains("secret-text")));
}

#[tokio::test(start_paused = true)]
#[ignore = "run by the test below"]
async fn a_refusal_and_a_panic() {
    let mut terraform = Terraform::new();
    terraform.toy.break_at(4, Wrong::PanicBefore);
    assert!(terraform.apply(&config("a", None, &[("x", "1"), ("y", "2")])).await.has_error());
    terraform.state = None;
    terraform.toy.objects.lock().unwrap().clear();
    terraform.toy.break_at(0, Wrong::Refused);
    assert!(terraform.apply(&config("a", None, &[])).await.has_error());
}

#[test]
fn what_fails_is_told_with_its_reason_but_never_with_the_text_of_a_panic() {
    let directory = tempfile::tempdir().unwrap();
    let events = events_of("events::a_refusal_and_a_panic", directory.path());
    let failed = of(&events, "create", "failed");
    assert_eq!(failed.len(), 2, "{failed:?}");
    assert_eq!((&failed[0]["error"]["kind"], &failed[0]["error"]["message"]), (&"Bug".into(), &Value::Null));
    assert_eq!(failed[1]["error"]["kind"], "Denied");
    assert_eq!(failed[1]["error"]["message"], "create a went wrong");
    for failed in failed {
        let part = &failed["part"];
        assert!(of(&events, "create", "started").iter().any(|started| started["part"] == *part), "{part}");
    }
    let waiting = of(&events, "create", "waiting");
    assert!(waiting.iter().all(|event| event["for"].is_string()));
    assert_eq!(of(&events, "create", "summary")[0]["failed"], 1);
}
