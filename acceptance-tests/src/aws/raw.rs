//! AWS asked as any client may: by the names of its API reference, signed, and without an SDK.
//!
//! One way for every service: what an SDK does not know, or hides, is seen all the same.

use super::Account;
use super::xml::Element;
use crate::ensure;
use crate::error::{Context as _, Result};
use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings, UriPathNormalizationMode,
    sign,
};
use aws_sigv4::sign::v4;
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::Request;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use std::sync::LazyLock;
use std::time::SystemTime;

/// Versions of the APIs that are asked here, by service.
const VERSIONS: [(&str, &str); 5] = [
    ("ec2", "2016-11-15"),
    ("iam", "2010-05-08"),
    ("monitoring", "2010-08-01"),
    ("sns", "2010-03-31"),
    ("sts", "2011-06-15"),
];

/// One client, and so one pool of connections, for all accounts.
fn client() -> &'static Client<HttpConnector, Full<Bytes>> {
    static CLIENT: LazyLock<Client<HttpConnector, Full<Bytes>>> = LazyLock::new(|| {
        let mut connector = HttpConnector::new();
        // Small requests and answers in turn: waiting to fill a segment would cost 40 ms each.
        connector.set_nodelay(true);
        Client::builder(TokioExecutor::new()).build(connector)
    });
    &CLIENT
}

impl Account {
    /// Calls an operation of a service that takes forms and answers XML: EC2, IAM, STS, SNS, CloudWatch.
    ///
    /// # Errors
    /// AWS's code and message, such as `DependencyViolation: …`.
    pub fn query(&self, service: &str, region: &str, action: &str, parameters: &[(&str, &str)]) -> Result<Element> {
        crate::runtime().block_on(self.query_now(service, region, action, parameters))
    }

    /// [`Account::query`], for callers that have more than one at a time.
    pub(super) async fn query_now(
        &self,
        service: &str,
        region: &str,
        action: &str,
        parameters: &[(&str, &str)],
    ) -> Result<Element> {
        let version = VERSIONS.iter().find(|(name, _)| *name == service).map(|(_, version)| *version);
        let mut form = vec![("Action", action), ("Version", version.context(format!("no version of {service}"))?)];
        form.extend(parameters);
        let body: Vec<String> = form.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        let (status, text) = self.send(service, region, &headers, &body.join("&")).await?;
        let answer = Element::parse(&text).context(format!("{service}:{action}"))?;
        if status == 200 {
            return Ok(answer);
        }
        let error = ["Error", "Errors"].iter().find_map(|name| answer.get(name)).unwrap_or(&answer);
        let error = error.get("Error").unwrap_or(error);
        Err(format!("{service}:{action}: {}: {}", error.text(&["Code"]), error.text(&["Message"])).into())
    }

    /// Calls an operation of a service that takes and answers JSON, by its target: `Logs_20140328.DescribeLogGroups`.
    ///
    /// # Errors
    /// AWS's own words.
    pub fn json(
        &self,
        service: &str,
        region: &str,
        target: &str,
        body: &serde_json::Value,
    ) -> Result<serde_json::Value> {
        crate::runtime().block_on(self.json_now(service, region, target, body))
    }

    pub(super) async fn json_now(
        &self,
        service: &str,
        region: &str,
        target: &str,
        body: &serde_json::Value,
    ) -> Result<serde_json::Value> {
        let headers = [("content-type", "application/x-amz-json-1.1"), ("x-amz-target", target)];
        let (status, text) = self.send(service, region, &headers, &body.to_string()).await?;
        ensure!(status == 200, "{target}: {text}");
        if text.is_empty() {
            return Ok(serde_json::Value::Null);
        }
        serde_json::from_str(&text).context(target)
    }

    /// Calls an operation of a service that has paths, such as S3: the answer's status and text, also of a refusal.
    pub fn rest(&self, service: &str, region: &str, method: &str, path: &str, body: &str) -> Result<(u16, String)> {
        crate::runtime().block_on(self.rest_now(service, region, method, path, body))
    }

    pub(super) async fn rest_now(
        &self,
        service: &str,
        region: &str,
        method: &str,
        path: &str,
        body: &str,
    ) -> Result<(u16, String)> {
        let form = if body.starts_with('{') { "application/json" } else { "application/xml" };
        let headers = [("x-amz-account-id", self.id.as_str()), ("content-type", form)];
        self.call(service, region, (method, path), &headers, body).await
    }

    async fn send(&self, service: &str, region: &str, headers: &[(&str, &str)], body: &str) -> Result<(u16, String)> {
        self.call(service, region, ("POST", "/"), headers, body).await
    }

    async fn call(
        &self,
        service: &str,
        region: &str,
        (method, path): (&str, &str),
        headers: &[(&str, &str)],
        body: &str,
    ) -> Result<(u16, String)> {
        let Self { keys, endpoint, .. } = self;
        let identity = Credentials::new(&keys.id, &keys.secret, keys.token.clone(), None, "acceptance-tests").into();
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(region)
            .name(service)
            .time(SystemTime::now())
            .settings(settings(service))
            .build()
            .context("a signature")?
            .into();
        let url = format!("{}{path}", endpoint.trim_end_matches('/'));
        let signable =
            SignableRequest::new(method, &url, headers.iter().copied(), SignableBody::Bytes(body.as_bytes()));
        let signed = sign(signable.context("a signature")?, &parameters).context("a signature")?;
        let (instructions, _) = signed.into_parts();
        let mut request = Request::builder().method(method).uri(&url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(Full::new(Bytes::from(body.to_owned()))).context("a request")?;
        instructions.apply_to_request_http1x(&mut request);
        let answer = client().request(request).await.context(format!("{service} does not answer"))?;
        let status = answer.status().as_u16();
        let body = answer.into_body().collect().await.context(format!("{service}'s answer broke off"))?.to_bytes();
        Ok((status, String::from_utf8_lossy(&body).into_owned()))
    }
}

/// How a service wants requests signed: S3 takes paths as they are, and the hash of the body in a header.
fn settings(service: &str) -> SigningSettings {
    let mut settings = SigningSettings::default();
    if service == "s3" {
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    }
    settings
}

/// A value of a form, with all but letters, digits and `-._~` in percent signs.
fn escaped(text: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
    text.bytes().map(|byte| if plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
