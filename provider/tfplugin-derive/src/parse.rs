//! The struct taken apart into what was said, word by word. What the words mean is for `check`.

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Data, DataStruct, DeriveInput, Expr, Fields, Token, Type, Visibility};

use crate::errors::Errors;

/// Which derive it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Resource,
    DataSource,
    ProviderBlock,
    Object,
    Function,
}

/// A struct as it was written.
pub(crate) struct Said {
    pub(crate) kind: Kind,
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) words: Vec<Word>,
    pub(crate) fields: Vec<SaidField>,
    /// Mistakes of form, to be reported together with those of meaning.
    pub(crate) errors: Errors,
}

/// A field as it was written.
pub(crate) struct SaidField {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) words: Vec<Word>,
}

/// One word of a `#[tf(...)]`, with its value.
pub(crate) struct Word {
    pub(crate) key: Ident,
    pub(crate) value: Option<Expr>,
}

impl Word {
    /// The word itself.
    pub(crate) fn name(&self) -> String {
        self.key.unraw().to_string()
    }

    /// Where it stands.
    pub(crate) fn span(&self) -> Span {
        self.key.span()
    }
}

impl Parse for Word {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let key = Ident::parse_any(input)?;
        let value = if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            Some(input.parse()?)
        } else {
            None
        };
        Ok(Word { key, value })
    }
}

/// Takes a struct apart. Only what is no struct with named fields ends here; other mistakes wait for `check`.
pub(crate) fn parse(kind: Kind, input: DeriveInput) -> syn::Result<Said> {
    let mut errors = Errors::default();
    if !input.generics.params.is_empty() {
        let at = syn::spanned::Spanned::span(&input.generics);
        errors.at(at, "a schema is about one type: write the struct without generics");
    }
    let named = match input.data {
        Data::Struct(DataStruct { fields: Fields::Named(fields), .. }) => Some(fields.named),
        _ => None,
    };
    let Some(named) = named else {
        errors.at(input.ident.span(), "attributes have names: write a struct with named fields");
        return errors.finish(()).and(Err(syn::Error::new(input.ident.span(), "no named fields")));
    };
    let words = words(&input.attrs, &mut errors);
    let fields = named.into_iter().filter_map(|field| {
        let words = self::words(&field.attrs, &mut errors);
        field.ident.map(|ident| SaidField { ident, ty: field.ty, attributes: field.attrs, words })
    });
    let fields = fields.collect();
    Ok(Said { kind, ident: input.ident, vis: input.vis, attributes: input.attrs, words, fields, errors })
}

fn words(attributes: &[Attribute], errors: &mut Errors) -> Vec<Word> {
    let mut words = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("tf")) {
        match attribute.parse_args_with(Punctuated::<Word, Token![,]>::parse_terminated) {
            Ok(found) => words.extend(found),
            Err(error) => errors.push(error),
        }
    }
    words
}
