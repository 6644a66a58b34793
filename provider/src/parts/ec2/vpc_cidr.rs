//! A further IPv4 block of a VPC.

use aws_sdk_ec2::types::{Vpc, VpcCidrBlockStateCode};
use tfplugin::composite::{Context, Fault, FaultKind, Found, Listed, Part, RepeatedPart};

use super::{InVpc, SHOWN, VpcOwner, filter, first, found, half_made, id_in, named, vpc, when_shown};
use crate::aws::{Aws, Ended, OrFault};

/// A secondary block; its name is the block. It takes no tags, so it has no mark. Its id is that of the association.
pub struct VpcCidrBlock;

impl Part for VpcCidrBlock {
    type Cloud = Aws;
    type Key = InVpc;
    type Want = ();
    type Seen = ();

    const KIND: &'static str = "VPC CIDR block";
    const MARKED: bool = false;

    fn expect(_: &InVpc, (): &()) -> Option<()> {
        Some(())
    }

    fn differences((): &(), (): &()) -> Vec<String> {
        Vec::new()
    }

    async fn find(cx: &Context<'_, Aws>, key: &InVpc) -> Result<Option<Found<()>>, Fault> {
        Ok(named(list(cx, &key.vpc_id).await?, &key.name))
    }

    async fn create(cx: &Context<'_, Aws>, key: &InVpc, (): &()) -> Result<String, Fault> {
        const OPERATION: &str = "ec2:AssociateVpcCidrBlock";
        let ec2 = cx.cloud.ec2_once(cx.place).await?;
        let call = ec2.associate_vpc_cidr_block().vpc_id(&key.vpc_id).cidr_block(&key.name);
        let answer = when_shown(cx, OPERATION, || call.clone().send()).await.map_err(taken)?;
        let id = id_in(OPERATION, answer.cidr_block_association.and_then(|block| block.association_id))?;
        half_made(until_associated(cx, &id).await)?;
        Ok(id)
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<()>, Fault> {
        let blocks = with_block(cx, id).await?.into_iter().flat_map(secondary);
        Ok(blocks.into_iter().any(|(_, block)| block.id == id).then_some(()))
    }

    async fn update(_: &Context<'_, Aws>, _: &str, (): &(), (): &()) -> Result<(), Fault> {
        Ok(())
    }

    async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let call = ec2.disassociate_vpc_cidr_block().association_id(id).send().await;
        found(call.or_fault("ec2:DisassociateVpcCidrBlock")).map(drop)
    }
}

impl RepeatedPart for VpcCidrBlock {
    type Owner = VpcOwner;

    fn key(owner: &VpcOwner, name: &str) -> InVpc {
        InVpc::of(owner, name)
    }

    async fn list(cx: &Context<'_, Aws>, owner: &VpcOwner) -> Result<Listed<()>, Fault> {
        list(cx, &owner.vpc_id).await
    }
}

async fn list(cx: &Context<'_, Aws>, vpc_id: &str) -> Result<Listed<()>, Fault> {
    let vpc = vpc::get(cx, vpc_id).await?;
    Ok(vpc.as_ref().clone().into_iter().flat_map(secondary).collect())
}

/// The VPC that a block belongs to, by the id of the association.
async fn with_block(cx: &Context<'_, Aws>, id: &str) -> Result<Option<Vpc>, Fault> {
    let ec2 = cx.cloud.ec2(cx.place).await?;
    let by_association = filter("cidr-block-association.association-id", id);
    let answer = ec2.describe_vpcs().filters(by_association).send().await.or_fault("ec2:DescribeVpcs")?;
    Ok(first(answer.vpcs))
}

/// A block that conflicts with the VPC's own may be this very one, made by a run that died: the engine looks.
fn taken(fault: Fault) -> Fault {
    if fault.code.as_deref() == Some("CidrConflict") {
        Fault { kind: FaultKind::AlreadyExists, ..fault }
    } else {
        fault
    }
}

/// Until subnets can be made in the block: before, EC2 says that they are out of range.
async fn until_associated(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
    let mut wait = SHOWN.begin();
    loop {
        let vpc = with_block(cx, id).await?;
        let blocks = vpc.and_then(|vpc| vpc.cidr_block_association_set).unwrap_or_default();
        let block = blocks.into_iter().find(|block| block.association_id.as_deref() == Some(id));
        if block.and_then(|block| block.cidr_block_state?.state) == Some(VpcCidrBlockStateCode::Associated) {
            return Ok(());
        }
        match wait.pause(cx.cancel).await {
            Ok(()) => {}
            Err(Ended::Cancelled) => return Err(Fault::cancelled(format!("CIDR block {id} to be associated"))),
            Err(Ended::Late) => {
                let message = format!("CIDR block {id} was not associated after {} seconds", SHOWN.limit.as_secs());
                return Err(Fault::new(FaultKind::Uncertain, message));
            }
        }
    }
}

/// The blocks of a VPC but the primary one, which is the VPC's own. A block that was given back is shown for a while.
fn secondary(vpc: Vpc) -> Listed<()> {
    let primary = vpc.cidr_block;
    let blocks = vpc.cidr_block_association_set.unwrap_or_default().into_iter().filter_map(|block| {
        let state = block.cidr_block_state.and_then(|state| state.state);
        let is_there = matches!(state, Some(VpcCidrBlockStateCode::Associated | VpcCidrBlockStateCode::Associating));
        let name = block.cidr_block.filter(|name| is_there && primary.as_ref() != Some(name))?;
        Some((name, Found { id: block.association_id?, seen: (), mark: None }))
    });
    blocks.collect()
}

#[cfg(test)]
mod tests {
    use aws_sdk_ec2::types::{VpcCidrBlockAssociation, VpcCidrBlockState};

    use super::*;

    #[test]
    fn only_further_blocks_that_are_there_count() {
        let block = |name: &str, state: VpcCidrBlockStateCode| {
            let state = VpcCidrBlockState::builder().state(state).build();
            VpcCidrBlockAssociation::builder().cidr_block(name).association_id(name).cidr_block_state(state).build()
        };
        let vpc = Vpc::builder()
            .cidr_block("10.0.0.0/16")
            .cidr_block_association_set(block("10.0.0.0/16", VpcCidrBlockStateCode::Associated))
            .cidr_block_association_set(block("10.1.0.0/16", VpcCidrBlockStateCode::Associating))
            .cidr_block_association_set(block("10.2.0.0/16", VpcCidrBlockStateCode::Disassociated));
        let names: Vec<String> = secondary(vpc.build()).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["10.1.0.0/16"]);
    }
}
