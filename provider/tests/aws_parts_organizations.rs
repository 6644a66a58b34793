//! An organization's parts against an emulated AWS, through their whole lives. They need an emulator that
//! `AWS_ENDPOINT_URL` names, and keys for it in the environment: `cargo test --test aws_parts_organizations -- --ignored`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet};

use plinth_provider::aws::Aws;
use plinth_provider::config::{Configured, ProviderConfig};
use plinth_provider::parts::iam::root_access::{RootAccess, RootAccessKey, RootAccessOwner};
use plinth_provider::parts::organizations::Own;
use plinth_provider::parts::organizations::delegated_administrator::DelegatedAdministrator;
use plinth_provider::parts::organizations::organization::{Organization, described};
use plinth_provider::parts::organizations::organizational_unit::{OrganizationalUnit, UnitKey, UnitOwner, UnitWant};
use plinth_provider::parts::organizations::policy_type::{PolicyType, PolicyTypeKey};
use plinth_provider::parts::organizations::root_tags::{RootTags, RootTagsKey};
use plinth_provider::parts::organizations::tree::tree;
use plinth_provider::parts::organizations::trusted_service::{TrustedService, TrustedServiceKey};
use tfplugin::composite::{Context, FaultKind, Mark, Part, Place, RepeatedPart, Status};
use tfplugin::model::Model;
use tfplugin::value::Value;
use tokio_util::sync::CancellationToken;

/// An empty provider block: all comes from the environment.
fn configured() -> Configured {
    assert!(std::env::var_os("AWS_ENDPOINT_URL").is_some(), "AWS_ENDPOINT_URL must name an emulator");
    let object = ProviderConfig::object();
    let attributes = object.attributes.iter().map(|attribute| (attribute.name.to_owned(), Value::Null));
    let blocks = object.blocks.iter().map(|block| (block.name.to_owned(), block.absent()));
    ProviderConfig::from_value(&Value::object(attributes.chain(blocks))).unwrap()
}

fn tags(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

#[tokio::test]
#[ignore = "needs an emulator"]
async fn an_organization_and_all_that_is_in_it_live_and_die() {
    let aws = Aws::new(configured());
    let account_id = aws.caller().await.unwrap().account_id;
    let place = Place { account_id: account_id.clone(), region: String::new() };
    let mark = Mark { resource: "plinth_test/organization".to_owned(), status: Status::Creating };
    let cancel = CancellationToken::new();
    let at = |part| Context { cloud: &aws, place: &place, mark: &mark, part, token: "t", cancel: &cancel };
    let cx = at("organization");

    // Made once, and found afterwards.
    assert!(Organization::find(&cx, &()).await.unwrap().is_none());
    assert!(described(&aws, &account_id).await.unwrap().is_none());
    let id = Organization::create(&cx, &(), &()).await.unwrap();
    assert_eq!(Organization::create(&cx, &(), &()).await.unwrap_err().kind, FaultKind::AlreadyExists);
    let found = Organization::find(&cx, &()).await.unwrap().unwrap();
    assert_eq!(found.id, id);
    assert_eq!(found.seen.described.management_account_id, account_id);
    let root_id = found.seen.tree.root.id.clone();
    assert!(Organization::read(&cx, "o-another").await.unwrap().is_none());

    // Tags of the root.
    let key = RootTagsKey { root_id: root_id.clone() };
    let (first, second) = (tags(&[("a", "1"), ("b", "2")]), tags(&[("b", "3"), ("c", "4")]));
    let tagged = RootTags::create(&cx, &key, &first).await.unwrap();
    RootTags::update(&cx, &tagged, &first, &second).await.unwrap();
    assert_eq!(RootTags::read(&cx, &tagged).await.unwrap(), Some(second));

    // Units, parents first.
    let want = |path: &str, parent: &str| UnitWant { path: path.to_owned(), parent_id: parent.to_owned() };
    let unit_key = |path: &str| UnitKey { path: path.to_owned() };
    let (outer_want, inner_want) = (want("Workloads", &root_id), |outer: &str| want("Workloads/Prod", outer));
    let (outer_cx, inner_cx) = (at("organizational_unit/Workloads"), at("organizational_unit_2/Workloads/Prod"));
    let outer = OrganizationalUnit::create(&outer_cx, &unit_key("Workloads"), &outer_want).await.unwrap();
    let again = OrganizationalUnit::create(&outer_cx, &unit_key("Workloads"), &outer_want).await.unwrap_err();
    assert_eq!(again.kind, FaultKind::AlreadyExists);
    let inner_want = inner_want(&outer);
    let inner = OrganizationalUnit::create(&inner_cx, &unit_key("Workloads/Prod"), &inner_want).await.unwrap();
    let seen = OrganizationalUnit::find(&inner_cx, &unit_key("Workloads/Prod")).await.unwrap().unwrap().seen;
    assert_eq!(OrganizationalUnit::differences(&inner_want, &seen), [""; 0]);
    assert_eq!(tree(&aws, &account_id).await.unwrap().path(&inner), Some("Workloads/Prod"));

    // Renamed by somebody: not found by its path, known by its id, not deleted as what it is no more, and named anew.
    OrganizationalUnit::update(&inner_cx, &inner, &seen, &want("Workloads/Live", &outer)).await.unwrap();
    assert!(OrganizationalUnit::find(&inner_cx, &unit_key("Workloads/Prod")).await.unwrap().is_none());
    let own = Own {
        names: Some(BTreeSet::from(["Workloads/Prod".to_owned()])),
        known: BTreeMap::from([("Workloads/Prod".to_owned(), inner.clone())]),
    };
    let listed = OrganizationalUnit::list(&inner_cx, &UnitOwner { level: 2, own }).await.unwrap();
    assert_eq!(listed.len(), 1);
    OrganizationalUnit::delete(&inner_cx, &inner).await.unwrap();
    let renamed = OrganizationalUnit::read(&inner_cx, &inner).await.unwrap().unwrap();
    OrganizationalUnit::update(&inner_cx, &inner, &renamed, &inner_want).await.unwrap();

    // What is turned on, twice, and off, twice.
    let service = TrustedServiceKey { service: "iam.amazonaws.com".to_owned() };
    let policy_type = PolicyTypeKey { root_id: root_id.clone(), policy_type: "TAG_POLICY".to_owned() };
    let feature = RootAccessKey { feature: RootAccess::SESSIONS.to_owned() };
    let features = RootAccessOwner { is_managed: true };
    assert!(RootAccess::list(&cx, &features).await.unwrap().is_empty());
    let fault = RootAccess::create(&cx, &feature, &()).await.unwrap_err();
    assert!(fault.kind == FaultKind::Conflict && fault.hint.is_some(), "{fault}");
    for _ in 0..2 {
        TrustedService::create(&cx, &service, &()).await.unwrap();
        RootAccess::create(&cx, &feature, &()).await.unwrap();
    }
    assert_eq!(RootAccess::list(&cx, &features).await.unwrap().len(), 1);
    let enabled = PolicyType::create(&cx, &policy_type, &()).await.unwrap();
    assert_eq!(PolicyType::create(&cx, &policy_type, &()).await.unwrap_err().kind, FaultKind::AlreadyExists);
    assert_eq!(PolicyType::wait(&cx, &enabled, &()).await.unwrap(), [""; 0]);
    assert!(PolicyType::find(&cx, &policy_type).await.unwrap().is_some());
    // The management account administers nothing.
    let own = DelegatedAdministrator::key(&Own::default(), &format!("iam.amazonaws.com/{account_id}"));
    let fault = DelegatedAdministrator::create(&cx, &own, &()).await.unwrap_err();
    assert_eq!(fault.reason.as_deref(), Some("CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR"));
    assert!(DelegatedAdministrator::list(&cx, &Own::default()).await.unwrap().is_empty());

    for _ in 0..2 {
        RootAccess::delete(&cx, &feature.feature).await.unwrap();
        PolicyType::delete(&cx, &enabled).await.unwrap();
        TrustedService::delete(&cx, &service.service).await.unwrap();
    }
    assert!(TrustedService::list(&cx, &Own::default()).await.unwrap().is_empty());

    // A unit with something in it stays, and says what that is.
    let fault = OrganizationalUnit::delete(&outer_cx, &outer).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Conflict);
    assert!(fault.message.contains("Workloads still has organizational unit Workloads/Prod"), "{fault}");
    for _ in 0..2 {
        OrganizationalUnit::delete(&inner_cx, &inner).await.unwrap();
        OrganizationalUnit::delete(&outer_cx, &outer).await.unwrap();
        RootTags::delete(&cx, &tagged).await.unwrap();
    }
    for _ in 0..2 {
        Organization::delete(&cx, &id).await.unwrap();
    }
    assert!(Organization::read(&cx, &id).await.unwrap().is_none());
    // Nothing is left to be found or removed.
    assert!(OrganizationalUnit::find(&outer_cx, &unit_key("Workloads")).await.unwrap().is_none());
    PolicyType::delete(&cx, &enabled).await.unwrap();
}
