//! Writes the companion struct with one typed name per attribute, which wiring uses instead of text.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::check::{Member, Model, Role};

/// `LogBucketFields` for `LogBucket`.
pub(crate) fn ident(model: &Model) -> Ident {
    format_ident!("{}Fields", model.ident)
}

/// The companion and its traits. Copying is written by hand so that it asks nothing of `Root`.
pub(crate) fn emit(model: &Model) -> TokenStream {
    let (fields, vis) = (ident(model), &model.vis);
    let title = format!("The typed names of the attributes of [`{}`].", model.ident);
    let declare = model.members.iter().map(|Member { ident, ty, doc, name, role }| {
        let doc = if doc.is_empty() { format!("`{name}`.") } else { doc.clone() };
        match role {
            Role::Flatten => quote!(#[doc = #doc] pub #ident: <#ty as ::tfplugin::model::Model>::Fields<Root>),
            Role::Attribute(_) | Role::Block(_) => {
                quote!(#[doc = #doc] pub #ident: ::tfplugin::model::Field<Root, #ty>)
            }
        }
    });
    let create = model.members.iter().map(|Member { ident, name, role, .. }| match role {
        Role::Flatten => quote!(#ident: ::tfplugin::model::FieldSet::new()),
        Role::Attribute(_) | Role::Block(_) => quote!(#ident: ::tfplugin::model::Field::new(#name)),
    });
    // Without an attribute nothing would mention the root.
    let (no_root, no_root_value) = if model.members.is_empty() {
        (quote!(root: ::core::marker::PhantomData<fn() -> Root>,), quote!(root: ::core::marker::PhantomData,))
    } else {
        (TokenStream::new(), TokenStream::new())
    };
    quote! {
        #[doc = #title]
        #[allow(dead_code, private_interfaces, unreachable_pub)]
        #vis struct #fields<Root: 'static> {
            #(#declare,)*
            #no_root
        }

        #[automatically_derived]
        impl<Root: 'static> ::core::marker::Copy for #fields<Root> {}

        #[automatically_derived]
        impl<Root: 'static> ::core::clone::Clone for #fields<Root> {
            fn clone(&self) -> Self {
                *self
            }
        }

        #[automatically_derived]
        impl<Root: 'static> ::tfplugin::model::FieldSet for #fields<Root> {
            fn new() -> Self {
                Self { #(#create,)* #no_root_value }
            }
        }
    }
}
