//! `plinth_env_vpc`: a VPC that Plinth made, found by its name.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin::DataSource;
use tfplugin::composite::{Context, Fault, FaultKind, Found, Mark, Part, Place, RepeatedPart, Status};
use tfplugin::diagnostic::{Diagnostic, Path};
use tfplugin::model::Out;
use tokio_util::sync::CancellationToken;

use crate::aws::Aws;
use crate::parts::ec2::VpcOwner;
use crate::parts::ec2::elastic_ip::ElasticIp;
use crate::parts::ec2::internet_gateway::InternetGateway;
use crate::parts::ec2::nat_gateway::NatGateway;
use crate::parts::ec2::route_table::RouteTable;
use crate::parts::ec2::subnet::{Subnet, SubnetSeen};
use crate::parts::ec2::vpc::{Vpc, VpcKey};

/// A VPC that the resource `plinth_env_vpc` made, found by its name in any account and region.
///
/// It is for configurations that use a VPC which another configuration makes: they need no access to its state.
#[derive(Clone, Debug, PartialEq, DataSource)]
#[tf(name = "env_vpc")]
pub struct EnvVpc {
    /// Name of the VPC.
    #[tf(required, check = Len(1, 128))]
    name: String,
    /// ID of the account that the VPC is in. Default: the account that the provider's own credentials belong to.
    #[tf(optional, computed, check = Pattern("[0-9]{12}", "an account ID of twelve digits"))]
    account_id: Out<String>,
    /// Region that the VPC is in. Default: the provider's region.
    #[tf(optional, computed, check = Pattern("[a-z]{2}(-[a-z]+)+-[0-9]", "a region's name, as `eu-west-1`"))]
    region: Out<String>,
    /// ID of the VPC.
    #[tf(computed)]
    vpc_id: Out<String>,
    /// ARN of the VPC.
    #[tf(computed)]
    vpc_arn: Out<String>,
    /// Primary IPv4 block of the VPC.
    #[tf(computed)]
    cidr_block: Out<String>,
    /// IPv6 block of the VPC.
    #[tf(computed)]
    ipv6_cidr_block: Out<String>,
    /// Names that this account has for the zones, such as `us-east-1a`, by their IDs.
    #[tf(computed)]
    availability_zones: Out<BTreeMap<String, String>>,
    /// IDs of the subnets, by tier and availability zone ID.
    #[tf(computed)]
    subnet_ids: Out<BTreeMap<String, BTreeMap<String, String>>>,
    /// IPv4 blocks of the subnets, by tier and availability zone ID.
    #[tf(computed)]
    subnet_cidr_blocks: Out<BTreeMap<String, BTreeMap<String, String>>>,
    /// IDs of the subnets of the tier `public`, in the order of the zones' IDs.
    #[tf(computed)]
    public_subnet_ids: Out<Vec<String>>,
    /// IDs of the subnets of the tier `private_app`, in the order of the zones' IDs.
    #[tf(computed)]
    private_app_subnet_ids: Out<Vec<String>>,
    /// IDs of the subnets of the tier `private_persistence`, in the order of the zones' IDs.
    #[tf(computed)]
    private_persistence_subnet_ids: Out<Vec<String>>,
    /// IDs of all route tables of the tiers.
    #[tf(computed)]
    route_table_ids: Out<BTreeSet<String>>,
    /// IDs of the NAT gateways, by availability zone ID.
    #[tf(computed)]
    nat_gateway_ids: Out<BTreeMap<String, String>>,
    /// Addresses that the internet sees behind the NAT gateways, by availability zone ID.
    #[tf(computed)]
    nat_gateway_public_ips: Out<BTreeMap<String, String>>,
    /// ID of the internet gateway.
    #[tf(computed)]
    internet_gateway_id: Out<String>,
    /// Tags of the VPC.
    #[tf(computed)]
    tags: Out<BTreeMap<String, String>>,
}

/// The type of the resource in marks.
const TYPE: &str = "plinth_env_vpc";

impl tfplugin::definition::DataSource for EnvVpc {
    type Cloud = Aws;

    const SUBCATEGORY: &'static str = "Network";

    async fn read(self, aws: &Aws) -> Result<EnvVpc, Diagnostic> {
        let name = self.name.clone();
        self.find(aws).await.map_err(|(place, fault)| {
            let hint = fault.hint.as_ref().map(|hint| format!("\n\n{hint}")).unwrap_or_default();
            let place = place.map(|place| format!("In {place}: ")).unwrap_or_default();
            Diagnostic::error(format!("Could not find VPC `{name}`"), format!("{place}{fault}.{hint}"))
                .at(Path::attribute("name"))
        })
    }
}

type Failure = (Option<Place>, Fault);

impl EnvVpc {
    async fn find(self, aws: &Aws) -> Result<EnvVpc, Failure> {
        let place = self.place(aws).await.map_err(|fault| (None, fault))?;
        let look = Look::new(aws, &place, &self.name);
        let all = look.all(&self.name).await.map_err(|fault| (Some(place.clone()), fault))?;
        let subnets = all.subnets;
        let of_tier = |tier: &str| {
            let own = subnets.iter().filter(|(name, _)| name.split('/').next() == Some(tier));
            own.map(|(_, subnet)| subnet.subnet_id.clone()).collect::<Vec<_>>()
        };
        let zones = subnets.values().map(|subnet| (subnet.availability_zone_id.clone(), subnet.availability_zone.clone()));
        Ok(EnvVpc {
            name: self.name,
            account_id: place.account_id.into(),
            region: place.region.into(),
            vpc_id: all.vpc.id.into(),
            vpc_arn: all.vpc.seen.arn.into(),
            cidr_block: all.vpc.seen.cidr_block.into(),
            ipv6_cidr_block: Out(all.vpc.seen.ipv6_cidr_block),
            availability_zones: zones.collect::<BTreeMap<_, _>>().into(),
            subnet_ids: nested(&subnets, |subnet| subnet.subnet_id.clone()).into(),
            subnet_cidr_blocks: nested(&subnets, |subnet| subnet.cidr_block.clone()).into(),
            public_subnet_ids: of_tier("public").into(),
            private_app_subnet_ids: of_tier("private_app").into(),
            private_persistence_subnet_ids: of_tier("private_persistence").into(),
            route_table_ids: all.route_tables.into(),
            nat_gateway_ids: all.nat_gateways.into(),
            nat_gateway_public_ips: all.addresses.into(),
            internet_gateway_id: Out(all.internet_gateway),
            tags: all.vpc.seen.tags.into(),
        })
    }

    async fn place(&self, aws: &Aws) -> Result<Place, Fault> {
        use tfplugin::composite::Cloud;
        let account_id = match self.account_id.get() {
            Some(account_id) => account_id.clone(),
            None => aws.default_account().await?,
        };
        let region = self.region.get().cloned().or_else(|| aws.default_region());
        let none = || Fault::new(FaultKind::Invalid, "no region is set").hint("Set `region` here or in the provider");
        Ok(Place { account_id, region: region.ok_or_else(none)? })
    }
}

/// What is found of a VPC.
struct All {
    vpc: Found<<Vpc as Part>::Seen>,
    subnets: BTreeMap<String, SubnetSeen>,
    route_tables: BTreeSet<String>,
    nat_gateways: BTreeMap<String, String>,
    addresses: BTreeMap<String, String>,
    internet_gateway: Option<String>,
}

/// A look at the parts of one VPC.
struct Look<'a> {
    aws: &'a Aws,
    place: &'a Place,
    mark: Mark,
    cancel: CancellationToken,
}

impl<'a> Look<'a> {
    fn new(aws: &'a Aws, place: &'a Place, name: &str) -> Look<'a> {
        let mark = Mark { resource: format!("{TYPE}/{name}"), status: Status::Ready };
        Look { aws, place, mark, cancel: CancellationToken::new() }
    }

    fn at<'b>(&'b self, part: &'b str) -> Context<'b, Aws> {
        let Look { aws, place, mark, cancel } = self;
        Context { cloud: aws, place, mark, part, token: "", cancel }
    }

    async fn all(&self, name: &str) -> Result<All, Fault> {
        let cx = self.at("vpc");
        let Some(vpc) = Vpc::find(&cx, &VpcKey { name: name.to_owned() }).await? else {
            let message = format!("no VPC has the mark `{}`", self.mark.resource);
            return Err(Fault::new(FaultKind::NotFound, message)
                .hint("Is it in this account and region, and was it made by the resource `plinth_env_vpc`?"));
        };
        if vpc.mark.as_ref().is_some_and(|mark| mark.status == Status::Creating) {
            let message = format!("VPC {} is being made, or its creation failed half-way", vpc.id);
            return Err(Fault::new(FaultKind::Conflict, message).hint("Apply the configuration that makes it first"));
        }
        let owner = VpcOwner { vpc_id: vpc.id.clone() };
        let (subnet, table, nat, address, internet) = (
            self.at("subnet"),
            self.at("route_table"),
            self.at("nat_gateway"),
            self.at("elastic_ip"),
            self.at("internet_gateway"),
        );
        let (subnets, tables, gateways, addresses, internet) = tokio::try_join!(
            Subnet::list(&subnet, &owner),
            RouteTable::list(&table, &owner),
            NatGateway::list(&nat, &owner),
            ElasticIp::list(&address, &()),
            InternetGateway::list(&internet, &owner),
        )?;
        Ok(All {
            vpc,
            subnets: subnets.into_iter().map(|(name, found)| (name, found.seen)).collect(),
            route_tables: tables.into_iter().map(|(_, found)| found.id).collect(),
            nat_gateways: gateways.into_iter().map(|(zone, found)| (zone, found.id)).collect(),
            addresses: addresses.into_iter().map(|(zone, found)| (zone, found.seen.public_ip)).collect(),
            internet_gateway: internet.into_iter().next().map(|(_, found)| found.id),
        })
    }
}

/// A value of each subnet, by tier and zone.
fn nested(
    subnets: &BTreeMap<String, SubnetSeen>,
    value: impl Fn(&SubnetSeen) -> String,
) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut tiers: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for (name, subnet) in subnets {
        if let Some((tier, zone)) = name.split_once('/') {
            tiers.entry(tier.to_owned()).or_default().insert(zone.to_owned(), value(subnet));
        }
    }
    tiers
}
