//! Terraform's types. No values and no bytes here: `value` holds values, `wire` knows encodings.

use std::collections::BTreeMap;

/// A type constraint of Terraform's type system.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Type {
    /// `bool`
    Bool,
    /// `number`, of any size and precision
    Number,
    /// `string`, Unicode in normalization form C
    String,
    /// Any type, decided by each value
    Dynamic,
    /// Ordered elements of one type
    List(Box<Type>),
    /// Elements of one type, without order or duplicates
    Set(Box<Type>),
    /// Elements of one type by string key
    Map(Box<Type>),
    /// A fixed set of named attributes
    Object(BTreeMap<String, Type>),
    /// A fixed sequence of elements, each of its own type
    Tuple(Vec<Type>),
}

impl Type {
    /// A list of `element`.
    pub fn list(element: Type) -> Type {
        Type::List(Box::new(element))
    }

    /// A set of `element`.
    pub fn set(element: Type) -> Type {
        Type::Set(Box::new(element))
    }

    /// A map of `element`.
    pub fn map(element: Type) -> Type {
        Type::Map(Box::new(element))
    }

    /// An object with the given attributes.
    pub fn object<N: Into<String>>(attributes: impl IntoIterator<Item = (N, Type)>) -> Type {
        Type::Object(attributes.into_iter().map(|(name, ty)| (name.into(), ty)).collect())
    }

    /// Whether the type is, or contains, `dynamic`.
    pub fn has_dynamic(&self) -> bool {
        match self {
            Type::Bool | Type::Number | Type::String => false,
            Type::Dynamic => true,
            Type::List(element) | Type::Set(element) | Type::Map(element) => element.has_dynamic(),
            Type::Object(attributes) => attributes.values().any(Type::has_dynamic),
            Type::Tuple(elements) => elements.iter().any(Type::has_dynamic),
        }
    }
}
