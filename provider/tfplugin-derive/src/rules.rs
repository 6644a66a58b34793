//! The rules about names, and about which words and types go together. Terraform's reasons are in its own checks of
//! provider schemas; ours is that a mistake should not reach a person who runs a plan.

use proc_macro2::Span;
use syn::spanned::Spanned;

use crate::check::{Holder, Mode, holder, place};
use crate::errors::Errors;
use crate::parse::{Kind, SaidField};

/// Words of a field that take no value.
pub(crate) const FLAGS: [&str; 7] =
    ["required", "optional", "computed", "force_new", "sensitive", "write_only", "volatile"];

const WITH_VALUE: [&str; 4] = ["default", "check", "name", "deprecated"];

/// Names that Terraform takes for itself at the root of a resource or data source.
const OF_RESOURCES: [&str; 7] =
    ["connection", "count", "depends_on", "for_each", "lifecycle", "provider", "provisioner"];

/// Names that Terraform takes for itself in a provider block.
const OF_PROVIDERS: [&str; 8] =
    ["alias", "count", "depends_on", "for_each", "lifecycle", "locals", "source", "version"];

/// All words, for the message about an unknown one.
pub(crate) fn known_words() -> String {
    let all = FLAGS.iter().chain(&WITH_VALUE).chain(&["block", "flatten"]);
    all.map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// A name that Terraform reads as an identifier, and people as one of its own.
pub(crate) fn snake_case(name: &str, at: Span, errors: &mut Errors) {
    let inside = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if !(name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(inside)) {
        errors.at(at, format!("`{name}` is not in snake_case: lower-case letters, digits and `_`, a letter first"));
    }
}

/// The name of an attribute, block or parameter.
pub(crate) fn name(kind: Kind, name: &str, at: Span, errors: &mut Errors) {
    snake_case(name, at, errors);
    let (reserved, place): (&[&str], _) = match kind {
        Kind::Resource => (&OF_RESOURCES, "in resources"),
        Kind::DataSource => (&OF_RESOURCES, "in data sources"),
        Kind::ProviderBlock => (&OF_PROVIDERS, "in provider blocks"),
        // Inside an object, and as parameters, these names mean nothing to Terraform.
        Kind::Object | Kind::Function => (&[], ""),
    };
    if reserved.contains(&name) {
        errors.at(at, format!("Terraform keeps the name `{name}` for itself {place}; choose another"));
    }
}

/// Exactly one mode per field, on a type that can hold what it means.
pub(crate) fn mode(kind: Kind, field: &SaidField, errors: &mut Errors) -> Mode {
    let [required, optional, computed, default] =
        ["required", "optional", "computed", "default"].map(|word| place(field, word));
    let of_type = field.ty.span();
    let holder = holder(&field.ty);
    if kind == Kind::Function {
        for at in [required, optional, computed, default].into_iter().flatten() {
            errors.at(at, "a parameter has no mode: it is required, and `Option<T>` takes null; remove the word");
        }
        if holder == Holder::Out {
            errors.at(of_type, "a parameter is never computed; write the type without `Out`");
        }
        return if holder == Holder::Option { Mode::Optional } else { Mode::Required };
    }
    match (required, optional, computed, default) {
        (Some(_), None, None, None) => {
            if matches!(holder, Holder::Option | Holder::Out) {
                errors.at(of_type, "a required attribute always has a value: write `T`, without `Option` or `Out`");
            }
            Mode::Required
        }
        (None, Some(_), None, None) => {
            if holder != Holder::Option {
                errors.at(of_type, "an optional attribute may be null: write `Option<T>`");
            }
            Mode::Optional
        }
        (None, optional, Some(at), None) => {
            if kind == Kind::ProviderBlock {
                errors.at(at, "nothing in a provider block is computed: nobody could read it");
            }
            if holder != Holder::Out {
                errors.at(of_type, "a computed attribute is empty until the provider fills it: write `Out<T>`");
            }
            if optional.is_some() { Mode::OptionalComputed } else { Mode::Computed }
        }
        (None, None, None, Some(_)) => {
            if matches!(holder, Holder::Option | Holder::Out) {
                errors.at(
                    of_type,
                    "an attribute with a default always has a value: write `T`, without `Option` or `Out`",
                );
            }
            Mode::OptionalComputed
        }
        (None, None, None, None) => {
            let modes = "`required`, `optional`, `optional, computed`, `computed` or `default = ...`";
            errors.at(field.ident.span(), format!("who sets it? Write #[tf(...)] with one of {modes}"));
            Mode::Required
        }
        (_, _, _, default) => {
            let second = default.or(computed).or(optional).unwrap_or_else(|| field.ident.span());
            errors.at(second, "two modes: keep one of `required`, `optional`, `computed` and `default`; only `optional, computed` go together");
            Mode::Required
        }
    }
}

/// Words that make no sense together, or not in this kind of struct.
pub(crate) fn together(kind: Kind, field: &SaidField, mode: Mode, errors: &mut Errors) {
    let mut refuse = |word: &str, reason: &str| {
        if let Some(at) = place(field, word) {
            errors.at(at, format!("`{word}` {reason}; remove it"));
        }
    };
    if kind == Kind::Function {
        for word in ["force_new", "sensitive", "write_only", "volatile", "deprecated"] {
            refuse(word, "means nothing for a parameter: parameters know `check` and `name`");
        }
        return;
    }
    if mode == Mode::Computed {
        refuse("force_new", "is about changes in the configuration, which never sets this attribute");
        refuse("check", "tests the configuration, which never sets this attribute");
    }
    if matches!(mode, Mode::Computed | Mode::OptionalComputed) {
        refuse("write_only", "is for values of the configuration alone: it goes with `required` or `optional`");
    }
    if !matches!(mode, Mode::Computed | Mode::OptionalComputed) || place(field, "default").is_some() {
        refuse("volatile", "is about values that the provider computes: it goes with `computed`");
    }
    if matches!(kind, Kind::DataSource | Kind::ProviderBlock) {
        for word in ["force_new", "write_only", "volatile"] {
            refuse(word, "is about the life of a managed resource");
        }
    }
}
