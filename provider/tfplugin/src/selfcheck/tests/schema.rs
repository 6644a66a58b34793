//! Schemas.

use super::*;
use crate::check::Check;
use crate::schema::Schema;
use crate::selfcheck::{data_source_schema, provider_schema, schema};

fn version_0(object: Object) -> Schema {
    Schema { version: 0, object }
}

fn problems(object: Object) -> Vec<String> {
    sentences(schema(&version_0(object)))
}

fn typed(ty: Type) -> Attribute {
    attribute("x", Mode::Optional, Shape::Leaf(ty))
}

const NONE: [&str; 0] = [];

#[test]
fn a_good_schema_has_no_problem() {
    let mut object = of([
        leaf("name", Mode::Required),
        Attribute { default: Some(text("a")), ..leaf("_kind2", Mode::OptionalComputed) },
        Attribute { volatile: true, ..leaf("etag", Mode::Computed) },
        Attribute { write_only: true, sensitive: true, ..leaf("password_wo", Mode::Optional) },
        attribute("any", Mode::Optional, Shape::Leaf(Type::map(Type::Dynamic))),
    ]);
    object.blocks = block(Nesting::Set).blocks;
    assert_eq!(problems(object), NONE);
}

#[test]
fn names() {
    let name = "a name must be lower-case letters, digits and underscores, no digit first";
    for bad in ["Name", "2fa", "a-b", "", "é"] {
        assert_eq!(problems(of([leaf(bad, Mode::Optional)])), [format!("{bad}: {name}")]);
    }
    let blocks =
        |name| Object { blocks: vec![Block { name, ..block(Nesting::List).blocks.remove(0) }], ..Object::default() };
    assert_eq!(problems(blocks("2fa")), NONE);
    assert_eq!(problems(blocks("A")), ["A: a name must be lower-case letters, digits and underscores"]);
    let twice = Object { blocks: block(Nesting::List).blocks, ..of([leaf("x", Mode::Optional)]) };
    assert_eq!(problems(twice), ["x: the name is taken twice"]);
    assert_eq!(problems(of([leaf("x", Mode::Optional), leaf("x", Mode::Optional)])), ["x: the name is taken twice"]);
}

#[test]
fn reserved_names_at_the_root_only() {
    for name in ["connection", "count", "depends_on", "for_each", "lifecycle", "provider", "provisioner"] {
        let expected = [format!("{name}: the name is reserved by Terraform's language")];
        assert_eq!(problems(of([leaf(name, Mode::Optional)])), expected);
        assert_eq!(sentences(data_source_schema(&version_0(of([leaf(name, Mode::Optional)])))), expected);
        let inside = attribute("x", Mode::Optional, Shape::Nested(Nesting::Single, of([leaf(name, Mode::Optional)])));
        assert_eq!(problems(of([inside])), NONE);
    }
    for name in ["alias", "version"] {
        assert_eq!(problems(of([leaf(name, Mode::Optional)])), NONE);
        assert_eq!(provider_schema(&version_0(of([leaf(name, Mode::Optional)]))).len(), 1);
    }
}

#[test]
fn the_version_is_not_negative() {
    let negative = Schema { version: -1, object: Object::default() };
    assert_eq!(sentences(schema(&negative)), ["the value itself: the version must not be negative"]);
}

#[test]
fn write_only_attributes() {
    let secret = |mode| Attribute { write_only: true, ..leaf("s", mode) };
    assert_eq!(problems(of([secret(Mode::OptionalComputed)])), ["s: a write-only attribute is never computed"]);
    for nesting in [Nesting::List, Nesting::Map, Nesting::Single] {
        let nested = attribute("x", Mode::Optional, Shape::Nested(nesting, of([secret(Mode::Optional)])));
        assert_eq!(problems(of([nested])), NONE);
    }
    let set = attribute("x", Mode::Optional, Shape::Nested(Nesting::Set, of([secret(Mode::Optional)])));
    assert_eq!(problems(of([set])), ["x.s: a set cannot have write-only attributes in it"]);
    let list = attribute("y", Mode::Optional, Shape::Nested(Nesting::List, of([secret(Mode::Optional)])));
    let block = Block { name: "x", nesting: Nesting::Set, object: of([list]) };
    assert_eq!(
        problems(Object { blocks: vec![block], ..Object::default() }),
        ["x.y.s: a set cannot have write-only attributes in it"]
    );
    for check in [data_source_schema, provider_schema] {
        assert_eq!(
            sentences(check(&version_0(of([secret(Mode::Optional)])))),
            ["s: only managed resources have write-only attributes"]
        );
    }
}

#[test]
fn dynamic_types() {
    assert_eq!(problems(of([typed(Type::Dynamic)])), NONE);
    let in_set = "a set cannot have dynamic values in it";
    let set = Type::list(Type::object([("a", Type::set(Type::list(Type::Dynamic)))]));
    assert_eq!(problems(of([typed(set)])), [format!("x: {in_set}")]);
    let nested = attribute("y", Mode::Optional, Shape::Nested(Nesting::Set, of([typed(Type::Dynamic)])));
    assert_eq!(problems(of([nested])), [format!("y.x: {in_set}")]);
    let block = Block { name: "y", nesting: Nesting::List, object: of([typed(Type::Dynamic)]) };
    assert_eq!(
        problems(Object { blocks: vec![block], ..Object::default() }),
        ["y.x: a block with a dynamic attribute has no fixed type"]
    );
}

#[test]
fn nested_attributes_have_no_blocks() {
    let nested = attribute("a", Mode::Optional, Shape::Nested(Nesting::List, block(Nesting::List)));
    assert_eq!(problems(of([nested])), ["a.x: a nested attribute cannot have blocks"]);
}

#[test]
fn defaults() {
    let with = |mode, default| of([Attribute { default: Some(default), ..leaf("x", mode) }]);
    assert_eq!(problems(with(Mode::OptionalComputed, text("a"))), NONE);
    assert_eq!(
        problems(with(Mode::Optional, text("a"))),
        ["x: Terraform accepts a default only of an attribute that is optional and computed"]
    );
    for default in [Value::Bool(true), Value::Null, Value::UNKNOWN] {
        assert_eq!(
            problems(with(Mode::OptionalComputed, default)),
            ["x: the default is no known value of the attribute's type"]
        );
    }
}

#[test]
fn flags_that_say_nothing() {
    let volatile = Attribute { volatile: true, ..leaf("x", Mode::Optional) };
    assert_eq!(problems(of([volatile])), ["x: only a computed attribute can change by itself"]);
    for computed in [
        Attribute { force_new: true, ..leaf("x", Mode::Computed) },
        Attribute { checks: vec![Check::Len(1, 2)], ..leaf("x", Mode::Computed) },
    ] {
        assert_eq!(
            problems(of([computed])),
            ["x: nobody configures a computed attribute: no change of it can force anything"]
        );
    }
}
