//! Where a provider comes from: Terraform starts a new one for each walk of its graph.

use super::live::Live;
use crate::error::{Context as _, Result};
use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use tfplugin::proto::tfplugin6::provider_client::ProviderClient;
use tfplugin::proto::tfplugin6::provider_server::Provider;
use tfplugin::testing::client::{ClientError, Launch, in_process};
use tonic::transport::Channel;

type Client = ProviderClient<Channel>;
type Connect = dyn Fn() -> Pin<Box<dyn Future<Output = std::result::Result<Client, ClientError>> + Send>> + Send + Sync;

/// How to start a provider.
#[derive(Clone)]
pub enum Start {
    /// In this process: it can be made to panic anywhere, and costs nothing to start.
    Here(Arc<Connect>),
    /// This binary with these variables, over mutual TLS: it can be killed.
    Binary(PathBuf, Vec<(&'static str, &'static str)>),
}

impl Start {
    /// Starts what `provider` makes, each time anew.
    pub fn here<P: Provider>(provider: impl Fn() -> P + Send + Sync + 'static) -> Self {
        Self::Here(Arc::new(move || Box::pin(in_process(provider()))))
    }

    /// Starts one.
    pub(super) async fn start(&self) -> Result<Live> {
        match self {
            Self::Here(connect) => Ok(Live::here(connect().await.context("a provider in this process")?)),
            Self::Binary(path, variables) => {
                let launch =
                    variables.iter().fold(Launch::new(path), |launch, (name, value)| launch.env(*name, *value));
                let plugin = launch.start().await.context("could not start the provider")?;
                let session = plugin.connect().await.context("could not connect to the provider")?;
                Ok(Live::process(plugin, session))
            }
        }
    }
}
