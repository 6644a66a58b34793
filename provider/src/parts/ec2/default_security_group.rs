//! The security group that EC2 makes with a VPC.

use tfplugin::composite::{Context, Fault, FaultKind, Found, Listed, Part, RepeatedPart};

use super::security_group_rules::{self as rules, Direction, SecurityRules};
use super::{Differences, InVpc, VpcOwner, security_group};
use crate::aws::Aws;

/// A VPC's default security group, which everything is in that names no other. Closed: it lets nothing in and nothing
/// out. It cannot be deleted, and goes with its VPC.
pub struct DefaultSecurityGroup;

impl DefaultSecurityGroup {
    /// The name of the only one.
    pub const NAME: &'static str = "main";
}

/// How it looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefaultSecurityGroupSeen {
    /// `sg-…`
    pub security_group_id: String,
    /// What it lets in.
    pub ingress: SecurityRules,
    /// What it lets out.
    pub egress: SecurityRules,
}

impl Part for DefaultSecurityGroup {
    type Cloud = Aws;
    type Key = InVpc;
    type Want = ();
    type Seen = DefaultSecurityGroupSeen;

    const KIND: &'static str = "default security group";
    const MARKED: bool = false;
    // It is in every VPC; whether anybody cares is for the resource to say.
    const OWN_ONLY: bool = true;

    fn differences((): &(), seen: &DefaultSecurityGroupSeen) -> Vec<String> {
        let mut differences = Differences::new();
        rules::compare(&mut differences, "ingress", &seen.ingress, &SecurityRules::new());
        rules::compare(&mut differences, "egress", &seen.egress, &SecurityRules::new());
        differences.into()
    }

    async fn find(cx: &Context<'_, Aws>, key: &InVpc) -> Result<Option<Found<DefaultSecurityGroupSeen>>, Fault> {
        let groups = security_group::all(cx, &key.vpc_id).await?;
        // EC2 gives this name to no other: https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html
        let group = groups.iter().find(|group| group.group_name.as_deref() == Some("default")).cloned();
        Ok(group.map(seen).map(|seen| Found { id: seen.security_group_id.clone(), seen, mark: None }))
    }

    async fn create(cx: &Context<'_, Aws>, key: &InVpc, (): &()) -> Result<String, Fault> {
        let Some(found) = Self::find(cx, key).await? else {
            let message = format!("VPC {} shows no default security group", key.vpc_id);
            return Err(Fault::new(FaultKind::Uncertain, message));
        };
        Self::update(cx, &found.id, &found.seen, &()).await?;
        Ok(found.id)
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<DefaultSecurityGroupSeen>, Fault> {
        Ok(security_group::get(cx, id).await?.map(seen))
    }

    async fn update(cx: &Context<'_, Aws>, id: &str, seen: &DefaultSecurityGroupSeen, (): &()) -> Result<(), Fault> {
        rules::update(cx, id, Direction::Ingress, &seen.ingress, &SecurityRules::new()).await?;
        rules::update(cx, id, Direction::Egress, &seen.egress, &SecurityRules::new()).await
    }

    async fn delete(_: &Context<'_, Aws>, _: &str) -> Result<(), Fault> {
        Ok(())
    }
}

impl RepeatedPart for DefaultSecurityGroup {
    type Owner = VpcOwner;

    fn key(owner: &VpcOwner, name: &str) -> InVpc {
        InVpc::of(owner, name)
    }

    async fn list(cx: &Context<'_, Aws>, owner: &VpcOwner) -> Result<Listed<DefaultSecurityGroupSeen>, Fault> {
        let found = Self::find(cx, &InVpc::of(owner, Self::NAME)).await?;
        Ok(found.map(|found| (Self::NAME.to_owned(), found)).into_iter().collect())
    }
}

fn seen(group: aws_sdk_ec2::types::SecurityGroup) -> DefaultSecurityGroupSeen {
    DefaultSecurityGroupSeen {
        security_group_id: group.group_id.unwrap_or_default(),
        ingress: rules::seen(group.ip_permissions.unwrap_or_default()),
        egress: rules::seen(group.ip_permissions_egress.unwrap_or_default()),
    }
}
