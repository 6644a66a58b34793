//! `make demo`: an organization in an embedded AWS, a role in one account made by real Terraform, assumed from another.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_macros,
    reason = "the edge of a command line program: what it prints is what it is for"
)]

use acceptance_tests::aws::Organization;
use acceptance_tests::cli::{Cli, Output, Tool, Workdir};
use acceptance_tests::config::Config;
use acceptance_tests::emulator::Emulator;
use acceptance_tests::ensure;
use acceptance_tests::error::Result;
use std::process::ExitCode;
use std::time::Instant;

/// Name of the role that is made.
const ROLE: &str = "auditor";

/// What the role asks of those who assume it.
const EXTERNAL_ID: &str = "plinth-demo";

fn main() -> ExitCode {
    let started = Instant::now();
    match demo() {
        Ok(()) => {
            println!("\nmake demo: all of it worked, and nothing is left behind ({} s)", started.elapsed().as_secs());
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
    say(&format!("An AWS emulator answers at {}. No AWS account is involved.", emulator.url()));
    let organization = Organization::create(&emulator, 2)?;
    let [child, stranger] = organization.members.as_slice() else { return Err("two accounts were asked for".into()) };
    let management = &organization.management;
    say("In it, an organization of three accounts:");
    say(&format!("  {}  management", management.id));
    say(&format!("  {}  member, where the role will be", child.id));
    say(&format!("  {}  member, a stranger to that role", stranger.id));

    heading("The configuration");
    let config = Config::new()
        .resource("plinth_cross_account_role", ROLE, &role(&child.id, &management.id))
        .output("role_arn", &format!("plinth_cross_account_role.{ROLE}.arn"));
    quote(&config.text());

    let workdir = Workdir::new(&cli)?.with_aws(management, emulator.url());
    workdir.write(&config)?;
    heading(&format!("{} {} plans", cli.tool.name(), cli.version));
    show(&workdir.run(&["plan"])?.success()?);

    heading("It applies");
    show_from(&workdir.apply()?, "Creating...");

    heading("The role is assumed from another account");
    say(&format!("{} (the management account)", management.caller()?.arn));
    let assumed = management.assume(&child.role_arn(ROLE), Some(EXTERNAL_ID))?.caller()?;
    say(&format!("becomes {}", assumed.arn));
    say(&format!("in the account {}.", assumed.account));
    ensure!(assumed.account == child.id, "it should be {}", child.id);

    heading("Nobody else can");
    let without_id = management.assume(&child.role_arn(ROLE), None);
    say(&format!("The management account without the external id: {}", refused(without_id)?));
    let outsider = stranger.assume(&child.role_arn(ROLE), Some(EXTERNAL_ID));
    say(&format!("The other member account, external id and all:   {}", refused(outsider)?));

    heading("And away with it");
    show_from(&workdir.destroy()?, "Destroying...");
    let left = child.roles()?;
    ensure!(left.is_empty(), "the account still has the roles {left:?}");
    say("The member account has no role left. The emulator ends.");
    Ok(())
}

fn role(account: &str, trusted: &str) -> String {
    format!(
        "  account_id       = \"{account}\"\n  name             = \"{ROLE}\"\n  access           = \"read_only\"\n  \
         trusted_accounts = [\"{trusted}\"]\n  external_id      = \"{EXTERNAL_ID}\"\n  require_mfa      = false"
    )
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
    for line in text.lines() {
        println!("   | {line}");
    }
}

/// What a tool said.
fn show(output: &Output) {
    quote(output.stdout.trim_matches('\n'));
}

/// What a tool said from the first line on that has this word: the plan before it has been seen.
fn show_from(output: &Output, word: &str) {
    let lines = output.stdout.lines().skip_while(|line| !line.contains(word));
    quote(lines.collect::<Vec<_>>().join("\n").trim_matches('\n'));
}
