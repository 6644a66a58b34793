//! Whether a value is what was promised while it was unknown.

use crate::value::{Refinements, Value};

/// The first promise that the value breaks, in words that continue "although the plan said that it would …". A value
/// that is itself unknown breaks none.
pub(super) fn broken(promised: &Refinements, value: &Value) -> Option<String> {
    if let Value::Dynamic(inner) = value {
        return broken(promised, &inner.1);
    }
    match (promised.nullness, value) {
        (_, Value::Unknown(_)) => return None,
        (Some(false), Value::Null) => return Some("not be null".to_owned()),
        (Some(true), value) if !value.is_null() => return Some("be null".to_owned()),
        (_, Value::Null) => return None,
        _ => {}
    }
    if let (Some(prefix), Value::String(text)) = (&promised.string_prefix, value)
        && !text.starts_with(prefix.as_str())
    {
        return Some(format!("start with {prefix:?}"));
    }
    if let Value::Number(number) = value {
        if let Some((bound, inclusive)) = &promised.number_lower
            && (number < bound || (number == bound && !inclusive))
        {
            return Some(format!("be {} {bound}", if *inclusive { "at least" } else { "more than" }));
        }
        if let Some((bound, inclusive)) = &promised.number_upper
            && (number > bound || (number == bound && !inclusive))
        {
            return Some(format!("be {} {bound}", if *inclusive { "at most" } else { "less than" }));
        }
    }
    let length = match value {
        Value::List(elements) | Value::Set(elements) => elements.len(),
        Value::Map(entries) => entries.len(),
        _ => return None,
    };
    let length = i64::try_from(length).unwrap_or(i64::MAX);
    match (promised.length_lower, promised.length_upper) {
        (Some(least), _) if length < least => Some(format!("have at least {least} elements")),
        (_, Some(most)) if length > most => Some(format!("have at most {most} elements")),
        _ => None,
    }
}
