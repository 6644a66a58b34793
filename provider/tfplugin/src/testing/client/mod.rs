//! A go-plugin client: starts a provider's binary, or connects to one that runs, as Terraform and OpenTofu do.
//!
//! It is as strict as the strictest of them (ALPN has to be negotiated, the certificate has to be for `localhost`), and
//! can also misbehave on purpose, as [`Credentials`] says. It knows nothing of schemas and values.
//!
//! ```no_run
//! # async fn example() -> Result<(), tfplugin::testing::client::ClientError> {
//! use tfplugin::testing::client::Launch;
//!
//! let mut plugin = Launch::new("target/debug/terraform-provider-plinth").start().await?;
//! let session = plugin.connect().await?;
//! let schema = session.provider().get_provider_schema(tfplugin::proto::tfplugin6::GetProviderSchemaRequest {}).await?;
//! session.shutdown().await?;
//! # Ok(())
//! # }
//! ```

mod error;
mod handshake;
mod identity;
mod in_process;
mod launch;
mod output;
mod plugin;
mod session;
mod target;
mod tls;

pub use error::ClientError;
pub use handshake::Handshake;
pub use identity::ClientIdentity;
pub use in_process::in_process;
pub use launch::Launch;
pub use plugin::Plugin;
pub use session::Session;
pub use target::{Credentials, Target};
