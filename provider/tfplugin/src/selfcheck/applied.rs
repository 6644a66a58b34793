//! What Terraform demands of the object that an apply returns.

use std::collections::BTreeMap;

use super::Violation;
use super::message::shown;
use super::nested::attribute;
use super::refinements::broken;
use crate::diagnostic::Path;
use crate::schema::{Block, Nesting, Object, Shape};
use crate::types::Type;
use crate::value::Value;

/// Every rule that the new object breaks, given what was planned; with none, Terraform accepts the result.
///
/// * What was planned as known is exactly that: null stays null, and null is neither `""` nor an empty collection.
/// * What was planned as unknown may be anything that keeps the promises of its refinements, null included.
/// * Lists, maps, tuples and blocks keep their elements; sets do not grow, and each element is one that was planned.
/// * Nothing is unknown any more, and write-only attributes are null.
/// * A planned destroy leaves null, everything else does not.
pub fn applied(object: &Object, planned: &Value, new: &Value) -> Vec<Violation> {
    let mut check = Check::default();
    check.object(object, planned, new, &Path::root());
    check.violations
}

#[derive(Default)]
struct Check {
    violations: Vec<Violation>,
    sensitive: bool,
}

impl Check {
    fn report(&mut self, path: &Path, message: impl Into<String>) {
        self.violations.push(Violation::new(path, message));
    }

    fn changed(&mut self, path: &Path, planned: &Value, new: &Value) {
        let (planned, new) = (shown(planned, self.sensitive), shown(new, self.sensitive));
        self.report(path, format!("was planned as {planned}, but is now {new}"));
    }

    /// Whether both are known and not null, so that their content is to be compared; otherwise all has been said.
    fn both(&mut self, planned: &Value, new: &Value, path: &Path) -> bool {
        match (planned, new) {
            (_, Value::Unknown(_)) => {
                self.report(path, "still unknown after apply");
                false
            }
            (Value::Unknown(known), new) => {
                if let Some(promise) = known.as_deref().and_then(|known| broken(known, new)) {
                    let new = shown(new, self.sensitive);
                    self.report(path, format!("is {new}, although the plan said that it would {promise}"));
                }
                false
            }
            (Value::Null, Value::Null) => false,
            (Value::Null, _) | (_, Value::Null) => {
                self.changed(path, planned, new);
                false
            }
            _ => true,
        }
    }

    fn object(&mut self, object: &Object, planned: &Value, new: &Value, path: &Path) {
        let compared = self.both(planned, new, path);
        match (planned, new) {
            // Where the plan knew nothing there is no content to compare, yet nothing in it may be unknown, and
            // some of it must be null.
            (Value::Object(_) | Value::Unknown(_), Value::Object(_)) => {}
            _ if compared => return self.changed(path, planned, new),
            _ => return,
        }
        let outer = self.sensitive;
        for declared in &object.attributes {
            let path = path.then(declared.name);
            self.sensitive = outer || declared.sensitive;
            let (planned, new) = (attribute(planned, declared.name), attribute(new, declared.name));
            if declared.write_only {
                if !new.is_null() {
                    self.report(&path, "write-only, so it must be null");
                }
            } else {
                match &declared.shape {
                    Shape::Leaf(_) => self.value(planned, new, &path),
                    Shape::Nested(nesting, inner) => self.nested(*nesting, inner, planned, new, &path),
                }
            }
        }
        self.sensitive = outer;
        for block in &object.blocks {
            self.block(block, attribute(planned, block.name), attribute(new, block.name), &path.then(block.name));
        }
    }

    fn block(&mut self, block: &Block, planned: &Value, new: &Value, path: &Path) {
        if new.is_null() && block.nesting != Nesting::Single {
            self.report(path, "must be empty to say that there is no block, not null");
        } else {
            self.nested(block.nesting, &block.object, planned, new, path);
        }
    }

    fn nested(&mut self, nesting: Nesting, object: &Object, planned: &Value, new: &Value, path: &Path) {
        if nesting == Nesting::Single {
            return self.object(object, planned, new, path);
        }
        self.elements(planned, new, path, |check: &mut Check, planned: &Value, new: &Value, path: &Path| {
            check.object(object, planned, new, path);
        });
    }

    fn value(&mut self, planned: &Value, new: &Value, path: &Path) {
        if planned == new && new.is_wholly_known() {
            return;
        }
        match (planned, new) {
            (Value::Dynamic(planned), Value::Dynamic(new)) => {
                let ((planned_type, planned), (new_type, new)) = (&**planned, &**new);
                if fits(planned_type, new_type) {
                    self.value(planned, new, path);
                } else {
                    self.report(path, "has another type than was planned");
                }
            }
            _ => self.elements(planned, new, path, Check::value),
        }
    }

    /// Collections element by element, each pair through `each`; everything else by comparing.
    fn elements(
        &mut self,
        planned: &Value,
        new: &Value,
        path: &Path,
        each: impl Fn(&mut Check, &Value, &Value, &Path) + Copy,
    ) {
        if !self.both(planned, new, path) {
            if planned.is_unknown() {
                self.open(new, path, each);
            }
            return;
        }
        match (planned, new) {
            (Value::List(planned), Value::List(new)) | (Value::Tuple(planned), Value::Tuple(new)) => {
                if planned.len() != new.len() {
                    let lengths = format!("was planned with {} elements, but has {} now", planned.len(), new.len());
                    return self.report(path, lengths);
                }
                for (index, (planned, new)) in planned.iter().zip(new).enumerate() {
                    each(self, planned, new, &path.index(index));
                }
            }
            (Value::Map(planned), Value::Map(new)) => self.entries(planned, new, each, |key| path.key(key)),
            (Value::Object(planned), Value::Object(new)) => self.entries(planned, new, each, |name| path.then(name)),
            (Value::Set(planned), Value::Set(new)) => self.set(planned, new, path, each),
            (planned, new) if planned == new => {}
            (planned, new) => self.changed(path, planned, new),
        }
    }

    /// What was unknown as a whole may have any elements, but no unknown ones among them.
    fn open(&mut self, new: &Value, path: &Path, each: impl Fn(&mut Check, &Value, &Value, &Path)) {
        match new {
            Value::List(elements) | Value::Tuple(elements) => {
                for (index, new) in elements.iter().enumerate() {
                    each(self, &Value::UNKNOWN, new, &path.index(index));
                }
            }
            Value::Set(elements) => {
                for new in elements {
                    self.element_of_set(&Value::UNKNOWN, new, path, &each);
                }
            }
            Value::Map(entries) => {
                for (key, new) in entries {
                    each(self, &Value::UNKNOWN, new, &path.key(key.as_str()));
                }
            }
            Value::Object(entries) => {
                for (name, new) in entries {
                    each(self, &Value::UNKNOWN, new, &path.then(name.as_str()));
                }
            }
            Value::Dynamic(inner) => each(self, &Value::UNKNOWN, &inner.1, path),
            _ => {}
        }
    }

    /// One element of a set, all violations inside it at the set's own path.
    fn element_of_set(
        &mut self,
        planned: &Value,
        new: &Value,
        path: &Path,
        each: impl Fn(&mut Check, &Value, &Value, &Path),
    ) {
        let mut inside = Check { sensitive: self.sensitive, ..Check::default() };
        each(&mut inside, planned, new, &Path::root());
        for violation in inside.violations {
            self.report(path, format!("in an element of the set: {violation}"));
        }
    }

    fn entries(
        &mut self,
        planned: &BTreeMap<String, Value>,
        new: &BTreeMap<String, Value>,
        each: impl Fn(&mut Check, &Value, &Value, &Path),
        path: impl Fn(&str) -> Path,
    ) {
        for (key, planned) in planned {
            match new.get(key) {
                Some(new) => each(self, planned, new, &path(key)),
                None => self.report(&path(key), "was planned, but is not there any more"),
            }
        }
        for key in new.keys().filter(|key| !planned.contains_key(*key)) {
            self.report(&path(key), "was not planned, but is there now");
        }
    }

    /// Elements of a set have no identity, so an element is accepted when it could be any of the planned ones.
    fn set(&mut self, planned: &[Value], new: &[Value], path: &Path, each: impl Fn(&mut Check, &Value, &Value, &Path)) {
        for element in new.iter().filter(|element| !element.is_wholly_known()) {
            self.element_of_set(element, element, path, &each);
        }
        if new.len() > planned.len() {
            let lengths = format!("was planned with {} elements, but has {} now", planned.len(), new.len());
            return self.report(path, lengths);
        }
        let pair = |planned: &Value, new: &Value| {
            let mut check = Check::default();
            each(&mut check, planned, new, &Path::root());
            check.violations.is_empty()
        };
        for planned in planned.iter().filter(|planned| !new.contains(*planned)) {
            if !new.iter().any(|new| pair(planned, new)) {
                let planned = shown(planned, self.sensitive);
                self.report(path, format!("the planned element {planned} is not there any more"));
            }
        }
        for new in new.iter().filter(|new| new.is_wholly_known() && !planned.contains(*new)) {
            if !planned.iter().any(|planned| pair(planned, new)) {
                let new = shown(new, self.sensitive);
                self.report(path, format!("the element {new} was not planned"));
            }
        }
    }
}

/// Whether a value of type `new` may stand where type `planned` was planned.
fn fits(planned: &Type, new: &Type) -> bool {
    planned == new || planned.has_dynamic()
}
