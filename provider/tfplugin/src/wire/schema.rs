//! Schemas as protobuf.

use crate::proto::tfplugin6;
use crate::proto::tfplugin6::StringKind;
use crate::schema::{Attribute, Block, Mode, Nesting, Object, Schema, Shape};
use crate::wire::type_json;

/// The schema, descriptions in Markdown, attributes in the order of declaration.
pub fn encode(schema: &Schema) -> tfplugin6::Schema {
    tfplugin6::Schema { version: schema.version, block: Some(block(&schema.object)) }
}

fn block(object: &Object) -> tfplugin6::schema::Block {
    tfplugin6::schema::Block {
        version: 0,
        attributes: object.attributes.iter().map(attribute).collect(),
        block_types: object.blocks.iter().map(nested_block).collect(),
        description: object.doc.to_owned(),
        description_kind: StringKind::Markdown.into(),
        deprecated: false,
        deprecation_message: String::new(),
    }
}

fn attribute(attribute: &Attribute) -> tfplugin6::schema::Attribute {
    let (ty, nested_type) = match &attribute.shape {
        Shape::Leaf(ty) => (type_json::encode(ty), None),
        Shape::Nested(nesting, object) => (Vec::new(), Some(nested_object(*nesting, object))),
    };
    tfplugin6::schema::Attribute {
        name: attribute.name.to_owned(),
        r#type: ty,
        description: attribute.doc.to_owned(),
        required: attribute.mode == Mode::Required,
        optional: matches!(attribute.mode, Mode::Optional | Mode::OptionalComputed),
        computed: attribute.mode.is_computed(),
        sensitive: attribute.sensitive,
        description_kind: StringKind::Markdown.into(),
        deprecated: attribute.deprecated.is_some(),
        nested_type,
        write_only: attribute.write_only,
        deprecation_message: attribute.deprecated.unwrap_or_default().to_owned(),
    }
}

fn nested_object(nesting: Nesting, object: &Object) -> tfplugin6::schema::Object {
    use tfplugin6::schema::object::NestingMode;
    let mode = match nesting {
        Nesting::Single => NestingMode::Single,
        Nesting::List => NestingMode::List,
        Nesting::Set => NestingMode::Set,
        Nesting::Map => NestingMode::Map,
    };
    tfplugin6::schema::Object { attributes: object.attributes.iter().map(attribute).collect(), nesting: mode.into() }
}

fn nested_block(nested: &Block) -> tfplugin6::schema::NestedBlock {
    use tfplugin6::schema::nested_block::NestingMode;
    let mode = match nested.nesting {
        Nesting::Single => NestingMode::Single,
        Nesting::List => NestingMode::List,
        Nesting::Set => NestingMode::Set,
        Nesting::Map => NestingMode::Map,
    };
    tfplugin6::schema::NestedBlock {
        type_name: nested.name.to_owned(),
        block: Some(block(&nested.object)),
        nesting: mode.into(),
        // Zero and zero: a SINGLE block may be left out, the others may repeat without limit. Terraform accepts nothing
        // else for SINGLE (but for a required one) and MAP; how many there must be is for checks to say.
        min_items: 0,
        max_items: 0,
    }
}

#[cfg(test)]
mod tests;
