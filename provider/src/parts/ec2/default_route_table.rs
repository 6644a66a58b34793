//! The route table that EC2 makes with a VPC.

use std::collections::BTreeMap;

use aws_sdk_ec2::types::RouteTable as Answer;
use futures_util::future::try_join_all;
use tfplugin::composite::{Context, Fault, FaultKind, Found, Listed, Part, RepeatedPart};

use super::route::{self, Route};
use super::{InVpc, VpcOwner, route_table};
use crate::aws::Aws;

/// A VPC's main route table, which every subnet uses that uses no other. Closed: it leads nowhere but within the VPC. It
/// cannot be deleted, and goes with its VPC.
pub struct DefaultRouteTable;

impl DefaultRouteTable {
    /// The name of the only one.
    pub const NAME: &'static str = "main";
}

/// How it looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefaultRouteTableSeen {
    /// `rtb-…`
    pub route_table_id: String,
    /// The targets of the routes that somebody made, by destination.
    pub routes: BTreeMap<String, String>,
}

impl Part for DefaultRouteTable {
    type Cloud = Aws;
    type Key = InVpc;
    type Want = ();
    type Seen = DefaultRouteTableSeen;

    const KIND: &'static str = "main route table";
    const MARKED: bool = false;
    // It is in every VPC; whether anybody cares is for the resource to say.
    const OWN_ONLY: bool = true;

    fn differences((): &(), seen: &DefaultRouteTableSeen) -> Vec<String> {
        let words = |(destination, target)| format!("route to {destination} leads to {target}, should not be there");
        seen.routes.iter().map(words).collect()
    }

    async fn find(cx: &Context<'_, Aws>, key: &InVpc) -> Result<Option<Found<DefaultRouteTableSeen>>, Fault> {
        let tables = route_table::all(cx, &key.vpc_id).await?;
        let is_main = |table: &&Answer| table.associations().iter().any(|association| association.main == Some(true));
        Ok(tables.iter().find(is_main).cloned().map(seen).map(|seen| Found {
            id: seen.route_table_id.clone(),
            seen,
            mark: None,
        }))
    }

    async fn create(cx: &Context<'_, Aws>, key: &InVpc, (): &()) -> Result<String, Fault> {
        let Some(found) = Self::find(cx, key).await? else {
            let message = format!("VPC {} shows no main route table", key.vpc_id);
            return Err(Fault::new(FaultKind::Uncertain, message));
        };
        Self::update(cx, &found.id, &found.seen, &()).await?;
        Ok(found.id)
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<DefaultRouteTableSeen>, Fault> {
        Ok(route_table::get(cx, id).await?.map(seen))
    }

    async fn update(cx: &Context<'_, Aws>, id: &str, seen: &DefaultRouteTableSeen, (): &()) -> Result<(), Fault> {
        let ids: Vec<String> = seen.routes.keys().map(|destination| route::id(id, destination)).collect();
        try_join_all(ids.iter().map(|id| Route::delete(cx, id))).await.map(drop)
    }

    async fn delete(_: &Context<'_, Aws>, _: &str) -> Result<(), Fault> {
        Ok(())
    }
}

impl RepeatedPart for DefaultRouteTable {
    type Owner = VpcOwner;

    fn key(owner: &VpcOwner, name: &str) -> InVpc {
        InVpc::of(owner, name)
    }

    async fn list(cx: &Context<'_, Aws>, owner: &VpcOwner) -> Result<Listed<DefaultRouteTableSeen>, Fault> {
        let found = Self::find(cx, &InVpc::of(owner, Self::NAME)).await?;
        Ok(found.map(|found| (Self::NAME.to_owned(), found)).into_iter().collect())
    }
}

fn seen(table: Answer) -> DefaultRouteTableSeen {
    let id = table.route_table_id.clone().unwrap_or_default();
    let routes = table.routes().iter().filter_map(|route| route::seen(&id, route));
    let routes = routes.map(|route| (route.destination, route.target)).collect();
    DefaultRouteTableSeen { route_table_id: id, routes }
}
