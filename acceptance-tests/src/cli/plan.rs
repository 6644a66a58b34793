//! A plan, as `show -json` tells it.

use serde_json::Value;

/// A plan and what it would do.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The whole of `show -json`.
    pub json: Value,
    /// What a person sees.
    pub text: String,
    /// Whether `-detailed-exitcode` said that there is something to do.
    pub has_changes: bool,
}

/// What a plan would do to one resource.
#[derive(Clone, Debug)]
pub struct Change {
    /// Address, such as `plinth_cross_account_role.a`.
    pub address: String,
    /// The actions joined: `no-op`, `create`, `update`, `delete/create`, `create/delete`, `delete`, `read`.
    pub actions: String,
    /// Values before.
    pub before: Value,
    /// Values after, as far as they are known.
    pub after: Value,
    /// Which values are not known yet.
    pub after_unknown: Value,
    /// Paths that force the replacement, such as `name`.
    pub replace_paths: Vec<String>,
}

impl Plan {
    /// What would be done, resource by resource, no-ops left out.
    pub fn changes(&self) -> Vec<Change> {
        self.entries("resource_changes").into_iter().filter(|change| change.actions != "no-op").collect()
    }

    /// What changed outside since the last run.
    pub fn drift(&self) -> Vec<Change> {
        self.entries("resource_drift")
    }

    /// What would be done to one resource, no-op included.
    pub fn change(&self, address: &str) -> Option<Change> {
        self.entries("resource_changes").into_iter().find(|change| change.address == address)
    }

    /// The changes in one line each: `update plinth_cross_account_role.a`.
    pub fn summary(&self) -> Vec<String> {
        self.changes().iter().map(|change| format!("{} {}", change.actions, change.address)).collect()
    }

    fn entries(&self, list: &str) -> Vec<Change> {
        self.json[list].as_array().into_iter().flatten().map(Change::read).collect()
    }
}

impl Change {
    fn read(entry: &Value) -> Self {
        let change = &entry["change"];
        let words = |list: &Value| list.as_array().into_iter().flatten().map(word).collect::<Vec<_>>();
        let paths = change["replace_paths"].as_array().into_iter().flatten();
        Self {
            address: word(&entry["address"]),
            actions: words(&change["actions"]).join("/"),
            before: change["before"].clone(),
            after: change["after"].clone(),
            after_unknown: change["after_unknown"].clone(),
            replace_paths: paths.map(|path| words(path).join(".")).collect(),
        }
    }

    /// Whether an attribute is planned as "known after apply", in whole or in part.
    pub fn is_unknown(&self, attribute: &str) -> bool {
        match &self.after_unknown[attribute] {
            Value::Bool(unknown) => *unknown,
            Value::Object(inner) => inner.values().any(|value| value == &Value::Bool(true)),
            _ => false,
        }
    }
}

fn word(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
