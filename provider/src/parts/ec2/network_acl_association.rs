//! Which network ACL a subnet is in.

use aws_sdk_ec2::types::NetworkAcl;
use tfplugin::composite::{Context, Fault, FaultKind, Found, Listed, Part, RepeatedPart};

use super::{Differences, InVpc, SHOWN, VpcOwner, filter, found, named, network_acl, subnet};
use crate::aws::{Aws, Ended, OrFault};

/// A subnet's network ACL, other than the VPC's default one, which it has when it has no other. Its name is that of the
/// subnet, and its id the subnet's: AWS's id of an association becomes another one with each change. It takes no tags.
pub struct NetworkAclAssociation;

/// Which network ACL a subnet should be in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkAclAssociationWant {
    /// `subnet-…`
    pub subnet_id: String,
    /// `acl-…`
    pub network_acl_id: String,
}

/// Which network ACL a subnet is in.
pub type NetworkAclAssociationSeen = NetworkAclAssociationWant;

/// How a subnet is associated.
struct Association {
    id: String,
    vpc_id: String,
    seen: NetworkAclAssociationSeen,
    is_default: bool,
}

impl Part for NetworkAclAssociation {
    type Cloud = Aws;
    type Key = InVpc;
    type Want = NetworkAclAssociationWant;
    type Seen = NetworkAclAssociationSeen;

    const KIND: &'static str = "network ACL association";
    const MARKED: bool = false;
    // It is the subnet's, and ends with it.
    const FOLLOWS: bool = true;

    fn expect(_: &InVpc, want: &NetworkAclAssociationWant) -> Option<NetworkAclAssociationSeen> {
        Some(want.clone())
    }

    fn differences(want: &NetworkAclAssociationWant, seen: &NetworkAclAssociationSeen) -> Vec<String> {
        let mut differences = fixed_differences(want, seen);
        differences.compare("network_acl_id", &seen.network_acl_id, &want.network_acl_id);
        differences.into()
    }

    fn replaces(before: &NetworkAclAssociationWant, want: &NetworkAclAssociationWant) -> bool {
        before.subnet_id != want.subnet_id
    }

    fn fixed(want: &NetworkAclAssociationWant, seen: &NetworkAclAssociationSeen) -> Vec<String> {
        fixed_differences(want, seen).into()
    }

    async fn find(cx: &Context<'_, Aws>, key: &InVpc) -> Result<Option<Found<NetworkAclAssociationSeen>>, Fault> {
        Ok(named(list(cx, &key.vpc_id).await?, &key.name))
    }

    async fn create(cx: &Context<'_, Aws>, _: &InVpc, want: &NetworkAclAssociationWant) -> Result<String, Fault> {
        put(cx, want).await?;
        Ok(want.subnet_id.clone())
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<NetworkAclAssociationSeen>, Fault> {
        Ok(current(cx, id).await?.filter(|it| !it.is_default).map(|it| it.seen))
    }

    async fn update(
        cx: &Context<'_, Aws>,
        _: &str,
        _: &NetworkAclAssociationSeen,
        want: &NetworkAclAssociationWant,
    ) -> Result<(), Fault> {
        put(cx, want).await
    }

    async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        let Some(association) = current(cx, id).await?.filter(|it| !it.is_default) else { return Ok(()) };
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let (vpc, default) = (filter("vpc-id", &association.vpc_id), filter("default", "true"));
        let call = ec2.describe_network_acls().filters(vpc).filters(default).send().await;
        let acl = super::first(call.or_fault("ec2:DescribeNetworkAcls")?.network_acls);
        let Some(network_acl_id) = acl.and_then(|acl| acl.network_acl_id) else {
            let message = format!("VPC {} shows no default network ACL", association.vpc_id);
            return Err(Fault::new(FaultKind::Uncertain, message));
        };
        let call = ec2.replace_network_acl_association().association_id(association.id).network_acl_id(network_acl_id);
        found(call.send().await.or_fault("ec2:ReplaceNetworkAclAssociation")).map(drop)
    }
}

impl RepeatedPart for NetworkAclAssociation {
    type Owner = VpcOwner;

    fn key(owner: &VpcOwner, name: &str) -> InVpc {
        InVpc::of(owner, name)
    }

    async fn list(cx: &Context<'_, Aws>, owner: &VpcOwner) -> Result<Listed<NetworkAclAssociationSeen>, Fault> {
        list(cx, &owner.vpc_id).await
    }
}

/// The associations of the resource's own subnets, also with network ACLs of other people.
async fn list(cx: &Context<'_, Aws>, vpc_id: &str) -> Result<Listed<NetworkAclAssociationSeen>, Fault> {
    let (names, acls) = tokio::try_join!(subnet::names(cx, vpc_id), network_acl::all(cx, vpc_id))?;
    let made = acls.iter().flat_map(associations).filter(|association| !association.is_default);
    let listed = made.filter_map(|Association { seen, .. }| {
        let name = names.get(&seen.subnet_id)?;
        Some((name.clone(), Found { id: seen.subnet_id.clone(), seen, mark: None }))
    });
    Ok(listed.collect())
}

async fn current(cx: &Context<'_, Aws>, subnet_id: &str) -> Result<Option<Association>, Fault> {
    let ec2 = cx.cloud.ec2(cx.place).await?;
    let call = ec2.describe_network_acls().filters(filter("association.subnet-id", subnet_id)).send().await;
    let acls = call.or_fault("ec2:DescribeNetworkAcls")?.network_acls.unwrap_or_default();
    Ok(acls.iter().flat_map(associations).find(|association| association.seen.subnet_id == subnet_id))
}

/// Moves a subnet to a network ACL. The subnet, its association or the ACL may be too new to be shown, and the
/// association may have become another one since it was read.
async fn put(cx: &Context<'_, Aws>, want: &NetworkAclAssociationWant) -> Result<(), Fault> {
    let ec2 = cx.cloud.ec2(cx.place).await?;
    let mut patience = SHOWN.begin();
    loop {
        let fault = match current(cx, &want.subnet_id).await? {
            Some(association) if association.seen == *want => return Ok(()),
            Some(association) => {
                let call = ec2.replace_network_acl_association().association_id(association.id);
                let call = call.network_acl_id(&want.network_acl_id).send().await;
                match call.or_fault("ec2:ReplaceNetworkAclAssociation") {
                    Ok(_) => return Ok(()),
                    Err(fault) if fault.kind == FaultKind::NotFound => fault,
                    Err(fault) => return Err(fault),
                }
            }
            None => Fault::new(FaultKind::NotFound, format!("subnet {} is in no network ACL", want.subnet_id)),
        };
        match patience.pause(cx.cancel).await {
            Ok(()) => tracing::debug!(%fault, "EC2 does not show it yet"),
            Err(Ended::Late) => return Err(fault),
            Err(Ended::Cancelled) => return Err(Fault::cancelled(format!("subnet {} to be shown", want.subnet_id))),
        }
    }
}

fn associations(acl: &NetworkAcl) -> Vec<Association> {
    let described = acl.associations().iter().filter_map(|association| {
        Some(Association {
            id: association.network_acl_association_id.clone()?,
            vpc_id: acl.vpc_id.clone().unwrap_or_default(),
            seen: NetworkAclAssociationSeen {
                subnet_id: association.subnet_id.clone()?,
                network_acl_id: acl.network_acl_id.clone()?,
            },
            is_default: acl.is_default == Some(true),
        })
    });
    described.collect()
}

fn fixed_differences(want: &NetworkAclAssociationWant, seen: &NetworkAclAssociationSeen) -> Differences {
    let mut differences = Differences::new();
    differences.compare("subnet_id", &seen.subnet_id, &want.subnet_id);
    differences
}
