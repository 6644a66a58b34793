//! A provider that runs, and what may happen to it from outside while it works.

use crate::ensure;
use crate::error::{Context as _, Result};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tfplugin::proto::tfplugin6::StopProviderRequest;
use tfplugin::proto::tfplugin6::provider_client::ProviderClient;
use tfplugin::testing::client::{Plugin, Session};
use tonic::transport::Channel;

/// How long a process has to end after Shutdown before Terraform kills it.
const SHUTDOWN: Duration = Duration::from_secs(2);

/// One running provider.
pub struct Live {
    handle: Handle,
    session: Option<Session>,
}

/// What may be done to a running provider while it works.
#[derive(Clone)]
pub struct Handle {
    client: ProviderClient<Channel>,
    plugin: Option<Arc<Mutex<Plugin>>>,
}

impl Live {
    pub(super) fn here(client: ProviderClient<Channel>) -> Self {
        Self { handle: Handle { client, plugin: None }, session: None }
    }

    pub(super) fn process(plugin: Plugin, session: Session) -> Self {
        let handle = Handle { client: session.provider(), plugin: Some(Arc::new(Mutex::new(plugin))) };
        Self { handle, session: Some(session) }
    }

    /// The provider's side of the protocol.
    pub fn client(&self) -> ProviderClient<Channel> {
        self.handle.client.clone()
    }

    /// For somebody else to interfere.
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// Ends the walk as Terraform does, and returns what the process wrote on standard error.
    pub(super) async fn end(self) -> Vec<String> {
        let Some(session) = self.session else { return Vec::new() };
        // A process that was killed does not answer, and Terraform does not mind either.
        let _gone = session.shutdown().await;
        drop(session);
        let started = Instant::now();
        while self.handle.is_running() && started.elapsed() < SHUTDOWN {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        let Some(plugin) = &self.handle.plugin else { return Vec::new() };
        let mut plugin = lock(plugin);
        let _ended = plugin.kill();
        plugin.stderr()
    }
}

impl Handle {
    /// Kills the process without a word, as the kernel does when memory is short.
    pub fn kill(&self) -> Result<()> {
        lock(self.process()?).kill().context("could not kill the provider")
    }

    /// Sends a signal by its name without `SIG`.
    pub fn signal(&self, name: &str) -> Result<()> {
        lock(self.process()?).signal(name).context("could not signal the provider")
    }

    /// What Terraform sends at the first Ctrl-C. Returns when the provider has answered.
    pub fn stop(&self) -> Result<()> {
        let mut client = self.client.clone();
        let answer = crate::runtime().block_on(client.stop_provider(StopProviderRequest {}));
        let error = answer.context("StopProvider")?.into_inner().error;
        if error.is_empty() { Ok(()) } else { Err(error.into()) }
    }

    /// Id of the provider's process.
    pub fn process_id(&self) -> Result<u32> {
        Ok(lock(self.process()?).id())
    }

    /// Whether the process wrote this on standard error.
    pub fn has_said(&self, text: &str) -> bool {
        self.plugin.as_ref().is_some_and(|plugin| lock(plugin).stderr().iter().any(|line| line.contains(text)))
    }

    /// Waits until the process has written this on standard error.
    pub fn wait_until_said(&self, text: &str, at_most: Duration) -> Result<()> {
        let started = Instant::now();
        while !self.has_said(text) {
            ensure!(started.elapsed() < at_most, "the provider did not say {text:?} within {at_most:?}");
            crate::runtime().block_on(async { tokio::time::sleep(Duration::from_millis(2)).await });
        }
        Ok(())
    }

    fn process(&self) -> Result<&Arc<Mutex<Plugin>>> {
        self.plugin.as_ref().context("a provider in this process cannot be signalled")
    }

    fn is_running(&self) -> bool {
        self.plugin.as_ref().is_some_and(|plugin| lock(plugin).is_running().unwrap_or(false))
    }
}

fn lock(plugin: &Arc<Mutex<Plugin>>) -> MutexGuard<'_, Plugin> {
    plugin.lock().unwrap_or_else(PoisonError::into_inner)
}
