//! The parts of a VPC against an emulated AWS, through their whole lives. They need an emulator that `AWS_ENDPOINT_URL`
//! names, with keys and a region in the environment: `cargo test --test aws_parts_ec2 -- --ignored`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use plinth_provider::aws::{Aws, Zone};
use plinth_provider::config::{Configured, ProviderConfig};
use plinth_provider::parts::ec2::VpcOwner;
use plinth_provider::parts::ec2::default_network_acl::DefaultNetworkAcl;
use plinth_provider::parts::ec2::default_route_table::DefaultRouteTable;
use plinth_provider::parts::ec2::default_security_group::DefaultSecurityGroup;
use plinth_provider::parts::ec2::dhcp_options::{DhcpOptions, DhcpOptionsWant};
use plinth_provider::parts::ec2::egress_only_internet_gateway::{
    EgressOnlyInternetGateway, EgressOnlyInternetGatewayWant,
};
use plinth_provider::parts::ec2::elastic_ip::{ElasticIp, ElasticIpWant};
use plinth_provider::parts::ec2::flow_log::{Destination, FlowLog, FlowLogWant};
use plinth_provider::parts::ec2::internet_gateway::{InternetGateway, InternetGatewayWant};
use plinth_provider::parts::ec2::nat_gateway::{NatGateway, NatGatewayWant};
use plinth_provider::parts::ec2::network_acl::{NetworkAcl, NetworkAclWant, Rule};
use plinth_provider::parts::ec2::network_acl_association::{NetworkAclAssociation, NetworkAclAssociationWant};
use plinth_provider::parts::ec2::route::{Route, RouteOwner, RouteWant, Target};
use plinth_provider::parts::ec2::route_table::{RouteTable, RouteTableWant};
use plinth_provider::parts::ec2::route_table_association::{RouteTableAssociation, RouteTableAssociationWant};
use plinth_provider::parts::ec2::security_group::{SecurityGroup, SecurityGroupWant, SecurityRule};
use plinth_provider::parts::ec2::subnet::{Subnet, SubnetWant};
use plinth_provider::parts::ec2::vpc::{Vpc, VpcCidr, VpcKey, VpcWant};
use plinth_provider::parts::ec2::vpc_cidr::VpcCidrBlock;
use plinth_provider::parts::ec2::vpc_endpoint::{EndpointKind, VpcEndpoint, VpcEndpointWant};
use plinth_provider::parts::ec2::vpc_ipv6_cidr_block::VpcIpv6CidrBlock;
use plinth_provider::parts::iam::role::{Role, RoleKey, RoleWant};
use plinth_provider::parts::logs::log_group::{LogGroup, LogGroupKey, LogGroupWant};
use plinth_provider::policy::{Policy, Statement};
use tfplugin::composite::{Context, FaultKind, Mark, Part, Place, RepeatedPart, Status};
use tfplugin::model::Model;
use tfplugin::value::Value;
use tokio_util::sync::CancellationToken;

/// An empty provider block: all comes from the environment.
fn configured() -> Configured {
    assert!(std::env::var_os("AWS_ENDPOINT_URL").is_some(), "AWS_ENDPOINT_URL must name an emulator");
    let object = ProviderConfig::object();
    let attributes = object.attributes.iter().map(|attribute| (attribute.name.to_owned(), Value::Null));
    let blocks = object.blocks.iter().map(|block| (block.name.to_owned(), block.absent()));
    ProviderConfig::from_value(&Value::object(attributes.chain(blocks))).unwrap()
}

/// One resource under test.
struct Scene {
    aws: Aws,
    place: Place,
    mark: Mark,
    cancel: CancellationToken,
}

impl Scene {
    async fn new(name: &str) -> Scene {
        let aws = Aws::new(configured());
        let account_id = aws.caller().await.unwrap().account_id;
        let place = Place { account_id, region: aws.region().unwrap().to_owned() };
        let resource = format!("plinth_test/{name}-{}", std::process::id());
        let mark = Mark { resource, status: Status::Creating };
        Scene { aws, place, mark, cancel: CancellationToken::new() }
    }

    fn cx<'a>(&'a self, part: &'a str) -> Context<'a, Aws> {
        // A token is one part's and one apply's.
        Context {
            cloud: &self.aws,
            place: &self.place,
            mark: &self.mark,
            part,
            token: &self.mark.resource,
            cancel: &self.cancel,
        }
    }

    /// Makes an object, looks at it in every way, changes it there and back, and leaves it. Returns its id.
    async fn life<P>(&self, part: &str, owner: &P::Owner, want: &P::Want, changed: Option<P::Want>) -> String
    where
        P: RepeatedPart<Cloud = Aws>,
        P::Seen: Debug,
    {
        let name = part.split_once('/').unwrap().1;
        let (cx, key) = (self.cx(part), P::key(owner, name));
        assert_eq!(P::check(want), [""; 0]);
        let token = format!("{}-{part}", self.mark.resource).replace('/', "-");
        let id = P::create(&Context { token: &token, ..self.cx(part) }, &key, want).await.unwrap();
        if let Some(seen) = P::expect(&key, want) {
            assert_eq!(P::differences(want, &seen), [""; 0], "{part}: expected");
        }
        assert_eq!(P::wait(&cx, &id, want).await.unwrap(), [""; 0], "{part}");
        let seen = P::read(&cx, &id).await.unwrap().unwrap();
        assert_eq!(P::differences(want, &seen), [""; 0], "{part}");
        let found = P::find(&cx, &key).await.unwrap().unwrap();
        assert_eq!((&found.id, found.mark.as_ref()), (&id, P::MARKED.then_some(&self.mark)), "{part}");
        let node = part.split('/').next().unwrap();
        let listed = P::list(&self.cx(node), owner).await.unwrap();
        let same: Vec<&String> = listed.iter().filter(|(_, found)| found.id == id).map(|(name, _)| name).collect();
        assert_eq!(same, [name], "{part}");
        P::update(&cx, &id, &seen, want).await.unwrap();
        if let Some(changed) = changed {
            for want in [&changed, want] {
                let seen = P::read(&cx, &id).await.unwrap().unwrap();
                assert!(!P::differences(want, &seen).is_empty(), "{part}: nothing to change");
                P::update(&cx, &id, &seen, want).await.unwrap();
                let seen = P::read(&cx, &id).await.unwrap().unwrap();
                assert_eq!(P::differences(want, &seen), [""; 0], "{part}: {seen:?}");
            }
        }
        id
    }

    /// Removes an object twice.
    async fn death<P: RepeatedPart<Cloud = Aws>>(&self, part: &str, owner: &P::Owner, id: &str) {
        let cx = self.cx(part);
        for _ in 0..2 {
            P::delete(&cx, id).await.unwrap();
        }
        assert!(P::read(&cx, id).await.unwrap().is_none(), "{part}");
        let name = part.split_once('/').unwrap().1;
        assert!(P::find(&cx, &P::key(owner, name)).await.unwrap().is_none(), "{part}");
    }

    /// What is in the way of deleting an object.
    async fn conflict<P: Part<Cloud = Aws>>(&self, part: &str, id: &str, names: &[&str]) {
        let fault = P::delete(&self.cx(part), id).await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::Conflict, "{part}: {fault}");
        assert!(names.iter().all(|name| fault.message.contains(name)), "{part}: {fault}");
    }
}

fn tags(team: &str) -> BTreeMap<String, String> {
    BTreeMap::from([("team".to_owned(), team.to_owned())])
}

fn set(items: &[&str]) -> BTreeSet<String> {
    items.iter().map(|item| (*item).to_owned()).collect()
}

fn vpc_want() -> VpcWant {
    VpcWant {
        cidr: VpcCidr::Block("10.0.0.0/16".to_owned()),
        instance_tenancy: "default".to_owned(),
        enable_dns_hostnames: true,
        enable_dns_support: true,
        tags: tags("a"),
    }
}

/// The first /64 of a VPC's /56.
fn first_ipv6(block: &str) -> String {
    block.replace("/56", "/64")
}

fn subnet_want(cidr: &str, zone: &Zone, ipv6: Option<String>, public: bool) -> SubnetWant {
    SubnetWant {
        cidr_block: cidr.to_owned(),
        availability_zone_id: zone.id.clone(),
        ipv6_cidr_block: ipv6,
        map_public_ip_on_launch: public,
        tags: tags("a"),
    }
}

#[tokio::test]
#[ignore = "needs an emulator"]
async fn a_vpc_lives_and_dies() {
    let scene = Scene::new("vpc").await;
    let (cx, key) = (scene.cx("vpc"), VpcKey { name: "vpc".to_owned() });
    assert!(Vpc::find(&cx, &key).await.unwrap().is_none());
    let want = vpc_want();
    let id = Vpc::create(&cx, &key, &want).await.unwrap();
    let found = Vpc::find(&cx, &key).await.unwrap().unwrap();
    assert_eq!((&found.id, found.mark.as_ref()), (&id, Some(&scene.mark)));
    assert_eq!(Vpc::differences(&want, &found.seen), [""; 0]);
    assert!(found.seen.ipv6_cidr_block.is_none() && found.seen.arn.ends_with(&id), "{:?}", found.seen);
    Vpc::settle(&cx, std::slice::from_ref(&id)).await.unwrap();
    assert_eq!(Vpc::find(&cx, &key).await.unwrap().unwrap().mark.unwrap().status, Status::Ready);

    let changed = VpcWant {
        enable_dns_hostnames: false,
        enable_dns_support: false,
        tags: BTreeMap::from([("Name".to_owned(), "x".to_owned())]),
        ..want.clone()
    };
    for want in [&changed, &want] {
        let seen = Vpc::read(&cx, &id).await.unwrap().unwrap();
        Vpc::update(&cx, &id, &seen, want).await.unwrap();
        assert_eq!(Vpc::differences(want, &Vpc::read(&cx, &id).await.unwrap().unwrap()), [""; 0]);
    }
    let other = VpcWant { cidr: VpcCidr::Block("10.1.0.0/16".to_owned()), ..want };
    let seen = Vpc::read(&cx, &id).await.unwrap().unwrap();
    assert_eq!(Vpc::fixed(&other, &seen), ["cidr_block is 10.0.0.0/16, should be 10.1.0.0/16"]);

    // What EC2 makes with it is closed, and stays.
    let owner = VpcOwner { vpc_id: id.clone() };
    let group = scene.life::<DefaultSecurityGroup>("default_security_group/main", &owner, &(), None).await;
    let acl = scene.life::<DefaultNetworkAcl>("default_network_acl/main", &owner, &(), None).await;
    let table = scene.life::<DefaultRouteTable>("default_route_table/main", &owner, &(), None).await;
    DefaultSecurityGroup::delete(&cx, &group).await.unwrap();
    DefaultNetworkAcl::delete(&cx, &acl).await.unwrap();
    DefaultRouteTable::delete(&cx, &table).await.unwrap();
    assert!(DefaultRouteTable::read(&cx, &table).await.unwrap().is_some());

    let block = scene.life::<VpcCidrBlock>("vpc_cidr/100.64.0.0/16", &owner, &(), None).await;
    scene.death::<VpcCidrBlock>("vpc_cidr/100.64.0.0/16", &owner, &block).await;

    let dhcp = |vpc_id: &str, domain: &str, team: &str| DhcpOptionsWant {
        vpc_id: vpc_id.to_owned(),
        options: [
            ("domain-name".to_owned(), vec![domain.to_owned()]),
            ("domain-name-servers".to_owned(), vec!["AmazonProvidedDNS".to_owned()]),
        ]
        .into(),
        tags: tags(team),
    };
    let before = Vpc::read(&cx, &id).await.unwrap().unwrap().dhcp_options_id;
    let part = "dhcp_options/main";
    let (want, tagged) = (dhcp(&id, "corp.example", "a"), dhcp(&id, "corp.example", "b"));
    let first = scene.life::<DhcpOptions>(part, &owner, &want, Some(tagged)).await;
    assert_eq!(Vpc::read(&cx, &id).await.unwrap().unwrap().dhcp_options_id, first);
    // Other options are another set. The VPC uses it before the first one goes, and afterwards still.
    let (key, other) = (DhcpOptions::key(&owner, "main"), dhcp(&id, "net.example", "a"));
    assert!(DhcpOptions::CREATE_FIRST && DhcpOptions::replaces(&want, &other));
    let second = DhcpOptions::create(&scene.cx(part), &key, &other).await.unwrap();
    assert_eq!(Vpc::read(&cx, &id).await.unwrap().unwrap().dhcp_options_id, second);
    let listed = DhcpOptions::list(&scene.cx("dhcp_options"), &owner).await.unwrap();
    let listed: Vec<(&str, &str)> = listed.iter().map(|(name, found)| (name.as_str(), found.id.as_str())).collect();
    assert_eq!(listed, [("main", second.as_str()), ("main", first.as_str())]);
    DhcpOptions::delete(&scene.cx(part), &first).await.unwrap();
    assert!(DhcpOptions::read(&scene.cx(part), &first).await.unwrap().is_none());
    assert_eq!(Vpc::read(&cx, &id).await.unwrap().unwrap().dhcp_options_id, second);
    DhcpOptions::settle(&scene.cx(part), std::slice::from_ref(&second)).await.unwrap();
    let mark = DhcpOptions::find(&scene.cx(part), &key).await.unwrap().unwrap().mark;
    assert_eq!(mark.unwrap().status, Status::Ready);
    scene.death::<DhcpOptions>(part, &owner, &second).await;
    assert_eq!(Vpc::read(&cx, &id).await.unwrap().unwrap().dhcp_options_id, before);

    for _ in 0..2 {
        Vpc::delete(&cx, &id).await.unwrap();
    }
    assert!(Vpc::read(&cx, &id).await.unwrap().is_none());
}

#[tokio::test]
#[ignore = "needs an emulator"]
async fn what_stands_in_a_vpc_lives_and_dies() {
    let scene = Scene::new("network").await;
    let (cx, key) = (scene.cx("vpc"), VpcKey { name: "network".to_owned() });
    let vpc_id = Vpc::create(&cx, &key, &vpc_want()).await.unwrap();
    let owner = VpcOwner { vpc_id: vpc_id.clone() };
    let block = scene.life::<VpcIpv6CidrBlock>("ipv6_cidr_block/main", &owner, &(), None).await;
    let vpc = Vpc::read(&cx, &vpc_id).await.unwrap().unwrap();
    let zones = scene.aws.availability_zones(&scene.place.account_id, &scene.place.region).await.unwrap();
    let zone = zones.iter().find(|zone| zone.is_usable()).unwrap();

    // Gateways and addresses.
    let gateway = |team: &str| InternetGatewayWant { vpc_id: vpc_id.clone(), tags: tags(team) };
    let igw = scene.life::<InternetGateway>("internet_gateway/main", &owner, &gateway("a"), Some(gateway("b"))).await;
    let egress = |team: &str| EgressOnlyInternetGatewayWant { tags: tags(team) };
    let eigw = "egress_only_internet_gateway/main";
    let eigw_id = scene.life::<EgressOnlyInternetGateway>(eigw, &owner, &egress("a"), Some(egress("b"))).await;
    let address = |team: &str| ElasticIpWant { tags: tags(team) };
    let eip = scene.life::<ElasticIp>("elastic_ip/one", &(), &address("a"), Some(address("b"))).await;

    // Subnets.
    let ipv6 = first_ipv6(vpc.ipv6_cidr_block.as_ref().unwrap());
    let public = subnet_want("10.0.0.0/24", zone, Some(ipv6), true);
    let changed = subnet_want("10.0.0.0/24", zone, None, false);
    let subnet = scene.life::<Subnet>("subnet/public/one", &owner, &public, Some(changed)).await;
    let moved = SubnetWant { cidr_block: "10.0.9.0/24".to_owned(), ..public };
    let seen = Subnet::read(&cx, &subnet).await.unwrap().unwrap();
    assert_eq!(Subnet::fixed(&moved, &seen), ["cidr_block is 10.0.0.0/24, should be 10.0.9.0/24"]);

    // A NAT gateway, and what it keeps.
    let nat = |team: &str| NatGatewayWant { subnet_id: subnet.clone(), allocation_id: eip.clone(), tags: tags(team) };
    let nat_id = scene.life::<NatGateway>("nat_gateway/one", &owner, &nat("a"), Some(nat("b"))).await;
    scene.conflict::<Subnet>("subnet/public/one", &subnet, &["eni-", "NAT Gateway"]).await;
    scene.conflict::<ElasticIp>("elastic_ip/one", &eip, &["eni-"]).await;
    scene.conflict::<InternetGateway>("internet_gateway/main", &igw, &["eni-"]).await;
    scene.conflict::<Vpc>("vpc", &vpc_id, &[&subnet, &igw, "eni-"]).await;

    // Routes.
    let table = |team: &str| RouteTableWant { tags: tags(team) };
    let rtb = scene.life::<RouteTable>("route_table/public", &owner, &table("a"), Some(table("b"))).await;
    let other_rtb = scene.life::<RouteTable>("route_table/other", &owner, &table("a"), None).await;
    let route = |destination: &str, target: Target| RouteWant {
        route_table_id: rtb.clone(),
        destination: destination.to_owned(),
        target,
    };
    let (out, through) = (Target::InternetGateway(igw.clone()), Target::NatGateway(nat_id.clone()));
    let routes = RouteOwner { vpc_id: vpc_id.clone(), destinations: ["0.0.0.0/0", "::/0"].map(str::to_owned).into() };
    let (default, ipv6) = ("route/public|0.0.0.0/0", "route/public|::/0");
    let default_id =
        scene.life::<Route>(default, &routes, &route("0.0.0.0/0", out), Some(route("0.0.0.0/0", through))).await;
    let only_out = route("::/0", Target::EgressOnly(eigw_id.clone()));
    let ipv6_id = scene.life::<Route>(ipv6, &routes, &only_out, None).await;
    let associated =
        |rtb: &str| RouteTableAssociationWant { subnet_id: subnet.clone(), route_table_id: rtb.to_owned() };
    let association = "route_table_association/public/one";
    let (first, second) = (associated(&rtb), associated(&other_rtb));
    let association_id = scene.life::<RouteTableAssociation>(association, &owner, &first, Some(second.clone())).await;
    let again = RouteTableAssociation::create(&cx, &RouteTableAssociation::key(&owner, "x"), &second).await;
    assert_eq!(again.unwrap_err().kind, FaultKind::AlreadyExists);
    scene.conflict::<RouteTable>("route_table/public", &rtb, &[&subnet]).await;

    // Network ACLs.
    let rule = |protocol: &str, ports: Option<(i32, i32)>, cidr: &str| Rule {
        allow: true,
        protocol: protocol.to_owned(),
        ports,
        icmp: None,
        cidr: cidr.to_owned(),
    };
    let rules = NetworkAclWant {
        rules: [
            ((false, 100), rule("tcp", Some((443, 443)), "0.0.0.0/0")),
            ((false, 110), rule("icmp", None, "10.0.0.0/8")),
            ((false, 120), rule("icmpv6", None, "::/0")),
            ((true, 100), rule("all", None, "0.0.0.0/0")),
        ]
        .into(),
        tags: tags("a"),
    };
    let changed_rules = NetworkAclWant {
        rules: [((false, 100), rule("udp", Some((1, 2)), "0.0.0.0/0")), ((true, 90), rule("tcp", None, "::/0"))].into(),
        tags: tags("b"),
    };
    let acl = scene.life::<NetworkAcl>("network_acl/public", &owner, &rules, Some(changed_rules)).await;
    let other_acl = scene.life::<NetworkAcl>("network_acl/other", &owner, &rules, None).await;
    let in_acl = |acl: &str| NetworkAclAssociationWant { subnet_id: subnet.clone(), network_acl_id: acl.to_owned() };
    let acl_association = "network_acl_association/public/one";
    let (first, second) = (in_acl(&acl), in_acl(&other_acl));
    let in_acl_id = scene.life::<NetworkAclAssociation>(acl_association, &owner, &first, Some(second)).await;
    scene.conflict::<NetworkAcl>("network_acl/public", &acl, &[&subnet]).await;

    // Endpoints and their security group.
    let https = |cidr: &str| SecurityRule {
        protocol: "tcp".to_owned(),
        from_port: Some(443),
        to_port: Some(443),
        peer: cidr.to_owned(),
    };
    let group = |ingress: &[&str], team: &str| SecurityGroupWant {
        description: "Endpoints".to_owned(),
        ingress: ingress.iter().map(|cidr| https(cidr)).collect(),
        egress: BTreeSet::new(),
        tags: tags(team),
    };
    let (narrow, wide) = (group(&["10.0.0.0/16"], "a"), group(&["10.0.0.0/8", "2001:db8::/56"], "b"));
    let sg = scene.life::<SecurityGroup>("security_group/endpoints", &owner, &narrow, Some(wide)).await;
    let sg_key = SecurityGroup::key(&owner, "endpoints");
    let twice = SecurityGroup::create(&scene.cx("security_group/endpoints"), &sg_key, &narrow).await;
    assert_eq!(twice.unwrap_err().kind, FaultKind::AlreadyExists);
    let region = &scene.place.region;
    let read_only = Policy::new([Statement::allow().actions(["s3:Get*"]).resources(["*"]).aws_principals(["*"])]);
    let by_routes = |tables: &[&str], policy: Option<Policy>| VpcEndpointWant {
        service_name: format!("com.amazonaws.{region}.s3"),
        kind: EndpointKind::Gateway { route_table_ids: set(tables) },
        policy,
        tags: tags("a"),
    };
    let (one, two) = (by_routes(&[&rtb], None), by_routes(&[&other_rtb], Some(read_only)));
    let s3 = scene.life::<VpcEndpoint>("vpc_endpoint/s3", &owner, &one, Some(two)).await;
    let by_interfaces = |dns: bool| VpcEndpointWant {
        service_name: format!("com.amazonaws.{region}.sts"),
        kind: EndpointKind::Interface {
            subnet_ids: set(&[&subnet]),
            security_group_ids: set(&[&sg]),
            private_dns_enabled: dns,
        },
        policy: None,
        tags: tags("a"),
    };
    let sts = "vpc_endpoint/sts";
    let sts_id = scene.life::<VpcEndpoint>(sts, &owner, &by_interfaces(true), Some(by_interfaces(false))).await;
    scene.conflict::<SecurityGroup>("security_group/endpoints", &sg, &["eni-"]).await;

    // Down again, in order.
    scene.death::<VpcEndpoint>(sts, &owner, &sts_id).await;
    scene.death::<VpcEndpoint>("vpc_endpoint/s3", &owner, &s3).await;
    scene.death::<SecurityGroup>("security_group/endpoints", &owner, &sg).await;
    scene.death::<NetworkAclAssociation>(acl_association, &owner, &in_acl_id).await;
    scene.death::<NetworkAcl>("network_acl/public", &owner, &acl).await;
    scene.death::<NetworkAcl>("network_acl/other", &owner, &other_acl).await;
    scene.death::<RouteTableAssociation>(association, &owner, &association_id).await;
    scene.death::<Route>(ipv6, &routes, &ipv6_id).await;
    scene.death::<Route>(default, &routes, &default_id).await;
    scene.death::<RouteTable>("route_table/public", &owner, &rtb).await;
    scene.death::<RouteTable>("route_table/other", &owner, &other_rtb).await;
    scene.death::<NatGateway>("nat_gateway/one", &owner, &nat_id).await;
    scene.death::<Subnet>("subnet/public/one", &owner, &subnet).await;
    scene.death::<VpcIpv6CidrBlock>("ipv6_cidr_block/main", &owner, &block).await;
    scene.death::<ElasticIp>("elastic_ip/one", &(), &eip).await;
    scene.death::<EgressOnlyInternetGateway>(eigw, &owner, &eigw_id).await;
    scene.death::<InternetGateway>("internet_gateway/main", &owner, &igw).await;
    Vpc::delete(&cx, &vpc_id).await.unwrap();
}

#[tokio::test]
#[ignore = "needs an emulator"]
async fn flow_logs_and_their_group_live_and_die() {
    let scene = Scene::new("logs").await;
    let (cx, key) = (scene.cx("vpc"), VpcKey { name: "logs".to_owned() });
    let vpc_id = Vpc::create(&cx, &key, &vpc_want()).await.unwrap();
    let owner = VpcOwner { vpc_id: vpc_id.clone() };

    let name = LogGroupKey { region: cx.place.region.clone(), log_group_name: format!("/vpc/{vpc_id}") };
    let group =
        |days: Option<i32>, team: &str| LogGroupWant { retention_days: days, kms_key_arn: None, tags: tags(team) };
    let changed = Some(group(None, "b"));
    let group_arn = scene.life::<LogGroup>("log_group/main", &name, &group(Some(30), "a"), changed).await;
    let twice = LogGroup::create(&scene.cx("log_group/main"), &name, &group(None, "a")).await;
    assert_eq!(twice.unwrap_err().kind, FaultKind::AlreadyExists);
    LogGroup::settle(&cx, std::slice::from_ref(&group_arn)).await.unwrap();
    assert_eq!(LogGroup::find(&cx, &name).await.unwrap().unwrap().mark.unwrap().status, Status::Ready);

    let trust = Statement::allow().service_principals(["vpc-flow-logs.amazonaws.com"]).actions(["sts:AssumeRole"]);
    let role = RoleWant {
        path: "/".to_owned(),
        description: String::new(),
        trust: Policy::new([trust]),
        max_session_duration: 3600,
        permissions_boundary: None,
        tags: BTreeMap::new(),
    };
    let role_arn = Role::create(&cx, &RoleKey { name: format!("flow-{vpc_id}") }, &role).await.unwrap();
    let flow_log = |traffic: &str, team: &str| FlowLogWant {
        destination: Destination::CloudWatchLogs { log_group_arn: group_arn.clone(), role_arn: role_arn.clone() },
        traffic_type: traffic.to_owned(),
        max_aggregation_interval: 60,
        log_format: None,
        tags: tags(team),
    };
    let part = "flow_log/cloud_watch_logs";
    let log = scene.life::<FlowLog>(part, &owner, &flow_log("ALL", "a"), Some(flow_log("ALL", "b"))).await;
    let seen = FlowLog::read(&cx, &log).await.unwrap().unwrap();
    assert_eq!(FlowLog::fixed(&flow_log("REJECT", "a"), &seen), ["traffic_type is ALL, should be REJECT"]);
    let nowhere = FlowLogWant {
        destination: Destination::S3 { bucket_arn: "arn:aws:s3:::there-is-no-such-bucket".to_owned() },
        ..flow_log("ALL", "a")
    };
    let refused = FlowLog::create(&scene.cx("flow_log/s3"), &FlowLog::key(&owner, "s3"), &nowhere).await;
    assert_eq!(refused.unwrap_err().kind, FaultKind::Invalid);

    scene.death::<FlowLog>(part, &owner, &log).await;
    scene.death::<LogGroup>("log_group/main", &name, &group_arn).await;
    Role::delete(&cx, &role_arn).await.unwrap();
    Vpc::delete(&cx, &vpc_id).await.unwrap();
}

#[tokio::test]
#[ignore = "needs an emulator"]
async fn what_a_half_made_object_lacks_is_an_uncertain_end() {
    let scene = Scene::new("half").await;
    let (cx, key) = (scene.cx("vpc"), VpcKey { name: "half".to_owned() });
    let vpc_id = Vpc::create(&cx, &key, &vpc_want()).await.unwrap();
    let owner = VpcOwner { vpc_id: vpc_id.clone() };
    let part = "internet_gateway/main";
    let want = InternetGatewayWant { vpc_id: vpc_id.clone(), tags: BTreeMap::new() };
    let first = InternetGateway::create(&scene.cx(part), &InternetGateway::key(&owner, "main"), &want).await.unwrap();
    // The VPC has one already: the second is made, and not attached.
    let part = "internet_gateway/second";
    let second = InternetGateway::key(&owner, "second");
    let fault = InternetGateway::create(&scene.cx(part), &second, &want).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Uncertain, "{fault}");
    let found = InternetGateway::find(&scene.cx(part), &second).await.unwrap().unwrap();
    assert_eq!(InternetGateway::differences(&want, &found.seen).len(), 1);
    InternetGateway::delete(&cx, &first).await.unwrap();
    InternetGateway::update(&cx, &found.id, &found.seen, &want).await.unwrap();
    InternetGateway::delete(&cx, &found.id).await.unwrap();
    Vpc::delete(&cx, &vpc_id).await.unwrap();
}
