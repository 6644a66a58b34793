//! The one HTTP client of the process: one connection pool, one set of TLS roots, however many accounts there are.
//!
//! Nothing is loaded before the first request.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_http_client::{Connector, ConnectorBuilder};
use aws_smithy_runtime::client::dns::TokioDnsResolver;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use tokio::sync::Semaphore;

use super::rate::Limits;

/// Connect and read timeout: what connectors are told apart by. The credentials chain asks the instance metadata service
/// under a shorter timeout than ours.
type Timeouts = (Option<Duration>, Option<Duration>);

/// Requests under way at a time, in all accounts and regions together: 1,280 in a second with calls of 100 ms. Each has a
/// connection, which is an open file and some 20 KB.
const AT_ONCE: usize = 128;

/// Connections to one host that are kept for the next request, and how long. At AWS there is a host for each service and region,
/// and what is kept is an open file.
const IDLE: usize = 16;
const IDLE_FOR: Duration = Duration::from_secs(15);

/// The client that everything shares.
#[derive(Debug)]
pub(super) struct Http {
    /// The turns of requests, of whatever account and region.
    at_once: Semaphore,
    /// A file with certificates to trust in place of the system's: `AWS_CA_BUNDLE`.
    ca_bundle: Option<PathBuf>,
    connectors: Mutex<BTreeMap<Timeouts, SharedHttpConnector>>,
}

impl Http {
    pub(super) fn new(ca_bundle: Option<PathBuf>) -> Arc<Http> {
        Arc::new(Http { at_once: Semaphore::new(AT_ONCE), ca_bundle, connectors: Mutex::default() })
    }

    fn connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let timeouts = (settings.connect_timeout(), settings.read_timeout());
        let mut connectors = self.connectors.lock().unwrap_or_else(PoisonError::into_inner);
        connectors.entry(timeouts).or_insert_with(|| self.build(settings, components)).clone()
    }

    fn build(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let tls = match self.tls() {
            Ok(tls) => tls,
            Err(reason) => return SharedHttpConnector::new(Broken(reason)),
        };
        let builder: ConnectorBuilder = Connector::builder().connector_settings(settings.clone());
        let mut builder = builder.pool_max_idle_per_host(IDLE).pool_idle_timeout(IDLE_FOR);
        builder.set_sleep_impl(components.sleep_impl());
        builder.set_proxy_config(Some(ProxyConfig::from_env()));
        let builder = builder.tls_provider(Provider::Rustls(CryptoMode::AwsLc)).tls_context(tls);
        // With this resolver a name without an address is an error of its own type, not text in an I/O error.
        SharedHttpConnector::new(builder.build_with_resolver(TokioDnsResolver::new()))
    }

    fn tls(&self) -> Result<TlsContext, String> {
        let Some(file) = &self.ca_bundle else { return Ok(TlsContext::default()) };
        let name = file.display();
        let pem = std::fs::read(file).map_err(|error| format!("AWS_CA_BUNDLE names {name}: {error}"))?;
        // The TLS library panics on a bundle without a certificate.
        if !pem.windows(BEGIN.len()).any(|window| window == BEGIN) {
            return Err(format!("AWS_CA_BUNDLE names {name}, which holds no certificate in PEM form"));
        }
        let roots = TrustStore::empty().with_pem_certificate(pem);
        TlsContext::builder().with_trust_store(roots).build().map_err(|error| format!("AWS_CA_BUNDLE: {error}"))
    }
}

const BEGIN: &[u8] = b"-----BEGIN CERTIFICATE-----";

/// What stands in for a client that could not be made: every call says why.
#[derive(Debug)]
struct Broken(String);

impl HttpConnector for Broken {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::ready(Err(ConnectorError::user(BoxError::from(self.0.clone()))))
    }
}

/// The shared client under the limits of one service in one account and region.
#[derive(Clone, Debug)]
pub(super) struct Limited {
    http: Arc<Http>,
    limits: Option<Arc<Limits>>,
}

impl Limited {
    pub(super) fn new(http: Arc<Http>, limits: Option<Arc<Limits>>) -> Limited {
        Limited { http, limits }
    }
}

impl HttpClient for Limited {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let connector = self.http.connector(settings, components);
        match &self.limits {
            Some(limits) => {
                let (http, limits) = (self.http.clone(), limits.clone());
                SharedHttpConnector::new(Waiting { connector, http, limits })
            }
            None => connector,
        }
    }
}

/// Waits its turn before each attempt, retries included, and gives it back when the attempt is over, so that nobody waits
/// for a pause between attempts. The wait is outside the connector's own timeouts.
#[derive(Debug)]
struct Waiting {
    connector: SharedHttpConnector,
    http: Arc<Http>,
    limits: Arc<Limits>,
}

impl HttpConnector for Waiting {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let (connector, http, limits) = (self.connector.clone(), self.http.clone(), self.limits.clone());
        HttpConnectorFuture::new(async move {
            let _under_way = limits.enter(request.headers().get("x-amz-target"), request.body().bytes()).await;
            // Nobody closes the semaphore.
            let _turn = http.at_once.acquire().await.ok();
            connector.call(request).await
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
    use aws_smithy_types::body::SdkBody;
    use futures_util::future::join_all;

    use super::*;

    /// Counts the requests that are under way, and how many there were at most.
    #[derive(Clone, Debug, Default)]
    struct Counting(Arc<(AtomicUsize, AtomicUsize)>);

    impl HttpConnector for Counting {
        fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
            let counts = self.0.clone();
            HttpConnectorFuture::new(async move {
                let now = counts.0.fetch_add(1, Ordering::SeqCst) + 1;
                counts.1.fetch_max(now, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_millis(50)).await;
                counts.0.fetch_sub(1, Ordering::SeqCst);
                let ok = aws_smithy_runtime_api::http::StatusCode::try_from(200_u16).unwrap();
                Ok(HttpResponse::new(ok, SdkBody::empty()))
            })
        }
    }

    #[tokio::test(start_paused = true)]
    async fn all_accounts_and_regions_share_the_turns() {
        let (http, counting) = (Http::new(None), Counting::default());
        let start = tokio::time::Instant::now();
        let calls = (0..300).map(|_| {
            let (connector, http) = (SharedHttpConnector::new(counting.clone()), http.clone());
            // Each has limits of its own, as every service, account and region has.
            let waiting = Waiting { connector, http, limits: Arc::new(Limits::new("logs", None)) };
            async move { waiting.call(HttpRequest::new(SdkBody::empty())).await.is_ok() }
        });
        assert!(join_all(calls).await.into_iter().all(|done| done));
        assert_eq!(counting.0.1.load(Ordering::SeqCst), AT_ONCE);
        assert_eq!(start.elapsed().as_millis(), 3 * 50, "each turn goes on to the next request");
    }
}
