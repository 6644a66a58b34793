//! What the two checks of values share: looking into objects that may be null, and pairing elements.

use crate::value::Value;

/// What a null object has in place of any attribute.
static NULL: Value = Value::Null;

/// What an unknown object has: what is known about it as a whole says nothing about its attributes.
static UNKNOWN: Value = Value::UNKNOWN;

/// An attribute of an object, or an element of a map; null where that is null, unknown where that is unknown.
pub(super) fn attribute<'a>(object: &'a Value, name: &str) -> &'a Value {
    match object {
        Value::Unknown(_) => &UNKNOWN,
        object => object.get(name).unwrap_or(&NULL),
    }
}

/// The element of a list or tuple; null where there is none.
pub(super) fn element(list: &Value, index: usize) -> &Value {
    list.elements().and_then(|elements| elements.get(index)).unwrap_or(&NULL)
}

/// Whether two values are equal to Terraform, which does not look at refinements.
pub(super) fn same(left: &Value, right: &Value) -> bool {
    left == right || left.without_refinements() == right.without_refinements()
}

/// How many elements a set may turn out to have: unknown elements may come to equal one another, and known ones.
pub(super) fn possible_lengths(set: &[Value]) -> std::ops::RangeInclusive<usize> {
    let known = set.iter().filter(|element| element.is_wholly_known()).count();
    known.max(usize::from(!set.is_empty()))..=set.len()
}
