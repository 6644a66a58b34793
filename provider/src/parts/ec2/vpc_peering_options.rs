//! What one side of a peering connection lets the other side do.

use aws_sdk_ec2::types::{
    PeeringConnectionOptionsRequest, VpcPeeringConnection as Answer, VpcPeeringConnectionStateReasonCode as Code,
};
use tfplugin::composite::{Context, Fault, FaultKind, Found, Part, Place};

use super::{Differences, peering_calls as calls};
use crate::aws::{Aws, OrFault};

/// The options of one side. Their id is `account/region/pcx-…/requester` or `…/accepter`. They end with the connection.
pub struct VpcPeeringOptions;

/// Whose options they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeeringRole {
    /// Of the side that asked.
    Requester,
    /// Of the side that was asked.
    Accepter,
}

/// Which connection, whose side of it, and where that is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VpcPeeringOptionsKey {
    /// `pcx-…`
    pub vpc_peering_connection_id: String,
    /// Whose options they are.
    pub role: PeeringRole,
    /// Where that side is: nobody else may set them.
    pub place: Place,
}

/// What the other side may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VpcPeeringOptionsWant {
    /// Whether public DNS names of this side's VPC resolve to private addresses when the other VPC asks.
    pub allow_remote_vpc_dns_resolution: bool,
}

/// What the other side may do.
pub type VpcPeeringOptionsSeen = VpcPeeringOptionsWant;

impl PeeringRole {
    fn name(self) -> &'static str {
        match self {
            PeeringRole::Requester => "requester",
            PeeringRole::Accepter => "accepter",
        }
    }

    fn of(name: &str) -> Option<PeeringRole> {
        [PeeringRole::Requester, PeeringRole::Accepter].into_iter().find(|role| role.name() == name)
    }
}

impl Part for VpcPeeringOptions {
    type Cloud = Aws;
    type Key = VpcPeeringOptionsKey;
    type Want = VpcPeeringOptionsWant;
    type Seen = VpcPeeringOptionsSeen;

    const KIND: &'static str = "VPC peering options";
    const MARKED: bool = false;

    fn expect(_: &VpcPeeringOptionsKey, want: &VpcPeeringOptionsWant) -> Option<VpcPeeringOptionsSeen> {
        Some(want.clone())
    }

    fn differences(want: &VpcPeeringOptionsWant, seen: &VpcPeeringOptionsSeen) -> Vec<String> {
        let mut differences = Differences::new();
        let (seen, want) = (seen.allow_remote_vpc_dns_resolution, want.allow_remote_vpc_dns_resolution);
        differences.compare("allow_remote_vpc_dns_resolution", seen, want);
        differences.into()
    }

    async fn find(
        cx: &Context<'_, Aws>,
        key: &VpcPeeringOptionsKey,
    ) -> Result<Option<Found<VpcPeeringOptionsSeen>>, Fault> {
        let id = id(key);
        let seen = Self::read(&calls::there(cx, &key.place), &id).await?;
        Ok(seen.map(|seen| Found { id, seen, mark: None }))
    }

    async fn create(
        cx: &Context<'_, Aws>,
        key: &VpcPeeringOptionsKey,
        want: &VpcPeeringOptionsWant,
    ) -> Result<String, Fault> {
        // A new connection allows nothing:
        // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_PeeringConnectionOptionsRequest.html
        if want.allow_remote_vpc_dns_resolution {
            set(&calls::there(cx, &key.place), &key.vpc_peering_connection_id, key.role, want).await?;
        }
        Ok(id(key))
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<VpcPeeringOptionsSeen>, Fault> {
        let (pcx, role) = split(id)?;
        let is_active = |answer: &Answer| calls::code(answer) == Some(&Code::Active);
        let Some(answer) = calls::get(cx, pcx).await?.filter(is_active) else { return Ok(None) };
        let side = match role {
            PeeringRole::Requester => answer.requester_vpc_info,
            PeeringRole::Accepter => answer.accepter_vpc_info,
        };
        // A side that has never set any is described without them.
        let options = side.and_then(|side| side.peering_options);
        let allows = options.and_then(|options| options.allow_dns_resolution_from_remote_vpc).unwrap_or_default();
        Ok(Some(VpcPeeringOptionsSeen { allow_remote_vpc_dns_resolution: allows }))
    }

    async fn update(
        cx: &Context<'_, Aws>,
        id: &str,
        _: &VpcPeeringOptionsSeen,
        want: &VpcPeeringOptionsWant,
    ) -> Result<(), Fault> {
        let (pcx, role) = split(id)?;
        set(cx, pcx, role, want).await
    }

    async fn delete(_: &Context<'_, Aws>, _: &str) -> Result<(), Fault> {
        Ok(())
    }

    fn place_of(id: &str) -> Option<Place> {
        calls::place_of(id)
    }
}

async fn set(cx: &Context<'_, Aws>, pcx: &str, role: PeeringRole, want: &VpcPeeringOptionsWant) -> Result<(), Fault> {
    let ec2 = cx.cloud.ec2(cx.place).await?;
    let allow = want.allow_remote_vpc_dns_resolution;
    let options = PeeringConnectionOptionsRequest::builder().allow_dns_resolution_from_remote_vpc(allow).build();
    let call = ec2.modify_vpc_peering_connection_options().vpc_peering_connection_id(pcx);
    let call = match role {
        PeeringRole::Requester => call.requester_peering_connection_options(options),
        PeeringRole::Accepter => call.accepter_peering_connection_options(options),
    };
    call.send().await.or_fault("ec2:ModifyVpcPeeringConnectionOptions").map(drop)
}

fn id(key: &VpcPeeringOptionsKey) -> String {
    calls::id(&key.place, &format!("{}/{}", key.vpc_peering_connection_id, key.role.name()))
}

fn split(id: &str) -> Result<(&str, PeeringRole), Fault> {
    let (_, rest) = calls::split(id)?;
    let role = rest.split_once('/').and_then(|(pcx, role)| Some((pcx, PeeringRole::of(role)?)));
    role.ok_or_else(|| Fault::new(FaultKind::Bug, format!("`{id}` is not of the form account/region/pcx-…/requester")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_says_whose_options_they_are() {
        let place = Place { account_id: "111122223333".to_owned(), region: "eu-west-1".to_owned() };
        for role in [PeeringRole::Requester, PeeringRole::Accepter] {
            let key =
                VpcPeeringOptionsKey { vpc_peering_connection_id: "pcx-1".to_owned(), role, place: place.clone() };
            assert_eq!(split(&id(&key)), Ok(("pcx-1", role)));
        }
        assert!(split("111122223333/eu-west-1/pcx-1/nobody").is_err());
    }
}
