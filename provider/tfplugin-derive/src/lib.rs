//! Derives for `tfplugin`: one struct declares what a resource, a data source, the provider block or a function accepts.
//!
//! The macros record what the struct says and decide nothing: planning, validation, pages and the protobuf schema all
//! read the plain data of `tfplugin::schema`. `parse` takes the struct apart, `check` says what each field means or what
//! is wrong with it, `emit` writes the code. A struct with mistakes reports all of them at once.

mod check;
mod doc;
mod emit;
mod errors;
mod fields;
mod parse;
mod rules;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

use crate::parse::Kind;

/// A managed resource: implements `tfplugin::model::Model` and `tfplugin::model::Named`.
///
/// ```ignore
/// /// A bucket for audit logs, encrypted, versioned and closed to the public.
/// #[derive(Clone, Debug, PartialEq, Resource)]
/// #[tf(name = "log_bucket", version = 0)]
/// pub struct LogBucket {
///     /// Globally unique name.
///     #[tf(required, force_new, check = Len(3, 63))]
///     name: String,
///     /// Days before an object expires.
///     #[tf(default = 365, check = Range(1, 3650))]
///     retention_days: i64,
///     /// ARN of the bucket.
///     #[tf(computed)]
///     arn: Out<String>,
/// }
/// ```
///
/// The struct's doc comment is the text of its page; a field's is the attribute's description. Both are mandatory.
///
/// | word | type of the field | meaning |
/// |---|---|---|
/// | `required` | `T` | the configuration sets it |
/// | `optional` | `Option<T>` | the configuration may set it |
/// | `optional, computed` | `Out<T>` | the configuration may set it, or else the provider does |
/// | `computed` | `Out<T>` | the provider sets it |
/// | `default = value` | `T` | the value it takes when the configuration has none |
/// | `force_new` | | a change replaces the resource |
/// | `sensitive` | | masked at the terminal |
/// | `write_only` | | never in plan or state |
/// | `volatile` | | computed, and may change with every update |
/// | `check = Len(1, 64)` | | what a known value must satisfy; repeatable, any `tfplugin::check::Check`, `each(..)`, `keys(..)` |
/// | `deprecated = "..."` | | why not to use it any more, and what to use instead |
/// | `name = "type"` | | the attribute's name, when the field's is another |
/// | `block` | `Option<N>`, `Vec<N>`, `BTreeMap<String, N>` | nested blocks; `N` derives `Object` |
/// | `flatten` | `M: Model` | all attributes and blocks of `M` stand here |
///
/// A companion struct `LogBucketFields<Root>` has one `tfplugin::model::Field` per attribute.
#[proc_macro_derive(Resource, attributes(tf))]
pub fn resource(input: TokenStream) -> TokenStream {
    derive(Kind::Resource, parse_macro_input!(input))
}

/// A data source. Words as for [`Resource`](macro@Resource), without those about change.
#[proc_macro_derive(DataSource, attributes(tf))]
pub fn data_source(input: TokenStream) -> TokenStream {
    derive(Kind::DataSource, parse_macro_input!(input))
}

/// The provider block: a model without a name, of which nothing is computed.
#[proc_macro_derive(ProviderBlock, attributes(tf))]
pub fn provider_block(input: TokenStream) -> TokenStream {
    derive(Kind::ProviderBlock, parse_macro_input!(input))
}

/// An object inside a resource: the value of a nested attribute, the body of a block, or attributes to flatten into
/// several resources. Implements `tfplugin::model::AttributeValue` too, so `Vec<N>` or `BTreeMap<String, N>` is an
/// attribute like any other.
#[proc_macro_derive(Object, attributes(tf))]
pub fn object(input: TokenStream) -> TokenStream {
    derive(Kind::Object, parse_macro_input!(input))
}

/// A function's parameters, in order. `Option<T>` takes null; `check` and `name` are the only words.
#[proc_macro_derive(Function, attributes(tf))]
pub fn function(input: TokenStream) -> TokenStream {
    derive(Kind::Function, parse_macro_input!(input))
}

fn derive(kind: Kind, input: DeriveInput) -> TokenStream {
    let tokens = parse::parse(kind, input).and_then(check::check).map(|model| emit::emit(&model));
    tokens.unwrap_or_else(syn::Error::into_compile_error).into()
}
