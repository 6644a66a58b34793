//! What a walk of Terraform's graph cost.

use super::Memory;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

/// Calls, time and memory of one walk, or of several in turn.
#[derive(Clone, Debug, Default)]
pub struct Cost {
    /// AWS calls that went through the proxy.
    pub calls: usize,
    /// How many of each operation.
    pub by_action: BTreeMap<String, usize>,
    /// What the calls took together, as the provider waited for them.
    pub waited: Duration,
    /// From the start of the provider's process to its last answer.
    pub took: Duration,
    /// Calls that had to wait for each other: those before the graph's, and the graph's critical path.
    pub path: u64,
    /// The parts of the graph's critical path, by calls.
    pub chain: Vec<String>,
    /// The most that the provider's process held.
    pub memory: Memory,
}

impl Cost {
    /// Of a walk, from what the provider told.
    pub(super) fn of(actions: Vec<String>, waited: Duration, took: Duration, memory: Memory, events: &[Value]) -> Self {
        let calls = actions.len();
        let mut by_action = BTreeMap::new();
        for action in actions {
            *by_action.entry(action).or_default() += 1;
        }
        // Who the caller is, sessions, zones: asked before the graph's parts, one after the other.
        let before = events.iter().filter(|event| event["event"] == "call" && event["part"].is_null()).count();
        let summaries = events.iter().filter(|event| event["event"] == "summary");
        let path = |event: &Value| event["critical_path"]["calls"].as_u64().unwrap_or_default();
        let longest = summaries.max_by_key(|event| path(event));
        let names = longest.and_then(|event| event["critical_path"]["parts_by_calls"].as_array());
        let chain = names.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
        let path = before as u64 + longest.map(path).unwrap_or_default();
        Self { calls, by_action, waited, took, path, chain, memory }
    }

    /// This walk, then that one.
    #[must_use]
    pub fn then(mut self, next: &Self) -> Self {
        self.calls += next.calls;
        for (action, count) in &next.by_action {
            *self.by_action.entry(action.clone()).or_default() += count;
        }
        self.waited += next.waited;
        self.took += next.took;
        self.path += next.path;
        self.chain.extend_from_slice(&next.chain);
        if next.memory.peak > self.memory.peak {
            self.memory = next.memory;
        }
        self
    }

    /// What a call took, on average.
    pub fn per_call(&self) -> Duration {
        self.waited.checked_div(u32::try_from(self.calls).unwrap_or(u32::MAX)).unwrap_or_default()
    }

    /// Wall time over what the path alone would take. Nothing without a latency, or without a call.
    pub fn ratio(&self, latency: Duration) -> Option<f64> {
        let least = latency.as_secs_f64() * f64::from(u32::try_from(self.path).unwrap_or(u32::MAX));
        (least > 0.0).then(|| self.took.as_secs_f64() / least)
    }

    /// For the report.
    pub fn json(&self, latency: Duration) -> Value {
        json!({
            "calls": self.calls,
            "calls_by_operation": self.by_action,
            "seconds": self.took.as_secs_f64(),
            "milliseconds_per_call": self.per_call().as_secs_f64() * 1e3,
            "critical_path": self.path,
            "critical_path_parts": self.chain,
            "ratio": self.ratio(latency),
            "memory": self.memory.json(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_is_what_comes_before_the_graph_and_the_longest_chain_in_it() {
        let summary =
            |calls: u64| json!({"event": "summary", "critical_path": {"calls": calls, "parts_by_calls": ["vpc"]}});
        let events = [
            json!({"event": "call", "part": null, "action": "GetCallerIdentity"}),
            json!({"event": "call", "part": "vpc", "action": "CreateVpc"}),
            summary(3),
            summary(7),
        ];
        let actions = vec!["sts:GetCallerIdentity".to_owned(), "ec2:CreateVpc".to_owned()];
        let cost =
            Cost::of(actions, Duration::from_millis(120), Duration::from_millis(480), Memory::default(), &events);
        assert_eq!((cost.calls, cost.path, cost.chain.len()), (2, 8, 1));
        assert_eq!(cost.per_call(), Duration::from_millis(60));
        assert_eq!(cost.ratio(Duration::from_millis(50)), Some(1.2));
        assert_eq!(cost.ratio(Duration::ZERO), None);
        assert_eq!(cost.clone().then(&cost).path, 16);
    }
}
