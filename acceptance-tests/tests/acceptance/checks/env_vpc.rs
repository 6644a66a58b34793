//! A VPC as its user sees it: plans, growth, what is in the way, and what is found out before anything is made.

use crate::world::World;
use acceptance_tests::aws::{Account, REGION};
use acceptance_tests::cli::Workdir;
use acceptance_tests::config::Config;
use acceptance_tests::ensure;
use acceptance_tests::error::{Context as _, Result};
use acceptance_tests::proxy::Proxy;
use serde_json::Value;
use std::collections::BTreeMap;

const ADDRESS: &str = "plinth_env_vpc.this";

/// One account, a proxy in front of it, and a directory.
struct Case {
    account: Account,
    proxy: Proxy,
    workdir: Workdir,
}

impl Case {
    fn new(world: &World<'_>) -> Result<Case> {
        let account = world.emulator.account()?;
        let proxy = Proxy::start(world.emulator.url())?;
        let workdir = world.workdir()?.with_aws(&account, proxy.url());
        Ok(Case { account, proxy, workdir })
    }

    /// Writes a VPC with these arguments beside its name.
    fn write(&self, arguments: &str) -> Result<()> {
        self.workdir.write(&vpc(arguments))
    }

    fn values(&self) -> Result<Value> {
        self.workdir.values(ADDRESS)
    }

    fn parts(&self) -> Result<BTreeMap<String, String>> {
        serde_json::from_value(self.values()?["parts"].clone()).context("`parts` is no map of strings")
    }

    /// Destroys, and looks whether a VPC or an address is left that was not there from the beginning.
    fn destroy_and_look(&self) -> Result<()> {
        self.workdir.destroy()?;
        let vpcs = self.account.query("ec2", REGION, "DescribeVpcs", &[])?;
        let left: Vec<_> = vpcs.items("vpcSet").iter().filter(|vpc| vpc.text(&["isDefault"]) != "true").collect();
        ensure!(left.is_empty(), "{} VPCs are left", left.len());
        let addresses = self.account.query("ec2", REGION, "DescribeAddresses", &[])?;
        ensure!(addresses.items("addressesSet").is_empty(), "addresses are left");
        let roles = self.account.roles()?;
        ensure!(roles.is_empty(), "roles are left: {roles:?}");
        Ok(())
    }
}

fn vpc(arguments: &str) -> Config {
    Config::new().resource("plinth_env_vpc", "this", &format!("  name = \"stage\"\n{arguments}"))
}

/// What cannot be is said by the plan, with the attribute.
pub(crate) fn scenario_a_vpc_that_cannot_be_is_refused_while_planning(world: &World<'_>) -> Result<()> {
    let case = Case::new(world)?;
    let wrong = [
        ("", "No IPv4 block", ""),
        ("  cidr_block = \"10.0.1.0/16\"", "a block of /16 with this address begins at 10.0.0.0/16", "cidr_block ="),
        ("  cidr_block = \"10.0.0.0/15\"", "it is a /15", "cidr_block ="),
        ("  cidr_block = \"10.0.0.0/24\"", "EC2 makes none smaller than /28", "cidr_block ="),
        (
            "  cidr_block            = \"10.0.0.0/16\"\n  secondary_cidr_blocks = [\"10.0.128.0/17\"]",
            "10.0.128.0/17 overlaps 10.0.0.0/16",
            "secondary_cidr_blocks =",
        ),
        (
            "  cidr_block = \"10.0.0.0/16\"\n  tiers = {\n    public = {}\n    cache  = { netmask = 24, slot = 24 }\n  }",
            "overlaps",
            "public =",
        ),
        (
            "  cidr_block = \"10.0.0.0/16\"\n  tiers = { cache = {} }",
            "Plinth has no place in the VPC's block for a tier `cache`",
            "",
        ),
        (
            "  cidr_block            = \"10.0.0.0/16\"\n  availability_zone_ids = [\"use1-az1\", \"use1-az7\"]",
            "Availability zone `use1-az7` cannot be used",
            "availability_zone_ids =",
        ),
        (
            "  cidr_block            = \"10.0.0.0/16\"\n  availability_zone_ids = [\"us-east-1a\"]",
            "A zone's name instead of its ID",
            "availability_zone_ids =",
        ),
        (
            "  cidr_block             = \"10.0.0.0/16\"\n  num_availability_zones = 2\n  nat_gateways = \"3\"",
            "More NAT gateways than zones",
            "nat_gateways =",
        ),
        (
            "  cidr_block   = \"10.0.0.0/16\"\n  flow_logs = { destination = \"s3\" }",
            "Flow logs have no destination",
            "",
        ),
        ("  cidr_block   = \"10.0.0.0/16\"\n  network_acls = { pubic = {} }", "There is no such tier", ""),
        (
            "  cidr_block          = \"10.0.0.0/16\"\n  enable_dns_support  = false\n  enable_dns_hostnames = false\n  \
             interface_endpoints = { services = [\"ssm\"] }",
            "Private DNS without DNS",
            "",
        ),
        (
            "  cidr_block   = \"10.0.0.0/16\"\n  ipam_pool_id = \"ipam-pool-0123456789abcdef0\"",
            "Two sources of the IPv4 block",
            "ipam_pool_id =",
        ),
    ];
    for (arguments, sentence, at) in wrong {
        case.write(arguments)?;
        let output = case.workdir.run(&["plan"])?.failure()?;
        ensure!(output.words().contains(sentence), "{arguments}\nis not refused with `{sentence}`:\n{}", output.text);
        ensure!(output.words().contains(at), "{arguments}\nis not refused at `{at}`:\n{}", output.text);
    }
    let writes = case.proxy.log().calls().iter().filter(|call| call.action.starts_with("Create")).count();
    ensure!(writes == 0, "something was made:\n{}", case.proxy.log().text());
    Ok(())
}

/// A zone and a tier more: what exists keeps its id and is not written to.
pub(crate) fn scenario_a_vpc_grows_and_nothing_that_exists_moves(world: &World<'_>) -> Result<()> {
    let case = Case::new(world)?;
    let base = "  cidr_block = \"10.20.0.0/16\"\n  nat_gateways = \"single\"\n";
    case.write(&format!("{base}  num_availability_zones = 2"))?;
    case.workdir.apply()?;
    let before = case.parts()?;
    let subnets = case.values()?["subnet_cidr_blocks"].clone();
    case.write(&format!(
        "{base}  num_availability_zones = 3\n  tiers = {{\n    public = {{}}\n    private_app = {{}}\n    \
         private_persistence = {{}}\n    transit = {{}}\n  }}"
    ))?;
    let plan = case.workdir.plan()?;
    ensure!(plan.summary() == [format!("update {ADDRESS}")], "the plan is {:?}", plan.summary());
    let change = plan.change(ADDRESS).context("no change of the VPC")?;
    for (part, id) in &before {
        ensure!(change.after["parts"][part] == **id, "the plan does not keep {part}: {}", change.after["parts"]);
    }
    let known = &change.after["subnet_ids"]["private_app"]["use1-az1"];
    ensure!(known == before.get("subnet/private_app/use1-az1").map_or("", String::as_str), "a subnet's id is unknown");
    case.proxy.log().clear();
    case.workdir.run(&["apply", "plan"])?.success()?;
    let after = case.parts()?;
    ensure!(before.iter().all(|(part, id)| after.get(part) == Some(id)), "something moved: {before:?} {after:?}");
    ensure!(after.len() > before.len(), "nothing was added");
    let blocks = case.values()?["subnet_cidr_blocks"].clone();
    for tier in ["public", "private_app", "private_persistence"] {
        for zone in ["use1-az1", "use1-az2"] {
            ensure!(blocks[tier][zone] == subnets[tier][zone], "{tier} in {zone} moved");
        }
    }
    let harm = |action: &str| {
        ["Delete", "Replace", "Release", "Disassociate", "Detach"].iter().any(|it| action.starts_with(it))
    };
    let harmed: Vec<String> =
        case.proxy.log().calls().into_iter().map(|call| call.action).filter(|action| harm(action)).collect();
    // A subnet is born into the VPC's default network ACL, and leaves it by a replacement.
    let harmed: Vec<_> = harmed.iter().filter(|action| *action != "ReplaceNetworkAclAssociation").collect();
    ensure!(harmed.is_empty(), "growing did {harmed:?}");
    case.workdir.expect_empty_plan()?;
    case.destroy_and_look()
}

/// Somebody's network interface keeps a subnet: the error says whose, and the next destroy goes on.
pub(crate) fn scenario_what_keeps_a_vpc_is_named(world: &World<'_>) -> Result<()> {
    let case = Case::new(world)?;
    case.write("  cidr_block = \"10.20.0.0/16\"\n  num_availability_zones = 1\n  nat_gateways = \"none\"")?;
    case.workdir.apply()?;
    let subnet = case.parts()?.remove("subnet/private_app/use1-az1").context("no such subnet")?;
    let parameters = [("SubnetId", subnet.as_str()), ("Description", "ELB app/shop/50dc6c495c0c9188")];
    let made = case.account.query("ec2", REGION, "CreateNetworkInterface", &parameters)?;
    let interface = made.text(&["networkInterface", "networkInterfaceId"]).to_owned();
    let output = case.workdir.run(&["destroy", "-auto-approve"])?.failure()?;
    for word in [subnet.as_str(), interface.as_str(), "app/shop"] {
        ensure!(output.words().contains(word), "the error does not name {word}:\n{}", output.text);
    }
    case.account.query("ec2", REGION, "DeleteNetworkInterface", &[("NetworkInterfaceId", &interface)])?;
    case.destroy_and_look()
}

/// Everything that a VPC can have, on and then off.
pub(crate) fn scenario_a_vpc_with_everything_and_back(world: &World<'_>) -> Result<()> {
    let case = Case::new(world)?;
    let little = "  cidr_block = \"10.20.0.0/16\"\n  num_availability_zones = 2";
    let much = "  cidr_block             = \"10.20.0.0/16\"
  num_availability_zones = 2
  secondary_cidr_blocks  = [\"100.64.0.0/16\"]
  ipv6                   = true
  eks_cluster_names      = [\"blue\", \"green\"]
  nat_gateways           = \"single\"
  tags                   = { Team = \"platform\" }
  tiers = {
    public              = { map_public_ip_on_launch = true }
    private_app         = {}
    private_persistence = { tags = { Data = \"yes\" } }
    pods = {
      route     = \"nat\"
      ipv6_slot = 30
      cidr_blocks = { use1-az1 = \"100.64.0.0/18\", use1-az2 = \"100.64.64.0/18\" }
    }
  }
  interface_endpoints = { services = [\"ssm\", \"logs\"] }
  dhcp_options        = { domain_name = \"stage.acme\", ntp_servers = [\"169.254.169.123\"] }
  flow_logs           = { traffic_type = \"REJECT\", max_aggregation_interval = 60, retention_days = 30 }
  network_acls = {
    private_persistence = {
      ingress = { 100 = { protocol = \"tcp\", from_port = 5432, cidr_block = \"10.20.0.0/16\" } }
      egress  = { 100 = { cidr_block = \"10.20.0.0/16\" } }
    }
  }";
    for arguments in [little, much, little] {
        case.write(arguments)?;
        case.workdir.apply()?;
        case.workdir.expect_empty_plan()?;
    }
    case.write(much)?;
    case.workdir.apply()?;
    let values = case.values()?;
    let ipv6 = values["ipv6_cidr_block"].as_str().context("no IPv6 block")?;
    ensure!(ipv6.ends_with("/56"), "the IPv6 block is {ipv6}");
    ensure!(values["subnet_cidr_blocks"]["pods"]["use1-az2"] == "100.64.64.0/18", "{}", values["subnet_cidr_blocks"]);
    let config = vpc(much)
        .data("plinth_env_vpc", "this", "  name = plinth_env_vpc.this.name")
        .output("found", "data.plinth_env_vpc.this");
    case.workdir.write(&config)?;
    case.workdir.apply()?;
    let found = case.workdir.values("data.plinth_env_vpc.this")?;
    for name in ["vpc_id", "vpc_arn", "subnet_ids", "subnet_cidr_blocks", "nat_gateway_public_ips", "ipv6_cidr_block"] {
        ensure!(found[name] == values[name], "the data source has another {name}: {} {}", found[name], values[name]);
    }
    case.destroy_and_look()
}

/// A pool decides on the block, which is known after the apply, and everything in it is right.
pub(crate) fn scenario_a_vpc_gets_its_block_from_a_pool(world: &World<'_>) -> Result<()> {
    let case = Case::new(world)?;
    let ec2 = |action: &str, parameters: &[(&str, &str)]| case.account.query("ec2", REGION, action, parameters);
    let ipam = ec2("CreateIpam", &[("OperatingRegion.1.RegionName", REGION)])?;
    let scope = ipam.text(&["ipam", "privateDefaultScopeId"]).to_owned();
    let top = ec2("CreateIpamPool", &[("IpamScopeId", &scope), ("AddressFamily", "ipv4")])?;
    let top = top.text(&["ipamPool", "ipamPoolId"]).to_owned();
    ec2("ProvisionIpamPoolCidr", &[("IpamPoolId", &top), ("Cidr", "10.64.0.0/10")])?;
    let parameters =
        [("IpamScopeId", scope.as_str()), ("AddressFamily", "ipv4"), ("SourceIpamPoolId", &top), ("Locale", REGION)];
    let pool = ec2("CreateIpamPool", &parameters)?.text(&["ipamPool", "ipamPoolId"]).to_owned();
    ec2("ProvisionIpamPoolCidr", &[("IpamPoolId", &pool), ("Cidr", "10.64.0.0/12")])?;
    case.write(&format!("  ipam_pool_id = \"{pool}\"\n  netmask_length = 18\n  num_availability_zones = 2"))?;
    case.workdir.apply()?;
    case.workdir.expect_empty_plan()?;
    let values = case.values()?;
    let block = values["cidr_block"].as_str().context("no block")?;
    ensure!(block.starts_with("10.") && block.ends_with("/18"), "the block is {block}");
    ensure!(values["subnet_cidr_blocks"]["private_app"]["use1-az1"].is_string(), "no subnets: {values}");
    case.destroy_and_look()
}

/// A `moved` block from another type is refused with what to do instead.
pub(crate) fn scenario_nothing_else_becomes_a_vpc(world: &World<'_>) -> Result<()> {
    let case = Case::new(world)?;
    let other = Config::new().resource("terraform_data", "old", "  input = \"vpc\"");
    case.workdir.write(&other)?;
    case.workdir.apply()?;
    let moved = vpc("  cidr_block = \"10.20.0.0/16\"")
        .block("moved", "  from = terraform_data.old\n  to   = plinth_env_vpc.this");
    case.workdir.write(&moved)?;
    let output = case.workdir.run(&["plan"])?.failure()?;
    for sentence in ["cannot become `plinth_env_vpc`", "import {", "to = plinth_env_vpc.NAME", "account_id/region/name"]
    {
        ensure!(output.words().contains(sentence), "`{sentence}` is not said:\n{}", output.text);
    }
    Ok(())
}
