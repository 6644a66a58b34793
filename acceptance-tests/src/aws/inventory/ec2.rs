//! Networks: every kind of object that EC2 keeps in or around a VPC.

use super::Object;
use crate::aws::Account;
use crate::aws::xml::Element;
use crate::ensure;
use crate::error::Result;

/// A list of EC2's: the call, where its items are, and what tells them apart.
struct List {
    kind: &'static str,
    action: &'static str,
    items: &'static str,
    id: &'static str,
    /// Whether AWS makes and deletes the object together with another one.
    is_by_aws: fn(&Element) -> bool,
}

const fn list(kind: &'static str, action: &'static str, items: &'static str, id: &'static str) -> List {
    List { kind, action, items, id, is_by_aws: |_| false }
}

const LISTS: [List; 14] = [
    list("VPC", "DescribeVpcs", "vpcSet", "vpcId"),
    list("subnet", "DescribeSubnets", "subnetSet", "subnetId"),
    list("internet gateway", "DescribeInternetGateways", "internetGatewaySet", "internetGatewayId"),
    list(
        "egress-only internet gateway",
        "DescribeEgressOnlyInternetGateways",
        "egressOnlyInternetGatewaySet",
        "egressOnlyInternetGatewayId",
    ),
    list("NAT gateway", "DescribeNatGateways", "natGatewaySet", "natGatewayId"),
    list("elastic IP address", "DescribeAddresses", "addressesSet", "allocationId"),
    List {
        is_by_aws: |table| table.items("associationSet").iter().any(|one| one.text(&["main"]) == "true"),
        ..list("route table", "DescribeRouteTables", "routeTableSet", "routeTableId")
    },
    List {
        is_by_aws: |acl| acl.text(&["default"]) == "true",
        ..list("network ACL", "DescribeNetworkAcls", "networkAclSet", "networkAclId")
    },
    List {
        is_by_aws: |group| group.text(&["groupName"]) == "default",
        ..list("security group", "DescribeSecurityGroups", "securityGroupInfo", "groupId")
    },
    list("VPC endpoint", "DescribeVpcEndpoints", "vpcEndpointSet", "vpcEndpointId"),
    list(
        "VPC peering connection",
        "DescribeVpcPeeringConnections",
        "vpcPeeringConnectionSet",
        "vpcPeeringConnectionId",
    ),
    list("flow log", "DescribeFlowLogs", "flowLogSet", "flowLogId"),
    list("DHCP options set", "DescribeDhcpOptions", "dhcpOptionsSet", "dhcpOptionsId"),
    List {
        is_by_aws: |interface| interface.text(&["requesterManaged"]) == "true",
        ..list("network interface", "DescribeNetworkInterfaces", "networkInterfaceSet", "networkInterfaceId")
    },
];

/// States of what AWS shows for a while although it is no more.
const GONE: [&str; 7] = ["deleted", "deleting", "failed", "rejected", "expired", "Deleted", "Deleting"];

/// What `DescribeVpcs` does not show.
const VPC_ATTRIBUTES: [&str; 2] = ["enableDnsSupport", "enableDnsHostnames"];

/// Everything in one region of an account.
pub(super) async fn objects(account: &Account, region: &str) -> Result<Vec<Object>> {
    let mut objects = Vec::new();
    for list in &LISTS {
        let answer = account.query_now("ec2", region, list.action, &[]).await?;
        ensure!(answer.text(&["nextToken"]).is_empty(), "{} has more than one page of {}", account.id, list.kind);
        for item in answer.items(list.items) {
            let state = if item.get("status").is_some() { &["status", "code"][..] } else { &["state"] };
            if GONE.contains(&item.text(state)) {
                continue;
            }
            let mut look = item.clone();
            // Blocks that were given back stay in sight for a while.
            for blocks in look
                .elements
                .iter_mut()
                .filter(|element| element.name.to_lowercase().ends_with("cidrblockassociationset"))
            {
                let state = |block: &Element| {
                    let states = ["cidrBlockState", "ipv6CidrBlockState"];
                    states.iter().any(|name| block.text(&[name, "state"]).starts_with("disassociat"))
                };
                blocks.elements.retain(|block| !state(block));
            }
            let id = item.text(&[list.id]).to_owned();
            if list.kind == "VPC" && item.text(&["isDefault"]) != "true" {
                for attribute in VPC_ATTRIBUTES {
                    let parameters = [("VpcId", id.as_str()), ("Attribute", attribute)];
                    let answer = account.query_now("ec2", region, "DescribeVpcAttribute", &parameters).await?;
                    look.elements.extend(answer.get(attribute).cloned());
                }
            }
            let is_by_aws = (list.is_by_aws)(item);
            objects.push(Object { kind: list.kind, birth: id.clone(), id, is_by_aws, look });
        }
    }
    Ok(objects)
}
