//! What Terraform demands of a planned object.

use super::Violation;
use super::message::shown;
use super::nested::{attribute, element, possible_lengths, same};
use crate::diagnostic::Path;
use crate::schema::{Attribute, Block, Nesting, Object, Shape};
use crate::value::Value;

/// Every rule that the planned object breaks; with none, Terraform accepts the plan.
///
/// `prior` is null for a create, `config` and `planned` for a destroy. The rules, of each attribute:
///
/// * what the configuration sets is planned as it is set, or as it was before;
/// * what the configuration leaves out stays null, unless it is computed;
/// * write-only attributes are null;
/// * blocks and nested objects are neither added, nor removed, nor left open.
pub fn plan(object: &Object, prior: &Value, config: &Value, planned: &Value) -> Vec<Violation> {
    let mut check = Check::default();
    check.object(object, Three { prior, config, planned }, &Path::root());
    check.violations
}

/// One place in the three objects.
#[derive(Clone, Copy)]
struct Three<'a> {
    prior: &'a Value,
    config: &'a Value,
    planned: &'a Value,
}

impl<'a> Three<'a> {
    fn attribute(self, name: &str) -> Three<'a> {
        Three {
            prior: attribute(self.prior, name),
            config: attribute(self.config, name),
            planned: attribute(self.planned, name),
        }
    }

    fn element(self, index: usize) -> Three<'a> {
        Three {
            prior: element(self.prior, index),
            config: element(self.config, index),
            planned: element(self.planned, index),
        }
    }
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

    /// Whether there is an object to look into on both sides; if not, whether that is allowed has been said.
    fn exists(&mut self, at: Three<'_>, path: &Path) -> bool {
        match (at.config, at.planned) {
            (Value::Null, Value::Null) | (Value::Unknown(_), Value::Unknown(_)) => false,
            (Value::Null, _) => {
                self.report(path, "planned to exist, but the configuration wants it absent");
                false
            }
            (_, Value::Null) => {
                self.report(path, "planned to be absent, but the configuration wants it to exist");
                false
            }
            (Value::Unknown(_), _) => {
                self.report(path, "planned as known, but the configuration does not know it yet");
                false
            }
            (_, Value::Unknown(_)) => {
                self.report(path, "planned as unknown, but the configuration knows it");
                false
            }
            _ => true,
        }
    }

    fn object(&mut self, object: &Object, at: Three<'_>, path: &Path) {
        if !self.exists(at, path) {
            return;
        }
        for attribute in &object.attributes {
            self.attribute(attribute, at.attribute(attribute.name), &path.then(attribute.name));
        }
        for block in &object.blocks {
            self.block(block, at.attribute(block.name), &path.then(block.name));
        }
    }

    fn attribute(&mut self, attribute: &Attribute, at: Three<'_>, path: &Path) {
        let outer = self.sensitive;
        self.sensitive |= attribute.sensitive;
        self.attribute_value(attribute, at, path);
        self.sensitive = outer;
    }

    fn attribute_value(&mut self, attribute: &Attribute, at: Three<'_>, path: &Path) {
        let Three { prior, config, planned } = at;
        if attribute.write_only {
            if !planned.is_null() {
                self.report(path, "write-only, so it must be planned as null");
            }
            return;
        }
        let kept = !prior.is_null() && !config.is_null() && same(planned, prior);
        if same(planned, config) || kept || (config.is_null() && attribute.mode.is_computed()) {
            return;
        }
        let value = shown(planned, self.sensitive);
        if config.is_null() {
            self.report(path, format!("planned as {value}, but it is neither configured nor computed"));
        } else if let Shape::Nested(nesting, object) = &attribute.shape {
            self.nested(*nesting, object, at, path);
        } else {
            let config = shown(config, self.sensitive);
            let prior = match prior {
                Value::Null => String::new(),
                prior => format!(", nor the prior value {}", shown(prior, self.sensitive)),
            };
            self.report(path, format!("planned as {value}, which is not the configured value {config}{prior}"));
        }
    }

    fn nested(&mut self, nesting: Nesting, object: &Object, at: Three<'_>, path: &Path) {
        if nesting == Nesting::Single {
            return self.object(object, at, path);
        }
        if !self.exists(at, path) {
            return;
        }
        match (nesting, at.config, at.planned) {
            // Elements of a set have no identity: Terraform trusts the provider with all but their number.
            (Nesting::Set, Value::Set(config), Value::Set(planned)) => {
                let (config, planned) = (possible_lengths(config), possible_lengths(planned));
                if config.start() > planned.end() || planned.start() > config.end() {
                    let (planned, config) = (planned.end(), config.end());
                    self.report(path, format!("planned with {planned} elements, but {config} are configured"));
                }
            }
            _ => self.elements(nesting, object, at, path),
        }
    }

    /// Lists by index, maps by key: the same elements on both sides, each as its own object.
    fn elements(&mut self, nesting: Nesting, object: &Object, at: Three<'_>, path: &Path) {
        match (nesting, at.config, at.planned) {
            (Nesting::List, Value::List(config), Value::List(planned)) => {
                if config.len() != planned.len() {
                    let (planned, config) = (planned.len(), config.len());
                    self.report(path, format!("planned with {planned} elements, but {config} are configured"));
                    return;
                }
                for index in 0..config.len() {
                    self.object(object, at.element(index), &path.index(index));
                }
            }
            (Nesting::Map, Value::Map(config), Value::Map(planned)) => {
                for key in planned.keys().filter(|key| !config.contains_key(*key)) {
                    self.report(&path.key(key.as_str()), "planned, but not configured");
                }
                for key in config.keys() {
                    if planned.contains_key(key) {
                        self.object(object, at.attribute(key), &path.key(key.as_str()));
                    } else {
                        self.report(&path.key(key.as_str()), "configured, but not planned");
                    }
                }
            }
            _ => self.report(path, "planned in another form than the schema's"),
        }
    }

    fn block(&mut self, block: &Block, at: Three<'_>, path: &Path) {
        if block.nesting == Nesting::Single {
            return self.object(&block.object, at, path);
        }
        let absent = absent(block.nesting);
        let at = if at.config.is_null() { Three { config: &absent, ..at } } else { at };
        match (at.config, at.planned) {
            (_, Value::Null) => {
                self.report(path, "must be empty to say that there is no block, not null");
            }
            // A `dynamic` block whose `for_each` is not known yet.
            (Value::Unknown(_), Value::Unknown(_)) => {}
            (Value::Unknown(_), _) => {
                self.report(path, "planned as known, but the configuration does not know the blocks yet");
            }
            (_, Value::Unknown(_)) => self.report(path, "blocks must not be planned as unknown"),
            (_, Value::Set(planned)) if block.nesting == Nesting::Set => {
                if planned.iter().any(Value::is_unknown) {
                    self.report(path, "a block must not be planned as unknown; only attributes in it may be");
                }
            }
            _ => self.elements(block.nesting, &block.object, at, path),
        }
    }
}

/// The empty collection of the nesting.
fn absent(nesting: Nesting) -> Value {
    match nesting {
        Nesting::Single => Value::Null,
        Nesting::List => Value::List(Vec::new()),
        Nesting::Set => Value::Set(Vec::new()),
        Nesting::Map => Value::map::<String>([]),
    }
}
