//! A route in a route table.

use std::collections::BTreeSet;
use std::time::Duration;

use aws_sdk_ec2::types::{NatGatewayState, Route as Answer, RouteOrigin};
use tfplugin::composite::{Context, Fault, FaultKind, Found, Listed, Part, RepeatedPart};

use super::{Differences, InVpc, SHOWN, found, named, nat_gateway, route_table};
use crate::aws::{Aws, Ended, OrFault, Poll};

/// A route. Its name is `<name of the route table>|<destination>`, its id `rtb-…/<destination>`. It takes no tags.
pub struct Route;

/// The tables in which routes are, and which routes. A table may have others, of other resources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteOwner {
    /// `vpc-…`
    pub vpc_id: String,
    /// The blocks that the owner's routes lead to.
    pub destinations: BTreeSet<String>,
}

/// Where a route leads, by the id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// `igw-…`
    InternetGateway(String),
    /// `nat-…`
    NatGateway(String),
    /// `eigw-…`
    EgressOnly(String),
    /// `pcx-…`
    Peering(String),
    /// `tgw-…`
    TransitGateway(String),
}

/// How a route should look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteWant {
    /// `rtb-…`
    pub route_table_id: String,
    /// An IPv4 block, an IPv6 block, or a prefix list's id, as AWS writes it.
    pub destination: String,
    /// Where it leads.
    pub target: Target,
}

/// How a route looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteSeen {
    /// `rtb-…`
    pub route_table_id: String,
    /// An IPv4 block, an IPv6 block, or a prefix list's id.
    pub destination: String,
    /// The id of where it leads, whatever that is.
    pub target: String,
}

impl Target {
    /// The target's id.
    pub fn id(&self) -> &str {
        match self {
            Target::InternetGateway(id)
            | Target::NatGateway(id)
            | Target::EgressOnly(id)
            | Target::Peering(id)
            | Target::TransitGateway(id) => id,
        }
    }
}

impl Route {
    /// The name of a route.
    pub fn name(route_table: &str, destination: &str) -> String {
        format!("{route_table}|{destination}")
    }
}

/// A NAT gateway takes one to three minutes; some say that it does not exist before. AWS gives no bound.
const NAT: Poll =
    Poll { first: Duration::from_secs(1), longest: Duration::from_secs(10), limit: Duration::from_mins(10) };

impl Part for Route {
    type Cloud = Aws;
    type Key = InVpc;
    type Want = RouteWant;
    type Seen = RouteSeen;

    const KIND: &'static str = "route";
    const MARKED: bool = false;

    fn expect(_: &InVpc, want: &RouteWant) -> Option<RouteSeen> {
        Some(RouteSeen {
            route_table_id: want.route_table_id.clone(),
            destination: want.destination.clone(),
            target: want.target.id().to_owned(),
        })
    }

    fn differences(want: &RouteWant, seen: &RouteSeen) -> Vec<String> {
        let mut differences = fixed_differences(want, seen);
        differences.compare("target", &seen.target, want.target.id());
        differences.into()
    }

    fn replaces(before: &RouteWant, want: &RouteWant) -> bool {
        (&before.route_table_id, &before.destination) != (&want.route_table_id, &want.destination)
    }

    fn fixed(want: &RouteWant, seen: &RouteSeen) -> Vec<String> {
        fixed_differences(want, seen).into()
    }

    async fn find(cx: &Context<'_, Aws>, key: &InVpc) -> Result<Option<Found<RouteSeen>>, Fault> {
        Ok(named(list(cx, &key.vpc_id).await?, &key.name))
    }

    async fn create(cx: &Context<'_, Aws>, _: &InVpc, want: &RouteWant) -> Result<String, Fault> {
        // A route that is there already is no second one: EC2 takes the same once more, and refuses another.
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let Destination { ipv4, ipv6, prefix_list } = Destination::of(&want.destination);
        let Ids { gateway, nat, egress_only, peering, transit } = Ids::of(&want.target);
        let call = ec2
            .create_route()
            .route_table_id(&want.route_table_id)
            .set_destination_cidr_block(ipv4)
            .set_destination_ipv6_cidr_block(ipv6)
            .set_destination_prefix_list_id(prefix_list)
            .set_gateway_id(gateway)
            .set_nat_gateway_id(nat)
            .set_egress_only_internet_gateway_id(egress_only)
            .set_vpc_peering_connection_id(peering)
            .set_transit_gateway_id(transit);
        when_target_stands(cx, "ec2:CreateRoute", &want.target, || call.clone().send()).await?;
        Ok(id(&want.route_table_id, &want.destination))
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<RouteSeen>, Fault> {
        let (table_id, destination) = split(id)?;
        let Some(table) = route_table::get(cx, table_id).await? else { return Ok(None) };
        Ok(table.routes().iter().filter_map(|route| seen(table_id, route)).find(|it| it.destination == destination))
    }

    async fn update(cx: &Context<'_, Aws>, _: &str, seen: &RouteSeen, want: &RouteWant) -> Result<(), Fault> {
        if seen.target == want.target.id() {
            return Ok(());
        }
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let Destination { ipv4, ipv6, prefix_list } = Destination::of(&want.destination);
        let Ids { gateway, nat, egress_only, peering, transit } = Ids::of(&want.target);
        let call = ec2
            .replace_route()
            .route_table_id(&want.route_table_id)
            .set_destination_cidr_block(ipv4)
            .set_destination_ipv6_cidr_block(ipv6)
            .set_destination_prefix_list_id(prefix_list)
            .set_gateway_id(gateway)
            .set_nat_gateway_id(nat)
            .set_egress_only_internet_gateway_id(egress_only)
            .set_vpc_peering_connection_id(peering)
            .set_transit_gateway_id(transit);
        when_target_stands(cx, "ec2:ReplaceRoute", &want.target, || call.clone().send()).await.map(drop)
    }

    async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        let (table_id, destination) = split(id)?;
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let Destination { ipv4, ipv6, prefix_list } = Destination::of(destination);
        let call = ec2
            .delete_route()
            .route_table_id(table_id)
            .set_destination_cidr_block(ipv4)
            .set_destination_ipv6_cidr_block(ipv6)
            .set_destination_prefix_list_id(prefix_list);
        found(call.send().await.or_fault("ec2:DeleteRoute")).map(drop)
    }
}

impl RepeatedPart for Route {
    type Owner = RouteOwner;

    fn key(owner: &RouteOwner, name: &str) -> InVpc {
        InVpc { vpc_id: owner.vpc_id.clone(), name: name.to_owned() }
    }

    async fn list(cx: &Context<'_, Aws>, owner: &RouteOwner) -> Result<Listed<RouteSeen>, Fault> {
        let mut listed = list(cx, &owner.vpc_id).await?;
        listed.retain(|(_, found)| owner.destinations.contains(&found.seen.destination));
        Ok(listed)
    }
}

/// The routes that somebody made in the resource's own tables.
async fn list(cx: &Context<'_, Aws>, vpc_id: &str) -> Result<Listed<RouteSeen>, Fault> {
    let mut listed = Vec::new();
    for table in route_table::all(cx, vpc_id).await?.iter() {
        let (Some(name), Some(table_id)) = (route_table::name(cx, table), table.route_table_id()) else { continue };
        for seen in table.routes().iter().filter_map(|route| seen(table_id, route)) {
            let id = id(table_id, &seen.destination);
            listed.push((Route::name(&name, &seen.destination), Found { id, seen, mark: None }));
        }
    }
    Ok(listed)
}

/// A route that somebody made; not those of the VPC itself, of virtual gateways, and of gateway endpoints.
pub(super) fn seen(table_id: &str, route: &Answer) -> Option<RouteSeen> {
    let target = target(route);
    let is_made = route.origin == Some(RouteOrigin::CreateRoute) && target != "local" && !target.starts_with("vpce-");
    let destination =
        [&route.destination_cidr_block, &route.destination_ipv6_cidr_block, &route.destination_prefix_list_id];
    let destination = destination.into_iter().flatten().next().filter(|_| is_made)?;
    Some(RouteSeen { route_table_id: table_id.to_owned(), destination: destination.clone(), target })
}

/// The id of where a route leads, whatever that is.
pub(super) fn target(route: &Answer) -> String {
    let target = [
        &route.nat_gateway_id,
        &route.gateway_id,
        &route.egress_only_internet_gateway_id,
        &route.vpc_peering_connection_id,
        &route.transit_gateway_id,
        &route.network_interface_id,
        &route.instance_id,
        &route.carrier_gateway_id,
        &route.local_gateway_id,
        &route.core_network_arn,
    ];
    target.into_iter().flatten().next().cloned().unwrap_or_default()
}

/// What EC2 takes for a destination.
#[derive(Debug, PartialEq)]
pub(super) struct Destination {
    pub(super) ipv4: Option<String>,
    pub(super) ipv6: Option<String>,
    pub(super) prefix_list: Option<String>,
}

impl Destination {
    pub(super) fn of(destination: &str) -> Destination {
        let is_list = destination.starts_with("pl-");
        let is_ipv6 = !is_list && destination.contains(':');
        let when = |condition: bool| condition.then(|| destination.to_owned());
        Destination { ipv4: when(!is_list && !is_ipv6), ipv6: when(is_ipv6), prefix_list: when(is_list) }
    }
}

/// What EC2 takes for a target.
struct Ids {
    gateway: Option<String>,
    nat: Option<String>,
    egress_only: Option<String>,
    peering: Option<String>,
    transit: Option<String>,
}

impl Ids {
    fn of(target: &Target) -> Ids {
        let mut ids = Ids { gateway: None, nat: None, egress_only: None, peering: None, transit: None };
        let place = match target {
            Target::InternetGateway(_) => &mut ids.gateway,
            Target::NatGateway(_) => &mut ids.nat,
            Target::EgressOnly(_) => &mut ids.egress_only,
            Target::Peering(_) => &mut ids.peering,
            Target::TransitGateway(_) => &mut ids.transit,
        };
        *place = Some(target.id().to_owned());
        ids
    }
}

/// What no call changes.
fn fixed_differences(want: &RouteWant, seen: &RouteSeen) -> Differences {
    let mut differences = Differences::new();
    differences.compare("route_table_id", &seen.route_table_id, &want.route_table_id);
    differences.compare("destination", &seen.destination, &want.destination);
    differences
}

/// Repeats a call while what it names is too new, and says why when it never will stand: of a NAT gateway that could not
/// be made EC2 says the same as of one that is still being made, that it does not exist.
async fn when_target_stands<T, R, F>(
    cx: &Context<'_, Aws>,
    operation: &str,
    target: &Target,
    call: impl Fn() -> F,
) -> Result<T, Fault>
where
    R: OrFault<T>,
    F: Future<Output = R>,
{
    let nat_gateway_id = if let Target::NatGateway(id) = target { Some(id) } else { None };
    let mut wait = if nat_gateway_id.is_some() { NAT.begin() } else { SHOWN.begin() };
    loop {
        let fault = match call().await.or_fault(operation) {
            Err(fault) if fault.kind == FaultKind::NotFound => fault,
            end => return end,
        };
        if let Some(id) = nat_gateway_id {
            let state = nat_gateway::get(cx, id).await?;
            let seen = state.as_ref().and_then(|answer| answer.state.as_ref());
            if let (Some(answer), Some(NatGatewayState::Failed)) = (&state, seen) {
                return Err(nat_gateway::failed(id, answer));
            }
            if matches!(seen, Some(NatGatewayState::Deleting | NatGatewayState::Deleted)) {
                return Err(fault);
            }
        }
        match wait.pause(cx.cancel).await {
            Ok(()) => tracing::debug!(%fault, "what the route leads to does not stand yet"),
            Err(Ended::Late) => return Err(fault),
            Err(Ended::Cancelled) => return Err(Fault::cancelled(format!("{} to stand", target.id()))),
        }
    }
}

pub(super) fn id(table_id: &str, destination: &str) -> String {
    format!("{table_id}/{destination}")
}

fn split(id: &str) -> Result<(&str, &str), Fault> {
    let message = || format!("`{id}` is not of the form rtb-…/destination");
    id.split_once('/').ok_or_else(|| Fault::new(FaultKind::Bug, message()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_routes_that_somebody_made_are_seen() {
        let route = |gateway: &str, origin: RouteOrigin| {
            let route = Answer::builder().destination_cidr_block("0.0.0.0/0").gateway_id(gateway).origin(origin);
            seen("rtb-1", &route.build())
        };
        assert_eq!(route("igw-1", RouteOrigin::CreateRoute).unwrap().target, "igw-1");
        assert_eq!(route("vpce-1", RouteOrigin::CreateRoute), None);
        assert_eq!(route("local", RouteOrigin::CreateRouteTable), None);
        assert_eq!(route("vgw-1", RouteOrigin::EnableVgwRoutePropagation), None);
    }

    #[test]
    fn a_destination_is_of_one_kind() {
        assert_eq!(Destination::of("::/0").ipv6.as_deref(), Some("::/0"));
        assert_eq!(Destination::of("pl-1").prefix_list.as_deref(), Some("pl-1"));
        assert_eq!(Destination::of("10.0.0.0/8").ipv4.as_deref(), Some("10.0.0.0/8"));
        assert_eq!(Destination::of("10.0.0.0/8").ipv6, None);
    }

    #[test]
    fn an_id_keeps_the_slash_of_its_block() {
        assert_eq!(split(&id("rtb-1", "0.0.0.0/0")), Ok(("rtb-1", "0.0.0.0/0")));
        assert!(split("rtb-1").is_err());
    }

    #[test]
    fn a_route_that_leads_elsewhere_differs() {
        let want = RouteWant {
            route_table_id: "rtb-1".to_owned(),
            destination: "0.0.0.0/0".to_owned(),
            target: Target::NatGateway("nat-1".to_owned()),
        };
        let key = InVpc { vpc_id: String::new(), name: String::new() };
        let seen = Route::expect(&key, &want).unwrap();
        assert_eq!(Route::differences(&want, &seen), [""; 0]);
        let seen = RouteSeen { target: "igw-1".to_owned(), ..seen };
        assert_eq!(Route::differences(&want, &seen), ["target is igw-1, should be nat-1"]);
    }
}
