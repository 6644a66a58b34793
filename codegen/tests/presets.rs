//! Every preset in every flavour: the golden trees, and what holds for all of them.
//!
//! `standard` is committed as the files that a person would get, to be read and reviewed. Of the others there is a line for each
//! file, with the beginning of its hash: enough to see what a change reaches. Modules are in none of them, since `modules/`
//! has them once for all.

#![expect(clippy::unwrap_used, reason = "a test that cannot read the repository has failed")]

use std::collections::BTreeMap;
use std::fmt::Write as _;

use plinth::resolve::{Recorded, Resolved, resolve};
use plinth::spec::{Answers, Preset, parse};
use sha2::{Digest as _, Sha256};

mod support;

const PRESETS: [(Preset, &str); 3] =
    [(Preset::Starter, "starter"), (Preset::Standard, "standard"), (Preset::Enterprise, "enterprise")];
const FLAVOURS: [&str; 3] = ["terragrunt", "terragrunt-stacks", "terraform"];

/// The layout that `plinth init` writes.
fn layout(preset: Preset, flavour: &str) -> String {
    let answers = Answers {
        name: "acme".to_owned(),
        email: "aws+{account}@acme.example".to_owned(),
        home_region: "eu-west-1".to_owned(),
        flavour: flavour.to_owned(),
    };
    preset.render(&answers).unwrap()
}

fn resolved(preset: Preset, flavour: &str) -> Resolved {
    resolve(&parse(&layout(preset, flavour)).unwrap(), &Recorded::default()).unwrap()
}

/// The files of a repo but those of modules, the layout among them.
fn files(preset: Preset, flavour: &str) -> BTreeMap<String, String> {
    let tree = plinth::render::render(&resolved(preset, flavour).estate).unwrap();
    let own = tree.files.into_iter().filter(|(path, _)| !path.starts_with("modules/"));
    let mut files: BTreeMap<String, String> = own.map(|(path, file)| (path, file.text)).collect();
    files.insert("plinth.yaml".to_owned(), layout(preset, flavour));
    files
}

/// A line for each file: the beginning of its hash, and its path.
fn listing(files: &BTreeMap<String, String>) -> String {
    let mut listing = String::new();
    for (path, text) in files {
        let hash = Sha256::digest(text.as_bytes());
        let digits = hash.iter().take(6).fold(String::new(), |digits, byte| format!("{digits}{byte:02x}"));
        writeln!(listing, "{digits}  {path}").unwrap();
    }
    listing
}

#[test]
fn golden_trees_are_current() {
    let golden = support::repository().join("codegen/tests/golden");
    let mut listings = BTreeMap::new();
    for (preset, name) in PRESETS {
        for flavour in FLAVOURS {
            let files = files(preset, flavour);
            if preset == Preset::Standard {
                support::assert_current(&golden.join("standard").join(flavour), &files);
            } else {
                listings.insert(format!("{name}-{flavour}.txt"), listing(&files));
            }
        }
    }
    support::assert_current(&golden.join("listings"), &listings);
}

#[test]
fn every_tree_is_formatted() {
    for (preset, _) in PRESETS {
        for flavour in FLAVOURS {
            support::assert_formatted(&files(preset, flavour));
        }
    }
}

#[test]
fn the_state_of_a_unit_has_the_same_key_in_every_flavour() {
    for (preset, name) in PRESETS {
        let keys = |flavour| {
            let files = files(preset, flavour);
            let units = files.keys().filter_map(|path| match flavour {
                "terraform" => path.strip_suffix("/terraform.tf"),
                _ => path.strip_suffix("/terragrunt.hcl"),
            });
            units.map(str::to_owned).collect::<Vec<_>>()
        };
        let terraform = keys("terraform");
        assert_eq!(terraform, keys("terragrunt"), "{name}");
        // The folder is the key: what says so is one line of each backend.
        let written = files(preset, "terraform");
        for unit in &terraform {
            let text = &written[&format!("{unit}/terraform.tf")];
            assert!(text.contains(&format!("\"{unit}/terraform.tfstate\"")), "{name}: {unit}\n{text}");
        }
        let estate = resolved(preset, "terragrunt-stacks").estate;
        let mut stacks: Vec<String> = estate.units.iter().map(|unit| unit.path.clone()).collect();
        stacks.sort();
        assert_eq!(terraform, stacks, "{name}");
    }
}

#[test]
fn the_same_layout_gives_the_same_bytes() {
    for (preset, name) in PRESETS {
        for flavour in FLAVOURS {
            assert!(files(preset, flavour) == files(preset, flavour), "{name} {flavour}");
        }
    }
}

/// The pictures, to be looked at when they change; and the graph for other programs.
#[test]
fn golden_pictures_are_current() {
    let golden = support::repository().join("codegen/tests/golden/graph");
    let mut pictures = BTreeMap::new();
    for (preset, name) in PRESETS {
        let estate = resolved(preset, "terragrunt").estate;
        pictures.insert(format!("{name}.svg"), plinth::graph::svg(&estate));
        if preset == Preset::Standard {
            pictures.insert(format!("{name}.mmd"), plinth::graph::mermaid(&estate));
            pictures.insert(format!("{name}.dot"), plinth::graph::dot(&estate));
        }
    }
    support::assert_current(&golden, &pictures);
}

#[test]
fn every_account_role_and_peering_is_in_the_graph() {
    for (preset, name) in PRESETS {
        let estate = resolved(preset, "terragrunt").estate;
        let graph = plinth::graph::graph(&estate);
        assert_eq!(graph.accounts.len(), estate.accounts.len(), "{name}");
        assert_eq!((graph.vpcs.len(), graph.peerings.len()), (estate.vpcs.len(), estate.peerings.len()), "{name}");
        let assumed: usize = graph.trust.iter().map(|trust| trust.roles.len()).sum();
        let people = estate.roles.iter().filter(|role| !role.pipeline);
        let expected: usize = people
            .map(|role| {
                let pairs = role.trusted.iter().flat_map(|from| role.accounts.iter().map(move |to| (from, to)));
                pairs.filter(|(from, to)| from != to).count()
            })
            .sum();
        assert_eq!(assumed, expected, "{name}");
        let picture = plinth::graph::svg(&estate);
        assert_eq!(picture.matches("class=\"chip\"").count(), estate.vpcs.len(), "{name}");
        assert_eq!(picture.matches("class=\"name\"").count(), estate.accounts.len(), "{name}");
    }
}
