//! One log line and one event per attempt, and the hook by which tests step between a call and its answer.
//!
//! Never a body, a header or a credential: what a call says may be a secret, that it was made is not.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeTransmitInterceptorContextRef, FinalizerInterceptorContextRef,
};
use aws_smithy_runtime_api::client::orchestrator::Metadata;
use aws_smithy_runtime_api::client::retries::RequestAttempts;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::{ConfigBag, Storable, StoreReplace};
use tfplugin::composite::{AwsCall, called};

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
        "AccessAnalyzer" => "access-analyzer".to_owned(),
        "Config Service" => "config".to_owned(),
        "Cost Explorer" => "ce".to_owned(),
        _ => service.to_lowercase().replace(' ', ""),
    }
}

/// How the attempt ended: AWS's error code, or what kind of answer was missing. `None`: it succeeded.
fn error_of(context: &FinalizerInterceptorContextRef<'_>) -> Option<String> {
    let error = match context.output_or_error() {
        Some(Ok(_)) => return None,
        Some(Err(error)) => Some(error),
        None => None,
    };
    if let Some(response) = context.response() {
        let code = response.body().bytes().and_then(code_in);
        return Some(code.unwrap_or_else(|| format!("HTTP {}", response.status().as_u16())));
    }
    Some(match error {
        Some(error) if error.is_timeout_error() => "timeout".to_owned(),
        Some(error) if error.is_connector_error() => "no connection".to_owned(),
        _ => "no answer".to_owned(),
    })
}

/// AWS's error code in the body of an answer, in any of its protocols. Shown, and never decided upon: what a code means
/// stands in `error.rs`. Nothing else of a body gets out of here, so only what looks like a code does.
fn code_in(body: &[u8]) -> Option<String> {
    const LONGEST: usize = 100;
    let code = if let Some(code) = cbor_code_in(body) {
        code
    } else {
        let text = std::str::from_utf8(body).ok()?;
        let start = ["<Code>", "\"__type\":\"", "\"__type\": \"", "\"code\":\"", "\"code\": \""];
        let rest = start.iter().find_map(|start| text.split_once(start)).map(|(_, rest)| rest)?;
        rest.split(['<', '"']).next()?
    };
    // JSON and CBOR protocols put the shape's namespace before the code.
    let code = code.rsplit('#').next()?;
    let is_code = |character: char| character.is_ascii_alphanumeric() || "._-".contains(character);
    (!code.is_empty() && code.len() <= LONGEST && code.chars().all(is_code)).then(|| code.to_owned())
}

/// The code in CBOR: the text that follows its name, whose head has its length, or says that a byte with it follows.
/// <https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html#operation-error-serialization>
fn cbor_code_in(body: &[u8]) -> Option<&str> {
    const NAME: &[u8] = b"\x66__type";
    let at = body.windows(NAME.len()).position(|window| window == NAME)? + NAME.len();
    let (length, text) = match body.get(at..)? {
        [head @ 0x60..=0x77, text @ ..] => (head & 0x1f, text),
        [0x78, length, text @ ..] => (*length, text),
        _ => return None,
    };
    std::str::from_utf8(text.get(..usize::from(length))?).ok()
}

/// When the attempt began.
#[derive(Debug)]
struct Began(Instant);

/// How the attempt before this one ended.
#[derive(Debug)]
struct Before(String);

impl Storable for Before {
    type Storer = StoreReplace<Before>;
}

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
        if let (Some(Before(reason)), Some(call)) = (cfg.load::<Before>(), cfg.load::<Metadata>()) {
            let (service, operation) = (prefix(call.service()), call.name());
            let attempt = cfg.load::<RequestAttempts>().map_or(0, RequestAttempts::attempts);
            tracing::info!(
                account_id = %self.account_id,
                region = %self.region,
                "{service}:{operation} is tried again after {reason}, attempt {attempt}"
            );
        }
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
        let error = error_of(context);
        if let Some(call) = cfg.load::<Metadata>() {
            let service = prefix(call.service());
            let attempt = cfg.load::<RequestAttempts>().map_or(0, RequestAttempts::attempts);
            let took = cfg.load::<Began>().map_or(Duration::ZERO, |began| began.0.elapsed());
            tracing::debug!(
                service,
                operation = call.name(),
                account_id = %self.account_id,
                region = %self.region,
                attempt,
                milliseconds = took.as_millis(),
                status = context.response().map(|response| response.status().as_u16()),
                error,
                "AWS call"
            );
            called(&AwsCall {
                service: &service,
                action: call.name(),
                account_id: &self.account_id,
                region: &self.region,
                attempt,
                took,
                error: error.as_deref(),
            });
        }
        if let Some(error) = error {
            cfg.interceptor_state().store_put(Before(error));
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
    use super::{code_in, prefix};

    #[test]
    fn services_have_the_names_that_policies_use() {
        for (sdk, policy) in [("IAM", "iam"), ("EC2", "ec2"), ("STS", "sts"), ("CloudWatch Logs", "logs")] {
            assert_eq!(prefix(sdk), policy);
        }
    }

    #[test]
    fn only_what_looks_like_a_code_gets_out_of_a_body() {
        let code = |body: &str| code_in(body.as_bytes());
        let xml =
            "<Response><Errors><Error><Code>InvalidVpcID.NotFound</Code><Message>vpc-1</Message></Error></Errors>";
        assert_eq!(code(xml).as_deref(), Some("InvalidVpcID.NotFound"));
        let json = r#"{"__type":"com.amazonaws.logs#ResourceNotFoundException","message":"x"}"#;
        assert_eq!(code(json).as_deref(), Some("ResourceNotFoundException"));
        assert_eq!(code(r#"{"__type": "Throttling"}"#).as_deref(), Some("Throttling"));
        let cbor = b"\xa2f__type\x78\x22com.amazonaws.cloudwatch#Throttledgmessagebno";
        assert_eq!(code_in(&cbor[..]).as_deref(), Some("Throttled"));
        assert_eq!(code_in(b"\xa1f__typeiThrottled").as_deref(), Some("Throttled"));
        for other in
            ["", "<html>", "<Code>a secret with spaces</Code>", "<Code></Code>", &format!("<Code>{}", "x".repeat(200))]
        {
            assert_eq!(code(other), None, "{other}");
        }
    }
}
