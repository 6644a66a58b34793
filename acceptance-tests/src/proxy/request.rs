//! What an AWS request asks for, read from the outside: service, action, region, account, protocol.
//!
//! Nothing here knows single services beyond what their protocol requires; names that their paths do not tell are in
//! `rest_paths`.

use super::{rest_paths, s3_operations};
use hyper::body::Bytes;
use hyper::http::request::Parts;

/// How a service encodes requests and errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// Form in, XML out: IAM, STS, SNS.
    Query,
    /// As `Query`, with EC2's own error envelope.
    Ec2,
    /// `X-Amz-Target` and JSON: Organizations, KMS, Config.
    Json,
    /// Paths and JSON: `GuardDuty`, Account, Security Hub.
    RestJson,
    /// Paths and XML: S3.
    RestXml,
    /// The same with errors in the envelope of `Query`: S3 Control, Route 53, `CloudFront`.
    WrappedXml,
    /// Operations at the end of paths, and CBOR: `CloudWatch`.
    Cbor,
}

/// S3 Control signs as S3, and all its paths begin with the version of its API.
const S3_CONTROL: &str = "/v20180820/";

/// A request, as far as the proxy cares.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Signing name of the service, such as `iam`; S3 Control, which signs as S3, is `s3control`.
    pub service: String,
    /// Name of the operation, or method and path where only a path says it.
    pub action: String,
    /// Region of the credential scope.
    pub region: String,
    /// Access key that signed.
    pub access_key: String,
    /// How answers must be encoded.
    pub protocol: Protocol,
}

impl Asked {
    /// Reads a request.
    pub(super) fn read(head: &Parts, body: &Bytes) -> Self {
        let mut scope = Scope::read(head);
        if scope.service == "s3" && head.uri.path().starts_with(S3_CONTROL) {
            "s3control".clone_into(&mut scope.service);
        }
        let target = header(head, "x-amz-target");
        let form_action = form_action(head, body);
        let (action, protocol) = match (target, form_action) {
            (Some(target), _) => (target.rsplit('.').next().unwrap_or(target).to_owned(), Protocol::Json),
            (None, Some(action)) if scope.service == "ec2" => (action, Protocol::Ec2),
            (None, Some(action)) => (action, Protocol::Query),
            // Account Management's paths are the names of its operations: `/getAlternateContact`.
            (None, None) if scope.service == "account" => (upper_first(head.uri.path()), Protocol::RestJson),
            (None, None) => {
                let path = head.uri.path();
                let protocol = rest_protocol(&scope.service);
                if protocol == Protocol::RestXml {
                    return Self { action: s3_operations::operation(head), protocol, ..Self::of(scope) };
                }
                match path.split_once("/operation/") {
                    Some((service, operation)) if service.starts_with("/service/") => {
                        (operation.to_owned(), Protocol::Cbor)
                    }
                    _ => {
                        let named = rest_paths::operation(&scope.service, head.method.as_str(), path);
                        (named.map_or_else(|| format!("{} {path}", head.method), str::to_owned), protocol)
                    }
                }
            }
        };
        Self { action, protocol, ..Self::of(scope) }
    }

    fn of(scope: Scope) -> Self {
        let Scope { access_key, region, service } = scope;
        Self { service, action: String::new(), region, access_key, protocol: Protocol::RestXml }
    }

    /// Whether the operation changes anything, judged by its verb.
    ///
    /// A hint for tests that break a run at each write; AWS names reads consistently enough for that.
    pub fn is_write(&self) -> bool {
        const READS: [&str; 10] =
            ["Get", "List", "Describe", "Head", "Simulate", "Assume", "Decode", "Lookup", "Search", "BatchGet"];
        match self.action.split_once(' ') {
            // Reads that take more than a path holds are posted, to paths that say what they are.
            Some(("POST", path)) => !["/list", "/get", "/describe"].iter().any(|read| path.ends_with(read)),
            Some((method, _)) => !matches!(method, "GET" | "HEAD"),
            None => !READS.iter().any(|read| self.action.starts_with(read)),
        }
    }
}

/// The credential scope of a `SigV4` signature.
#[derive(Default)]
struct Scope {
    access_key: String,
    region: String,
    service: String,
}

impl Scope {
    /// `Credential=AKID/20261124/us-east-1/iam/aws4_request`, in the header or, when presigned, in the query.
    fn read(head: &Parts) -> Self {
        let query = head.uri.query().unwrap_or_default().replace("%2F", "/");
        let authorization = header(head, "authorization").unwrap_or_default();
        let credential = authorization
            .split_once("Credential=")
            .or_else(|| query.split_once("X-Amz-Credential="))
            .map(|(_, rest)| rest.split([',', '&', ' ']).next().unwrap_or(rest));
        let mut fields = credential.unwrap_or_default().split('/').map(str::to_owned);
        let mut next = || fields.next().unwrap_or_default();
        let (access_key, _day, region, service) = (next(), next(), next(), next());
        Self { access_key, region, service }
    }
}

fn header<'a>(head: &'a Parts, name: &str) -> Option<&'a str> {
    head.headers.get(name).and_then(|value| value.to_str().ok())
}

fn form_action(head: &Parts, body: &Bytes) -> Option<String> {
    let is_form =
        header(head, "content-type").is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    let form =
        if is_form { std::str::from_utf8(body).unwrap_or_default() } else { head.uri.query().unwrap_or_default() };
    form.split('&').find_map(|pair| pair.strip_prefix("Action=")).map(str::to_owned)
}

/// `GetAlternateContact`, of `/getAlternateContact`.
fn upper_first(path: &str) -> String {
    let name = path.trim_start_matches('/');
    let rest = name.char_indices().nth(1).map_or("", |(at, _)| name.split_at(at).1);
    name.chars().take(1).flat_map(char::to_uppercase).collect::<String>() + rest
}

fn rest_protocol(service: &str) -> Protocol {
    match service {
        "s3" | "s3express" | "s3-outposts" => Protocol::RestXml,
        "s3control" | "route53" | "cloudfront" => Protocol::WrappedXml,
        _ => Protocol::RestJson,
    }
}

/// The account that a session belongs to: AWS hides it in the key itself, and names it in the answer that hands the key
/// out.
pub(super) fn session_in(answer: &Bytes) -> Option<(String, String)> {
    let text = std::str::from_utf8(answer).ok()?;
    let key = between(text, "<AccessKeyId>", "</AccessKeyId>")?;
    let arn = between(text, "<Arn>", "</Arn>")?;
    let account = arn.split(':').nth(4)?;
    Some((key.to_owned(), account.to_owned()))
}

/// What an answer hands out that must never be seen again.
pub(super) fn secrets_in(answer: &Bytes) -> Vec<String> {
    let text = std::str::from_utf8(answer).unwrap_or_default();
    let secret = |name: &str| between(text, &format!("<{name}>"), &format!("</{name}>")).map(str::to_owned);
    ["SecretAccessKey", "SessionToken"].into_iter().filter_map(secret).collect()
}

fn between<'a>(text: &'a str, open: &str, close: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(open)?;
    rest.split_once(close).map(|(inner, _)| inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(service: &str, headers: &[(&str, &str)], uri: &str, body: &'static str) -> Asked {
        let scope =
            format!("AWS4-HMAC-SHA256 Credential=AKIA/20261124/eu-west-1/{service}/aws4_request, SignedHeaders=host");
        let mut request = hyper::Request::builder().method("POST").uri(uri).header("authorization", scope);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (head, ()) = request.body(()).unwrap().into_parts();
        Asked::read(&head, &Bytes::from_static(body.as_bytes()))
    }

    #[test]
    fn each_protocol_names_its_action_elsewhere() {
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let iam = asked("iam", &form, "/", "Version=2010-05-08&Action=CreateRole&RoleName=a");
        assert_eq!((iam.service.as_str(), iam.action.as_str(), iam.protocol), ("iam", "CreateRole", Protocol::Query));
        assert_eq!((iam.region.as_str(), iam.access_key.as_str()), ("eu-west-1", "AKIA"));
        assert_eq!(asked("ec2", &form, "/", "Action=CreateVpc").protocol, Protocol::Ec2);

        let target = [("x-amz-target", "AWSOrganizationsV20161128.ListRoots")];
        let organizations = asked("organizations", &target, "/", "{}");
        assert_eq!((organizations.action.as_str(), organizations.protocol), ("ListRoots", Protocol::Json));

        let detector = asked("guardduty", &[], "/detector", "{}");
        assert_eq!((detector.action.as_str(), detector.protocol), ("CreateDetector", Protocol::RestJson));
        assert_eq!(asked("guardduty", &[], "/ipset", "{}").action, "POST /ipset");
        let alarms = asked("monitoring", &[], "/service/GraniteServiceVersion20100801/operation/DescribeAlarms", "");
        assert_eq!((alarms.action.as_str(), alarms.protocol), ("DescribeAlarms", Protocol::Cbor));
        let acl = asked("s3", &[], "/bucket?acl", "");
        assert_eq!((acl.action.as_str(), acl.protocol), ("POST bucket?acl", Protocol::RestXml));
        assert_eq!(asked("s3", &[], "/bucket/a/key?x-id=PutObject", "").action, "POST object");
        assert_eq!(asked("s3", &[], "/bucket/?delete", "").action, "DeleteObjects");
        let of_account = asked("s3", &[], "/v20180820/configuration/publicAccessBlock", "");
        assert_eq!((of_account.service.as_str(), of_account.protocol), ("s3control", Protocol::WrappedXml));
    }

    #[test]
    fn reads_and_writes_are_told_apart_by_the_verb() {
        let form = [("content-type", "application/x-www-form-urlencoded")];
        assert!(asked("iam", &form, "/", "Action=CreateRole").is_write());
        assert!(!asked("iam", &form, "/", "Action=GetRole").is_write());
        assert!(!asked("sts", &form, "/", "Action=AssumeRole").is_write());
        assert!(asked("guardduty", &[], "/detector", "{}").is_write());
        let read = asked("account", &[], "/getAlternateContact", "{}");
        assert_eq!((read.action.as_str(), read.is_write()), ("GetAlternateContact", false));
        assert!(asked("account", &[], "/putAccountName", "{}").is_write());
        assert!(!asked("inspector2", &[], "/status/batch/get", "{}").is_write());
        let operation = |name: &str| format!("/service/GraniteServiceVersion20100801/operation/{name}");
        assert!(!asked("monitoring", &[], &operation("DescribeAlarms"), "").is_write());
        assert!(asked("monitoring", &[], &operation("PutMetricAlarm"), "").is_write());
    }

    #[test]
    fn a_session_names_its_account() {
        let answer = "<Arn>arn:aws:sts::210987654321:assumed-role/x/y</Arn><AccessKeyId>ASIA1</AccessKeyId>";
        assert_eq!(session_in(&Bytes::from(answer)), Some(("ASIA1".to_owned(), "210987654321".to_owned())));
    }
}
