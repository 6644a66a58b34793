//! Goals, and whether they are met.

use serde_json::{Value, json};

/// The most that wall time may be of what the critical path alone would take.
pub const RATIO: f64 = 1.3;

/// The most calls of a plan that finds nothing to do, for three tiers in three zones.
pub const NO_OP_CALLS: usize = 15;

/// The most memory, in megabytes, of one process for 20 accounts in 17 regions.
pub const MEGABYTES: f64 = 80.0;

/// The most memory, in megabytes, of one process for 25 baselined accounts.
pub const ORGANIZATION_MEGABYTES: f64 = 100.0;

/// The longest, in seconds, that five accounts with baselines in four regions may take from nothing.
pub const VEND_SECONDS: f64 = 60.0;

/// The longest, in seconds, that a plan of those may take which finds nothing to do.
pub const VEND_PLAN_SECONDS: f64 = 5.0;

/// What was measured against what it should be.
#[derive(Clone, Debug)]
pub struct Goal {
    /// Of what.
    pub of: String,
    /// What it is.
    pub is: f64,
    /// The most that it should be.
    pub at_most: f64,
}

impl Goal {
    /// Whether it is met.
    pub fn is_met(&self) -> bool {
        self.is <= self.at_most
    }

    /// For the report.
    pub fn json(&self) -> Value {
        json!({ "of": self.of, "is": self.is, "at_most": self.at_most, "met": self.is_met() })
    }
}

impl std::fmt::Display for Goal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let verdict = if self.is_met() { "met" } else { "MISSED" };
        write!(f, "{verdict:6}  {}: {:.2}, at most {}", self.of, self.is, self.at_most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missed_goal_says_so() {
        let goal = Goal { of: "ratio of create".to_owned(), is: 1.31, at_most: RATIO };
        assert_eq!(goal.to_string(), "MISSED  ratio of create: 1.31, at most 1.3");
        assert!(Goal { is: 1.3, ..goal }.is_met());
    }
}
