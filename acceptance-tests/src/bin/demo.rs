//! `make demo`: a layout becomes a live repo, real Terraform applies it to an embedded AWS account by account, and one walks
//! in by the only entrance.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_macros,
    reason = "the edge of a command line program: what it prints is what it is for"
)]

use acceptance_tests::aws::{ACCESS_ROLE, Account, Keys, REGION};
use acceptance_tests::cli::{Cli, Tool};
use acceptance_tests::emulator::Emulator;
use acceptance_tests::ensure;
use acceptance_tests::error::{Context as _, Result};
use acceptance_tests::live::{Flavour, LiveRepo, Phase, Unit};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// The layout that is built.
const PRESET: &str = "standard";

/// Where its networks are.
const HOME: &str = "eu-west-1";

/// The role that people of the security account assume elsewhere.
const ROLE: &str = "read-only";

/// A code that the emulator takes for that of any device.
const MFA_CODE: &str = "123456";

/// Units of a phase that are applied at the same time.
const AT_ONCE: usize = 2;

fn main() -> ExitCode {
    let started = Instant::now();
    match demo() {
        Ok(()) => {
            println!("\nmake demo: all of it worked ({} s)", started.elapsed().as_secs());
            ExitCode::SUCCESS
        }
        Err(error) => {
            println!("\nmake demo: FAILED: {error}");
            ExitCode::FAILURE
        }
    }
}

fn demo() -> Result<()> {
    let cli = Cli::find(Tool::Terraform).or_else(|missing| Cli::find(Tool::Tofu).map_err(|_| missing))?;

    heading("An AWS of your own");
    let emulator = emulator()?;
    let management = emulator.account()?;
    say(&format!("An AWS emulator answers at {}. No AWS account is involved.", emulator.url()));
    say(&format!("In it, one empty account, {}, which will manage the others.", management.id));

    heading("A layout, and the live repo that it becomes");
    // Buckets and addresses belong to nobody else in the world.
    let name = format!("acme-{}", management.id);
    let repo = LiveRepo::new(&cli, PRESET, Flavour::Terraform, &name)?.with_aws(&management, emulator.url());
    quote(&std::fs::read_to_string(repo.root().join("plinth.yaml")).context("plinth.yaml")?);
    let phases = repo.phases()?;
    let units: usize = phases.iter().map(|phase| phase.units.len()).sum();
    say(&format!("`plinth generate` made {units} Terraform roots of it, to be applied in {} phases.", phases.len()));

    heading("What a person does first");
    let bucket = format!("{name}-terraform-state");
    management.make_bucket(&bucket, HOME)?;
    say(&format!("The bucket for Terraform's states: {bucket}"));
    let github =
        [("Url", "https://token.actions.githubusercontent.com"), ("ClientIDList.member.1", "sts.amazonaws.com")];
    management.query("iam", REGION, "CreateOpenIDConnectProvider", &github)?;
    say("GitHub as an identity provider, for the pipeline");

    for (number, phase) in phases.iter().enumerate() {
        heading(&format!("{} {} applies phase {}: {}", cli.tool.name(), cli.version, number + 1, phase.title));
        apply(&repo, phase)?;
    }

    heading("What there is now");
    let accounts = management.members()?;
    for (name, id) in &accounts {
        say(&format!("{id}  {name}"));
    }
    say(&format!("{} states in the bucket", management.objects(&bucket, HOME)?.len()));

    let inside = |name: &str| {
        let id = accounts.get(name).context(format!("there is no account {name}"))?;
        management.assume(&format!("arn:aws:iam::{id}:role/{ACCESS_ROLE}"), None)
    };
    enter(emulator.url(), &inside("security")?, &inside("dev")?, &inside("prod")?)?;

    heading("And again");
    let last = phases.last().context("there are no phases")?;
    for unit in &last.units {
        repo.expect_empty_plan(unit)?;
    }
    say(&format!(
        "A second plan of \"{}\" finds nothing to do. The emulator ends, and with it all of this.",
        last.title
    ));
    Ok(())
}

/// From the security account into prod with MFA; and not without, and not from dev.
fn enter(url: &str, security: &Account, dev: &Account, prod: &Account) -> Result<()> {
    heading("The one entrance");
    let role = prod.role_arn(ROLE);
    let (ada, device) = person(url, security, "ada")?;
    say(&format!("{} in the security account, with MFA,", ada.caller()?.arn));
    let inside = ada.assume_with_mfa(&role, &device, MFA_CODE)?.caller()?;
    say(&format!("becomes {}", inside.arn));
    ensure!(inside.account == prod.id, "that should be in {}", prod.id);

    heading("Nobody else gets in");
    say(&format!("Ada without MFA:   {}", refused(ada.assume(&role, None))?));
    let (eve, device) = person(url, dev, "eve")?;
    say(&format!("Eve of dev, with MFA: {}", refused(eve.assume_with_mfa(&role, &device, MFA_CODE))?));
    Ok(())
}

/// A user who may assume roles, with a key and a device; made by hand, as the users of an estate are.
fn person(url: &str, account: &Account, name: &str) -> Result<(Account, String)> {
    let user = [("UserName", name)];
    account.query("iam", REGION, "CreateUser", &user)?;
    let allow = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}]}"#;
    let policy = [("UserName", name), ("PolicyName", "assume-roles"), ("PolicyDocument", allow)];
    account.query("iam", REGION, "PutUserPolicy", &policy)?;
    let made = account.query("iam", REGION, "CreateVirtualMFADevice", &[("VirtualMFADeviceName", name)])?;
    let device = made.text(&["CreateVirtualMFADeviceResult", "VirtualMFADevice", "SerialNumber"]).to_owned();
    ensure!(!device.is_empty(), "a new MFA device has no serial number");
    let enable = [
        ("UserName", name),
        ("SerialNumber", device.as_str()),
        ("AuthenticationCode1", MFA_CODE),
        ("AuthenticationCode2", "654321"),
    ];
    account.query("iam", REGION, "EnableMFADevice", &enable)?;
    let key = account.query("iam", REGION, "CreateAccessKey", &user)?;
    let text = |name: &str| key.text(&["CreateAccessKeyResult", "AccessKey", name]).to_owned();
    let keys = Keys { id: text("AccessKeyId"), secret: text("SecretAccessKey"), token: None };
    Ok((Account::new(url, &account.id, keys), device))
}

/// Applies the units of a phase, a few at a time, and tells of each.
fn apply(repo: &LiveRepo, phase: &Phase) -> Result<()> {
    let next = AtomicUsize::new(0);
    let work = || -> Result<()> {
        while let Some(unit) = phase.units.get(next.fetch_add(1, Ordering::Relaxed)) {
            say(&applied(repo, unit)?);
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(work)).collect();
        let ends = workers.into_iter().map(|worker| worker.join().map_err(|_| "a worker panicked")?);
        ends.collect::<Result<Vec<()>>>().map(drop)
    })
}

/// One unit, and what Terraform says of it and of the objects in its composite resources.
fn applied(repo: &LiveRepo, unit: &Unit) -> Result<String> {
    let began = Instant::now();
    repo.init(unit)?;
    let output = repo.run(unit, &["apply", "-auto-approve"])?.success()?;
    let said = output.stdout.lines().rev().find(|line| line.starts_with("Apply complete!"));
    let said = said.context("Terraform did not say that it was done")?.trim_start_matches("Apply complete! ");
    let shown = repo.run(unit, &["show", "-json"])?.success()?;
    let state = serde_json::from_str(&shown.stdout).context("the state is not JSON")?;
    let objects = objects(&state);
    Ok(format!("{}: {said} {objects} objects of AWS ({} s)", unit.path, began.elapsed().as_secs()))
}

/// How many objects the composite resources of a state stand for.
fn objects(state: &serde_json::Value) -> usize {
    match state {
        serde_json::Value::Object(fields) => {
            let own = fields.get("parts").and_then(serde_json::Value::as_object).map_or(0, serde_json::Map::len);
            own + fields.iter().filter(|(name, _)| *name != "parts").map(|(_, value)| objects(value)).sum::<usize>()
        }
        serde_json::Value::Array(items) => items.iter().map(objects).sum(),
        _ => 0,
    }
}

/// An emulator on the port that `PLINTH_DEMO_PORT` asks for; on a free one without it.
fn emulator() -> Result<Emulator> {
    let Ok(text) = std::env::var("PLINTH_DEMO_PORT") else { return Emulator::start() };
    let port = text.parse().map_err(|_| format!("PLINTH_DEMO_PORT is no port: {text}"))?;
    Emulator::start_on(port).map_err(|error| {
        format!("{error} Choose another port in PLINTH_DEMO_PORT, or leave it unset to take a free one").into()
    })
}

/// The first line of a refusal; that it is not refused is an error.
fn refused<T>(attempt: Result<T>) -> Result<String> {
    match attempt {
        Ok(_) => Err("it should have been refused".into()),
        Err(error) => Ok(error.to_string().lines().next().unwrap_or_default().to_owned()),
    }
}

fn heading(text: &str) {
    println!("\n== {text}\n");
}

fn say(text: &str) {
    println!("   {text}");
}

fn quote(text: &str) {
    for line in text.trim_matches('\n').lines() {
        println!("   | {line}");
    }
}
