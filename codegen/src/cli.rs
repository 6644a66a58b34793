//! The command line: arguments in, text and an exit code out. Only this edge prints.
//!
//! Exit codes: 0 when all is well; 1 for an error; 2 for arguments that are wrong.

mod aws_config;
mod generate;
mod init;
mod project;
mod written;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::estate::{Account, Estate, Phase};
use crate::spec::Preset;

/// From a layout of AWS accounts to a live repo that people keep.
#[derive(Debug, Parser)]
#[command(name = "plinth", version)]
struct Arguments {
    /// Folder of the live repo.
    #[arg(long, short = 'C', global = true, default_value = ".")]
    directory: PathBuf,
    /// Write JSON for programs instead of text for people.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write a layout file to begin with; asks on a terminal for what no flag says
    Init(Init),
    /// Print phases and their units in the order in which they are applied
    Phases,
    /// Print profiles of the AWS CLI for every account and role
    AwsConfig(AwsConfig),
    /// Print accounts, networks and trust, as a picture or as a graph for other programs
    Graph {
        /// What is printed
        #[arg(long, value_enum, default_value = "svg")]
        format: Format,
    },
    /// Check the layout file as a whole
    Check,
    /// Say which files `generate` would write
    Plan(Generate),
    /// Write the live repo: what is not there, and what nobody edited
    Generate(Generate),
    /// Write the live repo by newer templates (not in this version)
    Update,
    /// Check the live repo without Terraform (not in this version)
    Verify,
    /// Print what was edited since it was generated (not in this version)
    Diff,
    /// Leave a file to its editor (not in this version)
    Eject,
    /// Take a file back (not in this version)
    Adopt,
    /// Write down IDs of accounts, and hashes of the provider's packages: plinth pin prod=123456789012
    Pin {
        /// Accounts with their IDs: name=id
        #[arg(required_unless_present = "provider")]
        ids: Vec<String>,
        /// The provider's packages for lock files, one for each platform: archives, folders, or a mirror of them
        #[arg(long, value_name = "PATH")]
        provider: Vec<PathBuf>,
    },
}

/// How the estate is printed.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    /// A picture, to be looked at in a browser
    Svg,
    /// A flowchart for Markdown
    Mermaid,
    /// For Graphviz
    Dot,
    /// Accounts, VPCs, trust and peerings
    Json,
}

#[derive(Debug, clap::Args)]
struct Init {
    /// Layout to begin with
    #[arg(long, value_enum)]
    preset: Option<Preset>,
    /// Name of the organization
    #[arg(long)]
    name: Option<String>,
    /// Pattern of addresses: aws+{account}@acme.example
    #[arg(long)]
    email: Option<String>,
    /// Home region
    #[arg(long)]
    home_region: Option<String>,
    /// What the repo is written for: terragrunt, terragrunt-stacks or terraform
    #[arg(long, default_value = "terragrunt", value_parser = ["terragrunt", "terragrunt-stacks", "terraform"])]
    flavour: String,
}

#[derive(Debug, clap::Args)]
struct Generate {
    /// Write files again that somebody deleted
    #[arg(long)]
    restore: bool,
}

#[derive(Debug, clap::Args)]
struct AwsConfig {
    /// Profile whose credentials assume the roles
    #[arg(long, default_value = "default")]
    source_profile: String,
    /// Serial number of the MFA device, for roles that need MFA
    #[arg(long)]
    mfa_serial: Option<String>,
}

/// A command failed: what to print, and in which form.
type Failure = miette::Report;

/// Runs the program on the process's arguments.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let failed = error.use_stderr() || error.print().is_err();
            if error.use_stderr() && error.print().is_err() {
                return ExitCode::FAILURE;
            }
            return if failed { ExitCode::from(2) } else { ExitCode::SUCCESS };
        }
    };
    match run(&arguments) {
        Ok(text) => {
            let written = anstream::stdout().lock().write_all(text.as_bytes());
            written.map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS)
        }
        Err(failures) => {
            let mut stderr = anstream::stderr().lock();
            for failure in failures {
                if writeln!(stderr, "{failure:?}").is_err() {
                    break;
                }
            }
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<String, Vec<Failure>> {
    let directory = &arguments.directory;
    match &arguments.command {
        Command::Init(flags) => init::run(directory, flags).map_err(|failure| vec![failure]),
        Command::Phases => {
            let estate = project::read(directory)?.estate;
            if arguments.json { json(&estate.phases) } else { Ok(phases(&estate.phases)) }
        }
        Command::AwsConfig(flags) => {
            let estate = project::read(directory)?.estate;
            let profiles = aws_config::profiles(&estate).map_err(|failure| vec![failure])?;
            if arguments.json { json(&profiles) } else { Ok(aws_config::text(&profiles, flags)) }
        }
        Command::Graph { format } => {
            let estate = project::read(directory)?.estate;
            match format {
                _ if arguments.json => json(&crate::graph::graph(&estate)),
                Format::Svg => Ok(crate::graph::svg(&estate)),
                Format::Mermaid => Ok(crate::graph::mermaid(&estate)),
                Format::Dot => Ok(crate::graph::dot(&estate)),
                Format::Json => json(&crate::graph::graph(&estate)),
            }
        }
        Command::Plan(flags) => {
            let outcome = generate::plan(directory, flags.restore)?;
            if arguments.json { json(&outcome) } else { Ok(outcome.text()) }
        }
        Command::Generate(flags) => {
            let outcome = generate::write(directory, flags.restore)?;
            if arguments.json { json(&outcome) } else { Ok(written(&outcome)) }
        }
        Command::Update | Command::Verify | Command::Diff | Command::Eject | Command::Adopt => {
            let help = "`plinth generate` writes files that are not there, and replaces those that nobody edited";
            Err(vec![miette::miette!(help = help, "this version of Plinth cannot do that yet; nothing was changed")])
        }
        Command::Check => {
            let estate = project::read(directory)?.estate;
            if arguments.json { json(&estate) } else { Ok(summary(&estate)) }
        }
        Command::Pin { ids, provider } => {
            let estate = project::read(directory)?.estate;
            let names: Vec<&str> = estate.accounts.iter().map(|account: &Account| account.name.as_str()).collect();
            let mut said = String::new();
            if !provider.is_empty() {
                said += &project::pin_provider(directory, provider).map_err(|failure| vec![failure])?;
            }
            if !ids.is_empty() {
                said += &project::pin(directory, &names, ids).map_err(|failure| vec![failure])?;
            }
            Ok(said)
        }
    }
}

fn json(value: &impl serde::Serialize) -> Result<String, Vec<Failure>> {
    let text = serde_json::to_string_pretty(value);
    text.map(|text| text + "\n")
        .map_err(|error| vec![miette::miette!("the report could not be written as JSON: {error}")])
}

fn written(outcome: &generate::Outcome) -> String {
    let (created, updated, unchanged) = (outcome.create.len(), outcome.update.len(), outcome.unchanged);
    let (kept, deleted) = (outcome.kept.len() + outcome.edited.len(), outcome.deleted.len());
    let next = "`plinth phases` says in which order its units are applied.";
    let warning = outcome.warning();
    format!(
        "{created} files written, {updated} replaced, {unchanged} unchanged, {kept} yours, {deleted} deleted by you. \
         {next}\n{warning}"
    )
}

fn phases(phases: &[Phase]) -> String {
    let mut lines = Vec::new();
    for phase in phases {
        lines.push(format!("{}. {}\n", phase.number, phase.title));
        lines.extend(phase.units.iter().map(|unit| format!("   {unit}\n")));
    }
    lines.concat()
}

fn summary(estate: &Estate) -> String {
    let Estate { accounts, vpcs, units, phases, .. } = estate;
    format!(
        "plinth.yaml is sound: {} accounts, {} VPCs, {} units in {} phases\n",
        accounts.len(),
        vpcs.len(),
        units.len(),
        phases.len()
    )
}
