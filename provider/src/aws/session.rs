//! Credentials that renew themselves: one [`Session`] per identity, shared by all its clients in all regions.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};
use tfplugin::composite::Fault;

use super::error;
use super::flight::Flight;

/// Credentials are renewed this long before they expire, so that a call that waits its turn still has valid ones. The
/// shortest session that STS gives lasts 900 seconds.
const MARGIN: Duration = Duration::from_mins(5);

/// Where a session gets its credentials.
pub(super) trait Source: Send + Sync + 'static {
    /// Fresh credentials.
    fn load(&self) -> Pin<Box<dyn Future<Output = Result<Credentials, Fault>> + Send + '_>>;
}

/// One identity. Who asks for credentials while they are being loaded shares the one load.
pub(super) struct Session {
    source: Box<dyn Source>,
    flight: Flight<Credentials>,
}

impl Session {
    pub(super) fn new(source: impl Source) -> Arc<Session> {
        Arc::new(Session { source: Box::new(source), flight: Flight::new() })
    }

    /// Credentials that last a while.
    pub(super) async fn credentials(&self) -> Result<Credentials, Fault> {
        let now = SystemTime::now();
        let lasts = |until| move |c: &Credentials| c.expiry().is_none_or(|expiry| expiry > until);
        self.flight.get(lasts(now + MARGIN), lasts(now), || self.source.load()).await
    }
}

/// Credentials from the SDK's own providers: profile, environment, Identity Center, container, instance.
pub(super) struct Chain {
    pub(super) provider: SharedCredentialsProvider,
    /// The profile that the configuration names.
    pub(super) profile: Option<String>,
}

impl Source for Chain {
    fn load(&self) -> Pin<Box<dyn Future<Output = Result<Credentials, Fault>> + Send + '_>> {
        Box::pin(async {
            self.provider.provide_credentials().await.map_err(|error| {
                let fault = error::credentials(&error);
                match &self.profile {
                    Some(profile) => Fault { message: format!("profile `{profile}`: {}", fault.message), ..fault },
                    None => fault,
                }
            })
        })
    }
}

/// A session as the SDK asks for it.
#[derive(Clone)]
pub(super) struct Shared(pub(super) Arc<Session>);

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Session")
    }
}

impl ProvideCredentials for Shared {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        // The fault goes through the SDK as it is; `error` takes it out again at the other end.
        future::ProvideCredentials::new(async { self.0.credentials().await.map_err(CredentialsError::provider_error) })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    struct Script {
        loads: Arc<AtomicUsize>,
        lifetime: Duration,
    }

    impl Source for Script {
        fn load(&self) -> Pin<Box<dyn Future<Output = Result<Credentials, Fault>> + Send + '_>> {
            Box::pin(async {
                self.loads.fetch_add(1, Ordering::SeqCst);
                Ok(Credentials::new("id", "secret", None, Some(SystemTime::now() + self.lifetime), "test"))
            })
        }
    }

    async fn loads_of_two_uses(lifetime: Duration) -> usize {
        let loads = Arc::new(AtomicUsize::new(0));
        let session = Session::new(Script { loads: loads.clone(), lifetime });
        session.credentials().await.unwrap();
        session.credentials().await.unwrap();
        loads.load(Ordering::SeqCst)
    }

    #[tokio::test]
    async fn credentials_are_renewed_before_they_expire() {
        assert_eq!(loads_of_two_uses(Duration::from_hours(1)).await, 1);
        assert_eq!(loads_of_two_uses(Duration::from_mins(1)).await, 2);
    }
}
