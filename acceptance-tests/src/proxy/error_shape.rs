//! An AWS error in the encoding of the protocol that the caller speaks, so that its SDK reads it as AWS's own.

use super::request::{Asked, Protocol};
use aws_smithy_cbor::Encoder;
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
            Protocol::RestXml | Protocol::WrappedXml if asked.service.starts_with("s3") => Self::new(503, "SlowDown"),
            Protocol::Query | Protocol::RestXml | Protocol::WrappedXml => Self::new(400, "Throttling"),
            Protocol::Json | Protocol::Cbor => Self::new(400, "ThrottlingException"),
            Protocol::RestJson => Self::new(429, "TooManyRequestsException"),
        }
    }

    /// How the service says that something broke on its side.
    pub(super) fn broken(asked: &Asked) -> Self {
        match asked.protocol {
            Protocol::Query => Self::new(500, "ServiceFailure"),
            Protocol::Ec2 | Protocol::RestXml | Protocol::WrappedXml => Self::new(500, "InternalError"),
            Protocol::Json | Protocol::RestJson | Protocol::Cbor => Self::new(500, "InternalServerException"),
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
                )
                .into_bytes(),
            ),
            Protocol::Ec2 => (
                "text/xml",
                format!(
                    "<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors>\
                     <RequestID>{REQUEST_ID}</RequestID></Response>"
                )
                .into_bytes(),
            ),
            Protocol::RestXml => (
                "application/xml",
                format!(
                    "<Error><Code>{code}</Code><Message>{message}</Message><RequestId>{REQUEST_ID}</RequestId></Error>"
                )
                .into_bytes(),
            ),
            Protocol::Json => (
                "application/x-amz-json-1.1",
                serde_json::json!({ "__type": code, "message": message, "Message": message }).to_string().into_bytes(),
            ),
            Protocol::RestJson => {
                ("application/json", serde_json::json!({ "code": code, "message": message }).to_string().into_bytes())
            }
            Protocol::Cbor => ("application/cbor", cbor(code, message)),
        };
        let mut response = Response::new(Full::new(Bytes::from(body)));
        *response.status_mut() =
            hyper::StatusCode::from_u16(*status).unwrap_or(hyper::StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert("content-type", hyper::header::HeaderValue::from_static(kind));
        if protocol == Protocol::Cbor {
            // Without it a client does not read the answer at all.
            headers.insert("smithy-protocol", hyper::header::HeaderValue::from_static("rpc-v2-cbor"));
        }
        headers.insert("x-amzn-requestid", hyper::header::HeaderValue::from_static(REQUEST_ID));
        if let Ok(code) = hyper::header::HeaderValue::from_str(code) {
            headers.insert("x-amzn-errortype", code);
        }
        response
    }
}

/// An error as Smithy's RPC protocol has it: <https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html>
fn cbor(code: &str, message: &str) -> Vec<u8> {
    let mut encoder = Encoder::new(Vec::new());
    encoder.map(2).str("__type").str(code).str("message").str(message);
    encoder.into_writer()
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_smithy_cbor::Decoder;

    #[test]
    fn a_refusal_in_cbor_says_what_it_is() {
        let answer = Refusal::new(403, "AccessDenied").response(Protocol::Cbor);
        assert_eq!(answer.status(), 403);
        assert_eq!(answer.headers()["smithy-protocol"], "rpc-v2-cbor");
        let body = cbor("AccessDenied", "no");
        let mut decoder = Decoder::new(&body);
        assert_eq!(decoder.map().unwrap(), Some(2));
        let mut text = || decoder.str().unwrap().into_owned();
        assert_eq!([text(), text(), text(), text()], ["__type", "AccessDenied", "message", "no"]);
    }
}
