//! What people do to the parts of a VPC by hand, through the console or with a command.

use crate::subject::{Hand, Harm, Piece, Place};
use acceptance_tests::aws::{Account, Element, REGION};
use acceptance_tests::error::{Context as _, Result};
use serde_json::json;

/// EC2 in the account of the VPC, with all parts at hand: to remove one, others must go first.
struct Hands<'a> {
    home: &'a Account,
    piece: &'a Piece<'a>,
}

/// Removes or changes one part.
pub(super) fn hand(place: &Place, piece: &Piece<'_>, harm: Harm) -> Result<Hand> {
    let hands = Hands { home: place.account("HOME")?, piece };
    match harm {
        Harm::Removed => hands.remove(),
        Harm::Changed => hands.change(),
    }
}

impl Hands<'_> {
    fn ec2(&self, action: &str, parameters: &[(&str, &str)]) -> Result<Element> {
        self.home.query("ec2", REGION, action, parameters)
    }

    fn done(&self, action: &str, parameters: &[(&str, &str)]) -> Result<Hand> {
        self.ec2(action, parameters).map(|_| Hand::Done)
    }

    /// The ids of all parts of a kind.
    fn ids(&self, kind: &str) -> Vec<&str> {
        let kind = format!("{kind}/");
        self.piece.all.iter().filter(|(address, _)| address.starts_with(&kind)).map(|(_, id)| id.as_str()).collect()
    }

    fn vpc(&self) -> Result<&str> {
        self.piece.all.get("vpc").map(String::as_str).context("there is no VPC")
    }

    fn remove(&self) -> Result<Hand> {
        let id = self.piece.id;
        match self.piece.split() {
            ("vpc", _) => Ok(Hand::Impossible("a VPC goes after all that is in it, which is removed one by one")),
            ("default_security_group" | "default_network_acl" | "default_route_table", _) => {
                Ok(Hand::Impossible("AWS deletes it together with its VPC"))
            }
            ("ipv6_cidr_block", _) => Ok(Hand::Impossible("AWS keeps it while subnets have blocks of it")),
            ("secondary_cidr_block", _) => self.done("DisassociateVpcCidrBlock", &[("AssociationId", id)]),
            ("dhcp_options", _) => {
                let described = self.ec2("DescribeVpcs", &[("VpcId.1", self.vpc()?)])?;
                let vpc = described.items("vpcSet").first().context("there is no VPC")?;
                let set = vpc.text(&["dhcpOptionsId"]).to_owned();
                self.ec2("AssociateDhcpOptions", &[("DhcpOptionsId", "default"), ("VpcId", self.vpc()?)])?;
                self.done("DeleteDhcpOptions", &[("DhcpOptionsId", &set)])
            }
            ("internet_gateway", _) => {
                self.without_nat()?;
                self.ec2("DetachInternetGateway", &[("InternetGatewayId", id), ("VpcId", self.vpc()?)])?;
                self.done("DeleteInternetGateway", &[("InternetGatewayId", id)])
            }
            ("egress_only_internet_gateway", _) => {
                self.done("DeleteEgressOnlyInternetGateway", &[("EgressOnlyInternetGatewayId", id)])
            }
            ("subnet", _) => {
                self.without_nat()?;
                self.without_interface_endpoints()?;
                self.done("DeleteSubnet", &[("SubnetId", id)])
            }
            ("gateway_endpoint" | "interface_endpoint", _) => self.done("DeleteVpcEndpoints", &[("VpcEndpointId.1", id)]),
            ("security_group", _) => {
                self.without_interface_endpoints()?;
                self.done("DeleteSecurityGroup", &[("GroupId", id)])
            }
            ("nat_gateway", _) => self.done("DeleteNatGateway", &[("NatGatewayId", id)]),
            ("elastic_ip", _) => {
                self.without_nat()?;
                self.done("ReleaseAddress", &[("AllocationId", id)])
            }
            ("route_table", _) => {
                for endpoint in self.ids("gateway_endpoint") {
                    self.ec2("ModifyVpcEndpoint", &[("VpcEndpointId", endpoint), ("RemoveRouteTableId.1", id)])?;
                }
                for association in self.associations("route-table-id", id)? {
                    self.ec2("DisassociateRouteTable", &[("AssociationId", &association)])?;
                }
                self.done("DeleteRouteTable", &[("RouteTableId", id)])
            }
            ("route_table_association", _) => {
                let association = self.associations("association.subnet-id", id)?.pop().context("no association")?;
                self.done("DisassociateRouteTable", &[("AssociationId", &association)])
            }
            ("route", _) => self.route("DeleteRoute", &[]),
            ("network_acl", _) => {
                for association in self.acl_associations("association.network-acl-id", id)? {
                    self.to_acl(&association, &self.default_acl()?)?;
                }
                self.done("DeleteNetworkAcl", &[("NetworkAclId", id)])
            }
            ("network_acl_association", _) => {
                let association = self.acl_associations("association.subnet-id", id)?.pop().context("no association")?;
                self.to_acl(&association, &self.default_acl()?)
            }
            ("flow_log", _) => self.done("DeleteFlowLogs", &[("FlowLogId.1", id)]),
            ("flow_log_group", _) => self.log_group("DeleteLogGroup", &json!({})),
            ("flow_log_role", _) => self.home.delete_role(role_name(id)).map(|()| Hand::Done),
            ("flow_log_policy", name) => {
                let role = id.split('/').nth(1).unwrap_or_default();
                self.iam("DeleteRolePolicy", &[("RoleName", role), ("PolicyName", name)])
            }
            (kind, _) => None.context(format!("nobody has said how to remove a {kind}")),
        }
    }

    fn change(&self) -> Result<Hand> {
        let id = self.piece.id;
        let everywhere = ("CidrIp", "0.0.0.0/0");
        match self.piece.split() {
            ("vpc", _) => self.done("ModifyVpcAttribute", &[("VpcId", id), ("EnableDnsHostnames.Value", "false")]),
            ("secondary_cidr_block" | "ipv6_cidr_block", _) => Ok(Hand::Impossible("it has nothing to change")),
            ("dhcp_options", _) => {
                self.done("AssociateDhcpOptions", &[("DhcpOptionsId", "default"), ("VpcId", self.vpc()?)])
            }
            ("subnet", _) => {
                self.done("ModifySubnetAttribute", &[("SubnetId", id), ("MapPublicIpOnLaunch.Value", "true")])
            }
            (
                "internet_gateway" | "egress_only_internet_gateway" | "elastic_ip" | "nat_gateway" | "route_table"
                | "flow_log",
                _,
            ) => self.done("CreateTags", &[("ResourceId.1", id), ("Tag.1.Key", "Team"), ("Tag.1.Value", "somebody")]),
            ("gateway_endpoint", _) => {
                let table = *self.ids("route_table").first().context("there is no route table")?;
                self.done("ModifyVpcEndpoint", &[("VpcEndpointId", id), ("RemoveRouteTableId.1", table)])
            }
            ("interface_endpoint", _) => {
                self.done("ModifyVpcEndpoint", &[("VpcEndpointId", id), ("PrivateDnsEnabled", "false")])
            }
            ("security_group" | "default_security_group", _) => {
                let port = [("IpProtocol", "tcp"), ("FromPort", "22"), ("ToPort", "22"), everywhere];
                self.done("AuthorizeSecurityGroupIngress", &[&[("GroupId", id)], &port[..]].concat())
            }
            ("network_acl" | "default_network_acl", _) => self.done(
                "CreateNetworkAclEntry",
                &[
                    ("NetworkAclId", id),
                    ("RuleNumber", "7"),
                    ("Protocol", "-1"),
                    ("RuleAction", "allow"),
                    ("Egress", "false"),
                    ("CidrBlock", "0.0.0.0/0"),
                ],
            ),
            ("network_acl_association", _) => {
                let association = self.acl_associations("association.subnet-id", id)?.pop().context("no association")?;
                let own = self.acl_of(&association)?;
                let other = self.ids("network_acl").into_iter().find(|acl| *acl != own).context("one ACL")?.to_owned();
                self.to_acl(&association, &other)
            }
            ("route_table_association", _) => {
                let association = self.associations("association.subnet-id", id)?.pop().context("no association")?;
                let main = *self.ids("default_route_table").first().context("there is no main table")?;
                self.done("ReplaceRouteTableAssociation", &[("AssociationId", &association), ("RouteTableId", main)])
            }
            ("default_route_table", _) => {
                let gateway = *self.ids("internet_gateway").first().context("there is no gateway")?;
                let to = [("DestinationCidrBlock", "0.0.0.0/0"), ("GatewayId", gateway)];
                self.done("CreateRoute", &[&[("RouteTableId", id)], &to[..]].concat())
            }
            ("route", _) => {
                let own = *self.ids("internet_gateway").first().context("there is no gateway")?;
                let table = id.split_once('/').map_or(id, |(table, _)| table);
                let described = self.ec2("DescribeRouteTables", &[("RouteTableId.1", table)])?;
                let routes = described.items("routeTableSet").iter().flat_map(|table| table.items("routeSet"));
                if routes.into_iter().any(|route| route.text(&["gatewayId"]) == own) {
                    // A tier that goes out by the gateway: nothing but NAT can take its place for IPv4, and nothing for IPv6.
                    let Some(nat) = self.ids("nat_gateway").first().copied().filter(|_| !id.contains(':')) else {
                        return self.route("ReplaceRoute", &[("EgressOnlyInternetGatewayId", self.egress()?)]);
                    };
                    return self.route("ReplaceRoute", &[("NatGatewayId", nat)]);
                }
                self.route("ReplaceRoute", &[("GatewayId", own)])
            }
            ("flow_log_group", _) => self.log_group("PutRetentionPolicy", &json!({ "retentionInDays": 1 })),
            ("flow_log_role", _) => self.iam("UpdateRole", &[("RoleName", role_name(id)), ("Description", "Mine")]),
            ("flow_log_policy", name) => {
                let role = id.split('/').nth(1).unwrap_or_default();
                let statement = json!({ "Effect": "Allow", "Action": "logs:*", "Resource": "*" });
                let policy = json!({ "Version": "2012-10-17", "Statement": [statement] }).to_string();
                let put = [("RoleName", role), ("PolicyName", name), ("PolicyDocument", policy.as_str())];
                self.iam("PutRolePolicy", &put)
            }
            (kind, _) => None.context(format!("nobody has said how to change a {kind}")),
        }
    }

    fn egress(&self) -> Result<&str> {
        self.ids("egress_only_internet_gateway").first().copied().context("there is no gateway for IPv6")
    }

    /// A call about the route that the part is; its id is `rtb-…/<destination>`.
    fn route(&self, action: &str, more: &[(&str, &str)]) -> Result<Hand> {
        let (table, destination) = self.piece.id.split_once('/').context("the id of a route")?;
        let kind = if destination.contains(':') { "DestinationIpv6CidrBlock" } else { "DestinationCidrBlock" };
        self.done(action, &[&[("RouteTableId", table), (kind, destination)], more].concat())
    }

    fn without_nat(&self) -> Result<()> {
        for id in self.ids("nat_gateway") {
            self.ec2("DeleteNatGateway", &[("NatGatewayId", id)])?;
        }
        Ok(())
    }

    fn without_interface_endpoints(&self) -> Result<()> {
        for id in self.ids("interface_endpoint") {
            self.ec2("DeleteVpcEndpoints", &[("VpcEndpointId.1", id)])?;
        }
        Ok(())
    }

    /// Ids of route tables' associations: those of one table, or that of one subnet.
    fn associations(&self, filter: &str, value: &str) -> Result<Vec<String>> {
        let answer = self.ec2("DescribeRouteTables", &[("Filter.1.Name", filter), ("Filter.1.Value.1", value)])?;
        let all = answer.items("routeTableSet").iter().flat_map(|table| table.items("associationSet"));
        let ours = all.filter(|one| filter == "route-table-id" || one.text(&["subnetId"]) == value);
        Ok(ours.map(|one| one.text(&["routeTableAssociationId"]).to_owned()).collect())
    }

    fn acl_associations(&self, filter: &str, value: &str) -> Result<Vec<String>> {
        let answer = self.ec2("DescribeNetworkAcls", &[("Filter.1.Name", filter), ("Filter.1.Value.1", value)])?;
        let all = answer.items("networkAclSet").iter().flat_map(|acl| acl.items("associationSet"));
        let ours = all.filter(|one| [one.text(&["subnetId"]), one.text(&["networkAclId"])].contains(&value));
        Ok(ours.map(|one| one.text(&["networkAclAssociationId"]).to_owned()).collect())
    }

    fn acl_of(&self, association: &str) -> Result<String> {
        let filter = [("Filter.1.Name", "association.association-id"), ("Filter.1.Value.1", association)];
        let answer = self.ec2("DescribeNetworkAcls", &filter)?;
        let acl = answer.items("networkAclSet").first().context("no ACL has the association")?;
        Ok(acl.text(&["networkAclId"]).to_owned())
    }

    fn default_acl(&self) -> Result<String> {
        let vpc = self.vpc()?;
        let filters = [
            ("Filter.1.Name", "vpc-id"),
            ("Filter.1.Value.1", vpc),
            ("Filter.2.Name", "default"),
            ("Filter.2.Value.1", "true"),
        ];
        let answer = self.ec2("DescribeNetworkAcls", &filters)?;
        let acl = answer.items("networkAclSet").first().context("there is no default ACL")?;
        Ok(acl.text(&["networkAclId"]).to_owned())
    }

    fn to_acl(&self, association: &str, acl: &str) -> Result<Hand> {
        self.done("ReplaceNetworkAclAssociation", &[("AssociationId", association), ("NetworkAclId", acl)])
    }

    fn iam(&self, action: &str, parameters: &[(&str, &str)]) -> Result<Hand> {
        self.home.query("iam", REGION, action, parameters).map(|_| Hand::Done)
    }

    /// A call about the log group that the part is; its id is an ARN.
    fn log_group(&self, action: &str, more: &serde_json::Value) -> Result<Hand> {
        let name = self.piece.id.split_once(":log-group:").map_or(self.piece.id, |(_, name)| name);
        let request = crate::subject::merged(json!({ "logGroupName": name }), more.clone());
        self.home.json("logs", REGION, &format!("Logs_20140328.{action}"), &request).map(|_| Hand::Done)
    }
}

/// The name in a role's ARN.
fn role_name(arn: &str) -> &str {
    arn.rsplit_once('/').map_or(arn, |(_, name)| name)
}
