//! A policy document as the value of an attribute.

use tfplugin::model::{AttributeValue, Mismatch};
use tfplugin::schema::Shape;
use tfplugin::value::Value;

use super::{NotAPolicy, Policy};

/// A policy document in a string. It keeps the text that the person wrote; two texts are the same when IAM takes them
/// for the same document.
#[derive(Clone, Debug)]
pub struct PolicyJson(String);

impl PolicyJson {
    /// The document's shortest text.
    pub fn of(policy: &Policy) -> PolicyJson {
        PolicyJson(policy.minified())
    }

    /// The document; `None` when the text is none.
    pub fn policy(&self) -> Option<Policy> {
        Policy::parse(&self.0).ok()
    }

    /// The check that a text is a document at all.
    pub fn check(value: &Value) -> Result<(), String> {
        match Policy::parse(value.as_str().unwrap_or_default()) {
            Ok(_) => Ok(()),
            Err(NotAPolicy::Json(reason)) => Err(format!("it is not JSON: {reason}")),
            Err(NotAPolicy::Object) => Err("it is JSON, but not an object".to_owned()),
        }
    }
}

impl PartialEq for PolicyJson {
    fn eq(&self, other: &PolicyJson) -> bool {
        self.0 == other.0 || matches!((self.policy(), other.policy()), (Some(left), Some(right)) if left == right)
    }
}

impl AttributeValue for PolicyJson {
    fn shape() -> Shape {
        String::shape()
    }

    fn decode(value: &Value) -> Result<Self, Mismatch> {
        String::decode(value).map(PolicyJson)
    }

    fn encode(&self) -> Value {
        Value::String(self.0.clone())
    }

    fn same(left: &Value, right: &Value) -> bool {
        match (left, right) {
            (Value::String(left), Value::String(right)) => PolicyJson(left.clone()) == PolicyJson(right.clone()),
            _ => left == right,
        }
    }
}
