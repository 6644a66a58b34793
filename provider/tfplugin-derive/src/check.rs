//! What the words of a struct mean. Everything that a schema could get wrong is refused here, with what to do instead.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;
use syn::{Expr, ExprLit, Lit, LitStr, Type, Visibility};

use crate::doc;
use crate::errors::Errors;
use crate::parse::{Kind, Said, SaidField, Word};
use crate::rules;

/// A struct without mistakes.
pub(crate) struct Model {
    pub(crate) kind: Kind,
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    pub(crate) doc: String,
    pub(crate) name: Option<LitStr>,
    pub(crate) version: Option<Expr>,
    pub(crate) members: Vec<Member>,
}

/// A field without mistakes.
pub(crate) struct Member {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    pub(crate) doc: String,
    /// The attribute's or block's name in Terraform.
    pub(crate) name: String,
    pub(crate) role: Role,
}

/// What a field stands for.
pub(crate) enum Role {
    Attribute(Box<Attribute>),
    Block(Holder),
    Flatten,
}

/// The words about an attribute.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a word")]
pub(crate) struct Attribute {
    pub(crate) mode: Mode,
    pub(crate) default: Option<Expr>,
    pub(crate) checks: Vec<Expr>,
    pub(crate) sensitive: bool,
    pub(crate) write_only: bool,
    pub(crate) force_new: bool,
    pub(crate) volatile: bool,
    pub(crate) deprecated: Option<Expr>,
}

/// `tfplugin::schema::Mode`.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Mode {
    #[default]
    Required,
    Optional,
    OptionalComputed,
    Computed,
}

/// The outermost type of a field, as far as it is written out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holder {
    Option,
    Out,
    Vec,
    Map,
    Other,
}

/// Turns what was said into what it means, or into all mistakes at once.
pub(crate) fn check(mut said: Said) -> syn::Result<Model> {
    let mut errors = std::mem::take(&mut said.errors);
    let (name, version) = header(&said, &mut errors);
    let doc = doc::required(&said.attributes, said.ident.span(), "the struct", &mut errors);
    let mut seen = BTreeSet::new();
    let members = said.fields.into_iter().map(|field| {
        let member = member(said.kind, field, &mut errors);
        if !matches!(member.role, Role::Flatten) && !seen.insert(member.name.clone()) {
            errors.at(member.ident.span(), format!("there is already an attribute or block `{}`", member.name));
        }
        member
    });
    let members = members.collect();
    errors.finish(Model { kind: said.kind, ident: said.ident, vis: said.vis, doc, name, version, members })
}

/// `name` and `version` of the struct.
fn header(said: &Said, errors: &mut Errors) -> (Option<LitStr>, Option<Expr>) {
    let named = !matches!(said.kind, Kind::Object | Kind::ProviderBlock);
    let (mut name, mut version) = (None, None);
    for word in &said.words {
        match word.name().as_str() {
            "name" | "version" if !named => {
                errors.at(word.span(), "only resources, data sources and functions have a name; remove it");
            }
            "version" if said.kind == Kind::Function => {
                errors.at(word.span(), "a function has no state and so no version; remove it");
            }
            "name" => name = text(word, errors),
            "version" => version.clone_from(&word.value),
            other => errors.at(word.span(), format!("unknown word `{other}`; a struct knows `name` and `version`")),
        }
    }
    if let Some(name) = &name {
        rules::snake_case(&name.value(), name.span(), errors);
    } else if named && !said.words.iter().any(|word| word.name() == "name") {
        errors.at(said.ident.span(), "it needs its name without the provider's prefix: `#[tf(name = \"log_bucket\")]`");
    }
    (name, version)
}

fn member(kind: Kind, field: SaidField, errors: &mut Errors) -> Member {
    let (mut name, mut at) = (field.ident.unraw().to_string(), field.ident.span());
    if let Some(word) = field.words.iter().find(|word| word.name() == "name")
        && let Some(text) = text(word, errors)
    {
        (name, at) = (text.value(), text.span());
    }
    let said = |word: &str| field.words.iter().any(|said| said.name() == word);
    if kind == Kind::Function {
        for at in ["flatten", "block"].iter().filter_map(|word| place(&field, word)) {
            errors.at(at, "a function has parameters only, each with a value of its own; remove the word");
        }
    }
    let (role, doc) = if said("flatten") {
        alone(&field, "flatten", &[], errors);
        (Role::Flatten, doc::text(&field.attributes).unwrap_or_default())
    } else if said("block") {
        alone(&field, "block", &["name"], errors);
        let holder = holder(&field.ty);
        if !matches!(holder, Holder::Option | Holder::Vec | Holder::Map) {
            let of_type = syn::spanned::Spanned::span(&field.ty);
            errors.at(of_type, "a block is an `Option<N>`, a `Vec<N>` or a `BTreeMap<String, N>` of an `Object`");
        }
        (Role::Block(holder), doc::text(&field.attributes).unwrap_or_default())
    } else {
        let doc = doc::required(&field.attributes, field.ident.span(), &format!("`{name}`"), errors);
        (Role::Attribute(Box::new(attribute(kind, &field, errors))), doc)
    };
    if !matches!(role, Role::Flatten) {
        rules::name(kind, &name, at, errors);
    }
    Member { ident: field.ident, ty: field.ty, doc, name, role }
}

/// `flatten` and `block` stand alone, but for the words in `with`.
fn alone(field: &SaidField, word: &str, with: &[&str], errors: &mut Errors) {
    for other in field.words.iter().filter(|other| other.name() != word && !with.contains(&other.name().as_str())) {
        errors.at(other.span(), format!("`{word}` does not go with `{}`: say it on the fields inside", other.name()));
    }
}

fn attribute(kind: Kind, field: &SaidField, errors: &mut Errors) -> Attribute {
    let mut attribute = Attribute::default();
    let mut flags = BTreeSet::new();
    for word in &field.words {
        let name = word.name();
        match (name.as_str(), &word.value) {
            ("name", _) => {}
            ("check", Some(value)) => attribute.checks.push(value.clone()),
            ("default", Some(value)) => attribute.default = Some(value.clone()),
            ("deprecated", Some(value)) => attribute.deprecated = Some(value.clone()),
            ("check" | "default" | "deprecated", None) => errors.at(word.span(), format!("write `{name} = ...`")),
            (flag, None) if rules::FLAGS.contains(&flag) => {}
            (flag, Some(_)) if rules::FLAGS.contains(&flag) => {
                errors.at(word.span(), format!("`{flag}` takes no value"));
            }
            _ => errors.at(word.span(), format!("unknown word `{name}`; a field knows {}", rules::known_words())),
        }
        if name != "check" && !flags.insert(name.clone()) {
            errors.at(word.span(), format!("`{name}` is said twice"));
        }
    }
    attribute.sensitive = flags.contains("sensitive");
    attribute.write_only = flags.contains("write_only");
    attribute.force_new = flags.contains("force_new");
    attribute.volatile = flags.contains("volatile");
    attribute.mode = rules::mode(kind, field, errors);
    rules::together(kind, field, attribute.mode, errors);
    attribute
}

fn text(word: &Word, errors: &mut Errors) -> Option<LitStr> {
    if let Some(Expr::Lit(ExprLit { lit: Lit::Str(text), .. })) = &word.value {
        return Some(text.clone());
    }
    errors.at(word.span(), format!("write `{} = \"...\"`", word.name()));
    None
}

/// The outermost type. Types are compared by their last name: a macro cannot look through aliases.
pub(crate) fn holder(ty: &Type) -> Holder {
    let Type::Path(path) = ty else { return Holder::Other };
    let last = path.path.segments.last().map(|segment| segment.ident.to_string());
    match last.as_deref() {
        Some("Option") => Holder::Option,
        Some("Out") => Holder::Out,
        Some("Vec") => Holder::Vec,
        Some("BTreeMap") => Holder::Map,
        _ => Holder::Other,
    }
}

/// Where a word stands among those of a field.
pub(crate) fn place(field: &SaidField, word: &str) -> Option<Span> {
    field.words.iter().find(|said| said.name() == word).map(Word::span)
}
