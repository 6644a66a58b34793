//! An AWS error in the encoding of the protocol that the caller speaks, so that its SDK reads it as AWS's own.

use super::request::{Asked, Protocol};
use http_body_util::Full;
use hyper::Response;
use hyper::body::Bytes;

/// An error answer of AWS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// AWS's error code, such as `AccessDenied`.
    pub code: String,
    /// What AWS would say.
    pub message: String,
}

impl Refusal {
    /// A refusal with the proxy's own message.
    pub fn new(status: u16, code: &str) -> Self {
        Self { status, code: code.to_owned(), message: format!("{code}, said by the fault proxy") }
    }

    /// How the service says "too fast". The code decides whether an SDK waits before it tries again.
    pub(super) fn throttling(asked: &Asked) -> Self {
        match asked.protocol {
            Protocol::Ec2 => Self::new(503, "RequestLimitExceeded"),
            Protocol::RestXml | Protocol::WrappedXml if asked.service == "s3" => Self::new(503, "SlowDown"),
            Protocol::Query | Protocol::RestXml | Protocol::WrappedXml => Self::new(400, "Throttling"),
            Protocol::Json => Self::new(400, "ThrottlingException"),
            Protocol::RestJson => Self::new(429, "TooManyRequestsException"),
        }
    }

    /// How the service says that something broke on its side.
    pub(super) fn broken(asked: &Asked) -> Self {
        match asked.protocol {
            Protocol::Query => Self::new(500, "ServiceFailure"),
            Protocol::Ec2 | Protocol::RestXml | Protocol::WrappedXml => Self::new(500, "InternalError"),
            Protocol::Json | Protocol::RestJson => Self::new(500, "InternalServerException"),
        }
    }

    /// The answer on the wire.
    pub(super) fn response(&self, protocol: Protocol) -> Response<Full<Bytes>> {
        const REQUEST_ID: &str = "00000000-0000-4000-8000-000000000000";
        let Self { status, code, message } = self;
        let (kind, body) = match protocol {
            Protocol::Query | Protocol::WrappedXml => (
                "text/xml",
                format!(
                    "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>\
                     <RequestId>{REQUEST_ID}</RequestId></ErrorResponse>"
                ),
            ),
            Protocol::Ec2 => (
                "text/xml",
                format!(
                    "<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors>\
                     <RequestID>{REQUEST_ID}</RequestID></Response>"
                ),
            ),
            Protocol::RestXml => (
                "application/xml",
                format!(
                    "<Error><Code>{code}</Code><Message>{message}</Message><RequestId>{REQUEST_ID}</RequestId></Error>"
                ),
            ),
            Protocol::Json => (
                "application/x-amz-json-1.1",
                serde_json::json!({ "__type": code, "message": message, "Message": message }).to_string(),
            ),
            Protocol::RestJson => {
                ("application/json", serde_json::json!({ "code": code, "message": message }).to_string())
            }
        };
        let mut response = Response::new(Full::new(Bytes::from(body)));
        *response.status_mut() =
            hyper::StatusCode::from_u16(*status).unwrap_or(hyper::StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert("content-type", hyper::header::HeaderValue::from_static(kind));
        headers.insert("x-amzn-requestid", hyper::header::HeaderValue::from_static(REQUEST_ID));
        if let Ok(code) = hyper::header::HeaderValue::from_str(code) {
            headers.insert("x-amzn-errortype", code);
        }
        response
    }
}
