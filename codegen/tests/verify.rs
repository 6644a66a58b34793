//! `plinth verify`: what is generated is sound, and each thing that can be wrong is found where it is.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot run the program has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Mutex;

use plinth::keep::{self, Options};
use plinth::resolve::{Recorded, resolve};
use serde_json::Value;

#[path = "support/read.rs"]
mod read;

fn plinth(directory: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_plinth")).arg("-C").arg(directory).args(arguments).output().unwrap()
}

/// A repo of the preset, generated in a flavour.
fn generated(preset: &str, flavour: &str) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    let init = ["init", "--preset", preset, "--name", "acme", "--email", "aws+{account}@acme.example"];
    let init = [&init[..], &["--home-region", "eu-west-1", "--flavour", flavour]].concat();
    for arguments in [&init[..], &["generate"]] {
        let output = plinth(directory.path(), arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    directory
}

/// The standard repo in a flavour: generated once, copied for every test.
fn standard(flavour: &'static str) -> tempfile::TempDir {
    static REPOS: Mutex<BTreeMap<&str, BTreeMap<String, String>>> = Mutex::new(BTreeMap::new());
    let mut repos = REPOS.lock().unwrap();
    let files = repos.entry(flavour).or_insert_with(|| read::read(generated("standard", flavour).path()));
    let directory = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = directory.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    directory
}

/// The findings: path, line, message; warnings are left out. The exit code must agree.
fn errors(directory: &Path) -> Vec<(String, u64, String)> {
    let output = plinth(directory, &["verify", "--json"]);
    let findings: Vec<Value> = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    let text = |finding: &Value, name: &str| finding[name].as_str().unwrap().to_owned();
    let errors: Vec<_> = findings
        .iter()
        .filter(|finding| finding["warning"] == false)
        .map(|finding| (text(finding, "path"), finding["line"].as_u64().unwrap(), text(finding, "message")))
        .collect();
    assert_eq!(output.status.code(), Some(i32::from(!errors.is_empty())));
    errors
}

/// Edits a file of a repo, and says what `verify` finds that is wrong; in that file with the text of the line.
fn after(flavour: &'static str, path: &str, from: &str, to: &str) -> Vec<(String, u64, String)> {
    let directory = standard(flavour);
    let at = directory.path().join(path);
    let text = fs::read_to_string(&at).unwrap();
    assert!(text.contains(from), "{path} does not have {from}:\n{text}");
    let text = text.replacen(from, to, 1);
    fs::write(&at, &text).unwrap();
    let said = |line: u64| text.lines().nth(usize::try_from(line).unwrap().wrapping_sub(1)).unwrap_or_default();
    let found = errors(directory.path()).into_iter();
    found
        .map(|(at, line, message)| {
            (if at == path { format!("{at}: {}", said(line).trim()) } else { at }, line, message)
        })
        .collect()
}

/// Asserts that exactly one thing is found, in that file and line.
fn one(found: &[(String, u64, String)], path: &str, line: &str, message: &str) {
    let [(at, _, said)] = found else { panic!("{message}: {found:#?}") };
    assert!(*at == format!("{path}: {line}") && said.contains(message), "{at}: {said}");
}

#[test]
fn what_is_generated_is_sound() {
    for preset in ["starter", "standard", "enterprise"] {
        for flavour in ["terragrunt", "terragrunt-stacks", "terraform"] {
            let directory = generated(preset, flavour);
            assert_eq!(errors(directory.path()), [], "{preset} {flavour}");
        }
    }
}

const APP: &str = "prod/eu-west-1/app/terragrunt.hcl";
const PEERING: &str = "shared-services/eu-west-1/peering-management-prod-app/terragrunt.hcl";

#[test]
fn inputs_are_those_of_the_module() {
    let found = after("terragrunt", APP, "inputs = {\n", "inputs = {\n  nat_gateway = 1\n");
    one(&found, APP, "nat_gateway = 1", "modules/env-vpc has no variable `nat_gateway`");
    let found = after("terragrunt", APP, "  name         = \"app\"\n", "");
    one(
        &found,
        APP,
        "source = \"${dirname(find_in_parent_folders(\"root.hcl\"))}//modules/env-vpc\"",
        "modules/env-vpc needs the input `name`",
    );
    let main = "prod/eu-west-1/app/main.tf";
    let found = after("terraform", main, "  name         = \"app\"\n", "  nam          = \"app\"\n");
    assert_eq!(found.len(), 2, "{found:#?}");
    let stack = "prod/eu-west-1/terragrunt.stack.hcl";
    let found = after("terragrunt-stacks", stack, "      name         = \"app\"\n", "      nam          = \"app\"\n");
    assert_eq!(found.len(), 2, "{found:#?}");
}

#[test]
fn outputs_and_mocks_are_those_of_the_other_unit() {
    let found = after("terragrunt", PEERING, "dependency.accepter.outputs.vpc_id", "dependency.accepter.outputs.vpcid");
    let said: Vec<&str> = found.iter().map(|(_, _, message)| message.as_str()).collect();
    assert_eq!(
        said,
        [
            "output `vpcid` of `accepter` has no mock: a plan fails until it is deployed",
            "the module of `accepter` has no output `vpcid`"
        ]
    );
    let found =
        after("terragrunt", PEERING, "dependency.accepter.outputs.vpc_id", "dependency.acceptor.outputs.vpc_id");
    assert!(found.len() == 1 && found[0].2.contains("`acceptor`, which is no dependency"), "{found:#?}");
    let found = after("terragrunt", PEERING, "= \"vpc-00000000000000000\"", "= [\"vpc-00000000000000000\"]");
    assert!(
        found.len() == 1 && found[0].2 == "the mock of `vpc_id` is a list, and the output is a string",
        "{found:#?}"
    );
    let found = after("terragrunt", PEERING, "= [\"rtb-00000000000000000\"]", "= {}");
    assert!(found.len() == 1 && found[0].2.contains("is a map, and the output is a list"), "{found:#?}");
    let found = after("terragrunt", PEERING, "\"validate\", \"plan\"]", "\"validate\", \"apply\"]");
    assert!(found.len() == 1 && found[0].2.contains("may be seen by `apply`"), "{found:#?}");
    let main = "shared-services/eu-west-1/peering-management-prod-app/main.tf";
    let found = after("terraform", main, "outputs.unit.vpc_id", "outputs.unit.vpcid");
    assert!(found.len() == 1 && found[0].2.contains("has no output `vpcid`"), "{found:#?}");
    let catalog = "catalog/units/vpc-peering-of-requester-accepter/terragrunt.hcl";
    let found =
        after("terragrunt-stacks", catalog, "dependency.requester.outputs.vpc_id", "dependency.requester.outputs.no");
    assert!(
        found.iter().any(|(path, _, said)| path.starts_with(catalog) && said.contains("no output `no`")),
        "{found:#?}"
    );
}

#[test]
fn ways_lead_to_units_and_never_in_a_circle() {
    let found = after("terragrunt", APP, "../../_global/baseline", "../../_global/base");
    one(&found, APP, "\"../../_global/base\",", "leads to prod/_global/base, where no unit is");
    let found = after("terragrunt", APP, "../../_global/baseline", "../../../../baseline");
    one(&found, APP, "\"../../../../baseline\",", "leads out of the repo");
    let baseline = "prod/_global/baseline/terragrunt.hcl";
    let found = after("terragrunt", baseline, "  paths = [\n", "  paths = [\n    \"../../eu-west-1/app\",\n");
    assert!(found.iter().any(|(_, _, said)| {
        said == "units need each other in a circle: prod/_global/baseline -> prod/eu-west-1/app -> prod/_global/baseline"
    }), "{found:#?}");
    let stack = "prod/eu-west-1/terragrunt.stack.hcl";
    let found = after("terragrunt-stacks", stack, ".terragrunt-stack/baseline", ".terragrunt-stack/base");
    assert!(found.len() == 1 && found[0].2.contains("leads to prod/_global/base, where"), "{found:#?}");
    let main = "shared-services/eu-west-1/peering-management-prod-app/main.tf";
    let found = after("terraform", main, "prod/eu-west-1/app/terraform.tfstate", "prod/eu-west-1/ap/terraform.tfstate");
    assert!(found.len() == 1 && found[0].2.contains("leads to prod/eu-west-1/ap, where"), "{found:#?}");
}

#[test]
fn blocks_stay_apart_and_where_they_were() {
    let directory = standard("terragrunt");
    let read = |account: &str| {
        let path = directory.path().join(format!("{account}/eu-west-1/app/terragrunt.hcl"));
        (fs::read_to_string(&path).unwrap(), path)
    };
    let block = |text: &str| {
        text.lines().find(|line| line.contains("cidr_block")).unwrap().split('"').nth(1).unwrap().to_owned()
    };
    let ((prod, path), (dev, _)) = (read("prod"), read("dev"));
    fs::write(path, prod.replace(&block(&prod), &block(&dev))).unwrap();
    let said: Vec<String> = errors(directory.path()).into_iter().map(|(_, _, message)| message).collect();
    assert_eq!(said.len(), 2, "{said:#?}");
    assert!(said[0].contains("overlaps") && said[1].contains("and the record says"), "{said:#?}");
}

#[test]
fn files_are_as_the_layout_means_them() {
    let directory = standard("terragrunt");
    let path = |name: &str| directory.path().join(name);
    fs::write(path("root.hcl"), fs::read_to_string(path("root.hcl")).unwrap() + "# mine\n").unwrap();
    fs::write(path(APP), "inputs = {\n<<<<<<< yours\n").unwrap();
    fs::remove_file(path("docs/accounts.md")).unwrap();
    let found = errors(directory.path());
    for (file, message) in
        [("root.hcl", "it was edited"), (APP, "conflicts of an earlier merge"), (APP, "it is no HCL")]
    {
        assert!(found.iter().any(|(path, _, said)| path == file && said.contains(message)), "{message}: {found:#?}");
    }
    assert!(!found.iter().any(|(path, ..)| path == "docs/accounts.md"), "whoever deletes a file means it");
    let output = plinth(directory.path(), &["pin", "prod=111111111111"]);
    assert!(output.status.success());
    let found = errors(directory.path());
    assert!(
        found.iter().any(|(path, _, said)| path == "docs/access.md" || said.contains("say something else")),
        "{found:#?}"
    );
}

#[test]
fn a_module_that_is_gone_is_an_error_and_one_that_this_version_does_not_have_a_warning() {
    let directory = standard("terragrunt");
    fs::remove_dir_all(directory.path().join("modules/env-vpc")).unwrap();
    let found = errors(directory.path());
    assert_eq!(found.iter().filter(|(_, _, said)| said == "its module modules/env-vpc is not there").count(), 3);
    // As if there were no such module in this version.
    let text = fs::read_to_string(directory.path().join("plinth.yaml")).unwrap();
    let estate = resolve(&plinth::spec::parse(&text).unwrap(), &Recorded::default()).unwrap().estate;
    let mut tree = plinth::render::render(&estate).unwrap();
    tree.files.retain(|path, _| !path.starts_with("modules/env-vpc/"));
    let plan = keep::plan(directory.path(), &tree, &Options::default(), None).unwrap();
    let found = plinth::verify::verify(directory.path(), &estate, &tree, &plan).unwrap();
    let of: Vec<_> = found
        .iter()
        .filter(|finding| finding.message.contains("env-vpc") || finding.path.contains("env-vpc"))
        .collect();
    assert!(of.len() == 1 && of[0].warning && of[0].message.contains("3 units are of it"), "{of:#?}");
}
