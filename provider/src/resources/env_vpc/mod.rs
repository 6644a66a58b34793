//! `plinth_env_vpc`: its page, its attributes, and the parts they are wired to.

mod cidr;
mod dhcp;
mod endpoints;
mod flow_logs;
mod imported;
mod network_acls;
mod outputs;
mod parts;
mod rules;
mod shape;
mod tier;
mod zones;

use std::collections::{BTreeMap, BTreeSet};

use tfplugin::Resource;
use tfplugin::check::Check;
use tfplugin::composite::{Composite, Configuration, Graph, Imported, Preflight, Regional};
use tfplugin::diagnostic::Diagnostics;
use tfplugin::model::Out;

use crate::aws::Aws;

use cidr::VPC_BLOCK;
use dhcp::DhcpOptions;
use endpoints::{GATEWAY_SERVICES, InterfaceEndpoints};
use flow_logs::FlowLogs;
use network_acls::NetworkAcl;
use tier::{TIER_NAME, Tier};

/// The VPC of an environment: subnets in tiers across availability zones, with the gateways, route tables, network ACLs,
/// endpoints and flow logs that they need.
///
/// Each pair of tier and zone has a fixed place in the VPC's block, so adding or removing a tier or a zone never moves the
/// others: a zone's part is an eighth of the VPC; half of it is for `private_app`, a quarter for `private_persistence`, an
/// eighth for `public`, a sixteenth for `transit`, and a sixteenth is free for a tier of one's own. The function `cidr_plan`
/// shows the blocks before there is a VPC. NAT gateways are in the first zones of the list, so a zone that is appended
/// touches none that exist.
///
/// The default security group, network ACL and route table of the VPC are closed: nothing is reached by forgetting to say
/// otherwise. The resource has its network ACLs, its default routes and its VPC's blocks to itself: what is changed by
/// hand shows in the next plan, and the next apply repairs it. Other routes in its tables, other security groups and other
/// endpoints in the VPC are not its business.
///
/// An existing `aws_vpc` cannot be moved here by a `moved` block, since it is only one of many objects; Plinth makes a VPC
/// of its own beside it. A VPC that Plinth made is imported by its account, region and name.
///
/// When a create fails half-way, the state keeps what exists, and Terraform marks the resource as tainted: the next apply
/// deletes the VPC and starts again. To continue where it stopped instead, run `terraform untaint` first.
#[derive(Clone, Debug, PartialEq, Resource)]
#[tf(name = "env_vpc")]
pub struct EnvVpc {
    /// Name of the VPC, usually that of its environment. It stands in the names of what the VPC is made of, and no other
    /// VPC that Plinth made in this account and region may have it.
    #[tf(required, force_new, check = NAME)]
    pub name: String,
    /// Primary IPv4 block, from `/16` to `/28`; `/20` is the smallest that has room for the default tiers in all zones.
    /// Required without `ipam_pool_id`.
    #[tf(optional, computed, force_new, check = VPC_BLOCK)]
    pub cidr_block: Out<String>,
    /// Further IPv4 blocks, for tiers with `cidr_blocks`.
    #[tf(optional, check = Items(0, 4), check = each(VPC_BLOCK))]
    pub secondary_cidr_blocks: Option<BTreeSet<String>>,
    /// ID of the pool of IP Address Manager that the primary block comes from, instead of `cidr_block`.
    #[tf(optional, force_new, check = Pattern("ipam-pool-[0-9a-f]+", "the ID of an IPAM pool"))]
    pub ipam_pool_id: Option<String>,
    /// Length of the prefix of the block that the pool gives, 16 to 28.
    #[tf(optional, force_new, check = Range(16, 28))]
    pub netmask_length: Option<i64>,
    /// How many availability zones to use, 1 to 8; the first ones by ID that are available, and those that are in use stay.
    /// Default: 3, or all if the region has fewer. Not together with `availability_zone_ids`.
    #[tf(optional, check = Range(1, 8))]
    pub num_availability_zones: Option<i64>,
    /// IDs of the availability zones to use, such as `use1-az1`, which mean the same place in every account. Append to the
    /// list; NAT gateways are in the zones at its beginning.
    #[tf(optional, computed, check = Items(1, 8))]
    pub availability_zone_ids: Out<Vec<String>>,
    /// What the VPC is for: `application`, with the default tiers `public`, `private_app` and `private_persistence`; or
    /// `management`, for a bastion or a VPN, without `private_persistence`.
    #[tf(default = "application", check = OneOf(&["application", "management"]))]
    pub kind: String,
    /// Tiers by name; each has one subnet in every zone. Default: those of the `kind`.
    #[tf(optional, check = Items(1, 16), check = keys(TIER_NAME))]
    pub tiers: Option<BTreeMap<String, Tier>>,
    /// How many NAT gateways tiers with `route = "nat"` go out by: `one_per_az`, `single`, `none`, or a number. A single one
    /// is cheaper, and the other zones lose their way out when its zone fails. Each has an elastic IP address of its own.
    #[tf(default = "one_per_az", check = Pattern("one_per_az|single|none|[1-8]", "`one_per_az`, `single`, `none`, or a number from 1 to 8"))]
    pub nat_gateways: String,
    /// Entries of network ACLs by tier. Default of a tier, by its route: `internet`, everything in and out; `nat`, in from
    /// private networks, and out to everywhere; `none`, in from and out to private networks, and S3 and DynamoDB by
    /// gateway endpoints.
    #[tf(optional)]
    pub network_acls: Option<BTreeMap<String, NetworkAcl>>,
    /// Services with gateway endpoints, which cost nothing: `s3` and `dynamodb`.
    #[tf(default = BTreeSet::from(["dynamodb".to_owned(), "s3".to_owned()]), check = each(OneOf(GATEWAY_SERVICES)))]
    pub gateway_endpoints: BTreeSet<String>,
    /// Endpoints that have network interfaces in the VPC, in every zone.
    #[tf(optional)]
    pub interface_endpoints: Option<InterfaceEndpoints>,
    /// Records of who talked to whom. Default: all traffic, into a log group of the VPC's own, for 90 days.
    #[tf(optional)]
    pub flow_logs: Option<FlowLogs>,
    /// Whether instances with public addresses get public DNS names.
    #[tf(default = true)]
    pub enable_dns_hostnames: bool,
    /// Whether Amazon's DNS resolver answers in the VPC.
    #[tf(default = true)]
    pub enable_dns_support: bool,
    /// Whether the VPC has a /56 of Amazon's IPv6 addresses, and each subnet a /64 of it. Tiers with `route = "nat"` go out
    /// by an egress-only internet gateway.
    #[tf(default = false)]
    pub ipv6: bool,
    /// Whether instances run on shared hardware, `default`, or on hardware of their own, `dedicated`.
    #[tf(default = "default", force_new, check = OneOf(&["default", "dedicated"]))]
    pub instance_tenancy: String,
    /// What instances learn by DHCP. Default: the DNS servers and names of Amazon's.
    #[tf(optional)]
    pub dhcp_options: Option<DhcpOptions>,
    /// Names of EKS clusters that run in the VPC. Subnets get the tags by which Kubernetes finds those for load balancers.
    #[tf(optional, check = Items(0, 20))]
    pub eks_cluster_names: Option<BTreeSet<String>>,
    /// Whether the VPC's default security group is kept closed, without any rule.
    #[tf(default = true)]
    pub manage_default_security_group: bool,
    /// Whether the VPC's default network ACL is kept closed. All subnets have the network ACLs of their tiers.
    #[tf(default = true)]
    pub manage_default_network_acl: bool,
    /// Whether the VPC's main route table is kept without routes. All subnets have the route tables of their tiers.
    #[tf(default = true)]
    pub manage_default_route_table: bool,
    /// ID of the VPC.
    #[tf(computed)]
    pub vpc_id: Out<String>,
    /// ARN of the VPC.
    #[tf(computed)]
    pub vpc_arn: Out<String>,
    /// IPv6 block of the VPC.
    #[tf(computed)]
    pub ipv6_cidr_block: Out<String>,
    /// Names that this account has for the zones, such as `us-east-1a`, by their IDs.
    #[tf(computed)]
    pub availability_zones: Out<BTreeMap<String, String>>,
    /// IDs of the subnets, by tier and availability zone ID.
    #[tf(computed)]
    pub subnet_ids: Out<BTreeMap<String, BTreeMap<String, String>>>,
    /// IPv4 blocks of the subnets, by tier and availability zone ID.
    #[tf(computed)]
    pub subnet_cidr_blocks: Out<BTreeMap<String, BTreeMap<String, String>>>,
    /// IDs of the route tables, by tier and availability zone ID. Zones may share one.
    #[tf(computed)]
    pub route_table_ids: Out<BTreeMap<String, BTreeMap<String, String>>>,
    /// IDs of the subnets of the tier `public`, in the order of the zones.
    #[tf(computed)]
    pub public_subnet_ids: Out<Vec<String>>,
    /// IDs of the subnets of the tier `private_app`, in the order of the zones.
    #[tf(computed)]
    pub private_app_subnet_ids: Out<Vec<String>>,
    /// IDs of the subnets of the tier `private_persistence`, in the order of the zones.
    #[tf(computed)]
    pub private_persistence_subnet_ids: Out<Vec<String>>,
    /// IDs of the network ACLs, by tier.
    #[tf(computed)]
    pub network_acl_ids: Out<BTreeMap<String, String>>,
    /// IDs of the NAT gateways, by availability zone ID.
    #[tf(computed)]
    pub nat_gateway_ids: Out<BTreeMap<String, String>>,
    /// Addresses that the internet sees behind the NAT gateways, by availability zone ID.
    #[tf(computed)]
    pub nat_gateway_public_ips: Out<BTreeMap<String, String>>,
    /// ID of the internet gateway.
    #[tf(computed)]
    pub internet_gateway_id: Out<String>,
    /// ID of the egress-only internet gateway, with `ipv6`.
    #[tf(computed)]
    pub egress_only_internet_gateway_id: Out<String>,
    /// ID of the default security group, while it is managed.
    #[tf(computed)]
    pub default_security_group_id: Out<String>,
    /// IDs of the gateway endpoints, by service.
    #[tf(computed)]
    pub gateway_endpoint_ids: Out<BTreeMap<String, String>>,
    /// IDs of the interface endpoints, by service.
    #[tf(computed)]
    pub interface_endpoint_ids: Out<BTreeMap<String, String>>,
    /// What every resource of a region has.
    #[tf(flatten)]
    pub common: Regional,
}

/// It stands in the name of an IAM role beside a region's, and a role's name has 64 characters.
const NAME: Check = Check::Pattern("[A-Za-z0-9][A-Za-z0-9_.-]{0,35}", "1 to 36 letters, digits and `_.-`");

impl Composite for EnvVpc {
    type Cloud = Aws;

    const IMPORT_ID: &'static [&'static str] = &["account_id", "region", "name"];

    const SUBCATEGORY: &'static str = "Network";

    fn parts(g: &mut Graph<Self>) {
        outputs::of_attributes(g);
        let base = parts::network::base(g);
        let network = parts::network::inside(g, base);
        let routing = parts::routing::declare(g, base, network);
        parts::acls::declare(g, base, network);
        parts::endpoints::declare(g, base, network, routing);
        parts::logging::declare(g, base);
        parts::defaults::declare(g, base);
        outputs::of_parts(g, base, network, routing);
    }

    async fn preflight(cx: &mut Preflight<'_, Self>) {
        zones::choose(cx).await;
        rules::addresses(cx);
    }

    fn imported(vpc: &mut Imported<'_, Self>) {
        imported::complete(vpc);
    }

    fn validate(config: &Configuration<'_, Self>, diagnostics: &mut Diagnostics) {
        rules::validate(config, diagnostics);
    }
}
