//! One log line per attempt, and the hook by which tests step between a call and its answer.
//!
//! Never a body, a header or a credential: what a call says may be a secret, that it was made is not.

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeTransmitInterceptorContextRef, FinalizerInterceptorContextRef,
};
use aws_smithy_runtime_api::client::orchestrator::Metadata;
use aws_smithy_runtime_api::client::retries::RequestAttempts;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::{ConfigBag, Storable, StoreReplace};

/// Where in a call an [`Observer`] is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Just before a request is sent.
    Before,
    /// When its answer, or its failure, is there.
    After,
}

/// Called at every attempt of every call with the service's prefix (`iam`), the operation (`CreateRole`) and the phase.
/// It may panic, or have the task cancelled.
pub type Observer = Arc<dyn Fn(&str, &str, Phase) + Send + Sync>;

/// Watches the calls of one client.
#[derive(Clone)]
pub(super) struct Watch {
    account_id: String,
    region: String,
    observer: Option<Observer>,
}

impl Watch {
    pub(super) fn new(account_id: &str, region: &str, observer: Option<Observer>) -> Watch {
        Watch { account_id: account_id.to_owned(), region: region.to_owned(), observer }
    }

    fn observe(&self, cfg: &ConfigBag, phase: Phase) {
        if let (Some(observer), Some(call)) = (&self.observer, cfg.load::<Metadata>()) {
            observer(&prefix(call.service()), call.name(), phase);
        }
    }
}

/// The service's name in an IAM policy, from the SDK's name of it.
fn prefix(service: &str) -> String {
    match service {
        "CloudWatch Logs" => "logs".to_owned(),
        _ => service.to_lowercase().replace(' ', ""),
    }
}

/// When the attempt began.
#[derive(Debug)]
struct Began(Instant);

impl Storable for Began {
    type Storer = StoreReplace<Began>;
}

impl Intercept for Watch {
    fn name(&self) -> &'static str {
        "watch"
    }

    fn read_before_transmit(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        cfg.interceptor_state().store_put(Began(Instant::now()));
        self.observe(cfg, Phase::Before);
        Ok(())
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(call) = cfg.load::<Metadata>() {
            tracing::debug!(
                service = %prefix(call.service()),
                operation = call.name(),
                account_id = %self.account_id,
                region = %self.region,
                attempt = cfg.load::<RequestAttempts>().map_or(0, RequestAttempts::attempts),
                milliseconds = cfg.load::<Began>().map(|began| began.0.elapsed().as_millis()),
                status = context.response().map(|response| response.status().as_u16()),
                failed = context.output_or_error().is_none_or(|result| result.is_err()),
                "AWS call"
            );
        }
        self.observe(cfg, Phase::After);
        Ok(())
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch")
            .field("account_id", &self.account_id)
            .field("region", &self.region)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::prefix;

    #[test]
    fn services_have_the_names_that_policies_use() {
        for (sdk, policy) in [("IAM", "iam"), ("EC2", "ec2"), ("STS", "sts"), ("CloudWatch Logs", "logs")] {
            assert_eq!(prefix(sdk), policy);
        }
    }
}
