//! A VPC endpoint.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ec2::types::{ResourceType, State, VpcEndpoint as Answer, VpcEndpointType};
use tfplugin::composite::{Context, Fault, FaultKind, Found, Listed, Part, RepeatedPart};

use super::endpoint_calls as calls;
use super::when_shown;
use super::{Differences, InVpc, Object, SETTLE, VpcOwner, filter, first, found, id_in, named, ours, tags, token};
use crate::aws::error::unsuccessful;
use crate::aws::{Aws, OrFault};
use crate::policy::Policy;

/// A VPC endpoint: a private way to a service.
pub struct VpcEndpoint;

/// How an endpoint works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EndpointKind {
    /// By routes: S3 and `DynamoDB`.
    Gateway {
        /// The tables that get its routes.
        route_table_ids: BTreeSet<String>,
    },
    /// By network interfaces.
    Interface {
        /// Where the interfaces are: one subnet per zone.
        subnet_ids: BTreeSet<String>,
        /// What the interfaces are in.
        security_group_ids: BTreeSet<String>,
        /// Whether the service's own name leads to the interfaces.
        private_dns_enabled: bool,
    },
}

impl EndpointKind {
    fn name(&self) -> &'static str {
        match self {
            EndpointKind::Gateway { .. } => "gateway",
            EndpointKind::Interface { .. } => "interface",
        }
    }
}

/// How an endpoint should look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VpcEndpointWant {
    /// `com.amazonaws.eu-west-1.s3`. It never changes.
    pub service_name: String,
    /// How it works.
    pub kind: EndpointKind,
    /// What may go through; `None` for everything.
    pub policy: Option<Policy>,
    /// Tags, without marks.
    pub tags: BTreeMap<String, String>,
}

/// How an endpoint looks.
#[derive(Clone, Debug, PartialEq)]
pub struct VpcEndpointSeen {
    /// `vpce-…`
    pub vpc_endpoint_id: String,
    /// `com.amazonaws.eu-west-1.s3`
    pub service_name: String,
    /// How it works.
    pub kind: EndpointKind,
    /// What may go through.
    pub policy: Policy,
    /// `available`, as it should be.
    pub state: String,
    /// Its own DNS names, the widest first.
    pub dns_names: Vec<String>,
    /// Its network interfaces.
    pub network_interface_ids: BTreeSet<String>,
    /// Tags, without marks and without those of AWS's own.
    pub tags: BTreeMap<String, String>,
}

/// What an endpoint has when nobody says anything:
/// <https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html#default-endpoint-policy>
fn everything() -> Policy {
    Policy::of(r#"{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}"#)
}

impl Part for VpcEndpoint {
    type Cloud = Aws;
    type Key = InVpc;
    type Want = VpcEndpointWant;
    type Seen = VpcEndpointSeen;

    const KIND: &'static str = "VPC endpoint";
    const MARKED: bool = true;
    const KEYED: bool = false;
    const SETTLE: Option<&'static str> = SETTLE;

    fn check(want: &VpcEndpointWant) -> Vec<String> {
        let mut problems = tags::check(&want.tags);
        // https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
        let size = want.policy.as_ref().map_or(0, Policy::size);
        if size > 20_480 {
            problems.push(format!("The policy has {size} characters without white space; AWS takes 20480."));
        }
        problems
    }

    fn differences(want: &VpcEndpointWant, seen: &VpcEndpointSeen) -> Vec<String> {
        let mut differences = fixed_differences(want, seen);
        match (&seen.kind, &want.kind) {
            (EndpointKind::Gateway { route_table_ids: seen }, EndpointKind::Gateway { route_table_ids: want }) => {
                differences.compare_sets("route_table_ids", seen, want);
            }
            (
                EndpointKind::Interface { subnet_ids, security_group_ids, private_dns_enabled },
                EndpointKind::Interface {
                    subnet_ids: want_subnets,
                    security_group_ids: want_groups,
                    private_dns_enabled: want_dns,
                },
            ) => {
                differences.compare_sets("subnet_ids", subnet_ids, want_subnets);
                differences.compare_sets("security_group_ids", security_group_ids, want_groups);
                differences.compare("private_dns_enabled", private_dns_enabled, want_dns);
            }
            _ => {}
        }
        if let Some(policy) = wanted_policy(want, seen) {
            differences.push(format!("policy is {}, should be {policy}", seen.policy));
        }
        differences.compare_tags(&seen.tags, &want.tags);
        differences.into()
    }

    fn replaces(before: &VpcEndpointWant, want: &VpcEndpointWant) -> bool {
        before.service_name != want.service_name || before.kind.name() != want.kind.name()
    }

    fn fixed(want: &VpcEndpointWant, seen: &VpcEndpointSeen) -> Vec<String> {
        fixed_differences(want, seen).into()
    }

    async fn find(cx: &Context<'_, Aws>, key: &InVpc) -> Result<Option<Found<VpcEndpointSeen>>, Fault> {
        Ok(named(list(cx, &key.vpc_id).await?, &key.name))
    }

    async fn create(cx: &Context<'_, Aws>, key: &InVpc, want: &VpcEndpointWant) -> Result<String, Fault> {
        const OPERATION: &str = "ec2:CreateVpcEndpoint";
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let call = ec2
            .create_vpc_endpoint()
            .vpc_id(&key.vpc_id)
            .service_name(&want.service_name)
            .set_policy_document(want.policy.as_ref().map(Policy::minified))
            .set_client_token(token(cx))
            .tag_specifications(tags::specification(cx, ResourceType::VpcEndpoint, &want.tags));
        let call = match &want.kind {
            EndpointKind::Gateway { route_table_ids } => call
                .vpc_endpoint_type(VpcEndpointType::Gateway)
                .set_route_table_ids(calls::some(route_table_ids.iter().cloned())),
            EndpointKind::Interface { subnet_ids, security_group_ids, private_dns_enabled } => call
                .vpc_endpoint_type(VpcEndpointType::Interface)
                .set_subnet_ids(calls::some(subnet_ids.iter().cloned()))
                .set_security_group_ids(calls::some(security_group_ids.iter().cloned()))
                .private_dns_enabled(*private_dns_enabled),
        };
        let answer = when_shown(cx, OPERATION, || call.clone().send()).await?;
        id_in(OPERATION, answer.vpc_endpoint.and_then(|endpoint| endpoint.vpc_endpoint_id))
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<VpcEndpointSeen>, Fault> {
        Ok(get(cx, id).await?.filter(|endpoint| !is_going(endpoint)).map(|endpoint| object(endpoint).seen))
    }

    async fn update(
        cx: &Context<'_, Aws>,
        id: &str,
        seen: &VpcEndpointSeen,
        want: &VpcEndpointWant,
    ) -> Result<(), Fault> {
        calls::modify(cx, id, &seen.kind, &want.kind, wanted_policy(want, seen)).await?;
        tags::update(cx, id, &seen.tags, &want.tags).await
    }

    async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        const OPERATION: &str = "ec2:DeleteVpcEndpoints";
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let call = ec2.delete_vpc_endpoints().vpc_endpoint_ids(id).send().await;
        // What could not be deleted is named in an answer that reports success.
        let failed = found(call.or_fault(OPERATION))?.and_then(|answer| first(answer.unsuccessful));
        if let Some(error) = failed.and_then(|item| item.error) {
            found(Err::<(), _>(unsuccessful(OPERATION, error.code.as_deref(), error.message.as_deref())))?;
        }
        // Until then its interfaces keep their subnets and security groups.
        let is_gone = |endpoint: Option<&Answer>| {
            Ok(endpoint.is_none_or(|endpoint| calls::state(endpoint) == Some(State::Deleted)))
        };
        calls::until(cx, id, "deleted", is_gone).await
    }

    async fn wait(cx: &Context<'_, Aws>, id: &str, _: &VpcEndpointWant) -> Result<Vec<String>, Fault> {
        let is_available = |endpoint: Option<&Answer>| match endpoint.and_then(calls::state) {
            Some(State::Available) => Ok(true),
            Some(State::Failed | State::Rejected | State::Expired | State::Deleting | State::Deleted) => {
                let reason = endpoint.and_then(|endpoint| endpoint.last_error.as_ref());
                let reason = reason.and_then(|error| error.message.clone()).unwrap_or_default();
                let state = endpoint.and_then(Answer::state).map_or("", State::as_str);
                Err(Fault::new(FaultKind::Invalid, format!("VPC endpoint {id} is {state}: {reason}")))
            }
            _ => Ok(false),
        };
        calls::until(cx, id, "available", is_available).await.map(|()| Vec::new())
    }

    async fn settle(cx: &Context<'_, Aws>, ids: &[String]) -> Result<(), Fault> {
        tags::settle(cx, ids).await
    }
}

impl RepeatedPart for VpcEndpoint {
    type Owner = VpcOwner;

    fn key(owner: &VpcOwner, name: &str) -> InVpc {
        InVpc::of(owner, name)
    }

    async fn list(cx: &Context<'_, Aws>, owner: &VpcOwner) -> Result<Listed<VpcEndpointSeen>, Fault> {
        list(cx, &owner.vpc_id).await
    }
}

async fn list(cx: &Context<'_, Aws>, vpc_id: &str) -> Result<Listed<VpcEndpointSeen>, Fault> {
    let ec2 = cx.cloud.ec2(cx.place).await?;
    let endpoints = ec2.describe_vpc_endpoints().filters(filter("vpc-id", vpc_id)).into_paginator().items().send();
    let endpoints = endpoints.collect::<Result<Vec<_>, _>>().await.or_fault("ec2:DescribeVpcEndpoints")?;
    Ok(ours(cx, endpoints.into_iter().filter(|endpoint| !is_going(endpoint)).map(object)))
}

pub(super) async fn get(cx: &Context<'_, Aws>, id: &str) -> Result<Option<Answer>, Fault> {
    let ec2 = cx.cloud.ec2(cx.place).await?;
    let call = ec2.describe_vpc_endpoints().vpc_endpoint_ids(id).send().await;
    Ok(found(call.or_fault("ec2:DescribeVpcEndpoints"))?.and_then(|answer| first(answer.vpc_endpoints)))
}

fn is_going(endpoint: &Answer) -> bool {
    matches!(calls::state(endpoint), Some(State::Deleting | State::Deleted))
}

fn object(endpoint: Answer) -> Object<VpcEndpointSeen> {
    let (tagged, tags) = tags::take(endpoint.tags);
    let id = endpoint.vpc_endpoint_id.unwrap_or_default();
    let set = |ids: Option<Vec<String>>| ids.unwrap_or_default().into_iter().collect::<BTreeSet<String>>();
    let kind = if endpoint.vpc_endpoint_type == Some(VpcEndpointType::Gateway) {
        EndpointKind::Gateway { route_table_ids: set(endpoint.route_table_ids) }
    } else {
        let groups = endpoint.groups.unwrap_or_default().into_iter().filter_map(|group| group.group_id);
        EndpointKind::Interface {
            subnet_ids: set(endpoint.subnet_ids),
            security_group_ids: groups.collect(),
            private_dns_enabled: endpoint.private_dns_enabled.unwrap_or_default(),
        }
    };
    let seen = VpcEndpointSeen {
        vpc_endpoint_id: id.clone(),
        service_name: endpoint.service_name.unwrap_or_default(),
        kind,
        policy: endpoint.policy_document.as_deref().map_or_else(everything, Policy::of),
        state: endpoint.state.map(|state| state.as_str().to_lowercase()).unwrap_or_default(),
        dns_names: endpoint.dns_entries.unwrap_or_default().into_iter().filter_map(|entry| entry.dns_name).collect(),
        network_interface_ids: set(endpoint.network_interface_ids),
        tags,
    };
    Object { id, seen, tagged }
}

/// What no call changes.
fn fixed_differences(want: &VpcEndpointWant, seen: &VpcEndpointSeen) -> Differences {
    let mut differences = Differences::new();
    if matches!(seen.state.as_str(), "failed" | "rejected" | "expired") {
        differences.push(format!("it is {}", seen.state));
    }
    differences.compare("service_name", &seen.service_name, &want.service_name);
    differences.compare("kind", seen.kind.name(), want.kind.name());
    differences
}

/// The policy to set, when another one is set. The default one has a version of its own, which says nothing.
fn wanted_policy(want: &VpcEndpointWant, seen: &VpcEndpointSeen) -> Option<Policy> {
    let everything = everything();
    match &want.policy {
        Some(policy) => (*policy != seen.policy).then(|| policy.clone()),
        None => (seen.policy.json().get("Statement") != everything.json().get("Statement")).then_some(everything),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(items: &[&str]) -> BTreeSet<String> {
        items.iter().map(|item| (*item).to_owned()).collect()
    }

    #[test]
    fn each_difference_is_named() {
        let answer = Answer::builder()
            .vpc_endpoint_id("vpce-1")
            .vpc_endpoint_type(VpcEndpointType::Gateway)
            .service_name("com.amazonaws.us-east-1.s3")
            .route_table_ids("rtb-1")
            .policy_document(
                "{\"Version\":\"2008-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\
                 \"Action\":\"*\",\"Resource\":\"*\"}]}",
            );
        let seen = object(answer.build()).seen;
        let want = VpcEndpointWant {
            service_name: "com.amazonaws.us-east-1.s3".to_owned(),
            kind: EndpointKind::Gateway { route_table_ids: set(&["rtb-1"]) },
            policy: None,
            tags: BTreeMap::new(),
        };
        assert_eq!(VpcEndpoint::differences(&want, &seen), [""; 0]);
        let want = VpcEndpointWant {
            kind: EndpointKind::Gateway { route_table_ids: set(&["rtb-2"]) },
            policy: Some(Policy::of(r#"{"Statement":[]}"#)),
            ..want
        };
        let differences = VpcEndpoint::differences(&want, &seen);
        assert_eq!(differences[..2], ["route_table_ids lacks rtb-2", "route_table_ids has rtb-1, should not"]);
        assert!(differences[2].starts_with("policy is "), "{differences:?}");
    }
}
