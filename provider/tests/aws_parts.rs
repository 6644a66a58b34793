//! The parts against an emulated AWS, through their whole lives. They need an emulator that `AWS_ENDPOINT_URL` names, and
//! keys for it in the environment: `cargo test --test aws_parts -- --ignored`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;

use plinth_provider::aws::Aws;
use plinth_provider::config::{Configured, ProviderConfig};
use plinth_provider::parts::iam::attached_policy::{AttachedPolicy, RoleOwner};
use plinth_provider::parts::iam::inline_policy::InlinePolicy;
use plinth_provider::parts::iam::role::{Role, RoleKey, RoleWant};
use plinth_provider::policy::{Policy, Statement};
use tfplugin::composite::{Context, FaultKind, Mark, Part, Place, RepeatedPart, Status};
use tfplugin::model::Model;
use tfplugin::value::Value;
use tokio_util::sync::CancellationToken;

const BILLING: &str = "arn:aws:iam::aws:policy/job-function/Billing";

/// An empty provider block: all comes from the environment.
fn configured() -> Configured {
    assert!(std::env::var_os("AWS_ENDPOINT_URL").is_some(), "AWS_ENDPOINT_URL must name an emulator");
    let object = ProviderConfig::object();
    let attributes = object.attributes.iter().map(|attribute| (attribute.name.to_owned(), Value::Null));
    let blocks = object.blocks.iter().map(|block| (block.name.to_owned(), block.absent()));
    ProviderConfig::from_value(&Value::object(attributes.chain(blocks))).unwrap()
}

fn want(account_id: &str) -> RoleWant {
    RoleWant {
        path: "/ops/".to_owned(),
        description: "For tests".to_owned(),
        trust: Policy::new([Statement::allow().aws_principals([account_id]).actions(["sts:AssumeRole"])]),
        max_session_duration: 3600,
        permissions_boundary: None,
        tags: BTreeMap::from([("team".to_owned(), "a".to_owned())]),
    }
}

#[tokio::test]
#[ignore = "needs an emulator"]
async fn a_role_and_its_policies_live_and_die() {
    let aws = Aws::new(configured());
    let account_id = aws.caller().await.unwrap().account_id;
    let place = Place { account_id: account_id.clone(), region: String::new() };
    let mark = Mark { resource: "plinth_test/deploy".to_owned(), status: Status::Creating };
    let cancel = CancellationToken::new();
    let cx = Context { cloud: &aws, place: &place, mark: &mark, part: "role", token: "t", cancel: &cancel };
    let key = RoleKey { name: format!("deploy-{}", std::process::id()) };
    let owner = RoleOwner { role_name: key.name.clone() };

    // Made, marked, usable.
    assert!(Role::find(&cx, &key).await.unwrap().is_none());
    let want = want(&account_id);
    let id = Role::create(&cx, &key, &want).await.unwrap();
    assert_eq!(Role::create(&cx, &key, &want).await.unwrap_err().kind, FaultKind::AlreadyExists);
    assert_eq!(Role::wait(&cx, &id, &want).await.unwrap(), [""; 0]);
    let found = Role::find(&cx, &key).await.unwrap().unwrap();
    assert_eq!((found.id.as_str(), found.mark.as_ref()), (id.as_str(), Some(&mark)));
    assert_eq!(Role::differences(&want, &found.seen), [""; 0]);
    Role::settle(&cx, std::slice::from_ref(&id)).await.unwrap();
    let status = Role::find(&cx, &key).await.unwrap().unwrap().mark.unwrap().status;
    assert_eq!(status, Status::Ready);

    // Changed in every way at once.
    let changed = RoleWant {
        description: String::new(),
        max_session_duration: 7200,
        permissions_boundary: Some(BILLING.to_owned()),
        tags: BTreeMap::from([("owner".to_owned(), "b".to_owned())]),
        trust: Policy::new([Statement::allow().aws_principals([&account_id]).actions(["sts:AssumeRole"]).condition(
            "Bool",
            "aws:MultiFactorAuthPresent",
            ["true"],
        )]),
        ..want.clone()
    };
    Role::update(&cx, &id, &found.seen, &changed).await.unwrap();
    let seen = Role::read(&cx, &id).await.unwrap().unwrap();
    assert_eq!(Role::differences(&changed, &seen), [""; 0]);
    assert_eq!(Role::wait(&cx, &id, &changed).await.unwrap(), [""; 0]);
    Role::update(&cx, &id, &seen, &want).await.unwrap();
    assert_eq!(Role::differences(&want, &Role::read(&cx, &id).await.unwrap().unwrap()), [""; 0]);

    // Policies on it, twice.
    let document = Policy::new([Statement::allow().actions(["s3:GetObject"]).resources(["arn:aws:s3:::x/*"])]);
    let attached_key = AttachedPolicy::key(&owner, BILLING);
    let inline_key = InlinePolicy::key(&owner, "read");
    let attached = AttachedPolicy::create(&cx, &attached_key, &()).await.unwrap();
    assert_eq!(AttachedPolicy::create(&cx, &attached_key, &()).await.unwrap(), attached);
    let inline = InlinePolicy::create(&cx, &inline_key, &document).await.unwrap();
    assert_eq!(InlinePolicy::create(&cx, &inline_key, &document).await.unwrap(), inline);
    let other = Policy::new([Statement::allow().actions(["s3:*"]).resources(["*"])]);
    assert_eq!(InlinePolicy::create(&cx, &inline_key, &other).await.unwrap_err().kind, FaultKind::AlreadyExists);
    let names = |list: Vec<String>| list.join(" ");
    let list = AttachedPolicy::list(&cx, &owner).await.unwrap();
    assert_eq!(names(list.into_iter().map(|(name, _)| name).collect()), BILLING);
    let list = InlinePolicy::list(&cx, &owner).await.unwrap();
    assert!(list.iter().all(|(name, found)| name == "read" && found.seen == document && found.id == inline));
    assert_eq!(list.len(), 1);
    InlinePolicy::update(&cx, &inline, &document, &other).await.unwrap();
    assert_eq!(InlinePolicy::read(&cx, &inline).await.unwrap(), Some(other));
    assert!(AttachedPolicy::read(&cx, &attached).await.unwrap().is_some());

    // What is in the way is named, and everything can be removed twice.
    let fault = Role::delete(&cx, &id).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Conflict);
    assert!(fault.message.contains(BILLING) && fault.message.contains("inline policy read"), "{fault}");
    for _ in 0..2 {
        AttachedPolicy::delete(&cx, &attached).await.unwrap();
        InlinePolicy::delete(&cx, &inline).await.unwrap();
    }
    assert!(AttachedPolicy::find(&cx, &attached_key).await.unwrap().is_none());
    assert!(InlinePolicy::find(&cx, &inline_key).await.unwrap().is_none());
    for _ in 0..2 {
        Role::delete(&cx, &id).await.unwrap();
    }
    assert!(Role::read(&cx, &id).await.unwrap().is_none());
    assert!(AttachedPolicy::list(&cx, &owner).await.unwrap().is_empty());
    assert!(InlinePolicy::list(&cx, &owner).await.unwrap().is_empty());
}

#[tokio::test]
#[ignore = "needs an emulator"]
async fn a_principal_that_does_not_exist_is_said_after_a_while() {
    let aws = Aws::new(configured());
    let account_id = aws.caller().await.unwrap().account_id;
    let place = Place { account_id: account_id.clone(), region: String::new() };
    let mark = Mark { resource: "plinth_test/nobody".to_owned(), status: Status::Creating };
    let cancel = CancellationToken::new();
    let cx = Context { cloud: &aws, place: &place, mark: &mark, part: "role", token: "t", cancel: &cancel };
    let nobody = format!("arn:aws:iam::{account_id}:role/nobody");
    let trust = Policy::new([Statement::allow().aws_principals([nobody]).actions(["sts:AssumeRole"])]);
    let fault = Role::create(&cx, &RoleKey { name: "x".to_owned() }, &RoleWant { trust, ..want(&account_id) }).await;
    let fault = fault.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Invalid);
    assert!(fault.hint.unwrap().contains("exist"));
}
