//! The fields of an event or a span, as JSON.

use std::fmt;

use serde_json::{Map, Number, Value};
use tracing::field::{Field, Visit};

/// Fields in the order in which they were recorded; a name recorded again replaces the earlier value.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields {
    /// The field `message`, which an event's text is.
    pub(super) message: Option<String>,
    pub(super) others: Map<String, Value>,
}

impl Fields {
    fn put(&mut self, field: &Field, value: Value) {
        match (field.name(), value) {
            // Terraform itself panics on a message that is not a string.
            ("message", Value::String(text)) => self.message = Some(text),
            ("message", value) => self.message = Some(value.to_string()),
            // Names with an @ are hclog's own.
            (name, value) => {
                self.others.insert(name.trim_start_matches('@').to_owned(), value);
            }
        }
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.put(field, Value::String(format!("{value:?}")));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field, Value::String(value.to_owned()));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, Value::Bool(value));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, Value::Number(value.into()));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, Value::Number(value.into()));
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        // JSON has no infinities.
        self.put(field, Number::from_f64(value).map_or_else(|| Value::String(value.to_string()), Value::Number));
    }
}
