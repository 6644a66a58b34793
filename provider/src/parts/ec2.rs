//! Objects of Amazon EC2: a VPC and what stands in it.
//!
//! EC2 makes most things as often as it is asked to, so they are told apart by their marks: the tag `plinth:part` says
//! which part of its resource an object is. Lists are one bulk call, however many objects there are.

pub mod default_network_acl;
pub mod default_route_table;
pub mod default_security_group;
pub mod default_security_groups;
pub mod default_vpc;
pub mod dhcp_options;
pub mod ebs_encryption_default;
pub mod egress_only_internet_gateway;
pub mod elastic_ip;
pub mod flow_log;
pub mod image_public_access;
pub mod internet_gateway;
pub mod metadata_defaults;
pub mod nat_gateway;
pub mod network_acl;
pub mod network_acl_association;
pub mod route;
pub mod route_table;
pub mod route_table_association;
pub mod security_group;
pub mod snapshot_public_access;
pub mod subnet;
pub mod vpc;
pub mod vpc_cidr;
pub mod vpc_endpoint;
pub mod vpc_ipv6_cidr_block;
pub mod vpc_peering_accepter;
pub mod vpc_peering_connection;
pub mod vpc_peering_options;
pub mod vpc_peering_route;

mod endpoint_calls;
mod in_the_way;
mod network_acl_rules;
mod peering_calls;
mod security_group_rules;
mod tags;

use std::time::Duration;

use aws_sdk_ec2::types::Filter;
use tfplugin::composite::{Context, Fault, FaultKind, Found, Listed, Mark};

use self::tags::Tagged;
use crate::aws::{Aws, Ended, OrFault, Poll};
use crate::parts::differences::Differences;

/// What most parts belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VpcOwner {
    /// `vpc-…`
    pub vpc_id: String,
}

/// One of several objects of a kind in a VPC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InVpc {
    /// `vpc-…`
    pub vpc_id: String,
    /// What tells it apart from others of its kind in its resource: `public/use1-az1`.
    pub name: String,
}

impl InVpc {
    fn of(owner: &VpcOwner, name: &str) -> InVpc {
        InVpc { vpc_id: owner.vpc_id.clone(), name: name.to_owned() }
    }
}

/// The marks of everything in EC2 turn ready with one call.
const SETTLE: Option<&str> = Some("ec2");

/// What EC2 has just made is shown some seconds later to other calls, which until then say that it does not exist:
/// <https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html>
const SHOWN: Poll =
    Poll { first: Duration::from_millis(250), longest: Duration::from_secs(3), limit: Duration::from_secs(30) };

/// One object out of a list, its tags taken apart.
struct Object<S> {
    id: String,
    seen: S,
    tagged: Tagged,
}

impl<S> Object<S> {
    fn found(self) -> Found<S> {
        Found { id: self.id, seen: self.seen, mark: self.tagged.mark }
    }
}

/// A list's filter.
fn filter(name: &str, value: impl Into<String>) -> Filter {
    Filter::builder().name(name).values(value).build()
}

/// The filter for what belongs to the resource.
fn marked(cx: &Context<'_, Aws>) -> Filter {
    filter(&format!("tag:{}", Mark::RESOURCE_TAG), &cx.mark.resource)
}

/// What carries the resource's mark and is of the part's kind, by the names in the marks. A create whose answer was lost,
/// and which a list did not show in time, leaves two of one name: always in the same order.
fn ours<S>(cx: &Context<'_, Aws>, objects: impl IntoIterator<Item = Object<S>>) -> Listed<S> {
    let mut listed: Listed<S> = Vec::new();
    for object in objects {
        let is_ours = object.tagged.mark.as_ref().is_some_and(|mark| mark.resource == cx.mark.resource);
        if let Some(name) = tags::name_in(cx.part, &object.tagged.part).filter(|_| is_ours) {
            listed.push((name.to_owned(), object.found()));
        }
    }
    listed.sort_by(|(name, found), (other, against)| (name, &found.id).cmp(&(other, &against.id)));
    listed
}

/// One object of a list, by its name.
fn named<S>(listed: Listed<S>, name: &str) -> Option<Found<S>> {
    listed.into_iter().find(|(other, _)| other == name).map(|(_, found)| found)
}

/// The first of the objects in an answer.
fn first<T>(items: Option<Vec<T>>) -> Option<T> {
    items.unwrap_or_default().into_iter().next()
}

/// `None` for an object that is certainly not there.
fn found<T>(result: Result<T, Fault>) -> Result<Option<T>, Fault> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(fault) if fault.kind == FaultKind::NotFound => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// The token for a call that takes one; without one the SDK makes one up.
fn token(cx: &Context<'_, Aws>) -> Option<String> {
    (!cx.token.is_empty()).then(|| cx.token.to_owned())
}

/// The id in a create's answer.
fn id_in(operation: &str, id: Option<String>) -> Result<String, Fault> {
    id.ok_or_else(|| Fault {
        operation: operation.to_owned(),
        ..Fault::new(FaultKind::Uncertain, "the answer does not say the new object's id")
    })
}

/// Makes a call that names objects made a moment ago, and repeats it while EC2 does not know them, which proves that
/// nothing was done.
async fn when_shown<T, R, F>(cx: &Context<'_, Aws>, operation: &str, call: impl Fn() -> F) -> Result<T, Fault>
where
    R: OrFault<T>,
    F: Future<Output = R>,
{
    let mut wait = SHOWN.begin();
    loop {
        match call().await.or_fault(operation) {
            Err(fault) if fault.kind == FaultKind::NotFound => match wait.pause(cx.cancel).await {
                Ok(()) => tracing::debug!(%fault, "EC2 does not show it yet"),
                Err(Ended::Late) => return Err(fault),
                Err(Ended::Cancelled) => return Err(Fault::cancelled(format!("{operation}: {}", fault.message))),
            },
            end => return end,
        }
    }
}

/// What is done to an object in its create, after the call that made it. When it fails, the object is there and its id
/// would be lost; as an uncertain create, the engine looks for it, records it and goes on with an update.
fn half_made(result: Result<(), Fault>) -> Result<(), Fault> {
    result.map_err(|fault| Fault { kind: FaultKind::Uncertain, ..fault })
}

#[cfg(test)]
mod tests {
    use tfplugin::composite::{Place, Status};
    use tokio_util::sync::CancellationToken;

    use super::*;
    use crate::config::{Configured, ProviderConfig};
    use tfplugin::model::Model;
    use tfplugin::value::Value;

    fn object(id: &str, resource: &str, part: &str) -> Object<()> {
        let mark = Some(Mark { resource: resource.to_owned(), status: Status::Ready });
        Object { id: id.to_owned(), seen: (), tagged: Tagged { mark, part: part.to_owned() } }
    }

    fn aws() -> Aws {
        let object = ProviderConfig::object();
        let attributes = object.attributes.iter().map(|attribute| (attribute.name.to_owned(), Value::Null));
        let blocks = object.blocks.iter().map(|block| (block.name.to_owned(), block.absent()));
        let configured: Configured = ProviderConfig::from_value(&Value::object(attributes.chain(blocks))).unwrap();
        Aws::new(configured)
    }

    #[test]
    fn a_list_has_what_is_ours_and_of_the_kind_and_two_of_a_name_in_order() {
        let place = Place { account_id: "111122223333".to_owned(), region: "us-east-1".to_owned() };
        let mark = Mark { resource: "plinth_env_vpc/prod".to_owned(), status: Status::Ready };
        let (aws, cancel) = (aws(), CancellationToken::new());
        let cx = Context { cloud: &aws, place: &place, mark: &mark, part: "subnet", token: "", cancel: &cancel };
        let objects = [
            object("2", "plinth_env_vpc/prod", "subnet/public/a"),
            object("1", "plinth_env_vpc/prod", "subnet/public/a"),
            object("3", "plinth_env_vpc/prod", "route_table/public/a"),
            object("4", "plinth_env_vpc/other", "subnet/public/b"),
        ];
        let listed: Vec<(String, String)> =
            ours(&cx, objects).into_iter().map(|(name, found)| (name, found.id)).collect();
        let both = ["1", "2"].map(|id| ("public/a".to_owned(), id.to_owned()));
        assert_eq!(listed, both);
        assert_eq!(token(&cx), None);
    }

    #[test]
    fn a_failure_after_the_object_was_made_is_uncertain() {
        let fault = half_made(Err(Fault::new(FaultKind::Denied, "no"))).unwrap_err();
        assert_eq!((fault.kind, fault.message.as_str()), (FaultKind::Uncertain, "no"));
    }
}
