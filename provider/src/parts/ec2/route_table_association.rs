//! Which route table serves a subnet.

use aws_sdk_ec2::types::{RouteTable, RouteTableAssociation as Answer, RouteTableAssociationStateCode};
use tfplugin::composite::{Context, Fault, FaultKind, Found, Listed, Part, RepeatedPart};

use super::{Differences, InVpc, VpcOwner, filter, found, named, route_table, subnet, when_shown};
use crate::aws::{Aws, OrFault};

/// A subnet's own route table. Its name is that of the subnet, and its id the subnet's: AWS's id of an association
/// becomes another one when the table is replaced. It takes no tags.
pub struct RouteTableAssociation;

/// Which table should serve a subnet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteTableAssociationWant {
    /// `subnet-…`
    pub subnet_id: String,
    /// `rtb-…`
    pub route_table_id: String,
}

/// Which table serves a subnet.
pub type RouteTableAssociationSeen = RouteTableAssociationWant;

impl Part for RouteTableAssociation {
    type Cloud = Aws;
    type Key = InVpc;
    type Want = RouteTableAssociationWant;
    type Seen = RouteTableAssociationSeen;

    const KIND: &'static str = "route table association";
    const MARKED: bool = false;
    // It is the subnet's, and ends with it.
    const FOLLOWS: bool = true;

    fn expect(_: &InVpc, want: &RouteTableAssociationWant) -> Option<RouteTableAssociationSeen> {
        Some(want.clone())
    }

    fn differences(want: &RouteTableAssociationWant, seen: &RouteTableAssociationSeen) -> Vec<String> {
        let mut differences = fixed_differences(want, seen);
        differences.compare("route_table_id", &seen.route_table_id, &want.route_table_id);
        differences.into()
    }

    fn replaces(before: &RouteTableAssociationWant, want: &RouteTableAssociationWant) -> bool {
        before.subnet_id != want.subnet_id
    }

    fn fixed(want: &RouteTableAssociationWant, seen: &RouteTableAssociationSeen) -> Vec<String> {
        fixed_differences(want, seen).into()
    }

    async fn find(cx: &Context<'_, Aws>, key: &InVpc) -> Result<Option<Found<RouteTableAssociationSeen>>, Fault> {
        Ok(named(list(cx, &key.vpc_id).await?, &key.name))
    }

    async fn create(cx: &Context<'_, Aws>, _: &InVpc, want: &RouteTableAssociationWant) -> Result<String, Fault> {
        // To associate the same once more is no error, and no second association.
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let call = ec2.associate_route_table().subnet_id(&want.subnet_id).route_table_id(&want.route_table_id);
        match when_shown(cx, "ec2:AssociateRouteTable", || call.clone().send()).await {
            Ok(_) => {}
            // Another table serves the subnet already.
            Err(fault) if fault.kind == FaultKind::Conflict => {
                return Err(Fault { kind: FaultKind::AlreadyExists, ..fault });
            }
            Err(fault) => return Err(fault),
        }
        Ok(want.subnet_id.clone())
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<RouteTableAssociationSeen>, Fault> {
        Ok(current(cx, id).await?.map(|(_, seen)| seen))
    }

    async fn update(
        cx: &Context<'_, Aws>,
        id: &str,
        _: &RouteTableAssociationSeen,
        want: &RouteTableAssociationWant,
    ) -> Result<(), Fault> {
        let Some((association_id, now)) = current(cx, id).await? else {
            let ec2 = cx.cloud.ec2(cx.place).await?;
            let call = ec2.associate_route_table().subnet_id(id).route_table_id(&want.route_table_id);
            return when_shown(cx, "ec2:AssociateRouteTable", || call.clone().send()).await.map(drop);
        };
        if now.route_table_id == want.route_table_id {
            return Ok(());
        }
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let call = ec2.replace_route_table_association().association_id(association_id);
        let call = call.route_table_id(&want.route_table_id);
        when_shown(cx, "ec2:ReplaceRouteTableAssociation", || call.clone().send()).await.map(drop)
    }

    async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        let Some((association_id, _)) = current(cx, id).await? else { return Ok(()) };
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let call = ec2.disassociate_route_table().association_id(association_id).send().await;
        found(call.or_fault("ec2:DisassociateRouteTable")).map(drop)
    }
}

impl RepeatedPart for RouteTableAssociation {
    type Owner = VpcOwner;

    fn key(owner: &VpcOwner, name: &str) -> InVpc {
        InVpc::of(owner, name)
    }

    async fn list(cx: &Context<'_, Aws>, owner: &VpcOwner) -> Result<Listed<RouteTableAssociationSeen>, Fault> {
        list(cx, &owner.vpc_id).await
    }
}

/// The associations of the resource's own subnets, also with tables of other people.
async fn list(cx: &Context<'_, Aws>, vpc_id: &str) -> Result<Listed<RouteTableAssociationSeen>, Fault> {
    let (names, tables) = tokio::try_join!(subnet::names(cx, vpc_id), route_table::all(cx, vpc_id))?;
    let listed = tables.iter().flat_map(associations).filter_map(|(_, seen)| {
        let name = names.get(&seen.subnet_id)?;
        Some((name.clone(), Found { id: seen.subnet_id.clone(), seen, mark: None }))
    });
    Ok(listed.collect())
}

/// A subnet's association: its id, and what it says.
async fn current(cx: &Context<'_, Aws>, subnet_id: &str) -> Result<Option<(String, RouteTableAssociationSeen)>, Fault> {
    let ec2 = cx.cloud.ec2(cx.place).await?;
    let call = ec2.describe_route_tables().filters(filter("association.subnet-id", subnet_id)).send().await;
    let tables = call.or_fault("ec2:DescribeRouteTables")?.route_tables.unwrap_or_default();
    Ok(tables.iter().flat_map(associations).find(|(_, seen)| seen.subnet_id == subnet_id))
}

/// A table's associations with subnets, but those that are going away.
fn associations(table: &RouteTable) -> Vec<(String, RouteTableAssociationSeen)> {
    let is_there = |association: &&Answer| {
        let state = association.association_state.as_ref().and_then(|state| state.state.as_ref());
        !matches!(
            state,
            Some(RouteTableAssociationStateCode::Disassociating | RouteTableAssociationStateCode::Disassociated)
        )
    };
    let described = table.associations().iter().filter(is_there).filter_map(|association| {
        let seen = RouteTableAssociationSeen {
            subnet_id: association.subnet_id.clone()?,
            route_table_id: table.route_table_id.clone()?,
        };
        Some((association.route_table_association_id.clone()?, seen))
    });
    described.collect()
}

fn fixed_differences(want: &RouteTableAssociationWant, seen: &RouteTableAssociationSeen) -> Differences {
    let mut differences = Differences::new();
    differences.compare("subnet_id", &seen.subnet_id, &want.subnet_id);
    differences
}

#[cfg(test)]
mod tests {
    use aws_sdk_ec2::types::RouteTableAssociationState;

    use super::*;

    #[test]
    fn only_associations_of_subnets_that_last_are_seen() {
        let association = |subnet: Option<&str>, state: RouteTableAssociationStateCode| {
            Answer::builder()
                .route_table_association_id("rtbassoc-1")
                .set_subnet_id(subnet.map(str::to_owned))
                .association_state(RouteTableAssociationState::builder().state(state).build())
                .build()
        };
        let table = RouteTable::builder()
            .route_table_id("rtb-1")
            .associations(association(None, RouteTableAssociationStateCode::Associated))
            .associations(association(Some("subnet-1"), RouteTableAssociationStateCode::Associating))
            .associations(association(Some("subnet-2"), RouteTableAssociationStateCode::Disassociated));
        let subnets: Vec<String> = associations(&table.build()).into_iter().map(|(_, seen)| seen.subnet_id).collect();
        assert_eq!(subnets, ["subnet-1"]);
    }
}
