//! The protobuf of schemas.

use super::*;
use crate::types::Type;

fn leaf(name: &'static str, mode: Mode) -> Attribute {
    Attribute {
        name,
        doc: "A *thing*.",
        shape: Shape::Leaf(Type::list(Type::String)),
        mode,
        sensitive: false,
        write_only: false,
        force_new: false,
        volatile: false,
        default: None,
        checks: Vec::new(),
        same: |left, right| left == right,
        deprecated: None,
    }
}

#[test]
fn modes_types_and_flags() {
    let modes = [Mode::Required, Mode::Optional, Mode::OptionalComputed, Mode::Computed];
    let attributes = modes.map(|mode| attribute(&leaf("a", mode)));
    let flags: Vec<_> = attributes.iter().map(|a| (a.required, a.optional, a.computed)).collect();
    assert_eq!(flags, [(true, false, false), (false, true, false), (false, true, true), (false, false, true)]);
    assert_eq!(attributes[0].r#type, br#"["list","string"]"#);
    assert_eq!(attributes[0].description_kind(), StringKind::Markdown);
    let old =
        Attribute { deprecated: Some("Use `b`."), write_only: true, sensitive: true, ..leaf("a", Mode::Optional) };
    let old = attribute(&old);
    assert!(old.deprecated && old.write_only && old.sensitive);
    assert_eq!(old.deprecation_message, "Use `b`.");
}

#[test]
fn a_nested_attribute_has_no_type() {
    let object = Object { attributes: vec![leaf("x", Mode::Required)], ..Object::default() };
    let nested = Attribute { shape: Shape::Nested(Nesting::Map, object), ..leaf("a", Mode::Optional) };
    let encoded = attribute(&nested);
    assert!(encoded.r#type.is_empty());
    let inner = encoded.nested_type.expect("a nested type");
    assert_eq!(inner.nesting(), tfplugin6::schema::object::NestingMode::Map);
    assert_eq!(inner.attributes.len(), 1);
}

#[test]
fn blocks_have_a_body_and_no_limits() {
    for nesting in [Nesting::Single, Nesting::List, Nesting::Set, Nesting::Map] {
        let schema = Schema {
            version: 3,
            object: Object {
                doc: "Doc.",
                attributes: vec![],
                blocks: vec![Block { name: "statement", nesting, object: Object::default() }],
            },
        };
        let encoded = encode(&schema);
        let block = encoded.block.expect("a body");
        assert_eq!((encoded.version, block.description.as_str()), (3, "Doc."));
        let nested = &block.block_types[0];
        assert!(nested.block.is_some());
        assert_eq!((nested.min_items, nested.max_items), (0, 0));
        assert_ne!(nested.nesting, 0);
    }
}
