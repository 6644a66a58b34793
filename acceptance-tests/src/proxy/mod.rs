//! The fault proxy between the provider and the emulator.
//!
//! It logs and counts every call and, by rule, delays, refuses, throttles, breaks, loses or holds it. It is written in Rust
//! so that no interpreter sits in a timing, and knows AWS only from outside: no SDK here.

mod connection;
mod error_shape;
mod hold;
mod log;
mod request;
mod rest_paths;
mod rule;
mod s3_operations;
mod upstream;

pub use error_shape::Refusal;
pub use hold::{Gate, Hold};
pub use log::{Call, Log};
pub use request::{Asked, Protocol};
pub use rule::{Calls, Effect, Moment, any_call, any_write, call, service};

use crate::error::{Context as _, Result};
use rule::Rule;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use upstream::Upstream;

/// A running proxy; it ends when dropped.
pub struct Proxy {
    url: String,
    shared: Arc<Shared>,
    runtime: Option<Runtime>,
}

struct Shared {
    upstream: Upstream,
    rules: RwLock<Vec<Arc<Rule>>>,
    log: Log,
}

impl Shared {
    fn effects(&self, asked: &Asked) -> Vec<Effect> {
        let rules = self.rules.read().unwrap_or_else(PoisonError::into_inner);
        rules.iter().filter_map(|rule| rule.apply(asked)).collect()
    }
}

impl Proxy {
    /// Listens on a free port of the loopback and forwards to `upstream`, such as `http://127.0.0.1:4000`.
    pub fn start(upstream: &str) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("fault-proxy")
            .enable_all()
            .build()
            .context("could not start the proxy")?;
        let listener = runtime.block_on(TcpListener::bind(("127.0.0.1", 0))).context("could not listen on loopback")?;
        let url = format!("http://{}", listener.local_addr().context("the proxy's address")?);
        let shared =
            Arc::new(Shared { upstream: Upstream::new(upstream), rules: RwLock::default(), log: Log::default() });
        let serving = Arc::clone(&shared);
        runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(connection::serve(stream, Arc::clone(&serving)));
            }
        });
        Ok(Self { url, shared, runtime: Some(runtime) })
    }

    /// Where callers reach it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What went through.
    pub fn log(&self) -> &Log {
        &self.shared.log
    }

    /// From now on, these calls suffer this.
    pub fn when(&self, calls: Calls, effect: Effect) {
        let mut rules = self.shared.rules.write().unwrap_or_else(PoisonError::into_inner);
        rules.push(Arc::new(Rule::new(calls, effect)));
    }

    /// From now on, these calls wait until the answer of this is released or dropped.
    pub fn hold(&self, calls: Calls, moment: Moment) -> Result<Hold> {
        let gate = Gate::new();
        self.when(calls, Effect::Hold(moment, Arc::clone(&gate)));
        let runtime = self.runtime.as_ref().context("the proxy has ended")?;
        Ok(Hold::new(gate, runtime.handle().clone()))
    }

    /// Forgets all rules.
    pub fn clear_rules(&self) {
        self.shared.rules.write().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
