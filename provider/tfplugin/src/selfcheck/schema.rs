//! What Terraform demands of a schema. It refuses, or crashes on, a provider whose schema is wrong, so every schema is
//! tested with this.

use std::collections::BTreeSet;

use super::Violation;
use crate::diagnostic::Path;
use crate::schema::{Attribute, Block, Mode, Nesting, Object, Schema, Shape};
use crate::types::Type;
use crate::wire::{conform, msgpack, type_json};

/// Names that Terraform's language takes for itself in a resource or data source.
const RESERVED: &[&str] = &["connection", "count", "depends_on", "for_each", "lifecycle", "provider", "provisioner"];

/// Names that it takes for itself in a provider block.
const RESERVED_IN_PROVIDER: &[&str] = &["alias", "version"];

/// Every rule that a managed resource's schema breaks.
pub fn resource(schema: &Schema) -> Vec<Violation> {
    check(schema, RESERVED, true)
}

/// Every rule that the schema of a data source or an ephemeral resource breaks.
pub fn data_source(schema: &Schema) -> Vec<Violation> {
    check(schema, RESERVED, false)
}

/// Every rule that the provider block's schema breaks.
pub fn provider(schema: &Schema) -> Vec<Violation> {
    check(schema, RESERVED_IN_PROVIDER, false)
}

fn check(schema: &Schema, reserved: &[&str], managed: bool) -> Vec<Violation> {
    let mut check = Check { violations: Vec::new(), managed };
    let root = Path::root();
    if schema.version < 0 {
        check.report(&root, "the version must not be negative");
    }
    let attributes = schema.object.attributes.iter().map(|attribute| attribute.name);
    for name in attributes.chain(schema.object.blocks.iter().map(|block| block.name)) {
        if reserved.contains(&name) {
            check.report(&Path::attribute(name), "the name is reserved by Terraform's language");
        }
    }
    check.object(&schema.object, Around::default(), &root);
    check.violations
}

/// What an object stands in, and may not have in it for that.
#[derive(Clone, Copy, Default)]
struct Around {
    set: bool,
    block: bool,
    nested_attribute: bool,
}

struct Check {
    violations: Vec<Violation>,
    managed: bool,
}

impl Check {
    fn report(&mut self, path: &Path, message: impl Into<String>) {
        self.violations.push(Violation::new(path, message));
    }

    fn object(&mut self, object: &Object, around: Around, path: &Path) {
        let mut names = BTreeSet::new();
        for attribute in &object.attributes {
            let path = path.then(attribute.name);
            if !names.insert(attribute.name) {
                self.report(&path, "the name is taken twice");
            }
            if !is_name(attribute.name) || attribute.name.starts_with(|first: char| first.is_ascii_digit()) {
                self.report(&path, "a name must be lower-case letters, digits and underscores, no digit first");
            }
            self.attribute(attribute, around, &path);
        }
        for block in &object.blocks {
            let path = path.then(block.name);
            if !names.insert(block.name) {
                self.report(&path, "the name is taken twice");
            }
            if !is_name(block.name) {
                self.report(&path, "a name must be lower-case letters, digits and underscores");
            }
            if around.nested_attribute {
                self.report(&path, "a nested attribute cannot have blocks");
            }
            self.block(block, around, &path);
        }
    }

    fn block(&mut self, block: &Block, around: Around, path: &Path) {
        let around = Around { set: around.set || block.nesting == Nesting::Set, block: true, ..around };
        self.object(&block.object, around, path);
    }

    fn attribute(&mut self, attribute: &Attribute, around: Around, path: &Path) {
        self.modes(attribute, path);
        if attribute.write_only && around.set {
            self.report(path, "a set cannot have write-only attributes in it");
        }
        if attribute.write_only && !self.managed {
            self.report(path, "only managed resources have write-only attributes");
        }
        match &attribute.shape {
            Shape::Leaf(ty) => self.leaf(ty, around, path),
            Shape::Nested(nesting, object) => {
                let set = around.set || *nesting == Nesting::Set;
                self.object(object, Around { set, nested_attribute: true, ..around }, path);
            }
        }
        self.default(attribute, path);
    }

    fn modes(&mut self, attribute: &Attribute, path: &Path) {
        if attribute.write_only && attribute.mode.is_computed() {
            self.report(path, "a write-only attribute is never computed");
        }
        if attribute.volatile && !attribute.mode.is_computed() {
            self.report(path, "only a computed attribute can change by itself");
        }
        if attribute.mode == Mode::Computed && (attribute.force_new || !attribute.checks.is_empty()) {
            self.report(path, "nobody configures a computed attribute: no change of it can force anything");
        }
    }

    fn leaf(&mut self, ty: &Type, around: Around, path: &Path) {
        // Terraform crashes on a type that it cannot read.
        match type_json::decode(&type_json::encode(ty)) {
            Ok(read) if read == *ty => {}
            _ => self.report(path, "the type cannot be read back from its JSON"),
        }
        if ty.has_dynamic() {
            if around.set || in_set(ty) {
                self.report(path, "a set cannot have dynamic values in it");
            } else if around.block {
                self.report(path, "a block with a dynamic attribute has no fixed type");
            }
        }
    }

    fn default(&mut self, attribute: &Attribute, path: &Path) {
        let Some(default) = &attribute.default else { return };
        if attribute.mode != Mode::OptionalComputed {
            self.report(path, "Terraform accepts a default only of an attribute that is optional and computed");
        }
        let alone = Object { attributes: vec![attribute.clone()], ..Object::default() };
        let value = crate::value::Value::object([(attribute.name, default.clone())]);
        let written = conform::conform(value, &alone).and_then(|value| msgpack::encode(&value, &alone.ty()));
        if default.is_null() || !default.is_wholly_known() || written.is_err() {
            self.report(path, "the default is no known value of the attribute's type");
        }
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

/// Whether a set with something dynamic in it is anywhere in the type.
fn in_set(ty: &Type) -> bool {
    match ty {
        Type::Bool | Type::Number | Type::String | Type::Dynamic => false,
        Type::Set(element) => element.has_dynamic(),
        Type::List(element) | Type::Map(element) => in_set(element),
        Type::Object(attributes) => attributes.values().any(in_set),
        Type::Tuple(elements) => elements.iter().any(in_set),
    }
}
