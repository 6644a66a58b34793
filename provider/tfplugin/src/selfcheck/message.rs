//! Values in messages: short, and never those of sensitive attributes.

use crate::value::Value;

/// The longest text of a value in a message, in characters.
const LONGEST: usize = 200;

/// The value for a person to read, close to how Terraform's language writes it.
pub(super) fn shown(value: &Value, sensitive: bool) -> String {
    if sensitive && !value.is_null() && !value.is_unknown() {
        return "(sensitive value)".to_owned();
    }
    let text = written(value);
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

fn written(value: &Value) -> String {
    let all = |values: &[Value]| values.iter().map(written).collect::<Vec<_>>().join(", ");
    match value {
        Value::Null => "null".to_owned(),
        Value::Unknown(_) => "(known after apply)".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(value) => value.to_string(),
        Value::String(value) => format!("{value:?}"),
        Value::List(values) | Value::Set(values) | Value::Tuple(values) => format!("[{}]", all(values)),
        // Some of its attributes may be sensitive.
        Value::Object(_) => "{…}".to_owned(),
        Value::Map(entries) => {
            let each: Vec<_> = entries.iter().map(|(key, value)| format!("{key} = {}", written(value))).collect();
            format!("{{{}}}", each.join(", "))
        }
        Value::Dynamic(inner) => written(&inner.1),
    }
}
