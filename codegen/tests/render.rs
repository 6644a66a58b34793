//! A small repo in every flavour: what is written is formatted, complete, and has the same state keys.

#![expect(clippy::unwrap_used, reason = "a test that cannot read the repository has failed")]

use std::collections::{BTreeMap, BTreeSet};

use plinth::estate::{
    Account, Ci, Estate, Flavour, Guardrail, Organization, Peering, Phase, Purpose, Role, Target, Unit, UnitKind,
    Versions, Vpc, VpcKind,
};
use plinth::tree::{File, Ownership, Tree};

mod support;

const FLAVOURS: [(Flavour, &str); 3] = [
    (Flavour::Terragrunt, "terragrunt"),
    (Flavour::TerragruntStacks, "terragrunt-stacks"),
    (Flavour::Terraform, "terraform"),
];

fn account(name: &str, purpose: Purpose, id: Option<&str>) -> Account {
    Account {
        name: name.to_owned(),
        email: format!("aws+{name}@acme.example"),
        purpose,
        unit: (purpose != Purpose::Management).then(|| "Workloads".to_owned()),
        id: id.map(str::to_owned),
        regions: vec!["eu-west-1".to_owned(), "us-east-1".to_owned()],
        tags: BTreeMap::from([("Owner".to_owned(), "platform".to_owned())]),
        management: purpose == Purpose::Management,
    }
}

fn vpc(account: &str, name: &str, kind: VpcKind, block: &str) -> Vpc {
    Vpc {
        unit: format!("{account}/eu-west-1/{name}"),
        name: name.to_owned(),
        account: account.to_owned(),
        region: "eu-west-1".to_owned(),
        cidr_block: block.to_owned(),
        kind,
        nat_gateways: "single".to_owned(),
        num_availability_zones: Some(3),
        tiers: kind.tiers().iter().map(|tier| (*tier).to_owned()).collect(),
    }
}

fn unit(path: &str, kind: UnitKind, dependencies: &[&str]) -> Unit {
    let [account, region, name] = path.split('/').collect::<Vec<_>>().try_into().unwrap();
    Unit {
        path: path.to_owned(),
        name: name.to_owned(),
        kind,
        account: account.to_owned(),
        region: (region != "_global").then(|| region.to_owned()),
        phase: u32::try_from(UnitKind::ALL.iter().position(|one| *one == kind).unwrap()).unwrap() + 1,
        dependencies: dependencies.iter().map(|path| (*path).to_owned()).collect(),
    }
}

/// Every kind of unit, a pinned account and others that are not.
fn estate(flavour: Flavour) -> Estate {
    let units = vec![
        unit("management/_global/organization", UnitKind::Organization, &[]),
        unit("management/_global/accounts", UnitKind::Accounts, &["management/_global/organization"]),
        unit("log-archive/_global/log-archive", UnitKind::LogArchive, &["management/_global/accounts"]),
        unit("dev/_global/baseline", UnitKind::Baseline, &["log-archive/_global/log-archive"]),
        unit("dev/_global/roles", UnitKind::Roles, &["dev/_global/baseline"]),
        unit("dev/_global/secrets-key", UnitKind::SecretsKey, &["dev/_global/roles"]),
        unit("management/_global/guardrails", UnitKind::Guardrails, &["dev/_global/roles"]),
        unit("dev/eu-west-1/app", UnitKind::Network, &["dev/_global/baseline"]),
        unit("shared-services/eu-west-1/management", UnitKind::Network, &["management/_global/accounts"]),
        unit(
            "shared-services/eu-west-1/peering-dev-app",
            UnitKind::Peering,
            &["dev/eu-west-1/app", "shared-services/eu-west-1/management"],
        ),
    ];
    let phases = UnitKind::ALL.iter().enumerate().map(|(index, kind)| Phase {
        number: u32::try_from(index).unwrap() + 1,
        kind: *kind,
        title: kind.title(),
        units: units.iter().filter(|unit| unit.kind == *kind).map(|unit| unit.path.clone()).collect(),
    });
    Estate {
        organization: Organization {
            name: "acme".to_owned(),
            home_region: "eu-west-1".to_owned(),
            regions: vec!["eu-west-1".to_owned(), "us-east-1".to_owned()],
            email: "aws+{account}@acme.example".to_owned(),
            tags: BTreeMap::from([("Owner".to_owned(), "platform".to_owned())]),
            state_bucket: "acme-terraform-state".to_owned(),
        },
        accounts: vec![
            account("management", Purpose::Management, None),
            account("dev", Purpose::Environment, Some("111122223333")),
            account("log-archive", Purpose::LogArchive, None),
            account("shared-services", Purpose::SharedServices, None),
        ],
        organizational_units: vec!["Workloads".to_owned()],
        supernet: Some("10.0.0.0/8".to_owned()),
        vpcs: vec![
            vpc("dev", "app", VpcKind::Application, "10.1.0.0/16"),
            vpc("shared-services", "management", VpcKind::Management, "10.0.0.0/16"),
        ],
        peerings: vec![Peering {
            unit: "shared-services/eu-west-1/peering-dev-app".to_owned(),
            name: "dev-app".to_owned(),
            requester: "shared-services/eu-west-1/management".to_owned(),
            accepter: "dev/eu-west-1/app".to_owned(),
        }],
        access_from: Some("shared-services".to_owned()),
        roles: vec![Role {
            name: "read-only".to_owned(),
            access: "read_only".to_owned(),
            accounts: vec!["dev".to_owned()],
            trusted: vec!["shared-services".to_owned()],
            require_mfa: true,
            subjects: Vec::new(),
            inline_policies: BTreeMap::new(),
            pipeline: false,
        }],
        ci: Some(Ci {
            provider: "github".to_owned(),
            organization: "acme".to_owned(),
            repository: "infrastructure-live".to_owned(),
            plan_role: "acme-ci-plan".to_owned(),
            apply_role: "acme-ci-apply".to_owned(),
            account_role: "acme-plan".to_owned(),
        }),
        guardrails: vec![Guardrail {
            preset: "deny_regions".to_owned(),
            targets: vec![Target::Root, Target::Account("dev".to_owned())],
        }],
        phases: phases.collect(),
        units,
        flavour,
        versions: Versions::default(),
        package: None,
    }
}

fn tree(flavour: Flavour) -> Tree {
    plinth::render::render(&estate(flavour)).unwrap()
}

/// The files that are not a module's: those are proven elsewhere.
fn own(tree: Tree) -> BTreeMap<String, String> {
    let files = tree.files.into_iter().filter(|(name, _)| !name.starts_with("modules/"));
    files.map(|(name, file)| (name, file.text)).collect()
}

#[test]
fn golden_trees_are_current() {
    for (flavour, name) in FLAVOURS {
        let folder = support::repository().join("codegen/tests/golden/every-unit").join(name);
        support::assert_current(&folder, &own(tree(flavour)));
    }
}

#[test]
fn every_flavour_is_formatted() {
    for (flavour, _) in FLAVOURS {
        support::assert_formatted(&own(tree(flavour)));
    }
}

#[test]
fn modules_that_are_used_come_along_and_no_others() {
    for (flavour, _) in FLAVOURS {
        let tree = tree(flavour);
        let modules = tree.files.keys().filter_map(|name| name.strip_prefix("modules/")?.split('/').next());
        let modules: BTreeSet<&str> = modules.collect();
        for used in ["cross-account-roles", "env-vpc", "management-vpc", "vpc-peering"] {
            assert!(modules.contains(used), "{used} is missing");
        }
        assert!(!modules.contains("account"), "`account` is used by no unit");
    }
}

#[test]
fn the_class_of_a_file_is_in_its_first_line() {
    for (flavour, _) in FLAVOURS {
        for (path, File { ownership, text, .. }) in tree(flavour).files {
            let first = text.lines().next().unwrap();
            let name = match ownership {
                Ownership::Managed => "Managed by plinth. ",
                Ownership::Merged => "Merged by plinth: ",
                Ownership::Seeded => "Seeded by plinth: ",
                // Its markers are written around it.
                Ownership::Block => "",
            };
            // Neither form has comments.
            let has_comments = !matches!(path.rsplit('.').next(), Some("json" | "csv"));
            assert!(!has_comments || first.contains(name), "{path} is {ownership:?} and begins with {first}");
        }
    }
}

#[test]
fn every_dependency_leads_to_a_unit() {
    let files = own(tree(Flavour::Terragrunt));
    let mut seen = 0;
    for (name, text) in &files {
        let Some(folder) = name.strip_suffix("/terragrunt.hcl") else { continue };
        for way in text.lines().filter_map(|line| line.trim().split('"').find(|part| part.starts_with("../"))) {
            let mut parts: Vec<&str> = folder.split('/').collect();
            for part in way.split('/') {
                if part == ".." {
                    parts.pop();
                } else {
                    parts.push(part);
                }
            }
            assert!(files.contains_key(&format!("{}/terragrunt.hcl", parts.join("/"))), "{name} leads to {way}");
            seen += 1;
        }
    }
    assert_eq!(seen, 10, "as many as the estate has dependencies");
}

#[test]
fn provider_blocks_have_no_alias() {
    for (flavour, _) in FLAVOURS {
        for (name, text) in own(tree(flavour)) {
            assert!(!text.contains("alias"), "{name} has an alias");
        }
    }
}

#[test]
fn the_picture_shows_every_account_network_and_connection() {
    let estate = estate(Flavour::Terragrunt);
    let picture = plinth::graph::svg(&estate);
    for shown in
        estate.accounts.iter().map(|account| &account.name).chain(estate.vpcs.iter().map(|vpc| &vpc.cidr_block))
    {
        assert!(picture.contains(shown.as_str()), "{shown} is missing");
    }
    assert_eq!(picture.matches("marker-end").count(), 2, "the legend's arrow and one of trust");
    assert_eq!(picture.matches("stroke-dasharray").count(), 2, "the legend's line and one peering");
    assert_eq!(picture.matches("<circle").count(), 2, "a peering has two ends");
    let file = support::repository().join("codegen/tests/golden/every-unit-graph");
    support::assert_current(&file, &BTreeMap::from([("estate.svg".to_owned(), picture)]));
}
