//! A peering connection, as its requester has it.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ec2::types::{
    ResourceType, VpcPeeringConnection as Answer, VpcPeeringConnectionStateReasonCode as Code,
    VpcPeeringConnectionVpcInfo,
};
use tfplugin::composite::{Context, Fault, FaultKind, Found, Part, Place};

use super::peering_calls as calls;
use super::{Differences, filter, found, id_in, marked, tags, vpc, when_shown};
use crate::aws::{Aws, OrFault};

/// A request for a peering connection, from which the connection is. Its id is `account/region/pcx-…` of the requester.
pub struct VpcPeeringConnection;

/// Which of the requester's connections it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VpcPeeringConnectionKey {
    /// The resource's name.
    pub name: String,
}

/// One of the two VPCs of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeeringSide {
    /// The account and region that the VPC is in.
    pub place: Place,
    /// `vpc-…`
    pub vpc_id: String,
}

/// How a connection should look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VpcPeeringConnectionWant {
    /// The VPC that asks. It never changes.
    pub requester: PeeringSide,
    /// The VPC that is asked. It never changes.
    pub accepter: PeeringSide,
    /// The requester's tags, without marks.
    pub tags: BTreeMap<String, String>,
}

/// How a connection looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VpcPeeringConnectionSeen {
    /// `pcx-…`
    pub vpc_peering_connection_id: String,
    /// The VPC that asked.
    pub requester: PeeringSide,
    /// The VPC that was asked.
    pub accepter: PeeringSide,
    /// All blocks of the requester's VPC, IPv4 and IPv6.
    pub cidr_blocks: BTreeSet<String>,
    /// The requester's tags, without marks and without those of AWS's own.
    pub tags: BTreeMap<String, String>,
}

/// Both sides' marks turn ready with one call each.
pub(super) const SETTLE: Option<&str> = Some("ec2 peering");

/// All CIDR blocks of a VPC, IPv4 and IPv6; `None`: there is no such VPC.
///
/// # Errors
/// When EC2 does not answer, or not the caller.
pub async fn vpc_cidr_blocks(cloud: &Aws, place: &Place, vpc_id: &str) -> Result<Option<BTreeSet<String>>, Fault> {
    Ok(vpc::ask(cloud, place, vpc_id).await?.as_ref().map(vpc::blocks))
}

impl Part for VpcPeeringConnection {
    type Cloud = Aws;
    type Key = VpcPeeringConnectionKey;
    type Want = VpcPeeringConnectionWant;
    type Seen = VpcPeeringConnectionSeen;

    const KIND: &'static str = "VPC peering connection";
    const MARKED: bool = true;
    const SETTLE: Option<&'static str> = SETTLE;
    const ADOPTS: bool = true;

    fn check(want: &VpcPeeringConnectionWant) -> Vec<String> {
        tags::check(&want.tags)
    }

    fn differences(want: &VpcPeeringConnectionWant, seen: &VpcPeeringConnectionSeen) -> Vec<String> {
        let mut differences = fixed_differences(want, seen);
        differences.compare_tags(&seen.tags, &want.tags);
        differences.into()
    }

    fn replaces(before: &VpcPeeringConnectionWant, want: &VpcPeeringConnectionWant) -> bool {
        (&before.requester, &before.accepter) != (&want.requester, &want.accepter)
    }

    fn fixed(want: &VpcPeeringConnectionWant, seen: &VpcPeeringConnectionSeen) -> Vec<String> {
        fixed_differences(want, seen).into()
    }

    /// By the mark; else the one that somebody gave the resource's name.
    async fn find(
        cx: &Context<'_, Aws>,
        key: &VpcPeeringConnectionKey,
    ) -> Result<Option<Found<VpcPeeringConnectionSeen>>, Fault> {
        let ec2 = cx.cloud.ec2(cx.place).await?;
        for filters in [marked(cx), filter(&format!("tag:{}", tags::NAME), &key.name)] {
            let call = ec2.describe_vpc_peering_connections().filters(filters).into_paginator().items().send();
            let answers = call.collect::<Result<Vec<_>, _>>().await.or_fault("ec2:DescribeVpcPeeringConnections")?;
            let is_own = |answer: &Answer| side(answer.requester_vpc_info.as_ref()).place == *cx.place;
            let mut lasting = answers.into_iter().filter(|answer| !calls::is_over(answer) && is_own(answer));
            if let (Some(answer), None) = (lasting.next(), lasting.next()) {
                let mark = tags::take(answer.tags.clone()).0.mark;
                let seen = seen(cx, answer).await?;
                return Ok(Some(Found { id: calls::id(cx.place, &seen.vpc_peering_connection_id), seen, mark }));
            }
        }
        Ok(None)
    }

    async fn create(
        cx: &Context<'_, Aws>,
        _: &VpcPeeringConnectionKey,
        want: &VpcPeeringConnectionWant,
    ) -> Result<String, Fault> {
        const OPERATION: &str = "ec2:CreateVpcPeeringConnection";
        let ec2 = cx.cloud.ec2_once(cx.place).await?;
        let PeeringSide { place, vpc_id } = &want.accepter;
        let call = ec2
            .create_vpc_peering_connection()
            .vpc_id(&want.requester.vpc_id)
            .peer_vpc_id(vpc_id)
            .peer_owner_id(&place.account_id)
            .peer_region(&place.region)
            .tag_specifications(tags::specification(cx, ResourceType::VpcPeeringConnection, &want.tags));
        let answer = when_shown(cx, OPERATION, || call.clone().send()).await?;
        let pcx = answer.vpc_peering_connection.and_then(|connection| connection.vpc_peering_connection_id);
        let pcx = id_in(OPERATION, pcx)?;
        match calls::until(cx, &pcx, "asked for", |code| *code != Code::InitiatingRequest).await {
            // Whether the request can be met is found out after it was made. A failed one is nothing that lasts.
            Err(fault) if fault.kind == FaultKind::Invalid => Err(fault),
            _ => Ok(calls::id(cx.place, &pcx)),
        }
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<VpcPeeringConnectionSeen>, Fault> {
        let (_, pcx) = calls::split(id)?;
        match calls::get(cx, pcx).await?.filter(|answer| !calls::is_over(answer)) {
            Some(answer) => Ok(Some(seen(cx, answer).await?)),
            None => Ok(None),
        }
    }

    async fn update(
        cx: &Context<'_, Aws>,
        id: &str,
        seen: &VpcPeeringConnectionSeen,
        want: &VpcPeeringConnectionWant,
    ) -> Result<(), Fault> {
        tags::update(cx, calls::split(id)?.1, &seen.tags, &want.tags).await
    }

    async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        let (_, pcx) = calls::split(id)?;
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let call = ec2.delete_vpc_peering_connection().vpc_peering_connection_id(pcx).send().await;
        match found(call.or_fault("ec2:DeleteVpcPeeringConnection")) {
            Ok(_) => Ok(()),
            Err(fault) => match calls::get(cx, pcx).await? {
                Some(answer) if !calls::is_over(&answer) => Err(fault),
                _ => Ok(()),
            },
        }
    }

    async fn settle(cx: &Context<'_, Aws>, ids: &[String]) -> Result<(), Fault> {
        settle(cx, ids).await
    }

    async fn adopt(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        tags::adopt(cx, calls::split(id)?.1).await
    }

    fn place_of(id: &str) -> Option<Place> {
        calls::place_of(id)
    }
}

/// Marks connections as ready, as one side has them.
pub(super) async fn settle(cx: &Context<'_, Aws>, ids: &[String]) -> Result<(), Fault> {
    let own = ids.iter().map(|id| Ok(calls::split(id)?.1.to_owned())).collect::<Result<BTreeSet<String>, Fault>>()?;
    tags::settle(cx, &Vec::from_iter(own)).await
}

async fn seen(cx: &Context<'_, Aws>, answer: Answer) -> Result<VpcPeeringConnectionSeen, Fault> {
    let (_, tags) = tags::take(answer.tags);
    let requester = side(answer.requester_vpc_info.as_ref());
    let cidr_blocks = vpc::get(cx, &requester.vpc_id).await?.as_ref().as_ref().map(vpc::blocks).unwrap_or_default();
    Ok(VpcPeeringConnectionSeen {
        vpc_peering_connection_id: answer.vpc_peering_connection_id.unwrap_or_default(),
        accepter: side(answer.accepter_vpc_info.as_ref()),
        requester,
        cidr_blocks,
        tags,
    })
}

fn side(info: Option<&VpcPeeringConnectionVpcInfo>) -> PeeringSide {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    PeeringSide {
        place: Place {
            account_id: text(info.and_then(|info| info.owner_id())),
            region: text(info.and_then(|info| info.region())),
        },
        vpc_id: text(info.and_then(|info| info.vpc_id())),
    }
}

/// What no call changes.
fn fixed_differences(want: &VpcPeeringConnectionWant, seen: &VpcPeeringConnectionSeen) -> Differences {
    let words = |side: &PeeringSide| format!("{} in {}", side.vpc_id, side.place);
    let mut differences = Differences::new();
    differences.compare("requester", words(&seen.requester), words(&want.requester));
    differences.compare("accepter", words(&seen.accepter), words(&want.accepter));
    differences
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_vpc_is_another_connection() {
        let place = |region: &str| Place { account_id: "111122223333".to_owned(), region: region.to_owned() };
        let side = |vpc_id: &str, region: &str| PeeringSide { place: place(region), vpc_id: vpc_id.to_owned() };
        let want = VpcPeeringConnectionWant {
            requester: side("vpc-1", "eu-west-1"),
            accepter: side("vpc-2", "eu-west-1"),
            tags: BTreeMap::new(),
        };
        let seen = VpcPeeringConnectionSeen {
            vpc_peering_connection_id: "pcx-1".to_owned(),
            requester: want.requester.clone(),
            accepter: want.accepter.clone(),
            cidr_blocks: BTreeSet::new(),
            tags: [("team".to_owned(), "a".to_owned())].into(),
        };
        assert_eq!(VpcPeeringConnection::fixed(&want, &seen), [""; 0]);
        assert_eq!(VpcPeeringConnection::differences(&want, &seen).len(), 1);
        let other = VpcPeeringConnectionWant { accepter: side("vpc-2", "us-east-1"), ..want.clone() };
        assert!(VpcPeeringConnection::replaces(&want, &other));
        assert_eq!(
            VpcPeeringConnection::fixed(&other, &seen),
            ["accepter is vpc-2 in account 111122223333, region eu-west-1, should be vpc-2 in account 111122223333, \
              region us-east-1"]
        );
    }
}
