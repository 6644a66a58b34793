//! `plinth_vpc_peering`: its page, its attributes, and the parts they are wired to.

mod blocks;
mod preflight;

use std::collections::BTreeSet;

use tfplugin::Resource;
use tfplugin::check::Check;
use tfplugin::composite::{Composite, Configuration, Graph, Many, Place, Preflight, Regional};
use tfplugin::diagnostic::Diagnostics;
use tfplugin::model::{Named, Out};

use crate::aws::Aws;
use crate::parts::ec2::vpc_peering_accepter::{VpcPeeringAccepter, VpcPeeringAccepterKey, VpcPeeringAccepterWant};
use crate::parts::ec2::vpc_peering_connection::{
    PeeringSide, VpcPeeringConnection, VpcPeeringConnectionKey, VpcPeeringConnectionWant,
};
use crate::parts::ec2::vpc_peering_options::{
    PeeringRole, VpcPeeringOptions, VpcPeeringOptionsKey, VpcPeeringOptionsSeen, VpcPeeringOptionsWant,
};
use crate::parts::ec2::vpc_peering_route::{VpcPeeringRoute, VpcPeeringRouteOwner};

use blocks::{Filled, routes};

/// A peering connection between two VPCs, in any accounts and regions: requested, accepted, routed on both sides, and with
/// DNS.
///
/// The resource lives where the requester is: `account_id` and `region` are the requester's. The provider gets into the
/// accepter's account by its `account_access`, so one resource makes both sides.
///
/// Each route table of `requester_route_table_ids` gets a route to every CIDR block of the accepter's VPC, and the other way
/// round; secondary blocks count, and IPv6 blocks where both VPCs have IPv6. A block that is added to a VPC later shows in
/// the next plan, with its routes. The resource has the connection to itself: a route through it in a table that is not
/// listed shows as drift, and the next apply removes it.
///
/// The tags are written on both sides: in the accepter's account, or in its region, a connection has tags of its own.
///
/// When a create fails half-way, the state keeps what exists, and Terraform marks the resource as tainted: the next apply
/// deletes the connection and starts again. To continue where it stopped instead, run `terraform untaint` first.
#[derive(Clone, Debug, PartialEq, Resource)]
#[tf(name = "vpc_peering")]
pub struct VpcPeering {
    /// Name of the connection, by which it is imported. No other `plinth_vpc_peering` of the requester's account and region
    /// may have it.
    #[tf(required, force_new, check = NAME)]
    pub name: String,
    /// ID of the VPC that requests the connection, in the resource's `account_id` and `region`.
    #[tf(required, force_new, check = VPC_ID)]
    pub requester_vpc_id: String,
    /// IDs of the requester's route tables that get routes to the accepter's VPC.
    #[tf(optional, check = each(ROUTE_TABLE_ID))]
    pub requester_route_table_ids: Option<BTreeSet<String>>,
    /// Whether public DNS names of instances in the requester's VPC resolve to private addresses when they are asked for in
    /// the accepter's VPC. Both VPCs must have `enable_dns_support` and `enable_dns_hostnames`.
    #[tf(default = true)]
    pub requester_allow_remote_vpc_dns_resolution: bool,
    /// ID of the VPC that accepts the connection.
    #[tf(required, force_new, check = VPC_ID)]
    pub accepter_vpc_id: String,
    /// ID of the account that the accepter's VPC is in. Default: `account_id`.
    #[tf(optional, computed, force_new, check = Pattern("[0-9]{12}", "an account ID of twelve digits"))]
    pub accepter_account_id: Out<String>,
    /// Region that the accepter's VPC is in. Default: `region`.
    #[tf(optional, computed, force_new, check = Pattern("[a-z]{2}(-[a-z]+)+-[0-9]", "a region's name, as `eu-west-1`"))]
    pub accepter_region: Out<String>,
    /// IDs of the accepter's route tables that get routes to the requester's VPC.
    #[tf(optional, check = each(ROUTE_TABLE_ID))]
    pub accepter_route_table_ids: Option<BTreeSet<String>>,
    /// Whether public DNS names of instances in the accepter's VPC resolve to private addresses when they are asked for in
    /// the requester's VPC. Both VPCs must have `enable_dns_support` and `enable_dns_hostnames`.
    #[tf(default = true)]
    pub accepter_allow_remote_vpc_dns_resolution: bool,
    /// ID of the connection, such as `pcx-0123456789abcdef0`.
    #[tf(computed)]
    pub vpc_peering_connection_id: Out<String>,
    /// State of the connection: `active`.
    #[tf(computed)]
    pub status: Out<String>,
    /// CIDR blocks of the requester's VPC, IPv4 and IPv6.
    #[tf(computed)]
    pub requester_cidr_blocks: Out<BTreeSet<String>>,
    /// CIDR blocks of the accepter's VPC, IPv4 and IPv6.
    #[tf(computed)]
    pub accepter_cidr_blocks: Out<BTreeSet<String>>,
    /// What every resource in a region has.
    #[tf(flatten)]
    pub common: Regional,
}

const NAME: Check = Check::Pattern("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}", "1 to 128 letters, digits and `_.-`");
const VPC_ID: Check = Check::Pattern("vpc-[0-9a-f]{8,17}", "the ID of a VPC, as `vpc-0123456789abcdef0`");
const ROUTE_TABLE_ID: Check =
    Check::Pattern("rtb-[0-9a-f]{8,17}", "the ID of a route table, as `rtb-0123456789abcdef0`");

impl Composite for VpcPeering {
    type Cloud = Aws;

    const IMPORT_ID: &'static [&'static str] = &["account_id", "region", "name"];

    const SUBCATEGORY: &'static str = "Network";

    fn parts(g: &mut Graph<Self>) {
        let f = Self::fields();
        let (account_id, region) = (f.common.global.account_id, f.common.region);
        let tags_all = f.common.global.tags_all;
        g.output(f.common.global.id, (account_id, region, f.name), |(account_id, region, name)| {
            format!("{}/{}/{name}", text(account_id), text(region))
        });
        g.output(f.accepter_account_id, account_id, text);
        g.output(f.accepter_region, region, text);
        // Chosen before the plan, because the routes are named after them; kept true by the parts.
        g.output(f.requester_cidr_blocks, Filled(f.requester_cidr_blocks), |blocks| blocks);
        g.output(f.accepter_cidr_blocks, Filled(f.accepter_cidr_blocks), |blocks| blocks);

        let requester = (account_id, region, f.requester_vpc_id);
        let accepter = (f.accepter_account_id, f.accepter_region, f.accepter_vpc_id);
        let connection = g
            .part::<VpcPeeringConnection>("peering")
            .key(f.name, |name| VpcPeeringConnectionKey { name })
            .want((requester, accepter, tags_all), |(requester, accepter, tags)| VpcPeeringConnectionWant {
                requester: side(requester),
                accepter: side(accepter),
                tags: tags.0.unwrap_or_default(),
            })
            .fill(f.vpc_peering_connection_id, |seen| Some(Out::known(seen.vpc_peering_connection_id.clone())))
            .fill(f.requester_vpc_id, |seen| Some(seen.requester.vpc_id.clone()))
            .fill(f.accepter_vpc_id, |seen| Some(seen.accepter.vpc_id.clone()))
            .fill(f.accepter_account_id, |seen| Some(Out::known(seen.accepter.place.account_id.clone())))
            .fill(f.accepter_region, |seen| Some(Out::known(seen.accepter.place.region.clone())))
            .fill(f.requester_cidr_blocks, |seen| Some(Out::known(seen.cidr_blocks.clone())))
            .fill(tags_all, |seen| Some(Out::known(seen.tags.clone())))
            .at(f.accepter_vpc_id)
            .add();

        let accepted = g
            .part::<VpcPeeringAccepter>("accepter")
            .key(connection, |seen| VpcPeeringAccepterKey {
                vpc_peering_connection_id: seen.vpc_peering_connection_id,
                side: seen.accepter,
            })
            .want((requester, accepter, tags_all), |(requester, accepter, tags)| {
                let has_own_tags = side(requester).place != side(accepter).place;
                VpcPeeringAccepterWant { tags: has_own_tags.then(|| tags.0.unwrap_or_default()) }
            })
            .fill(f.status, |seen| Some(Out::known(seen.status.clone())))
            .fill(f.accepter_cidr_blocks, |seen| Some(Out::known(seen.cidr_blocks.clone())))
            .place(accepter, |accepter| side(accepter).place)
            .at(f.accepter_vpc_id)
            .add();

        g.part::<VpcPeeringOptions>("requester_options")
            .key((connection, accepted), |(connection, accepted)| VpcPeeringOptionsKey {
                vpc_peering_connection_id: accepted.vpc_peering_connection_id,
                role: PeeringRole::Requester,
                place: connection.requester.place,
            })
            .want(f.requester_allow_remote_vpc_dns_resolution, dns)
            .fill(f.requester_allow_remote_vpc_dns_resolution, allows)
            .at(f.requester_allow_remote_vpc_dns_resolution)
            .add();
        g.part::<VpcPeeringOptions>("accepter_options")
            .key((connection, accepted), |(connection, accepted)| VpcPeeringOptionsKey {
                vpc_peering_connection_id: accepted.vpc_peering_connection_id,
                role: PeeringRole::Accepter,
                place: connection.accepter.place,
            })
            .want(f.accepter_allow_remote_vpc_dns_resolution, dns)
            .fill(f.accepter_allow_remote_vpc_dns_resolution, allows)
            .place(accepter, |accepter| side(accepter).place)
            .at(f.accepter_allow_remote_vpc_dns_resolution)
            .add();

        let (ours, theirs) = (Filled(f.requester_cidr_blocks), Filled(f.accepter_cidr_blocks));
        let _: Many<VpcPeeringRoute> = g
            .parts::<VpcPeeringRoute>("requester_route")
            .names((f.requester_route_table_ids, ours, theirs), |(tables, ours, theirs)| routes(tables, &ours, &theirs))
            .owner((connection, accepted), |(connection, accepted)| VpcPeeringRouteOwner {
                vpc_peering_connection_id: accepted.vpc_peering_connection_id,
                side: connection.requester,
            })
            .want((), |_, ()| Some(()))
            .fill(f.requester_route_table_ids, (), |routes, ()| tables(routes.into_keys()))
            .at(f.requester_route_table_ids, false)
            .add();
        let _: Many<VpcPeeringRoute> = g
            .parts::<VpcPeeringRoute>("accepter_route")
            .names((f.accepter_route_table_ids, theirs, ours), |(tables, theirs, ours)| routes(tables, &theirs, &ours))
            .owner((connection, accepted), |(connection, accepted)| VpcPeeringRouteOwner {
                vpc_peering_connection_id: accepted.vpc_peering_connection_id,
                side: connection.accepter,
            })
            .want((), |_, ()| Some(()))
            .fill(f.accepter_route_table_ids, (), |routes, ()| tables(routes.into_keys()))
            .place(accepter, |_, accepter| side(accepter).place)
            .at(f.accepter_route_table_ids, false)
            .add();
    }

    async fn preflight(cx: &mut Preflight<'_, Self>) {
        preflight::blocks(cx).await;
    }

    fn validate(config: &Configuration<'_, Self>, diagnostics: &mut Diagnostics) {
        let f = Self::fields();
        let (requester, accepter) = (config.known(f.requester_vpc_id), config.known(f.accepter_vpc_id));
        if let (Some(requester), Some(accepter)) = (requester, accepter)
            && requester == accepter
        {
            let detail = format!("Both sides are {requester}. A peering connection joins two VPCs.");
            diagnostics.error_at(f.accepter_vpc_id.path(), "A VPC cannot be peered with itself", detail);
        }
    }
}

fn text(text: Out<String>) -> String {
    text.0.unwrap_or_default()
}

fn side((account_id, region, vpc_id): (Out<String>, Out<String>, String)) -> PeeringSide {
    PeeringSide { place: Place { account_id: text(account_id), region: text(region) }, vpc_id }
}

fn dns(allow_remote_vpc_dns_resolution: bool) -> VpcPeeringOptionsWant {
    VpcPeeringOptionsWant { allow_remote_vpc_dns_resolution }
}

#[expect(clippy::unnecessary_wraps, reason = "an attribute is filled by an option")]
fn allows(seen: &VpcPeeringOptionsSeen) -> Option<bool> {
    Some(seen.allow_remote_vpc_dns_resolution)
}

/// The route tables that routes are in.
#[expect(clippy::unnecessary_wraps, reason = "an attribute is filled by an option")]
fn tables(routes: impl Iterator<Item = String>) -> Option<BTreeSet<String>> {
    Some(routes.map(|name| VpcPeeringRoute::route_table_in(&name).to_owned()).collect())
}
