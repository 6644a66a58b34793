//! What a provider says about itself to be served.

use std::time::Duration;

/// Name, version and addresses of a provider, and how patient its process is.
#[derive(Clone, Debug)]
pub struct ServeSettings {
    /// The type of the provider, such as `plinth`: the binary is `terraform-provider-<name>`.
    pub name: &'static str,
    /// Version without a leading `v`, such as `1.2.3`.
    pub version: &'static str,
    /// Full addresses, such as `registry.terraform.io/plinth/plinth`; debug mode announces all of them.
    pub addresses: &'static [&'static str],
    /// How long to wait for what.
    pub timings: Timings,
}

impl ServeSettings {
    /// Settings with the usual [`Timings`].
    pub fn new(name: &'static str, version: &'static str, addresses: &'static [&'static str]) -> Self {
        Self { name, version, addresses, timings: Timings::default() }
    }
}

/// How long the process waits before it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timings {
    /// For the first connection. Terraform connects at once, and gives up after a minute; it may die in between.
    pub first_connection: Duration,
    /// For cancelled work to end, after SIGTERM and after Terraform has vanished.
    pub grace: Duration,
    /// For another connection or the Shutdown call, when Terraform has gone and nothing is in flight.
    pub idle: Duration,
    /// For cancelled work to end after the Shutdown call. Terraform kills the process after 2 s.
    pub shutdown: Duration,
    /// For the answer to the Shutdown call to arrive and the peer to hang up.
    pub linger: Duration,
    /// For a peer to finish its TLS handshake.
    pub tls_handshake: Duration,
}

impl Default for Timings {
    fn default() -> Self {
        Self {
            first_connection: Duration::from_mins(2),
            grace: Duration::from_secs(30),
            idle: Duration::from_secs(1),
            shutdown: Duration::from_millis(1500),
            linger: Duration::from_millis(100),
            tls_handshake: Duration::from_secs(10),
        }
    }
}
