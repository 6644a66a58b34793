//! What the suite must know of a resource type: where it lives, how it is written, and how its parts are broken by hand.

use crate::subjects;
use acceptance_tests::aws::{Account, Inventory, Shape};
use acceptance_tests::driver::Catalog;
use acceptance_tests::emulator::Emulator;
use acceptance_tests::error::{Context as _, Result};
use plinth_provider::config::SERVICES;
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;
use tfplugin::plan::Attributes;

/// A resource type. Configurations are JSON, as Terraform reads it: what is left out is null.
pub(crate) struct Subject {
    /// Its full name.
    pub(crate) type_name: &'static str,
    /// Makes accounts for one case alone, and in them, by calls of its own, what the resource needs.
    pub(crate) place: fn(&Emulator, Size) -> Result<Place>,
    /// The first configuration.
    pub(crate) first: fn(&Place, Size) -> Json,
    /// What an update changes of it; null takes an argument away. Of the full one, it touches every part.
    pub(crate) second: fn(&Place, Size) -> Json,
    /// How many calls an unchanged plan of the first configuration makes.
    pub(crate) reads: fn(Size) -> usize,
    /// What the first configuration has otherwise where it is to be imported: an import takes what is managed unless
    /// somebody says that it is not.
    pub(crate) importable: fn(&Place, Size) -> Json,
    /// What a person writes otherwise in a configuration of what was imported: of what means the same to AWS, an import
    /// can only know one form.
    pub(crate) imported: fn(&Place, Size) -> Json,
    /// Does harm to one part by hand.
    pub(crate) hand: fn(&Place, &Piece<'_>, Harm) -> Result<Hand>,
    /// For every argument, another value of it.
    pub(crate) changes: fn(&Place) -> Vec<Change>,
    /// How many broken runs it is worth in an ordinary run.
    pub(crate) broken_runs: usize,
}

/// How much of the resource is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Size {
    /// As little as possible, in the caller's own account.
    Minimal,
    /// Every kind of part, in accounts that the provider goes into with sessions of its own.
    Full,
}

impl Size {
    pub(crate) const ALL: [Self; 2] = [Self::Minimal, Self::Full];
}

/// Accounts of one case alone.
pub(crate) struct Place {
    /// Who the provider is.
    pub(crate) caller: Account,
    /// Accounts that are searched, each with the word that stands for its id.
    pub(crate) accounts: Vec<(&'static str, Account)>,
    /// Regions that are searched.
    pub(crate) regions: Vec<&'static str>,
    /// Ids of what was made for the resource, and of accounts that are not searched. With [`SETTINGS`] among them, looks
    /// see the accounts' settings, too.
    pub(crate) facts: BTreeMap<&'static str, String>,
}

/// The fact that a resource turns security services on: looks see those and the settings.
pub(crate) const SECURITY: &str = "SECURITY";

/// The fact that a resource sets settings.
pub(crate) const SETTINGS: &str = "SETTINGS";

impl Place {
    /// All that exists, wherever the resource may have left something.
    pub(crate) fn look(&self) -> Result<Inventory> {
        let accounts: Vec<&Account> = self.accounts.iter().map(|(_, account)| account).collect();
        if self.facts.contains_key(SECURITY) {
            Inventory::with_security(&accounts, &self.regions)
        } else if self.facts.contains_key(SETTINGS) {
            Inventory::with_settings(&accounts, &self.regions)
        } else {
            Inventory::take(&accounts, &self.regions)
        }
    }

    /// What is not as before, with the ids taken out that differ from case to case.
    pub(crate) fn shape(&self, inventory: &Inventory, before: &Inventory) -> Shape {
        let accounts = self.accounts.iter().map(|(name, account)| (account.id.as_str(), *name));
        let facts = self.facts.iter().map(|(name, id)| (id.as_str(), *name));
        inventory.shape(before, &accounts.chain(facts).collect::<Vec<_>>())
    }

    /// The account with this word.
    pub(crate) fn account(&self, name: &str) -> Result<&Account> {
        let found = self.accounts.iter().find(|(word, _)| *word == name);
        found.map(|(_, account)| account).context(format!("there is no account {name}"))
    }

    /// The id of the account with this word, or another id; empty where there is none.
    pub(crate) fn id(&self, name: &str) -> &str {
        let found = self.accounts.iter().find(|(word, _)| *word == name).map(|(_, account)| account.id.as_str());
        found.or_else(|| self.facts.get(name).map(String::as_str)).unwrap_or_default()
    }
}

/// One part of a resource that exists.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece<'a> {
    /// `subnet/public/use1-az1`
    pub(crate) address: &'a str,
    /// The id in the state.
    pub(crate) id: &'a str,
    /// All parts by address, with their ids.
    pub(crate) all: &'a BTreeMap<String, String>,
}

impl<'a> Piece<'a> {
    /// `subnet` and `public/use1-az1`.
    pub(crate) fn split(&self) -> (&'a str, &'a str) {
        self.address.split_once('/').unwrap_or((self.address, ""))
    }
}

/// What is done to a part by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Harm {
    Removed,
    Changed,
}

/// How that went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hand {
    /// It is done.
    Done,
    /// AWS allows nobody to do it, for this reason.
    Impossible(&'static str),
}

/// Another value of one argument.
pub(crate) struct Change {
    pub(crate) argument: &'static str,
    pub(crate) value: Json,
    /// The configuration that it is changed in.
    pub(crate) size: Size,
    /// What the configuration has from the start beside, so that the argument may be changed alone.
    pub(crate) given: Json,
    /// What must be there first.
    pub(crate) prepare: fn(&mut Place) -> Result<()>,
    /// With what words the plan refuses it, where it does.
    pub(crate) refused: Option<&'static str>,
}

impl Change {
    pub(crate) fn new(argument: &'static str, value: Json) -> Self {
        let prepare = |_: &mut Place| Ok(());
        Self { argument, value, size: Size::Minimal, given: json!({}), prepare, refused: None }
    }

    pub(crate) fn of(self, size: Size) -> Self {
        Self { size, ..self }
    }

    pub(crate) fn prepared(self, prepare: fn(&mut Place) -> Result<()>) -> Self {
        Self { prepare, ..self }
    }

    /// The plan refuses it, with these words.
    pub(crate) fn refused(self, words: &'static str) -> Self {
        Self { refused: Some(words), ..self }
    }

    pub(crate) fn given(self, given: Json) -> Self {
        Self { given, ..self }
    }
}

impl Subject {
    /// Whether it must never be made twice nor removed for a create that failed: such a create leaves no state, and the next
    /// one finds what exists.
    pub(crate) fn is_made_once(&self) -> bool {
        subjects::MADE_ONCE.contains(&self.type_name)
    }

    /// The configuration after the update.
    pub(crate) fn second(&self, place: &Place, size: Size) -> Json {
        merged((self.first)(place, size), (self.second)(place, size))
    }

    /// The configuration that is imported.
    pub(crate) fn importable(&self, place: &Place, size: Size) -> Json {
        merged((self.first)(place, size), (self.importable)(place, size))
    }

    /// A configuration as the protocol has it.
    pub(crate) fn config(&self, catalog: &Catalog, written: &Json) -> Result<Attributes> {
        Catalog::config(catalog.resource(self.type_name)?, written)
    }
}

/// The first configuration is imported as it is.
pub(crate) fn as_first(_: &Place, _: Size) -> Json {
    json!({})
}

/// A configuration with some arguments written over.
pub(crate) fn merged(mut base: Json, over: Json) -> Json {
    if let (Json::Object(base), Json::Object(over)) = (&mut base, over) {
        base.extend(over);
    }
    base
}

/// The provider block: all that the provider knows of AWS comes through the proxy, and it never waits for a rate.
pub(crate) fn provider_block(catalog: &Catalog, caller: &Account, url: &str) -> Result<Attributes> {
    let each =
        |value: Json| SERVICES.iter().map(|service| ((*service).to_owned(), value.clone())).collect::<Map<_, _>>();
    let block = json!({
        "region": acceptance_tests::aws::REGION,
        "access_key": caller.keys.id,
        "secret_key": caller.keys.secret,
        "endpoints": each(json!(url)),
        "requests_per_second": each(json!(10_000)),
    });
    Catalog::config(&catalog.provider, &block)
}
