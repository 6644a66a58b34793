//! The parts against an emulated AWS, through their whole lives. They need an emulator that `AWS_ENDPOINT_URL` names, and
//! keys for it in the environment: `cargo test --test aws_parts -- --ignored`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;

use plinth_provider::aws::Aws;
use plinth_provider::config::{Configured, ProviderConfig};
use plinth_provider::parts::iam::attached_policy::{AttachedPolicy, RoleOwner};
use plinth_provider::parts::iam::inline_policy::InlinePolicy;
use plinth_provider::parts::iam::role::{Role, RoleKey, RoleWant};
use plinth_provider::parts::kms::alias::{Alias, AliasKey, AliasTarget};
use plinth_provider::parts::kms::key::{Key, KeyKey, KeyWant};
use plinth_provider::parts::s3::bucket::{Bucket, BucketKey, BucketWant};
use plinth_provider::parts::s3::bucket_setting::{InBucket, Of};
use plinth_provider::parts::s3::versioning::Versioning;
use plinth_provider::policy::{Policy, Statement};
use tfplugin::composite::{Context, FaultKind, Mark, Part, Place, RepeatedPart, Status};
use tfplugin::model::Model;
use tfplugin::value::Value;
use tokio_util::sync::CancellationToken;

/// A setting of a bucket, for all of them.
type Setting = Of<Versioning>;

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

#[tokio::test]
#[ignore = "needs an emulator"]
async fn a_key_and_its_alias_live_and_die() {
    let aws = Aws::new(configured());
    let account_id = aws.caller().await.unwrap().account_id;
    let place = Place { account_id: account_id.clone(), region: "eu-west-1".to_owned() };
    let mark = Mark { resource: format!("plinth_test/key-{}", std::process::id()), status: Status::Creating };
    let cancel = CancellationToken::new();
    let cx = Context { cloud: &aws, place: &place, mark: &mark, part: "key", token: "t", cancel: &cancel };
    let key = KeyKey { alias_name: format!("alias/key-{}", std::process::id()) };
    let alias_key = AliasKey { alias_name: key.alias_name.clone() };
    let statement = Statement::allow().aws_principals([&account_id]).actions(["kms:*"]).resources(["*"]);
    let want = KeyWant {
        description: "For tests".to_owned(),
        policy: Policy::new([statement]),
        rotation_period_in_days: Some(180),
        multi_region: false,
        deletion_window_in_days: 7,
        tags: BTreeMap::from([("team".to_owned(), "a".to_owned())]),
    };

    // Made, and found by its marks as long as it has no alias, and not by others.
    assert!(Key::find(&cx, &key).await.unwrap().is_none());
    let id = Key::create(&cx, &key, &want).await.unwrap();
    let found = Key::find(&cx, &key).await.unwrap().unwrap();
    assert_eq!((found.id.as_str(), found.mark.as_ref()), (id.as_str(), Some(&mark)));
    assert_eq!(Key::differences(&want, &found.seen), [""; 0]);
    let other = Mark { resource: "plinth_test/other".to_owned(), ..mark.clone() };
    assert!(Key::find(&Context { mark: &other, ..cx }, &key).await.unwrap().is_none());
    let target = AliasTarget { key_id: found.seen.key_id.clone() };
    let alias = Alias::create(&cx, &alias_key, &target).await.unwrap();
    assert_eq!(Alias::create(&cx, &alias_key, &target).await.unwrap(), alias);
    Key::settle(&cx, std::slice::from_ref(&id)).await.unwrap();
    assert_eq!(Key::find(&cx, &key).await.unwrap().unwrap().mark.unwrap().status, Status::Ready);

    // Changed in every way at once.
    let changed = KeyWant {
        description: String::new(),
        rotation_period_in_days: None,
        deletion_window_in_days: 10,
        tags: BTreeMap::new(),
        ..want.clone()
    };
    Key::update(&cx, &id, &found.seen, &changed).await.unwrap();
    let seen = Key::read(&cx, &id).await.unwrap().unwrap();
    assert_eq!(Key::differences(&changed, &seen), [""; 0]);

    // Gone, twice; the alias leads to another one then, and only then.
    let second = Key::create(&Context { mark: &other, ..cx }, &key, &want).await.unwrap();
    let to_second = AliasTarget { key_id: Key::read(&cx, &second).await.unwrap().unwrap().key_id };
    let fault = Alias::create(&cx, &alias_key, &to_second).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Invalid, "{fault}");
    for _ in 0..2 {
        Key::delete(&cx, &id).await.unwrap();
    }
    assert!(Key::read(&cx, &id).await.unwrap().is_none() && Key::find(&cx, &key).await.unwrap().is_none());
    assert_eq!(Alias::create(&cx, &alias_key, &to_second).await.unwrap(), alias);
    assert_eq!(Alias::read(&cx, &alias).await.unwrap(), Some(to_second));
    for _ in 0..2 {
        Alias::delete(&cx, &alias).await.unwrap();
    }
    assert!(Alias::find(&cx, &alias_key).await.unwrap().is_none());
    Key::delete(&cx, &second).await.unwrap();
}

#[tokio::test]
#[ignore = "needs an emulator"]
async fn a_bucket_and_its_settings_live_and_die() {
    let aws = Aws::new(configured());
    let account_id = aws.caller().await.unwrap().account_id;
    for region in ["us-east-1", "eu-west-1"] {
        let place = Place { account_id: account_id.clone(), region: region.to_owned() };
        let mark = Mark { resource: "plinth_test/logs".to_owned(), status: Status::Creating };
        let cancel = CancellationToken::new();
        let cx = Context { cloud: &aws, place: &place, mark: &mark, part: "bucket", token: "t", cancel: &cancel };
        let name = format!("logs-{region}-{}", std::process::id());
        let key = BucketKey { bucket: name.clone() };
        let tags = BTreeMap::from([("team".to_owned(), "a".to_owned())]);
        let want = BucketWant { force_destroy: false, object_lock: false, tags };

        // In no region a bucket is made twice.
        assert!(Bucket::find(&cx, &key).await.unwrap().is_none());
        let id = Bucket::create(&cx, &key, &want).await.unwrap();
        assert_eq!(Bucket::create(&cx, &key, &want).await.unwrap_err().kind, FaultKind::AlreadyExists);
        let found = Bucket::find(&cx, &key).await.unwrap().unwrap();
        assert_eq!((found.id.as_str(), found.mark.as_ref()), (name.as_str(), Some(&mark)));
        assert_eq!(Bucket::differences(&want, &found.seen), [""; 0]);
        let changed = BucketWant { force_destroy: true, tags: BTreeMap::new(), ..want };
        Bucket::update(&cx, &id, &found.seen, &changed).await.unwrap();
        Bucket::settle(&cx, std::slice::from_ref(&id)).await.unwrap();
        let found = Bucket::find(&cx, &key).await.unwrap().unwrap();
        assert_eq!(Bucket::differences(&changed, &found.seen), [""; 0]);
        assert_eq!(found.mark.unwrap().status, Status::Ready);

        // Settings are there with the bucket, and their deletion does nothing.
        let in_bucket = InBucket { bucket: name.clone() };
        assert!(!Setting::find(&cx, &in_bucket).await.unwrap().unwrap().seen);
        let setting = Setting::create(&cx, &in_bucket, &true).await.unwrap();
        Setting::delete(&cx, &setting).await.unwrap();
        assert_eq!(Setting::read(&cx, &setting).await.unwrap(), Some(true));
        for _ in 0..2 {
            Bucket::delete(&cx, &id).await.unwrap();
        }
        assert!(Bucket::read(&cx, &id).await.unwrap().is_none());
        assert!(Setting::read(&cx, &setting).await.unwrap().is_none());
    }
}
