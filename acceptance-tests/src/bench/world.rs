//! An emulator, a proxy that makes every call take its time, and a provider binary that writes events.

use super::events::Events;
use crate::aws::{Account, Organization, REGION};
use crate::driver::{Catalog, Start};
use crate::emulator::Emulator;
use crate::error::Result;
use crate::paths;
use crate::proxy::{Effect, Proxy, any_call};
use std::time::Duration;
use tfplugin::plan::Attributes;
use tfplugin::resource::complete;
use tfplugin::value::Value;

/// What everything is measured in.
pub struct World {
    emulator: Emulator,
    /// Between the provider and the emulator; it counts.
    pub(super) proxy: Proxy,
    /// The provider's schemas.
    pub(super) catalog: Catalog,
    /// What the provider tells.
    pub(super) events: Events,
    /// Starts the provider's binary.
    pub(super) start: Start,
}

impl World {
    /// Starts the emulator and the proxy. Every call takes `latency` at least, the emulator's own time
    /// included, as a region's own time is in what its callers see.
    pub fn start(latency: Duration) -> Result<Self> {
        let emulator = Emulator::start()?;
        let proxy = Proxy::start(emulator.url())?;
        let events = Events::new()?;
        let start = Start::Binary(paths::provider_binary()?, vec![("PLINTH_EVENTS", events.path())]);
        let catalog = Catalog::of(&plinth_provider::plinth());
        if !latency.is_zero() {
            proxy.when(any_call(), Effect::AtLeast(latency));
        }
        Ok(Self { emulator, proxy, catalog, events, start })
    }

    /// A new account.
    pub(super) fn account(&self) -> Result<Account> {
        self.emulator.account()
    }

    /// A new organization.
    pub(super) fn organization(&self, members: usize) -> Result<Organization> {
        Organization::create(&self.emulator, members)
    }

    /// What the emulator said that it should not have to.
    pub fn complaints(&self) -> Vec<String> {
        self.emulator.complaints()
    }

    /// A provider block whose calls all go through the proxy.
    pub(super) fn block(&self, caller: &Account) -> Attributes {
        let url = || Value::string(self.proxy.url());
        let endpoints = Value::map(["ec2", "iam", "logs", "sts"].map(|service| (service, url())));
        let arguments = [
            ("region", Value::string(REGION)),
            ("access_key", Value::string(&caller.keys.id)),
            ("secret_key", Value::string(&caller.keys.secret)),
            ("endpoints", endpoints),
        ];
        complete(&self.catalog.provider, arguments.map(|(name, value)| (name.to_owned(), value)).into())
    }
}
