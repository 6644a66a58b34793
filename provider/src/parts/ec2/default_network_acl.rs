//! The network ACL that EC2 makes with a VPC.

use tfplugin::composite::{Context, Fault, FaultKind, Found, Listed, Part, RepeatedPart};

use super::network_acl_rules::{self as rules, Rules};
use super::{Differences, InVpc, VpcOwner, network_acl};
use crate::aws::Aws;

/// A VPC's default network ACL, which every subnet is in that is in no other. Closed: it lets nothing through. It cannot
/// be deleted, and goes with its VPC.
pub struct DefaultNetworkAcl;

impl DefaultNetworkAcl {
    /// The name of the only one.
    pub const NAME: &'static str = "main";
}

/// How it looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefaultNetworkAclSeen {
    /// `acl-…`
    pub network_acl_id: String,
    /// Entries, without the last one of each direction, which nobody can change.
    pub rules: Rules,
}

impl Part for DefaultNetworkAcl {
    type Cloud = Aws;
    type Key = InVpc;
    type Want = ();
    type Seen = DefaultNetworkAclSeen;

    const KIND: &'static str = "default network ACL";
    const MARKED: bool = false;
    // It is in every VPC; whether anybody cares is for the resource to say.
    const OWN_ONLY: bool = true;

    fn differences((): &(), seen: &DefaultNetworkAclSeen) -> Vec<String> {
        let mut differences = Differences::new();
        rules::compare(&mut differences, &seen.rules, &Rules::new());
        differences.into()
    }

    async fn find(cx: &Context<'_, Aws>, key: &InVpc) -> Result<Option<Found<DefaultNetworkAclSeen>>, Fault> {
        let acls = network_acl::all(cx, &key.vpc_id).await?;
        let acl = acls.iter().find(|acl| acl.is_default == Some(true)).cloned();
        Ok(acl.map(seen).map(|seen| Found { id: seen.network_acl_id.clone(), seen, mark: None }))
    }

    async fn create(cx: &Context<'_, Aws>, key: &InVpc, (): &()) -> Result<String, Fault> {
        let Some(found) = Self::find(cx, key).await? else {
            let message = format!("VPC {} shows no default network ACL", key.vpc_id);
            return Err(Fault::new(FaultKind::Uncertain, message));
        };
        Self::update(cx, &found.id, &found.seen, &()).await?;
        Ok(found.id)
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<DefaultNetworkAclSeen>, Fault> {
        Ok(network_acl::get(cx, id).await?.map(seen))
    }

    async fn update(cx: &Context<'_, Aws>, id: &str, seen: &DefaultNetworkAclSeen, (): &()) -> Result<(), Fault> {
        rules::update(cx, id, &seen.rules, &Rules::new()).await
    }

    async fn delete(_: &Context<'_, Aws>, _: &str) -> Result<(), Fault> {
        Ok(())
    }
}

impl RepeatedPart for DefaultNetworkAcl {
    type Owner = VpcOwner;

    fn key(owner: &VpcOwner, name: &str) -> InVpc {
        InVpc::of(owner, name)
    }

    async fn list(cx: &Context<'_, Aws>, owner: &VpcOwner) -> Result<Listed<DefaultNetworkAclSeen>, Fault> {
        let found = Self::find(cx, &InVpc::of(owner, Self::NAME)).await?;
        Ok(found.map(|found| (Self::NAME.to_owned(), found)).into_iter().collect())
    }
}

fn seen(acl: aws_sdk_ec2::types::NetworkAcl) -> DefaultNetworkAclSeen {
    DefaultNetworkAclSeen {
        network_acl_id: acl.network_acl_id.unwrap_or_default(),
        rules: rules::seen(acl.entries.unwrap_or_default()),
    }
}
