//! A route table.

use std::collections::BTreeMap;
use std::sync::Arc;

use aws_sdk_ec2::types::{ResourceType, RouteTable as Answer};
use tfplugin::composite::{Context, Fault, FaultKind, Found, Listed, Part, RepeatedPart};

use super::{Differences, InVpc, Object, SETTLE, VpcOwner, filter, first, found, id_in, in_the_way, named, ours, tags};
use super::{token, when_shown};
use crate::aws::{Aws, OrFault};

/// A route table; what stands in it are parts of their own.
pub struct RouteTable;

/// How a route table should look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteTableWant {
    /// Tags, without marks.
    pub tags: BTreeMap<String, String>,
}

/// How a route table looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteTableSeen {
    /// `rtb-…`
    pub route_table_id: String,
    /// Tags, without marks and without those of AWS's own.
    pub tags: BTreeMap<String, String>,
}

impl Part for RouteTable {
    type Cloud = Aws;
    type Key = InVpc;
    type Want = RouteTableWant;
    type Seen = RouteTableSeen;

    const KIND: &'static str = "route table";
    const MARKED: bool = true;
    const KEYED: bool = false;
    const SETTLE: Option<&'static str> = SETTLE;

    fn check(want: &RouteTableWant) -> Vec<String> {
        tags::check(&want.tags)
    }

    fn differences(want: &RouteTableWant, seen: &RouteTableSeen) -> Vec<String> {
        let mut differences = Differences::new();
        differences.compare_tags(&seen.tags, &want.tags);
        differences.into()
    }

    async fn find(cx: &Context<'_, Aws>, key: &InVpc) -> Result<Option<Found<RouteTableSeen>>, Fault> {
        Ok(named(list(cx, &key.vpc_id).await?, &key.name))
    }

    async fn create(cx: &Context<'_, Aws>, key: &InVpc, want: &RouteTableWant) -> Result<String, Fault> {
        const OPERATION: &str = "ec2:CreateRouteTable";
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let call = ec2
            .create_route_table()
            .vpc_id(&key.vpc_id)
            .set_client_token(token(cx))
            .tag_specifications(tags::specification(cx, ResourceType::RouteTable, &want.tags));
        let answer = when_shown(cx, OPERATION, || call.clone().send()).await?;
        id_in(OPERATION, answer.route_table.and_then(|table| table.route_table_id))
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<RouteTableSeen>, Fault> {
        Ok(get(cx, id).await?.map(|table| object(table).seen))
    }

    async fn update(
        cx: &Context<'_, Aws>,
        id: &str,
        seen: &RouteTableSeen,
        want: &RouteTableWant,
    ) -> Result<(), Fault> {
        tags::update(cx, id, &seen.tags, &want.tags).await
    }

    async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        let ec2 = cx.cloud.ec2(cx.place).await?;
        match found(ec2.delete_route_table().route_table_id(id).send().await.or_fault("ec2:DeleteRouteTable")) {
            Ok(_) => Ok(()),
            Err(fault) if fault.kind == FaultKind::Conflict => {
                let users = get(cx, id).await.ok().flatten().map(|table| users(&table)).unwrap_or_default();
                Err(in_the_way::named(fault, &format!("route table {id}"), users))
            }
            Err(fault) => Err(fault),
        }
    }

    async fn settle(cx: &Context<'_, Aws>, ids: &[String]) -> Result<(), Fault> {
        tags::settle(cx, ids).await
    }
}

impl RepeatedPart for RouteTable {
    type Owner = VpcOwner;

    fn key(owner: &VpcOwner, name: &str) -> InVpc {
        InVpc::of(owner, name)
    }

    async fn list(cx: &Context<'_, Aws>, owner: &VpcOwner) -> Result<Listed<RouteTableSeen>, Fault> {
        list(cx, &owner.vpc_id).await
    }
}

async fn list(cx: &Context<'_, Aws>, vpc_id: &str) -> Result<Listed<RouteTableSeen>, Fault> {
    Ok(ours(cx, all(cx, vpc_id).await?.iter().cloned().map(object)))
}

/// All route tables of a VPC, whoever made them, with their routes and associations.
pub(super) async fn all(cx: &Context<'_, Aws>, vpc_id: &str) -> Result<Arc<Vec<Answer>>, Fault> {
    let ask = async || {
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let tables = ec2.describe_route_tables().filters(filter("vpc-id", vpc_id)).into_paginator().items().send();
        tables.collect::<Result<Vec<_>, _>>().await.or_fault("ec2:DescribeRouteTables")
    };
    cx.once(&format!("ec2:DescribeRouteTables {vpc_id}"), ask).await
}

/// One route table with its routes and associations.
pub(super) async fn get(cx: &Context<'_, Aws>, id: &str) -> Result<Option<Answer>, Fault> {
    let ec2 = cx.cloud.ec2(cx.place).await?;
    let call = ec2.describe_route_tables().route_table_ids(id).send().await;
    Ok(found(call.or_fault("ec2:DescribeRouteTables"))?.and_then(|answer| first(answer.route_tables)))
}

/// Whose table it is: the name in the mark, when the mark is the resource's own.
pub(super) fn name(cx: &Context<'_, Aws>, table: &Answer) -> Option<String> {
    let (tagged, _) = tags::take(table.tags.clone());
    let is_ours = tagged.mark.is_some_and(|mark| mark.resource == cx.mark.resource);
    is_ours.then(|| tagged.part.split_once('/').map_or(tagged.part.clone(), |(_, name)| name.to_owned()))
}

fn object(table: Answer) -> Object<RouteTableSeen> {
    let (tagged, tags) = tags::take(table.tags);
    let id = table.route_table_id.unwrap_or_default();
    Object { seen: RouteTableSeen { route_table_id: id.clone(), tags }, id, tagged }
}

fn users(table: &Answer) -> Vec<String> {
    let subnets = table.associations().iter().filter_map(|association| association.subnet_id.as_ref());
    let gateways = table.associations().iter().filter_map(|association| association.gateway_id.as_ref());
    // The routes of a gateway endpoint are in the table for as long as the endpoint is.
    let endpoints = table.routes().iter().filter_map(|route| route.gateway_id.as_ref());
    let endpoints = endpoints.filter(|id| id.starts_with("vpce-")).map(|id| format!("VPC endpoint {id}"));
    let subnets = subnets.map(|id| format!("subnet {id}"));
    subnets.chain(gateways.map(|id| format!("gateway {id}"))).chain(endpoints).collect()
}

#[cfg(test)]
mod tests {
    use aws_sdk_ec2::types::{Route, RouteTableAssociation};

    use super::*;

    #[test]
    fn who_uses_a_table_is_named() {
        let table = Answer::builder()
            .associations(RouteTableAssociation::builder().subnet_id("subnet-1").build())
            .routes(Route::builder().gateway_id("vpce-1").build())
            .routes(Route::builder().gateway_id("igw-1").build());
        assert_eq!(users(&table.build()), ["subnet subnet-1", "VPC endpoint vpce-1"]);
    }
}
