//! How a plugin is started.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;

use super::{ClientError, ClientIdentity, Plugin};

/// What `TF_PLUGIN_MAGIC_COOKIE` is for Terraform and OpenTofu.
const MAGIC_COOKIE: &str = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";

/// Variables that would make one run differ from another.
const CLEARED: [&str; 8] = [
    "TF_LOG",
    "TF_LOG_PROVIDER",
    "TF_PLUGIN_MAGIC_COOKIE",
    "PLUGIN_CLIENT_CERT",
    "PLUGIN_MULTIPLEX_GRPC",
    "PLUGIN_UNIX_SOCKET_DIR",
    "PLUGIN_UNIX_SOCKET_GROUP",
    "PLUGIN_PROTOCOL_VERSIONS",
];

/// A binary, its arguments and its environment: this process's, without what logs or go-plugin set, plus what is
/// given here.
#[derive(Debug)]
pub struct Launch {
    program: PathBuf,
    arguments: Vec<OsString>,
    variables: Vec<(OsString, OsString)>,
    tls: bool,
}

impl Launch {
    /// Starts `program` as Terraform would, with mutual TLS.
    pub fn new(program: impl Into<PathBuf>) -> Self {
        Self { program: program.into(), arguments: Vec::new(), variables: Vec::new(), tls: true }
            .env("TF_PLUGIN_MAGIC_COOKIE", MAGIC_COOKIE)
            .env("PLUGIN_PROTOCOL_VERSIONS", "6,5")
            .env("PLUGIN_MIN_PORT", "10000")
            .env("PLUGIN_MAX_PORT", "25000")
    }

    /// Adds an argument.
    #[must_use]
    pub fn argument(mut self, argument: impl Into<OsString>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    /// Sets a variable; the last value counts.
    #[must_use]
    pub fn env(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        self.variables.push((name.into(), value.into()));
        self
    }

    /// Gives no client certificate, as with `TF_DISABLE_PLUGIN_TLS`.
    #[must_use]
    pub fn without_tls(mut self) -> Self {
        self.tls = false;
        self
    }

    /// Starts the process and reads its handshake line; connecting is the plugin's [`connect`](Plugin::connect).
    pub async fn start(self) -> Result<Plugin, ClientError> {
        let (plugin, first) = self.spawn().await?;
        plugin.shake_hands(first)
    }

    /// Starts the process without expecting a handshake, and returns it with its first line on standard output: for
    /// debug mode and for starts that fail.
    pub async fn spawn(self) -> Result<(Plugin, Option<String>), ClientError> {
        let identity = Arc::new(ClientIdentity::generate()?);
        let mut command = Command::new(&self.program);
        for name in CLEARED {
            command.env_remove(name);
        }
        command.args(&self.arguments).envs(self.variables);
        if self.tls {
            command.env("PLUGIN_CLIENT_CERT", identity.pem());
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let plugin = Plugin::new(command.spawn()?, identity);
        let first = plugin.first_line().await?;
        Ok((plugin, first))
    }
}
