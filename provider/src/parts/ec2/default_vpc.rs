//! The VPC that AWS makes in every region of a new account: taken away where it is empty.

use std::collections::BTreeSet;

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::Tag;
use futures_util::future::try_join_all;
use tfplugin::composite::{Context, Fault, FaultKind};

use super::{filter, found, in_the_way};
use crate::aws::{Aws, OrFault};
use crate::parts::setting::Setting;

/// That a region has no default VPC. AWS makes one in every region of a new account, with public subnets and an internet
/// gateway. A reset does not make it again: it would open a network that nobody asked for, and `aws ec2 create-default-vpc`
/// makes one any time. Only an empty one is deleted; what is in it is named, and nothing of it is touched:
/// <https://docs.aws.amazon.com/vpc/latest/userguide/deleting-default-vpc.html>
pub struct DefaultVpc;

/// IDs of the region's default VPCs: one at most.
pub type DefaultVpcs = BTreeSet<String>;

impl Setting for DefaultVpc {
    type Want = ();
    type Seen = DefaultVpcs;

    const KIND: &'static str = "absence of a default VPC";

    fn expect((): &()) -> Option<DefaultVpcs> {
        Some(DefaultVpcs::new())
    }

    fn differences((): &(), seen: &DefaultVpcs) -> Vec<String> {
        seen.iter().map(|id| format!("the default VPC {id} exists, should not")).collect()
    }

    async fn read(cx: &Context<'_, Aws>) -> Result<DefaultVpcs, Fault> {
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let answer = ec2.describe_vpcs().filters(filter("is-default", "true")).send().await;
        let vpcs = answer.or_fault("ec2:DescribeVpcs")?.vpcs.unwrap_or_default();
        Ok(vpcs.into_iter().filter_map(|vpc| vpc.vpc_id).collect())
    }

    async fn write(cx: &Context<'_, Aws>, seen: &DefaultVpcs, (): &()) -> Result<(), Fault> {
        try_join_all(seen.iter().map(|id| delete(cx, id))).await.map(drop)
    }

    async fn reset(_: &Context<'_, Aws>, _: &DefaultVpcs) -> Result<(), Fault> {
        Ok(())
    }
}

/// What AWS made with a default VPC, and must go before it.
#[derive(Debug, Default)]
struct Inside {
    subnets: Vec<String>,
    gateways: Vec<String>,
    /// What somebody put there.
    foreign: Vec<String>,
}

/// Deletes a default VPC: its gateway, its subnets, then itself. Its route table, network ACL and security group go with
/// it.
async fn delete(cx: &Context<'_, Aws>, vpc_id: &str) -> Result<(), Fault> {
    let ec2 = cx.cloud.ec2(cx.place).await?;
    let inside = Box::pin(look(&ec2, vpc_id)).await?;
    if !inside.foreign.is_empty() {
        let message = format!("the default VPC {vpc_id} is not empty: it has {}", inside.foreign.join(", "));
        return Err(Fault::new(FaultKind::Invalid, message).hint(
            "Nothing of it was deleted. Move what is in it elsewhere, or set `default_vpcs = { action = \"keep\" }` and \
             look after it",
        ));
    }
    let gateways = inside.gateways.iter().map(async |id| {
        let call = ec2.detach_internet_gateway().internet_gateway_id(id).vpc_id(vpc_id).send().await;
        found(call.or_fault("ec2:DetachInternetGateway"))?;
        let call = ec2.delete_internet_gateway().internet_gateway_id(id).send().await;
        found(call.or_fault("ec2:DeleteInternetGateway")).map(drop)
    });
    let subnets = inside
        .subnets
        .iter()
        .map(async |id| found(ec2.delete_subnet().subnet_id(id).send().await.or_fault("ec2:DeleteSubnet")).map(drop));
    tokio::try_join!(try_join_all(gateways), try_join_all(subnets))?;
    match found(ec2.delete_vpc().vpc_id(vpc_id).send().await.or_fault("ec2:DeleteVpc")) {
        Ok(_) => Ok(()),
        Err(fault) => Err(Box::pin(in_the_way::in_vpc(cx, fault, vpc_id)).await),
    }
}

/// Looks at all that a VPC can have in it and that is not AWS's own.
async fn look(ec2: &Client, vpc_id: &str) -> Result<Inside, Fault> {
    let vpc = || filter("vpc-id", vpc_id);
    let (subnets, gateways, interfaces, groups, endpoints, tables, acls) = tokio::join!(
        ec2.describe_subnets().filters(vpc()).send(),
        ec2.describe_internet_gateways().filters(filter("attachment.vpc-id", vpc_id)).send(),
        ec2.describe_network_interfaces().filters(vpc()).send(),
        ec2.describe_security_groups().filters(vpc()).send(),
        ec2.describe_vpc_endpoints().filters(vpc()).send(),
        ec2.describe_route_tables().filters(vpc()).send(),
        ec2.describe_network_acls().filters(vpc()).send(),
    );
    let mut inside = Inside::default();
    for interface in interfaces.or_fault("ec2:DescribeNetworkInterfaces")?.network_interfaces.unwrap_or_default() {
        inside.foreign.push(in_the_way::words(&interface));
    }
    for subnet in subnets.or_fault("ec2:DescribeSubnets")?.subnets.unwrap_or_default() {
        if subnet.default_for_az == Some(true) {
            inside.subnets.extend(subnet.subnet_id);
        } else {
            inside.foreign.push(named("subnet", subnet.subnet_id, subnet.tags));
        }
    }
    for gateway in gateways.or_fault("ec2:DescribeInternetGateways")?.internet_gateways.unwrap_or_default() {
        inside.gateways.extend(gateway.internet_gateway_id);
    }
    for group in groups.or_fault("ec2:DescribeSecurityGroups")?.security_groups.unwrap_or_default() {
        if group.group_name.as_deref() != Some("default") {
            inside.foreign.push(named("security group", group.group_id, group.tags));
        }
    }
    for endpoint in endpoints.or_fault("ec2:DescribeVpcEndpoints")?.vpc_endpoints.unwrap_or_default() {
        inside.foreign.push(named("VPC endpoint", endpoint.vpc_endpoint_id, endpoint.tags));
    }
    for table in tables.or_fault("ec2:DescribeRouteTables")?.route_tables.unwrap_or_default() {
        if !table.associations().iter().any(|association| association.main == Some(true)) {
            inside.foreign.push(named("route table", table.route_table_id, table.tags));
        }
    }
    for acl in acls.or_fault("ec2:DescribeNetworkAcls")?.network_acls.unwrap_or_default() {
        if acl.is_default != Some(true) {
            inside.foreign.push(named("network ACL", acl.network_acl_id, acl.tags));
        }
    }
    Ok(inside)
}

/// `subnet subnet-1 ("app")`
fn named(kind: &str, id: Option<String>, tags: Option<Vec<Tag>>) -> String {
    let name = in_the_way::name_of(tags).map_or_else(String::new, |name| format!(" ({name:?})"));
    format!("{kind} {}{name}", id.unwrap_or_default())
}
