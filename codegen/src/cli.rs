//! The command line: arguments in, text and an exit code out. Only this edge prints.
//!
//! Exit codes: 0 when all is well; 1 for an error, and for conflicts that are left to resolve; 2 for arguments that are
//! wrong, and for
//! `plan --detailed-exitcode` when something is to be done; 130 and 143 when a signal ended the command.

mod aws_config;
mod diff;
mod generate;
mod init;
mod project;
mod verify;
mod writes;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use self::generate::Mode;
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
    /// Say what `generate` would do to each file
    Plan(Plan),
    /// Make the live repo what the layout means, and lose no edit
    Generate(Generate),
    /// The same by the templates of this version of Plinth, when the repo was written by another
    Update(Generate),
    /// Check the live repo without Terraform: files, inputs, outputs, mocks, dependencies, blocks
    Verify,
    /// Print what was edited since it was generated, as a unified diff
    Diff {
        /// Files or folders, from the repo's root; all when there is none
        paths: Vec<String>,
    },
    /// Leave files to their editor: Plinth writes them no more
    Eject {
        /// Files or folders, from the repo's root
        #[arg(required = true)]
        paths: Vec<String>,
    },
    /// Take files under management, with what they say
    Adopt {
        /// Files or folders, from the repo's root
        #[arg(required = true)]
        paths: Vec<String>,
    },
    /// Print a script that completes commands and flags in a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
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
    /// Write files again that somebody deleted: these, those in these folders, or all
    #[arg(long, value_name = "PATH", num_args = 0..)]
    restore: Option<Vec<String>>,
    /// An account's or a unit's folder that has another name now; may be given several times
    #[arg(long, value_name = "FOLDER=FOLDER")]
    moved: Vec<String>,
    /// All other folders that went have nothing to do with those that came
    #[arg(long)]
    no_moves: bool,
    /// Change files that hold edits which are in no commit
    #[arg(long)]
    allow_dirty: bool,
}

#[derive(Debug, clap::Args)]
struct Plan {
    #[command(flatten)]
    generate: Generate,
    /// Show the changes too, as a unified diff
    #[arg(long)]
    diff: bool,
    /// Exit with 2 when something is to be done
    #[arg(long, visible_alias = "detailed-exit-code")]
    detailed_exitcode: bool,
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

/// A command that came to its end.
struct Done {
    text: String,
    /// Why it has nothing to say, if there is an exit code of its own for that.
    error: Option<Failure>,
    code: u8,
}

impl Done {
    fn text(text: String) -> Self {
        Self { text, ..Self::code(0) }
    }

    fn code(code: u8) -> Self {
        Self { text: String::new(), error: None, code }
    }
}

/// Runs the program on the process's arguments.
pub fn main() -> ExitCode {
    // A command in a message can only be copied when it is on one line.
    let plain = miette::set_hook(Box::new(|_| Box::new(miette::MietteHandlerOpts::new().wrap_lines(false).build())));
    // The hook is there already only if `main` is called twice.
    drop(plain);
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
        Ok(Done { text, error, code }) => {
            let written = match error {
                Some(error) => writeln!(anstream::stderr(), "{error:?}"),
                None => anstream::stdout().lock().write_all(text.as_bytes()),
            };
            written.map_or(ExitCode::FAILURE, |()| ExitCode::from(code))
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

fn run(arguments: &Arguments) -> Result<Done, Vec<Failure>> {
    let (directory, json) = (&arguments.directory, arguments.json);
    match &arguments.command {
        Command::Plan(flags) => generate::plan(directory, &flags.generate, json, flags.diff, flags.detailed_exitcode),
        Command::Generate(flags) => generate::write(directory, flags, Mode::Generate, json),
        Command::Update(flags) => generate::write(directory, flags, Mode::Update, json),
        Command::Verify => verify::verify(directory, json),
        Command::Diff { paths } => diff::diff(directory, paths, json),
        Command::Eject { paths } => diff::eject(directory, paths, json),
        Command::Adopt { paths } => diff::adopt(directory, paths, json),
        Command::Completions { shell } => Ok(Done::text(completions(*shell))),
        other => report(other, directory, json).map(Done::text),
    }
}

/// Commands that read the layout and print.
fn report(command: &Command, directory: &Path, as_json: bool) -> Result<String, Vec<Failure>> {
    if let Command::Init(flags) = command {
        return init::run(directory, flags).map_err(|failure| vec![failure]);
    }
    let estate = project::read(directory)?.estate;
    match command {
        Command::Phases => {
            if as_json {
                json(&estate.phases)
            } else {
                Ok(phases(&estate.phases))
            }
        }
        Command::AwsConfig(flags) => {
            let profiles = aws_config::profiles(&estate).map_err(|failure| vec![failure])?;
            if as_json { json(&profiles) } else { Ok(aws_config::text(&profiles, flags)) }
        }
        Command::Graph { format } => match format {
            _ if as_json => json(&crate::graph::graph(&estate)),
            Format::Svg => Ok(crate::graph::svg(&estate)),
            Format::Mermaid => Ok(crate::graph::mermaid(&estate)),
            Format::Dot => Ok(crate::graph::dot(&estate)),
            Format::Json => json(&crate::graph::graph(&estate)),
        },
        Command::Pin { ids, provider } => {
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
        _ => {
            if as_json {
                json(&estate)
            } else {
                Ok(summary(&estate))
            }
        }
    }
}

fn completions(shell: clap_complete::Shell) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "plinth", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

fn json(value: &impl serde::Serialize) -> Result<String, Vec<Failure>> {
    let text = serde_json::to_string_pretty(value);
    text.map(|text| text + "\n")
        .map_err(|error| vec![miette::miette!("the report could not be written as JSON: {error}")])
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
