//! A route through a peering connection.

use aws_sdk_ec2::types::{Route as Answer, RouteState};
use tfplugin::composite::{Context, Fault, FaultKind, Found, Listed, Part, Place, RepeatedPart};

use super::route::{self, Destination};
use super::vpc_peering_connection::PeeringSide;
use super::{found, named, peering_calls as calls, route_table, when_shown};
use crate::aws::{Aws, OrFault};

/// A route through a peering connection, in a route table that belongs to somebody else. Its name is `rtb-…|<block>`, its
/// id `account/region/pcx-…/rtb-…/<block>`. It takes no tags: that it leads through the connection makes it the
/// connection's.
pub struct VpcPeeringRoute;

/// One side of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VpcPeeringRouteOwner {
    /// `pcx-…`
    pub vpc_peering_connection_id: String,
    /// The VPC whose tables the routes are in.
    pub side: PeeringSide,
}

/// One route of a side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VpcPeeringRouteKey {
    /// Whose it is.
    pub owner: VpcPeeringRouteOwner,
    /// `rtb-…|<block>`
    pub name: String,
}

impl VpcPeeringRoute {
    /// The name of a route.
    pub fn name(route_table_id: &str, block: &str) -> String {
        format!("{route_table_id}|{block}")
    }

    /// The route table that a name names.
    pub fn route_table_in(name: &str) -> &str {
        name.split_once('|').map_or(name, |(table, _)| table)
    }
}

impl Part for VpcPeeringRoute {
    type Cloud = Aws;
    type Key = VpcPeeringRouteKey;
    type Want = ();
    type Seen = ();

    const KIND: &'static str = "route";
    const MARKED: bool = false;

    fn expect(_: &VpcPeeringRouteKey, (): &()) -> Option<()> {
        Some(())
    }

    fn differences((): &(), (): &()) -> Vec<String> {
        Vec::new()
    }

    async fn find(cx: &Context<'_, Aws>, key: &VpcPeeringRouteKey) -> Result<Option<Found<()>>, Fault> {
        Ok(named(Self::list(cx, &key.owner).await?, &key.name))
    }

    async fn create(cx: &Context<'_, Aws>, key: &VpcPeeringRouteKey, (): &()) -> Result<String, Fault> {
        const OPERATION: &str = "ec2:CreateRoute";
        let VpcPeeringRouteOwner { vpc_peering_connection_id: pcx, side } = &key.owner;
        let cx = &calls::there(cx, &side.place);
        let Some((table_id, block)) = key.name.split_once('|') else {
            return Err(Fault::new(FaultKind::Bug, format!("`{}` is no name of a route", key.name)));
        };
        // A route that is there already is no second one: EC2 takes the same once more, and refuses another.
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let Destination { ipv4, ipv6, .. } = Destination::of(block);
        let call = ec2
            .create_route()
            .route_table_id(table_id)
            .set_destination_cidr_block(ipv4)
            .set_destination_ipv6_cidr_block(ipv6)
            .vpc_peering_connection_id(pcx);
        match when_shown(cx, OPERATION, || call.clone().send()).await {
            Ok(_) => Ok(id(&side.place, pcx, table_id, block)),
            Err(fault) if fault.kind == FaultKind::AlreadyExists => {
                // What cannot be read is left out: the refusal is what matters.
                let table = route_table::get(cx, table_id).await.ok().flatten();
                let is_this = |route: &&Answer| destination(route) == Some(block);
                match table.as_ref().and_then(|table| table.routes().iter().find(is_this)) {
                    Some(other) if is_left_over(other) => {
                        replace(cx, pcx, table_id, block).await.map(|()| id(&side.place, pcx, table_id, block))
                    }
                    Some(other) => Err(taken(fault, other, table_id, block)),
                    None => Err(fault),
                }
            }
            Err(fault) => Err(fault),
        }
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<()>, Fault> {
        let (pcx, table_id, block) = split(id)?;
        let Some(table) = route_table::get(cx, table_id).await? else { return Ok(None) };
        let is_this = |route: &Answer| leads_through(route, pcx) && destination(route) == Some(block);
        Ok(table.routes().iter().any(is_this).then_some(()))
    }

    async fn update(_: &Context<'_, Aws>, _: &str, (): &(), (): &()) -> Result<(), Fault> {
        Ok(())
    }

    async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        // By now it may lead elsewhere, and then it is somebody else's.
        if Self::read(cx, id).await?.is_none() {
            return Ok(());
        }
        let (_, table_id, block) = split(id)?;
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let Destination { ipv4, ipv6, .. } = Destination::of(block);
        let call = ec2
            .delete_route()
            .route_table_id(table_id)
            .set_destination_cidr_block(ipv4)
            .set_destination_ipv6_cidr_block(ipv6);
        found(call.send().await.or_fault("ec2:DeleteRoute")).map(drop)
    }

    fn place_of(id: &str) -> Option<Place> {
        calls::place_of(id)
    }
}

impl RepeatedPart for VpcPeeringRoute {
    type Owner = VpcPeeringRouteOwner;

    fn key(owner: &VpcPeeringRouteOwner, name: &str) -> VpcPeeringRouteKey {
        VpcPeeringRouteKey { owner: owner.clone(), name: name.to_owned() }
    }

    async fn list(cx: &Context<'_, Aws>, owner: &VpcPeeringRouteOwner) -> Result<Listed<()>, Fault> {
        let VpcPeeringRouteOwner { vpc_peering_connection_id: pcx, side } = owner;
        let tables = route_table::all(&calls::there(cx, &side.place), &side.vpc_id).await?;
        let mut listed = Vec::new();
        for table in tables.iter() {
            let Some(table_id) = table.route_table_id() else { continue };
            let own = table.routes().iter().filter(|route| leads_through(route, pcx)).filter_map(destination);
            listed.extend(own.map(|block| {
                let id = id(&side.place, pcx, table_id, block);
                (Self::name(table_id, block), Found { id, seen: (), mark: None })
            }));
        }
        Ok(listed)
    }
}

/// Whether a route leads through a connection that is no more. When somebody deletes a connection, its routes stay and lead
/// nowhere: <https://docs.aws.amazon.com/vpc/latest/peering/delete-vpc-peering-connection.html>
fn is_left_over(route: &Answer) -> bool {
    route.vpc_peering_connection_id.is_some() && route.state == Some(RouteState::Blackhole)
}

/// Has a route lead through the connection.
async fn replace(cx: &Context<'_, Aws>, pcx: &str, table_id: &str, block: &str) -> Result<(), Fault> {
    let ec2 = cx.cloud.ec2(cx.place).await?;
    let Destination { ipv4, ipv6, .. } = Destination::of(block);
    let call = ec2
        .replace_route()
        .route_table_id(table_id)
        .set_destination_cidr_block(ipv4)
        .set_destination_ipv6_cidr_block(ipv6)
        .vpc_peering_connection_id(pcx);
    call.send().await.or_fault("ec2:ReplaceRoute").map(drop)
}

/// The same refusal with the route that is in the way.
fn taken(fault: Fault, other: &Answer, table_id: &str, block: &str) -> Fault {
    let target = route::target(other);
    let message = format!("route table {table_id} has a route to {block} already, to {target}");
    Fault { message, ..fault }
        .hint("Delete that route, or leave the table out of the route tables that this side of the peering uses")
}

fn leads_through(route: &Answer, pcx: &str) -> bool {
    route.vpc_peering_connection_id.as_deref() == Some(pcx)
}

fn destination(route: &Answer) -> Option<&str> {
    route.destination_cidr_block().or(route.destination_ipv6_cidr_block())
}

fn id(place: &Place, pcx: &str, table_id: &str, block: &str) -> String {
    calls::id(place, &format!("{pcx}/{table_id}/{block}"))
}

fn split(id: &str) -> Result<(&str, &str, &str), Fault> {
    let (_, rest) = calls::split(id)?;
    let pieces = rest.split_once('/').and_then(|(pcx, rest)| {
        let (table_id, block) = rest.split_once('/')?;
        Some((pcx, table_id, block))
    });
    pieces.ok_or_else(|| {
        Fault::new(FaultKind::Bug, format!("`{id}` is not of the form account/region/pcx-…/rtb-…/block"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_says_all_of_a_route() {
        let place = Place { account_id: "111122223333".to_owned(), region: "eu-west-1".to_owned() };
        let id = id(&place, "pcx-1", "rtb-1", "10.0.0.0/16");
        assert_eq!(id, "111122223333/eu-west-1/pcx-1/rtb-1/10.0.0.0/16");
        assert_eq!(split(&id), Ok(("pcx-1", "rtb-1", "10.0.0.0/16")));
        assert!(split("111122223333/eu-west-1/pcx-1").is_err());
    }

    #[test]
    fn only_a_dead_route_of_a_connection_may_be_taken_over() {
        let route = Answer::builder().destination_cidr_block("10.0.0.0/16");
        let dead = route.clone().state(RouteState::Blackhole);
        assert!(is_left_over(&dead.clone().vpc_peering_connection_id("pcx-1").build()));
        assert!(!is_left_over(&dead.nat_gateway_id("nat-1").build()));
        assert!(!is_left_over(&route.state(RouteState::Active).vpc_peering_connection_id("pcx-1").build()));
    }

    #[test]
    fn a_route_to_elsewhere_is_not_the_connections() {
        let route = Answer::builder().destination_cidr_block("10.0.0.0/16");
        assert!(leads_through(&route.clone().vpc_peering_connection_id("pcx-1").build(), "pcx-1"));
        assert!(!leads_through(&route.clone().vpc_peering_connection_id("pcx-2").build(), "pcx-1"));
        assert!(!leads_through(&route.nat_gateway_id("nat-1").build(), "pcx-1"));
        assert_eq!(VpcPeeringRoute::route_table_in(&VpcPeeringRoute::name("rtb-1", "::/0")), "rtb-1");
    }
}
