//! Layouts from their text to an estate: presets, and everything that can be wrong with one.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its layout has failed")]

use plinth::resolve::{Recorded, Resolved, resolve};
use plinth::spec::{Answers, Preset, parse};

fn preset(preset: Preset) -> String {
    let answers = Answers {
        name: "acme".to_owned(),
        email: "aws+{account}@acme.example".to_owned(),
        home_region: "eu-west-1".to_owned(),
        flavour: "terragrunt".to_owned(),
    };
    preset.render(&answers).unwrap()
}

fn resolved(text: &str, recorded: &Recorded) -> Result<Resolved, String> {
    let problems = match parse(text) {
        Ok(layout) => match resolve(&layout, recorded) {
            Ok(resolved) => return Ok(resolved),
            Err(problems) => problems,
        },
        Err(problem) => vec![problem],
    };
    let line = |problem: &plinth::spec::Problem| {
        let (line, column) = problem.position(text);
        format!("{line}:{column} {}: {} ({})", problem.message, problem.label, problem.help)
    };
    Err(problems.iter().map(line).collect::<Vec<_>>().join("\n"))
}

#[test]
fn presets_resolve() {
    for (name, accounts, vpcs) in [(Preset::Starter, 5, 3), (Preset::Standard, 8, 4), (Preset::Enterprise, 13, 13)] {
        let estate = resolved(&preset(name), &Recorded::default()).unwrap().estate;
        assert_eq!((estate.accounts.len(), estate.vpcs.len()), (accounts, vpcs), "{name:?}");
        for unit in &estate.units {
            for dependency in &unit.dependencies {
                let other = estate.unit(dependency).unwrap_or_else(|| panic!("{} needs {dependency}", unit.path));
                assert!(other.phase < unit.phase, "{} comes before {dependency}", unit.path);
            }
        }
    }
}

#[test]
fn the_schema_accepts_presets_and_refuses_unknown_keys() {
    let schema = serde_json::from_str(&plinth::spec::schema().unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for name in [Preset::Starter, Preset::Standard, Preset::Enterprise] {
        let mut layout: serde_json::Value = serde_saphyr::from_str(&preset(name)).unwrap();
        validator.validate(&layout).unwrap_or_else(|error| panic!("{name:?}: {error} at {}", error.instance_path()));
        layout["organisation"] = serde_json::json!({});
        assert!(!validator.is_valid(&layout));
    }
}

#[test]
fn an_account_more_moves_no_block() {
    let text = preset(Preset::Standard);
    let before = resolved(&text, &Recorded::default()).unwrap();
    let more = text
        .replace("  dev: {", "  alpha: { purpose: environment, unit: Workloads/Dev }\n  dev: {")
        .replace("app: { accounts: [dev,", "app: { regions: [us-east-1, eu-west-1], accounts: [alpha, dev,");
    assert_ne!(more, text);
    let recorded = Recorded { blocks: before.blocks.clone(), ..Recorded::default() };
    let after = resolved(&more, &recorded).unwrap();
    assert_eq!(after.estate.vpcs.len(), before.estate.vpcs.len() + 5);
    for vpc in &before.estate.vpcs {
        assert_eq!(after.estate.vpc(&vpc.unit).unwrap().cidr_block, vpc.cidr_block, "{}", vpc.unit);
    }
}

#[test]
fn each_mistake_is_named_with_its_place_and_what_to_do() {
    let cases = [
        (
            "regions: [eu-west-1, us-east-1]",
            "regions: [eu-west-1, us-esat-1]",
            "7:24 unknown region `us-esat-1`: AWS has no such region (did you mean `us-east-1`?",
        ),
        ("accounts:\n  security", "acounts:\n  security", "unknown key `acounts`"),
        ("billing: { accounts: [management] }", "billing: { accounts: [managment] }", "unknown account `managment`"),
        ("require_imdsv2: [Workloads]", "require_imdsv2: [Worklods]", "unknown target `Worklods`"),
        ("deny_root_user: root", "deny_rot_user: root", "unknown guardrail `deny_rot_user`"),
        ("unit: Workloads/Dev", "unit: a/b/c/d/e/f", "an organizational unit is too deep: 6 deep"),
        ("unit: Workloads/Dev", "unit: ../Dev", "`../Dev` is no path of an organizational unit"),
        ("  dev: {", "  ../dev: {", "an account cannot be called `../dev`"),
        ("  dev: {", "  modules: {", "no account can be called `modules`"),
        ("  dev: {", "  dev: { email: AWS+prod@acme.example,", "two accounts have the same address"),
        ("aws+{account}@acme.example", "aws@acme.example", "has no `{account}`"),
        (
            "aws+{account}@acme.example",
            "aws+{account}@example-of-a-very-long-domain-name-for-the-accounts.example",
            "too long",
        ),
        ("10.0.0.0/8", "10.0.0.0/15", "the supernet is exhausted"),
        ("10.0.0.0/8", "10.0.0.1/8", "`10.0.0.1/8` is no IPv4 block"),
        ("from: management, to: app", "from: management, to: ap", "unknown network `ap`"),
        ("full-access: {", "full-acess: {", "unknown access `full_acess`"),
        (
            "    app: {",
            "    one: { accounts: [dev], cidr_block: 10.4.0.0/17 }\n    two: { accounts: [prod], cidr_block: 10.4.0.0/16 }\n    app: {",
            "two networks overlap: 10.4.0.0/16 contains 10.4.0.0/17, which `one` has",
        ),
        ("    app: {", "    app: { cidr_block: 10.4.0.0/16,", "several VPCs would have the same block"),
        ("version: 1", "version: 2", "2:10 unknown version"),
        ("  flavour: terragrunt", "  flavour: terragrnt", "unknown value `terragrnt`"),
        ("nat_gateways: { default: single", "nat_gateways: { default: singel", "unknown value `singel`"),
    ];
    let text = preset(Preset::Standard);
    let text = text.as_str();
    let mut wrong = Vec::new();
    for (from, to, expected) in cases {
        assert!(text.contains(from), "the preset has no `{from}`");
        let error = resolved(&text.replacen(from, to, 1), &Recorded::default()).expect_err(expected);
        if !error.contains(expected) {
            wrong.push(format!("expected {expected}\n{error}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn all_mistakes_are_reported_at_once() {
    let text = preset(Preset::Standard).replace("us-east-1", "us-moon-1").replace("deny_root_user", "deny_everything");
    let error = resolved(&text, &Recorded::default()).unwrap_err();
    assert!(error.contains("us-moon-1") && error.contains("deny_everything"), "{error}");
}

#[test]
fn a_recorded_block_is_not_moved_by_the_layout() {
    let text = preset(Preset::Starter).replace(
        "management: { accounts: [shared-services],",
        "management: { accounts: [shared-services], cidr_block: 10.9.0.0/16,",
    );
    let blocks = [("shared-services/eu-west-1/management".to_owned(), "10.3.0.0/16".parse().unwrap())].into();
    let error = resolved(&text, &Recorded { blocks, ..Recorded::default() }).unwrap_err();
    assert!(error.contains("a block would move: shared-services/eu-west-1/management has 10.3.0.0/16"), "{error}");
}

/// Another place's block, although the network has the same name; and a range that is reserved too late.
#[test]
fn a_block_that_is_recorded_for_another_place_is_taken() {
    let blocks: plinth::cidr::Blocks = [("stage/eu-west-1/app".to_owned(), "10.3.0.0/16".parse().unwrap())].into();
    let refused = |from: &str, to: &str| {
        let text = preset(Preset::Starter).replace(from, to);
        resolved(&text, &Recorded { blocks: blocks.clone(), ..Recorded::default() }).unwrap_err()
    };
    let error = refused("app: { accounts: [stage, prod],", "app: { accounts: [prod], cidr_block: 10.3.128.0/17,");
    let expected = "10.3.128.0/17 is inside 10.3.0.0/16, which is recorded for stage/eu-west-1/app";
    assert!(error.contains(expected), "{error}");
    let error = refused("  vpcs:", "  reserved: [10.3.0.0/24]\n  vpcs:");
    let expected = "10.3.0.0/24 is inside 10.3.0.0/16, which is recorded for stage/eu-west-1/app";
    assert!(error.contains(expected), "{error}");
}

#[test]
fn two_peerings_never_share_a_folder() {
    let text = preset(Preset::Starter)
        .replace("  stage: {", "  y-z: { purpose: sandbox }\n  z: { purpose: sandbox }\n  stage: {")
        .replace(
            "    app: {",
            "    x: { accounts: [shared-services] }\n    x-y: { accounts: [shared-services] }\n    w: { accounts: [z, y-z] }\n    app: {",
        )
        .replace("    - { from: management, to: app }", "    - { from: x, to: w }\n    - { from: x-y, to: w }");
    let error = resolved(&text, &Recorded::default()).unwrap_err();
    let expected = "two peering connections would have the folder shared-services/eu-west-1/peering-x-y-z-w";
    assert!(error.contains(expected), "{error}");
}

/// A target is known by its name alone.
#[test]
fn a_target_that_is_a_unit_and_an_account_is_refused() {
    let text = preset(Preset::Standard)
        .replace("unit: Workloads/Dev", "unit: dev")
        .replace("deny_root_user: root", "deny_root_user: [dev]");
    let error = resolved(&text, &Recorded::default()).unwrap_err();
    assert!(error.contains("`dev` is two things: both an organizational unit and an account"), "{error}");
}
