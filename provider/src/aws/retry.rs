//! When the SDK repeats a call on its own.

use std::time::Duration;

use aws_smithy_runtime_api::client::interceptors::context::InterceptorContext;
use aws_smithy_runtime_api::client::retries::classifiers::{
    ClassifyRetry, RetryAction, RetryClassifierPriority, RetryReason,
};
use aws_smithy_types::retry::{ErrorKind, RetryConfig};
use aws_smithy_types::timeout::TimeoutConfig;

/// Retries when neither the configuration nor `AWS_MAX_ATTEMPTS` nor the profile says how many.
pub(super) const DEFAULT_MAX_RETRIES: u32 = 8;

/// Retries with growing, random pauses.
pub(super) fn config(max_retries: u32) -> RetryConfig {
    RetryConfig::standard().with_max_attempts(max_retries.saturating_add(1))
}

/// To connect, and until the first byte of the answer. AWS's own command line waits 60 s for either.
pub(super) fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder().connect_timeout(Duration::from_secs(4)).read_timeout(Duration::from_mins(1)).build()
}

/// Lets the SDK repeat only what certainly did nothing, which is a throttled call. For calls that make something and take
/// no client token: after any other failure the engine looks whether the object is there before it makes another.
#[derive(Clone, Debug)]
pub(super) struct OnlyThrottling;

impl ClassifyRetry for OnlyThrottling {
    fn classify_retry(&self, _: &InterceptorContext) -> RetryAction {
        // Without the verdict of the others there is nothing to narrow; the SDK calls the method below.
        RetryAction::NoActionIndicated
    }

    fn classify_retry_v2(&self, _: &InterceptorContext, previous: &RetryAction) -> RetryAction {
        match previous {
            RetryAction::RetryIndicated(RetryReason::RetryableError { kind: ErrorKind::ThrottlingError, .. }) => {
                previous.clone()
            }
            RetryAction::NoActionIndicated => RetryAction::NoActionIndicated,
            _ => RetryAction::RetryForbidden,
        }
    }

    fn name(&self) -> &'static str {
        "only throttling"
    }

    fn priority(&self) -> RetryClassifierPriority {
        // After every classifier of the SDK: the last one that has an opinion decides.
        RetryClassifierPriority::run_after(RetryClassifierPriority::run_after(
            RetryClassifierPriority::transient_error_classifier(),
        ))
    }
}
