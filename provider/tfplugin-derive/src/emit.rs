//! Writes the code: `Model`, the fields' companion, and what each kind has besides. The values inside are plain data.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Lit};

use crate::check::{Attribute, Holder, Member, Mode, Model, Role};
use crate::fields;
use crate::parse::Kind;

/// The derive's whole output.
pub(crate) fn emit(model: &Model) -> TokenStream {
    let mut tokens = implement_model(model);
    tokens.extend(fields::emit(model));
    tokens.extend(implement_named(model));
    if model.kind == Kind::Object {
        tokens.extend(implement_attribute_value(model));
    }
    tokens
}

fn implement_model(model: &Model) -> TokenStream {
    let Model { ident, doc, members, .. } = model;
    let fields = fields::ident(model);
    let describe = members.iter().map(describe);
    let decode = members.iter().map(|Member { ident, ty, name, role, .. }| match role {
        Role::Flatten => {
            quote_spanned!(ty.span()=> #ident: <#ty as ::tfplugin::model::Model>::decode(value)?)
        }
        Role::Attribute(_) | Role::Block(_) => {
            quote_spanned!(ty.span()=> #ident: ::tfplugin::derived::member::<#ty>(value, #name)?)
        }
    });
    let encode = members.iter().map(|Member { ident, ty, name, role, .. }| match role {
        Role::Flatten => quote! {
            ::tfplugin::derived::flatten(&mut entries, <#ty as ::tfplugin::model::Model>::encode(&self.#ident));
        },
        Role::Attribute(_) | Role::Block(_) => quote! {
            entries.insert(#name.to_owned(), <#ty as ::tfplugin::model::AttributeValue>::encode(&self.#ident));
        },
    });
    quote! {
        #[automatically_derived]
        impl ::tfplugin::model::Model for #ident {
            type Fields<Root: 'static> = #fields<Root>;

            fn object() -> ::tfplugin::schema::Object {
                #[allow(unused_imports)]
                use ::tfplugin::derived::checks::*;
                #[allow(unused_mut)]
                let mut object = ::tfplugin::schema::Object { doc: #doc, ..Default::default() };
                #(#describe)*
                object
            }

            fn decode(
                value: &::tfplugin::value::Value,
            ) -> ::core::result::Result<Self, ::tfplugin::model::Mismatch> {
                ::tfplugin::derived::an_object(value)?;
                Ok(Self { #(#decode,)* })
            }

            fn encode(&self) -> ::tfplugin::value::Value {
                #[allow(unused_mut)]
                let mut entries = ::std::collections::BTreeMap::new();
                #(#encode)*
                ::tfplugin::value::Value::Object(entries)
            }
        }
    }
}

/// Records one field in the schema.
fn describe(member: &Member) -> TokenStream {
    let Member { ty, name, doc, role, .. } = member;
    match role {
        Role::Flatten => quote! {
            let inner = <#ty as ::tfplugin::model::Model>::object();
            object.attributes.extend(inner.attributes);
            object.blocks.extend(inner.blocks);
        },
        Role::Block(holder) => {
            let nesting = match holder {
                Holder::Vec => quote!(List),
                Holder::Map => quote!(Map),
                _ => quote!(Single),
            };
            quote_spanned! {ty.span()=>
                object.blocks.push(::tfplugin::schema::Block {
                    name: #name,
                    nesting: ::tfplugin::schema::Nesting::#nesting,
                    object: <#ty as ::tfplugin::derived::Blocks>::body(),
                });
            }
        }
        Role::Attribute(attribute) => {
            let Attribute { checks, sensitive, write_only, force_new, volatile, .. } = &**attribute;
            let shape = quote_spanned!(ty.span()=> <#ty as ::tfplugin::model::AttributeValue>::shape());
            let same = quote_spanned!(ty.span()=> <#ty as ::tfplugin::model::AttributeValue>::same);
            let mode = match attribute.mode {
                Mode::Required => quote!(Required),
                Mode::Optional => quote!(Optional),
                Mode::OptionalComputed => quote!(OptionalComputed),
                Mode::Computed => quote!(Computed),
            };
            let default = optional(attribute.default.as_ref().map(|value| encoded(value, ty)));
            let deprecated = optional(attribute.deprecated.as_ref().map(|text| quote!(#text)));
            quote! {
                object.attributes.push(::tfplugin::schema::Attribute {
                    name: #name,
                    doc: #doc,
                    shape: #shape,
                    mode: ::tfplugin::schema::Mode::#mode,
                    sensitive: #sensitive,
                    write_only: #write_only,
                    force_new: #force_new,
                    volatile: #volatile,
                    default: #default,
                    checks: ::std::vec![#(#checks),*],
                    same: #same,
                    deprecated: #deprecated,
                });
            }
        }
    }
}

/// A default as a value, by way of the field's type; text becomes whatever that type makes of it.
fn encoded(value: &Expr, ty: &syn::Type) -> TokenStream {
    let text = matches!(value, Expr::Lit(ExprLit { lit: Lit::Str(_), .. }));
    let typed = if text { quote_spanned!(value.span()=> ::core::convert::Into::into(#value)) } else { quote!(#value) };
    quote!({
        let default: #ty = #typed;
        <#ty as ::tfplugin::model::AttributeValue>::encode(&default)
    })
}

fn optional(value: Option<TokenStream>) -> TokenStream {
    value.map_or_else(|| quote!(::core::option::Option::None), |value| quote!(::core::option::Option::Some(#value)))
}

fn implement_named(model: &Model) -> Option<TokenStream> {
    let Model { ident, name, version, .. } = model;
    let name = name.as_ref()?;
    let version = version.as_ref().map(|version| quote!(const VERSION: i64 = #version;));
    Some(quote! {
        #[automatically_derived]
        impl ::tfplugin::model::Named for #ident {
            const NAME: &'static str = #name;
            #version
        }
    })
}

fn implement_attribute_value(model: &Model) -> TokenStream {
    let ident = &model.ident;
    quote! {
        #[automatically_derived]
        impl ::tfplugin::model::AttributeValue for #ident {
            fn shape() -> ::tfplugin::schema::Shape {
                let object = <Self as ::tfplugin::model::Model>::object();
                ::tfplugin::schema::Shape::Nested(::tfplugin::schema::Nesting::Single, object)
            }

            fn decode(
                value: &::tfplugin::value::Value,
            ) -> ::core::result::Result<Self, ::tfplugin::model::Mismatch> {
                <Self as ::tfplugin::model::Model>::decode(value)
            }

            fn encode(&self) -> ::tfplugin::value::Value {
                <Self as ::tfplugin::model::Model>::encode(self)
            }

            fn same(left: &::tfplugin::value::Value, right: &::tfplugin::value::Value) -> bool {
                ::tfplugin::derived::same::<Self>(left, right)
            }
        }
    }
}
