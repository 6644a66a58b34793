//! What keeps an object from being deleted, by name: EC2 itself only says that there is something.

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{Filter, NetworkInterface, Tag};
use tfplugin::composite::{Context, Fault, FaultKind};

use super::filter;
use crate::aws::{Aws, OrFault};

/// The same conflict with the names of the network interfaces that cause it.
pub(super) async fn interfaces(cx: &Context<'_, Aws>, fault: Fault, what: &str, filters: Vec<Filter>) -> Fault {
    interfaces_if(cx, fault, what, filters, |_| true).await
}

/// The same conflict with the names of those network interfaces in a VPC that have public addresses.
pub(super) async fn public_interfaces(cx: &Context<'_, Aws>, fault: Fault, what: &str, vpc_id: &str) -> Fault {
    let filters = vec![filter("vpc-id", vpc_id)];
    interfaces_if(cx, fault, what, filters, |interface| interface.association.is_some()).await
}

async fn interfaces_if(
    cx: &Context<'_, Aws>,
    fault: Fault,
    what: &str,
    filters: Vec<Filter>,
    blocks: impl Fn(&NetworkInterface) -> bool,
) -> Fault {
    if fault.kind != FaultKind::Conflict {
        return fault;
    }
    let Ok(ec2) = cx.cloud.ec2(cx.place).await else { return fault };
    let found = list(&ec2, filters).await;
    named(fault, what, found.iter().filter(|interface| blocks(interface)).map(words).collect())
}

/// The same conflict with the names of what is in a VPC.
pub(super) async fn in_vpc(cx: &Context<'_, Aws>, fault: Fault, vpc_id: &str) -> Fault {
    if fault.kind != FaultKind::Conflict {
        return fault;
    }
    let Ok(ec2) = cx.cloud.ec2(cx.place).await else { return fault };
    let vpc = || filter("vpc-id", vpc_id);
    let attached = filter("attachment.vpc-id", vpc_id);
    // What cannot be listed is left out: the conflict is what matters. One page names enough.
    let (interfaces, subnets, groups, gateways, endpoints, tables) = tokio::join!(
        list(&ec2, vec![vpc()]),
        ec2.describe_subnets().filters(vpc()).send(),
        ec2.describe_security_groups().filters(vpc()).send(),
        ec2.describe_internet_gateways().filters(attached).send(),
        ec2.describe_vpc_endpoints().filters(vpc()).send(),
        ec2.describe_route_tables().filters(vpc()).send(),
    );
    let mut left: Vec<String> = interfaces.iter().map(words).collect();
    let mut add = |kind: &str, id: Option<String>, tags: Option<Vec<Tag>>| {
        let name = name_of(tags).map_or(String::new(), |name| format!(" ({name:?})"));
        left.extend(id.map(|id| format!("{kind} {id}{name}")));
    };
    for subnet in subnets.ok().and_then(|answer| answer.subnets).unwrap_or_default() {
        add("subnet", subnet.subnet_id, subnet.tags);
    }
    for group in groups.ok().and_then(|answer| answer.security_groups).unwrap_or_default() {
        if group.group_name.as_deref() != Some("default") {
            add("security group", group.group_id, group.tags);
        }
    }
    for gateway in gateways.ok().and_then(|answer| answer.internet_gateways).unwrap_or_default() {
        add("internet gateway", gateway.internet_gateway_id, gateway.tags);
    }
    for endpoint in endpoints.ok().and_then(|answer| answer.vpc_endpoints).unwrap_or_default() {
        add("VPC endpoint", endpoint.vpc_endpoint_id, endpoint.tags);
    }
    for table in tables.ok().and_then(|answer| answer.route_tables).unwrap_or_default() {
        if !table.associations().iter().any(|association| association.main == Some(true)) {
            add("route table", table.route_table_id, table.tags);
        }
    }
    named(fault, &format!("VPC {vpc_id}"), left)
}

/// The same conflict with names.
pub(super) fn named(fault: Fault, what: &str, left: Vec<String>) -> Fault {
    if left.is_empty() {
        return fault;
    }
    let message = format!("{what} is still used by {}", left.join(", "));
    Fault { message, ..fault }.hint("Delete what they belong to, then run the same command again")
}

async fn list(ec2: &Client, filters: Vec<Filter>) -> Vec<NetworkInterface> {
    let call = ec2.describe_network_interfaces().set_filters(Some(filters));
    let answer = call.send().await.or_fault("ec2:DescribeNetworkInterfaces");
    answer.ok().and_then(|answer| answer.network_interfaces).unwrap_or_default()
}

/// `network interface eni-1 ("ELB app/web", requested by amazon-elb)`
pub(super) fn words(interface: &NetworkInterface) -> String {
    let mut details: Vec<String> = Vec::new();
    details.extend(interface.description.iter().filter(|text| !text.is_empty()).map(|text| format!("{text:?}")));
    match (&interface.requester_id, &interface.owner_id) {
        (Some(requester), _) => details.push(format!("requested by {requester}")),
        (None, Some(owner)) => details.push(format!("of account {owner}")),
        (None, None) => {}
    }
    let attachment = interface.attachment.as_ref();
    details.extend(attachment.and_then(|it| it.instance_id.as_ref()).map(|id| format!("attached to {id}")));
    let id = interface.network_interface_id.as_deref().unwrap_or("?");
    if details.is_empty() {
        return format!("network interface {id}");
    }
    format!("network interface {id} ({})", details.join(", "))
}

/// The name that tags give.
pub(super) fn name_of(tags: Option<Vec<Tag>>) -> Option<String> {
    tags?.into_iter().find(|tag| tag.key.as_deref() == Some(super::tags::NAME))?.value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interface_is_told_by_what_it_says_and_who_made_it() {
        let interface = NetworkInterface::builder()
            .network_interface_id("eni-1")
            .description("ELB app/web")
            .requester_id("amazon-elb")
            .owner_id("111122223333");
        assert_eq!(words(&interface.build()), "network interface eni-1 (\"ELB app/web\", requested by amazon-elb)");
        let bare = NetworkInterface::builder().network_interface_id("eni-2").owner_id("111122223333");
        assert_eq!(words(&bare.build()), "network interface eni-2 (of account 111122223333)");
    }

    #[test]
    fn a_conflict_without_names_stays_as_it_is() {
        let fault = Fault::new(FaultKind::Conflict, "said AWS");
        assert_eq!(named(fault.clone(), "subnet s", Vec::new()), fault);
        let fault = named(fault, "subnet s", vec!["network interface eni-1".to_owned()]);
        assert_eq!(fault.message, "subnet s is still used by network interface eni-1");
    }
}
