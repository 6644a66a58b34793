//! The accepter's side of a peering connection.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ec2::types::{VpcPeeringConnection as Answer, VpcPeeringConnectionStateReasonCode as Code};
use tfplugin::composite::{Context, Fault, Found, Part, Place};

use super::peering_calls as calls;
use super::vpc_peering_connection::{PeeringSide, SETTLE, settle};
use super::{Differences, half_made, tags, vpc};
use crate::aws::{Aws, OrFault};

/// That the other side has accepted, and its own tags. Its id is `account/region/pcx-…` of the accepter. It ends with the
/// connection: there is no way to take an acceptance back.
pub struct VpcPeeringAccepter;

/// Which connection, and where it is accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VpcPeeringAccepterKey {
    /// `pcx-…`
    pub vpc_peering_connection_id: String,
    /// The accepter's VPC.
    pub side: PeeringSide,
}

/// How the accepter's side should look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VpcPeeringAccepterWant {
    /// The accepter's tags, without marks; `None` where both sides are in one place and so see the same tags.
    pub tags: Option<BTreeMap<String, String>>,
}

/// How the accepter's side looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VpcPeeringAccepterSeen {
    /// `pcx-…`
    pub vpc_peering_connection_id: String,
    /// `active`, and `provisioning` before it.
    pub status: String,
    /// All blocks of the accepter's VPC, IPv4 and IPv6.
    pub cidr_blocks: BTreeSet<String>,
    /// The accepter's tags, without marks and without those of AWS's own.
    pub tags: BTreeMap<String, String>,
}

impl Part for VpcPeeringAccepter {
    type Cloud = Aws;
    type Key = VpcPeeringAccepterKey;
    type Want = VpcPeeringAccepterWant;
    type Seen = VpcPeeringAccepterSeen;

    const KIND: &'static str = "VPC peering acceptance";
    // It is told by the connection, which is ours; its tags are written after it.
    const MARKED: bool = false;
    const SETTLE: Option<&'static str> = SETTLE;

    fn differences(want: &VpcPeeringAccepterWant, seen: &VpcPeeringAccepterSeen) -> Vec<String> {
        let mut differences = Differences::new();
        if let Some(tags) = &want.tags {
            differences.compare_tags(&seen.tags, tags);
        }
        differences.into()
    }

    async fn find(
        cx: &Context<'_, Aws>,
        key: &VpcPeeringAccepterKey,
    ) -> Result<Option<Found<VpcPeeringAccepterSeen>>, Fault> {
        let id = calls::id(&key.side.place, &key.vpc_peering_connection_id);
        let seen = Self::read(&calls::there(cx, &key.side.place), &id).await?;
        Ok(seen.map(|seen| Found { id, seen, mark: None }))
    }

    async fn create(
        cx: &Context<'_, Aws>,
        key: &VpcPeeringAccepterKey,
        want: &VpcPeeringAccepterWant,
    ) -> Result<String, Fault> {
        let cx = &calls::there(cx, &key.side.place);
        let pcx = &key.vpc_peering_connection_id;
        let can_be_accepted = |code: &Code| matches!(code, Code::PendingAcceptance | Code::Provisioning | Code::Active);
        let answer = calls::until(cx, pcx, "pending acceptance", can_be_accepted).await?;
        if calls::code(&answer) == Some(&Code::PendingAcceptance) {
            let ec2 = cx.cloud.ec2(cx.place).await?;
            let call = ec2.accept_vpc_peering_connection().vpc_peering_connection_id(pcx).send().await;
            call.or_fault("ec2:AcceptVpcPeeringConnection")?;
        }
        half_made(calls::until(cx, pcx, "active", |code| *code == Code::Active).await.map(drop))?;
        if let Some(tags) = &want.tags {
            half_made(tags::update(cx, pcx, &BTreeMap::new(), &tags::complete(cx, tags)).await)?;
        }
        Ok(calls::id(cx.place, pcx))
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<VpcPeeringAccepterSeen>, Fault> {
        let is_accepted = |answer: &Answer| matches!(calls::code(answer), Some(Code::Provisioning | Code::Active));
        let (_, pcx) = calls::split(id)?;
        let Some(answer) = calls::get(cx, pcx).await?.filter(is_accepted) else { return Ok(None) };
        let status = calls::code(&answer).map(|code| code.as_str().to_owned()).unwrap_or_default();
        let vpc_id = answer.accepter_vpc_info.as_ref().and_then(|side| side.vpc_id()).unwrap_or_default();
        let cidr_blocks = vpc::get(cx, vpc_id).await?.as_ref().as_ref().map(vpc::blocks).unwrap_or_default();
        let (_, tags) = tags::take(answer.tags);
        Ok(Some(VpcPeeringAccepterSeen { vpc_peering_connection_id: pcx.to_owned(), status, cidr_blocks, tags }))
    }

    async fn update(
        cx: &Context<'_, Aws>,
        id: &str,
        seen: &VpcPeeringAccepterSeen,
        want: &VpcPeeringAccepterWant,
    ) -> Result<(), Fault> {
        let (_, pcx) = calls::split(id)?;
        // An interrupted run may have left it on its way.
        calls::until(cx, pcx, "active", |code| *code == Code::Active).await?;
        match &want.tags {
            Some(tags) => tags::update(cx, pcx, &seen.tags, tags).await,
            None => Ok(()),
        }
    }

    async fn delete(_: &Context<'_, Aws>, _: &str) -> Result<(), Fault> {
        Ok(())
    }

    async fn settle(cx: &Context<'_, Aws>, ids: &[String]) -> Result<(), Fault> {
        settle(cx, ids).await
    }

    fn place_of(id: &str) -> Option<Place> {
        calls::place_of(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_count_where_the_accepter_has_its_own() {
        let seen = VpcPeeringAccepterSeen {
            vpc_peering_connection_id: "pcx-1".to_owned(),
            status: "active".to_owned(),
            cidr_blocks: BTreeSet::new(),
            tags: BTreeMap::new(),
        };
        let tags = BTreeMap::from([("team".to_owned(), "a".to_owned())]);
        let want = VpcPeeringAccepterWant { tags: Some(tags) };
        assert_eq!(VpcPeeringAccepter::differences(&want, &seen), ["tag team is missing, should be \"a\""]);
        assert_eq!(VpcPeeringAccepter::differences(&VpcPeeringAccepterWant { tags: None }, &seen), [""; 0]);
    }
}
