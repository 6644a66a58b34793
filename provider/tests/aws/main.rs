//! How the provider gets into accounts, and what it does when AWS does not answer well: against a server on loopback that
//! says what a test wants it to say.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod server;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use futures_util::future::join_all;
use plinth_provider::aws::{Aws, OrFault, Phase};
use plinth_provider::config::{Configured, ProviderConfig};
use tfplugin::composite::{Cloud, FaultKind};
use tfplugin::model::Model;
use tfplugin::value::Value;

use server::{Reply, Server};

const OWN: &str = "111122223333";
const OTHER: &str = "444455556666";

/// A provider block with static keys, the server as its endpoint, and what a test sets.
fn configured(server: &Server, set: &[(&str, Value)]) -> Configured {
    let object = ProviderConfig::object();
    let attributes = object.attributes.iter().map(|attribute| (attribute.name.to_owned(), Value::Null));
    let blocks = object.blocks.iter().map(|block| (block.name.to_owned(), block.absent()));
    let Value::Object(mut block) = Value::object(attributes.chain(blocks)) else { panic!("an object") };
    let url = || Value::string(server.url());
    let common = [
        ("region", Value::string("eu-west-1")),
        ("access_key", Value::string("AKIDEXAMPLE")),
        ("secret_key", Value::string("secret")),
        ("max_retries", Value::integer(2)),
        ("endpoints", Value::map([("iam", url()), ("sts", url())])),
    ];
    for (name, value) in common.iter().chain(set) {
        block.insert((*name).to_owned(), value.clone());
    }
    ProviderConfig::from_value(&Value::Object(block)).unwrap()
}

fn ids(ids: &[&str]) -> Value {
    Value::set(ids.iter().map(|id| Value::string(*id)))
}

/// What a well-meaning AWS says.
fn kind(call: &server::Call) -> Reply {
    match call.action.as_str() {
        "GetCallerIdentity" => server::identity(OWN),
        "AssumeRole" => server::credentials_of("AssumeRole"),
        "GetRole" => Reply::error(404, "NoSuchEntity", "The role cannot be found."),
        _ => Reply::xml(200, &format!("<{0}Response><{0}Result/></{0}Response>", call.action)),
    }
}

async fn get_role(aws: &Aws, account_id: &str) -> Result<(), tfplugin::composite::Fault> {
    aws.iam(account_id).await?.get_role().role_name("x").send().await.or_fault("iam:GetRole").map(drop)
}

#[tokio::test]
async fn many_first_uses_of_an_account_assume_its_role_once() {
    let server = Server::start(kind).await;
    let aws = Aws::new(configured(&server, &[]));
    let answers = join_all((0..20).map(|_| get_role(&aws, OTHER))).await;
    assert!(answers.iter().all(|answer| answer.as_ref().unwrap_err().kind == FaultKind::NotFound), "{answers:?}");
    assert_eq!((server.count("GetCallerIdentity"), server.count("AssumeRole"), server.count("GetRole")), (1, 1, 20));
    let assume = server.calls("AssumeRole").remove(0);
    assert_eq!(
        assume.parameter("RoleArn").as_deref(),
        Some("arn:aws:iam::444455556666:role/OrganizationAccountAccessRole")
    );
    assert_eq!(assume.parameter("RoleSessionName").as_deref(), Some("plinth"));
}

#[tokio::test]
async fn the_own_account_needs_no_role() {
    let server = Server::start(kind).await;
    let aws = Aws::new(configured(&server, &[]));
    assert_eq!(aws.default_account().await.as_deref(), Ok(OWN));
    get_role(&aws, OWN).await.unwrap_err();
    assert_eq!(server.count("AssumeRole"), 0);
}

#[tokio::test]
async fn roles_are_assumed_one_after_the_other() {
    let server = Server::start(kind).await;
    let role = |name: &str, external_id: Value| {
        let arn = Value::string(format!("arn:aws:iam::111122223333:role/{name}"));
        Value::object([("role_arn", arn), ("external_id", external_id)])
    };
    let roles = Value::List(vec![role("first", Value::string("x-1")), role("second", Value::Null)]);
    let aws = Aws::new(configured(&server, &[("assume_role", roles)]));
    aws.caller().await.unwrap();
    let assumed: Vec<_> = server
        .calls("AssumeRole")
        .iter()
        .map(|call| (call.parameter("RoleArn"), call.parameter("ExternalId")))
        .collect();
    assert_eq!(
        assumed,
        [
            (Some("arn:aws:iam::111122223333:role/first".to_owned()), Some("x-1".to_owned())),
            (Some("arn:aws:iam::111122223333:role/second".to_owned()), None),
        ]
    );
}

#[tokio::test]
async fn a_refused_role_says_who_was_refused_where() {
    let server = Server::start(|call| match call.action.as_str() {
        "AssumeRole" => Reply::error(403, "AccessDenied", "User is not authorized to perform: sts:AssumeRole"),
        _ => kind(call),
    });
    let server = server.await;
    let aws = Aws::new(configured(&server, &[]));
    let answers = join_all((0..20).map(|_| get_role(&aws, OTHER))).await;
    let fault = answers[0].as_ref().unwrap_err();
    assert_eq!((fault.kind, fault.operation.as_str()), (FaultKind::Denied, "sts:AssumeRole"));
    for part in ["arn:aws:iam::111122223333:user/test", "OrganizationAccountAccessRole", OTHER] {
        assert!(fault.message.contains(part), "{fault}");
    }
    assert!(fault.hint.as_ref().unwrap().contains("`account_access`"));
    assert_eq!((server.count("AssumeRole"), server.count("GetRole")), (1, 0));
    // The role may be there now: who asks later tries again.
    get_role(&aws, OTHER).await.unwrap_err();
    assert_eq!(server.count("AssumeRole"), 2);
}

#[tokio::test]
async fn excluded_accounts_get_no_call() {
    let server = Server::start(kind).await;
    let aws = Aws::new(configured(&server, &[("forbidden_account_ids", ids(&[OTHER]))]));
    let fault = get_role(&aws, OTHER).await.unwrap_err();
    assert_eq!(fault.message, "the provider's `forbidden_account_ids` excludes account 444455556666");
    assert_eq!(server.total(), 0);
    // The caller's own account counts as well, and to know it takes one call.
    let aws = Aws::new(configured(&server, &[("allowed_account_ids", ids(&[OTHER]))]));
    let fault = get_role(&aws, OTHER).await.unwrap_err();
    assert_eq!(fault.message, "the provider's `allowed_account_ids` excludes account 111122223333");
    assert_eq!((server.total(), server.count("GetCallerIdentity")), (1, 1));
}

#[tokio::test]
async fn a_create_is_repeated_only_when_nothing_was_made() {
    for (reply, expected, calls) in [
        (Reply::error(500, "ServiceFailure", "Oops."), FaultKind::Uncertain, 1),
        (Reply::Hangup, FaultKind::Uncertain, 1),
        (Reply::error(400, "Throttling", "Rate exceeded"), FaultKind::Throttled, 3),
    ] {
        let said = reply.clone();
        let server = Server::start(move |call| match call.action.as_str() {
            "CreateRole" => said.clone(),
            _ => kind(call),
        });
        let server = server.await;
        let aws = Aws::new(configured(&server, &[]));
        let iam = aws.iam_once(OWN).await.unwrap();
        let answer = iam.create_role().role_name("x").assume_role_policy_document("{}").send().await;
        let fault = answer.or_fault("iam:CreateRole").unwrap_err();
        assert_eq!((fault.kind, server.count("CreateRole")), (expected, calls), "{reply:?}");
    }
}

#[tokio::test]
async fn a_read_is_repeated_after_any_passing_failure() {
    let server = Server::start(|call| match call.action.as_str() {
        "GetRole" => Reply::error(500, "ServiceFailure", "Oops."),
        _ => kind(call),
    });
    let server = server.await;
    let aws = Aws::new(configured(&server, &[]));
    assert_eq!(get_role(&aws, OWN).await.unwrap_err().kind, FaultKind::Uncertain);
    assert_eq!(server.count("GetRole"), 3);
}

#[tokio::test]
async fn an_endpoint_that_refuses_is_certain() {
    let server = Server::start(kind).await;
    let settings = configured(&server, &[("max_retries", Value::integer(0))]);
    server.stop().await;
    let fault = Aws::new(settings).caller().await.unwrap_err();
    assert_eq!((fault.kind, fault.message.as_str()), (FaultKind::Invalid, "the endpoint refused the connection"));
}

#[tokio::test]
async fn what_is_unknown_stops_calls_and_nothing_else() {
    let server = Server::start(kind).await;
    let aws = Aws::new(configured(&server, &[("region", Value::UNKNOWN)]));
    assert_eq!((aws.default_region(), aws.default_tags().map(BTreeMap::len)), (None, Some(0)));
    let fault = aws.caller().await.unwrap_err();
    assert_eq!(fault.message, "the provider's `region` is not known yet, so nothing can be asked of AWS");
    assert_eq!(server.total(), 0);
}

#[tokio::test]
async fn calls_can_be_watched() {
    let server = Server::start(kind).await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = seen.clone();
    let observer = Arc::new(move |service: &str, operation: &str, phase: Phase| {
        log.lock().unwrap().push(format!("{phase:?} {service}:{operation}"));
    });
    let aws = Aws::observed(configured(&server, &[]), observer);
    get_role(&aws, OWN).await.unwrap_err();
    assert_eq!(
        *seen.lock().unwrap(),
        ["Before sts:GetCallerIdentity", "After sts:GetCallerIdentity", "Before iam:GetRole", "After iam:GetRole"]
    );
}

#[tokio::test]
async fn aws_learns_which_program_calls() {
    let server = Server::start(kind).await;
    Aws::new(configured(&server, &[])).caller().await.unwrap();
    let agent = server.calls("GetCallerIdentity").remove(0).header("user-agent").unwrap_or_default();
    assert!(agent.contains("app/plinth-"), "{agent}");
}

/// A file that is gone after the test.
struct File(std::path::PathBuf);

impl File {
    fn new(name: &str, text: &str) -> File {
        let path = std::env::temp_dir().join(format!("plinth-{}-{name}", std::process::id()));
        std::fs::write(&path, text).unwrap();
        File(path)
    }

    fn path(&self) -> Value {
        Value::string(self.0.display().to_string())
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[tokio::test]
async fn an_explicit_profile_gives_the_credentials() {
    let server = Server::start(kind).await;
    let file = File::new("credentials", "[ops]\naws_access_key_id = AKIDPROFILE\naws_secret_access_key = s\n");
    let aws = Aws::new(configured(
        &server,
        &[
            ("access_key", Value::Null),
            ("secret_key", Value::Null),
            ("profile", Value::string("ops")),
            ("shared_credentials_files", Value::List(vec![file.path()])),
        ],
    ));
    aws.caller().await.unwrap();
    let signed = server.calls("GetCallerIdentity").remove(0).header("authorization").unwrap();
    assert!(signed.contains("AKIDPROFILE/") && signed.contains("/eu-west-1/sts/"), "{signed}");
}

#[tokio::test]
async fn a_profile_that_is_not_there_is_named() {
    let server = Server::start(kind).await;
    let file = File::new("empty", "");
    let files = || Value::List(vec![file.path()]);
    let aws = Aws::new(configured(
        &server,
        &[
            ("access_key", Value::Null),
            ("secret_key", Value::Null),
            ("profile", Value::string("ops")),
            ("shared_credentials_files", files()),
            ("shared_config_files", files()),
        ],
    ));
    let fault = aws.caller().await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Denied);
    assert!(fault.message.contains("ops") && fault.hint.unwrap().contains("`profile`"), "{}", fault.message);
}

#[tokio::test]
async fn a_token_takes_the_place_of_credentials() {
    let server = Server::start(|call| match call.action.as_str() {
        "AssumeRoleWithWebIdentity" => server::credentials_of("AssumeRoleWithWebIdentity"),
        _ => kind(call),
    });
    let server = server.await;
    let file = File::new("token", "a.b.c\n");
    let role = Value::object([
        ("role_arn", Value::string("arn:aws:iam::111122223333:role/ci")),
        ("web_identity_token_file", file.path()),
    ]);
    let aws = Aws::new(configured(
        &server,
        &[("access_key", Value::Null), ("secret_key", Value::Null), ("assume_role_with_web_identity", role)],
    ));
    aws.caller().await.unwrap();
    let call = server.calls("AssumeRoleWithWebIdentity").remove(0);
    assert_eq!((call.parameter("WebIdentityToken").as_deref(), call.header("authorization")), (Some("a.b.c"), None));
    let signed = server.calls("GetCallerIdentity").remove(0).header("authorization").unwrap();
    assert!(signed.contains("ASIAEXAMPLE/"), "{signed}");
}
