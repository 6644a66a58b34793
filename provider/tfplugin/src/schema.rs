//! Schemas as plain data: what the derive records, and what everything else reads.
//!
//! The protobuf schema, the checks, planning, the Registry page and `schema.json` all come from here, so nothing is
//! said twice. No behaviour but look-ups.

use crate::check::Check;
use crate::types::Type;
use crate::value::Value;

/// What a resource, data source or provider block accepts and returns.
#[derive(Clone, Debug)]
pub struct Schema {
    /// Version of the state's form; goes up when old state must be rewritten.
    pub version: i64,
    /// Its attributes, blocks, and page.
    pub object: Object,
}

/// Attributes and blocks that belong together: a root, a nested attribute's object, or a block's body.
#[derive(Clone, Debug, Default)]
pub struct Object {
    /// The doc comment of the struct: first paragraph summary, Markdown.
    pub doc: &'static str,
    /// Attributes in the order of declaration, which is the order of the page.
    pub attributes: Vec<Attribute>,
    /// Nested blocks.
    pub blocks: Vec<Block>,
}

/// One attribute.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a word of the declaration, and any may stand alone")]
pub struct Attribute {
    /// `snake_case` name.
    pub name: &'static str,
    /// Its doc comment, Markdown, whole sentences.
    pub doc: &'static str,
    /// The form of its value.
    pub shape: Shape,
    /// Who sets it.
    pub mode: Mode,
    /// Masked in the output of the command line.
    pub sensitive: bool,
    /// Only ever in the configuration; null in plan and state.
    pub write_only: bool,
    /// A change replaces the resource.
    pub force_new: bool,
    /// A computed value that may change whenever the resource is updated; others keep theirs.
    pub volatile: bool,
    /// The value it takes when the configuration has none.
    pub default: Option<Value>,
    /// What a known value must satisfy.
    pub checks: Vec<Check>,
    /// Whether two values mean the same although they are written differently (JSON with other white space).
    pub same: fn(&Value, &Value) -> bool,
    /// Why not to use it any more, and what to use instead.
    pub deprecated: Option<&'static str>,
}

/// Who sets an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The configuration, always.
    Required,
    /// The configuration, or nobody.
    Optional,
    /// The configuration, or else the provider. Attributes with a default are of this mode: Terraform demands it.
    OptionalComputed,
    /// The provider.
    Computed,
}

/// The form of an attribute's value.
#[derive(Clone, Debug)]
pub enum Shape {
    /// A value of a plain type.
    Leaf(Type),
    /// An object with a schema of its own, once or in a collection.
    Nested(Nesting, Object),
}

/// How nested objects are collected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nesting {
    /// One object, or null.
    Single,
    /// A list of objects.
    List,
    /// A set of objects.
    Set,
    /// A map of objects.
    Map,
}

/// A nested block.
#[derive(Clone, Debug)]
pub struct Block {
    /// The block's type name.
    pub name: &'static str,
    /// How often it may stand: [`Nesting::Single`] is a `SINGLE` block (at most once), the others repeat.
    pub nesting: Nesting,
    /// Its body.
    pub object: Object,
}

impl Mode {
    /// Whether the configuration may set it.
    pub fn is_configurable(self) -> bool {
        !matches!(self, Mode::Computed)
    }

    /// Whether the provider may set it.
    pub fn is_computed(self) -> bool {
        matches!(self, Mode::OptionalComputed | Mode::Computed)
    }
}

impl Object {
    /// The attribute of that name.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }

    /// The block of that name.
    pub fn block(&self, name: &str) -> Option<&Block> {
        self.blocks.iter().find(|block| block.name == name)
    }

    /// The type of its values.
    pub fn ty(&self) -> Type {
        let attributes = self.attributes.iter().map(|attribute| (attribute.name, attribute.shape.ty()));
        let blocks = self.blocks.iter().map(|block| (block.name, block.nesting.of(block.object.ty())));
        Type::object(attributes.chain(blocks))
    }
}

impl Block {
    /// The value that says there is no such block. Terraform refuses null where blocks are counted.
    pub fn absent(&self) -> Value {
        match self.nesting {
            Nesting::Single => Value::Null,
            Nesting::List => Value::List(Vec::new()),
            Nesting::Set => Value::Set(Vec::new()),
            Nesting::Map => Value::Map(std::collections::BTreeMap::new()),
        }
    }
}

impl Shape {
    /// The type of its values.
    pub fn ty(&self) -> Type {
        match self {
            Shape::Leaf(ty) => ty.clone(),
            Shape::Nested(nesting, object) => nesting.of(object.ty()),
        }
    }
}

impl Nesting {
    /// The collection's type, from the type of one object.
    pub fn of(self, object: Type) -> Type {
        match self {
            Nesting::Single => object,
            Nesting::List => Type::list(object),
            Nesting::Set => Type::set(object),
            Nesting::Map => Type::map(object),
        }
    }
}
