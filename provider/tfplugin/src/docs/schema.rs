//! The `## Schema` section: required, optional and read-only attributes, then what is nested, each under an anchor.

use super::attribute;
use crate::schema::{Attribute, Mode, Object, Shape};

/// Something nested that waits for its own section.
struct Nested<'a> {
    anchor: String,
    /// As in `rule.condition`.
    path: String,
    object: &'a Object,
}

/// The whole section.
pub(super) fn render(object: &Object) -> String {
    let mut text = "## Schema\n".to_owned();
    let mut waiting = groups(&mut text, object, "", "\n### ", "\n");
    // Depth first, as `tfplugindocs` has it: what is inside of a block stands right after it.
    waiting.reverse();
    while let Some(nested) = waiting.pop() {
        text.extend(["\n<a id=\"", &nested.anchor, "\"></a>\n### Nested Schema for `", &nested.path, "`\n"]);
        let mut inside = groups(&mut text, nested.object, &nested.path, "\n", ":\n");
        inside.reverse();
        waiting.append(&mut inside);
    }
    text
}

/// The three groups of an object, and what is nested in it. `before` and `after` stand around a group's title.
fn groups<'a>(text: &mut String, object: &'a Object, path: &str, before: &str, after: &str) -> Vec<Nested<'a>> {
    let mut waiting = Vec::new();
    for title in ["Required", "Optional", "Read-Only"] {
        let mut lines = String::new();
        for attribute in object.attributes.iter().filter(|attribute| title_of(attribute) == title) {
            let nested = match &attribute.shape {
                Shape::Nested(_, object) => Some(nested("nestedatt", path, attribute.name, object)),
                Shape::Leaf(_) => None,
            };
            lines.push_str(&attribute::line(attribute, nested.as_ref().map(|nested| nested.anchor.as_str())));
            waiting.extend(nested);
        }
        for block in object.blocks.iter().filter(|_| title == "Optional") {
            let nested = nested("nestedblock", path, block.name, &block.object);
            lines.push_str(&attribute::block(block, &nested.anchor));
            waiting.push(nested);
        }
        if !lines.is_empty() {
            text.extend([before, title, after, "\n", &lines]);
        }
    }
    waiting
}

fn nested<'a>(kind: &str, path: &str, name: &str, object: &'a Object) -> Nested<'a> {
    let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    Nested { anchor: format!("{kind}--{}", path.replace('.', "--")), path, object }
}

fn title_of(attribute: &Attribute) -> &'static str {
    match attribute.mode {
        Mode::Required => "Required",
        Mode::Optional | Mode::OptionalComputed => "Optional",
        Mode::Computed => "Read-Only",
    }
}
