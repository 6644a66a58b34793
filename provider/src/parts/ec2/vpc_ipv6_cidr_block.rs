//! A VPC's block of Amazon's IPv6 addresses.

use aws_sdk_ec2::types::{Vpc, VpcCidrBlockStateCode};
use tfplugin::composite::{Context, Fault, FaultKind, Found, Listed, Part, RepeatedPart};

use super::{InVpc, SHOWN, VpcOwner, found, half_made, id_in, named, vpc, when_shown};
use crate::aws::{Aws, Ended, OrFault};

/// A /56 that Amazon gives a VPC. A VPC has one at most. It takes no tags, so it has no mark. Its id is
/// `vpc-…/vpc-cidr-assoc-…`.
pub struct VpcIpv6CidrBlock;

impl VpcIpv6CidrBlock {
    /// The name of the only one.
    pub const NAME: &'static str = "main";
}

/// How it looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VpcIpv6CidrBlockSeen {
    /// `2600:1f16:abc:de00::/56`
    pub ipv6_cidr_block: String,
}

impl Part for VpcIpv6CidrBlock {
    type Cloud = Aws;
    type Key = InVpc;
    type Want = ();
    type Seen = VpcIpv6CidrBlockSeen;

    const KIND: &'static str = "IPv6 CIDR block";
    const MARKED: bool = false;
    // EC2 gives a VPC several when it is asked several times.
    const KEYED: bool = false;

    fn differences((): &(), _: &VpcIpv6CidrBlockSeen) -> Vec<String> {
        Vec::new()
    }

    async fn find(cx: &Context<'_, Aws>, key: &InVpc) -> Result<Option<Found<VpcIpv6CidrBlockSeen>>, Fault> {
        Ok(named(list(cx, &key.vpc_id).await?, &key.name))
    }

    async fn create(cx: &Context<'_, Aws>, key: &InVpc, (): &()) -> Result<String, Fault> {
        const OPERATION: &str = "ec2:AssociateVpcCidrBlock";
        let ec2 = cx.cloud.ec2_once(cx.place).await?;
        let call = ec2.associate_vpc_cidr_block().vpc_id(&key.vpc_id).amazon_provided_ipv6_cidr_block(true);
        let answer = when_shown(cx, OPERATION, || call.clone().send()).await?;
        let association = answer.ipv6_cidr_block_association.and_then(|block| block.association_id);
        let id = id(&key.vpc_id, &id_in(OPERATION, association)?);
        half_made(until_associated(cx, &id).await)?;
        Ok(id)
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<VpcIpv6CidrBlockSeen>, Fault> {
        let (vpc_id, _) = split(id)?;
        let blocks = list(cx, vpc_id).await?;
        Ok(blocks.into_iter().find(|(_, found)| found.id == id).map(|(_, found)| found.seen))
    }

    async fn update(_: &Context<'_, Aws>, _: &str, _: &VpcIpv6CidrBlockSeen, (): &()) -> Result<(), Fault> {
        Ok(())
    }

    async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        let (_, association) = split(id)?;
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let call = ec2.disassociate_vpc_cidr_block().association_id(association).send().await;
        found(call.or_fault("ec2:DisassociateVpcCidrBlock")).map(drop)
    }
}

impl RepeatedPart for VpcIpv6CidrBlock {
    type Owner = VpcOwner;

    fn key(owner: &VpcOwner, name: &str) -> InVpc {
        InVpc::of(owner, name)
    }

    async fn list(cx: &Context<'_, Aws>, owner: &VpcOwner) -> Result<Listed<VpcIpv6CidrBlockSeen>, Fault> {
        list(cx, &owner.vpc_id).await
    }
}

async fn list(cx: &Context<'_, Aws>, vpc_id: &str) -> Result<Listed<VpcIpv6CidrBlockSeen>, Fault> {
    let vpc = vpc::get(cx, vpc_id).await?;
    Ok(vpc.as_ref().iter().filter_map(block).take(1).collect())
}

/// The block that a VPC has, or will have in a moment: it is not known before. One that was given back is shown for a
/// while.
fn block(vpc: &Vpc) -> Option<(String, Found<VpcIpv6CidrBlockSeen>)> {
    let vpc_id = vpc.vpc_id()?;
    vpc.ipv6_cidr_block_association_set().iter().find_map(|block| {
        let state = block.ipv6_cidr_block_state().and_then(|state| state.state());
        let is_there = matches!(state, Some(VpcCidrBlockStateCode::Associated | VpcCidrBlockStateCode::Associating));
        let cidr = block.ipv6_cidr_block().filter(|cidr| is_there && !cidr.is_empty())?;
        let seen = VpcIpv6CidrBlockSeen { ipv6_cidr_block: cidr.to_owned() };
        Some((VpcIpv6CidrBlock::NAME.to_owned(), Found { id: id(vpc_id, block.association_id()?), seen, mark: None }))
    })
}

/// Until the block is known and subnets can have parts of it.
async fn until_associated(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
    let (vpc_id, association) = split(id)?;
    let mut wait = SHOWN.begin();
    loop {
        let vpc = vpc::get(cx, vpc_id).await?;
        let is_associated = vpc.as_ref().iter().flat_map(Vpc::ipv6_cidr_block_association_set).any(|block| {
            let state = block.ipv6_cidr_block_state().and_then(|state| state.state());
            block.association_id() == Some(association) && state == Some(&VpcCidrBlockStateCode::Associated)
        });
        if is_associated {
            return Ok(());
        }
        match wait.pause(cx.cancel).await {
            Ok(()) => {}
            Err(Ended::Cancelled) => return Err(Fault::cancelled(format!("the IPv6 block of VPC {vpc_id}"))),
            Err(Ended::Late) => {
                let message = format!("VPC {vpc_id} had no IPv6 block after {} seconds", SHOWN.limit.as_secs());
                return Err(Fault::new(FaultKind::Uncertain, message));
            }
        }
    }
}

fn id(vpc_id: &str, association: &str) -> String {
    format!("{vpc_id}/{association}")
}

fn split(id: &str) -> Result<(&str, &str), Fault> {
    let message = || format!("`{id}` is not of the form vpc-…/vpc-cidr-assoc-…");
    id.split_once('/').ok_or_else(|| Fault::new(FaultKind::Bug, message()))
}

#[cfg(test)]
mod tests {
    use aws_sdk_ec2::types::{VpcCidrBlockState, VpcIpv6CidrBlockAssociation};

    use super::*;

    #[test]
    fn only_a_block_that_is_there_and_known_counts() {
        let one = |cidr: &str, state: VpcCidrBlockStateCode| {
            let state = VpcCidrBlockState::builder().state(state).build();
            let one = VpcIpv6CidrBlockAssociation::builder().association_id("a").ipv6_cidr_block(cidr);
            let vpc = Vpc::builder()
                .vpc_id("vpc-1")
                .ipv6_cidr_block_association_set(one.ipv6_cidr_block_state(state).build());
            block(&vpc.build()).map(|(_, found)| found.id)
        };
        assert_eq!(one("2600:1f16::/56", VpcCidrBlockStateCode::Associated).as_deref(), Some("vpc-1/a"));
        assert_eq!(one("", VpcCidrBlockStateCode::Associating), None);
        assert_eq!(one("2600:1f16::/56", VpcCidrBlockStateCode::Disassociated), None);
        assert_eq!(split("vpc-1/a"), Ok(("vpc-1", "a")));
    }
}
