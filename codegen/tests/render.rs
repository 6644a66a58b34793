//! A small repo in every flavour: what is written is formatted, complete, and has the same state keys.

use std::collections::{BTreeMap, BTreeSet};

use plinth::hcl::Expression;
use plinth::render::{Account, Dependency, Flavour, Input, Mock, Phase, Repo, Unit, files};
use plinth::templates::Templates;
use plinth::tree::Tree;

mod support;

const FLAVOURS: [(Flavour, &str); 3] =
    [(Flavour::Units, "terragrunt"), (Flavour::Stacks, "terragrunt-stacks"), (Flavour::Terraform, "terraform")];

fn vpc(account: &str, name: &str, module: &str, block: &str) -> Unit {
    Unit {
        path: format!("{account}/eu-west-1/{name}"),
        module: module.to_owned(),
        phase: Phase { number: 2, name: "networks" },
        inputs: vec![
            ("name".to_owned(), Input::Value(name.into())),
            ("account".to_owned(), Input::Value(account.into())),
            ("cidr_block".to_owned(), Input::Value(block.into())),
        ],
        dependencies: Vec::new(),
        after: vec![format!("{account}/_global/roles")],
    }
}

fn roles(account: &str) -> Unit {
    let role =
        Expression::map([("access", "read_only".into()), ("trusted_accounts", Expression::strings(["security"]))]);
    Unit {
        path: format!("{account}/_global/roles"),
        module: "cross-account-roles".to_owned(),
        phase: Phase { number: 1, name: "roles" },
        inputs: vec![
            ("account".to_owned(), Input::Value(account.into())),
            ("roles".to_owned(), Input::Value(Expression::map([("read-only", role)]))),
        ],
        dependencies: Vec::new(),
        after: Vec::new(),
    }
}

fn peering() -> Unit {
    let side = |name: &str, path: &str| Dependency {
        name: name.to_owned(),
        path: path.to_owned(),
        mocks: vec![("vpc_id".to_owned(), Mock::Vpc), ("all_route_table_ids".to_owned(), Mock::RouteTables)],
    };
    let output = |name: &str, dependency: &str, output: &str| {
        (name.to_owned(), Input::Output { dependency: dependency.to_owned(), output: output.to_owned() })
    };
    Unit {
        path: "shared-services/eu-west-1/peering-dev-app".to_owned(),
        module: "vpc-peering".to_owned(),
        phase: Phase { number: 3, name: "peering" },
        inputs: vec![
            ("name".to_owned(), Input::Value("dev-app".into())),
            output("requester_vpc_id", "requester", "vpc_id"),
            output("requester_route_table_ids", "requester", "all_route_table_ids"),
            output("accepter_vpc_id", "accepter", "vpc_id"),
            output("accepter_route_table_ids", "accepter", "all_route_table_ids"),
        ],
        dependencies: vec![
            side("requester", "shared-services/eu-west-1/management"),
            side("accepter", "dev/eu-west-1/app"),
        ],
        after: Vec::new(),
    }
}

fn repo(flavour: Flavour) -> Repo {
    let account = |name: &str, purpose: &str| Account {
        name: name.to_owned(),
        id: None,
        email: Some(format!("aws+{name}@acme.example")),
        organizational_unit: Some("Workloads".to_owned()),
        purpose: purpose.to_owned(),
    };
    Repo {
        name: "acme".to_owned(),
        home_region: "eu-west-1".to_owned(),
        state_bucket: "acme-terraform-state".to_owned(),
        role_name: "OrganizationAccountAccessRole".to_owned(),
        tags: BTreeMap::from([("Owner".to_owned(), "${platform}".to_owned())]),
        flavour,
        accounts: vec![account("shared-services", "shared_services"), account("dev", "environment")],
        units: vec![
            roles("dev"),
            roles("shared-services"),
            vpc("shared-services", "management", "management-vpc", "10.0.0.0/16"),
            vpc("dev", "app", "env-vpc", "10.1.0.0/16"),
            peering(),
        ],
    }
}

fn tree(flavour: Flavour) -> Tree {
    files(&repo(flavour), &Templates::new().unwrap()).unwrap()
}

/// The files that are not a module's: those are proven elsewhere.
fn own(tree: Tree) -> BTreeMap<String, String> {
    let files = tree.files.into_iter().filter(|(name, _)| !name.starts_with("modules/"));
    files.map(|(name, file)| (name, file.text)).collect()
}

#[test]
fn golden_trees_are_current() {
    for (flavour, name) in FLAVOURS {
        let folder = support::repository().join("codegen/tests/golden/units").join(name);
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
        assert_eq!(modules, BTreeSet::from(["cross-account-roles", "env-vpc", "management-vpc", "vpc-peering"]));
    }
}

#[test]
fn every_dependency_leads_to_a_unit() {
    let files = own(tree(Flavour::Units));
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
    assert_eq!(seen, 4, "two networks after their roles, and two sides of a peering");
}

#[test]
fn provider_blocks_have_no_alias() {
    for (flavour, _) in FLAVOURS {
        for (name, text) in own(tree(flavour)) {
            assert!(!text.contains("alias"), "{name} has an alias");
        }
    }
}
