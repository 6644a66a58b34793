//! Measures the provider's binary: its size, how long it takes from being started to its handshake line with mutual TLS,
//! and how much memory it holds while it waits.
//!
//! `PLINTH_PROVIDER_BINARY` names the binary; the first argument is the number of starts.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_macros,
    reason = "the edge of a command line program: its table is what it is for"
)]

use acceptance_tests::error::{Context as _, Result};
use acceptance_tests::{ensure, paths};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tfplugin::testing::client::ClientIdentity;

/// Starts, unless told otherwise.
const STARTS: usize = 100;

/// What `TF_PLUGIN_MAGIC_COOKIE` is for Terraform and OpenTofu.
const MAGIC_COOKIE: &str = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";

fn main() -> Result<()> {
    let starts = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(STARTS);
    let binary = paths::provider_binary()?;
    let identity = ClientIdentity::generate().context("a client certificate")?;
    let size = std::fs::metadata(&binary).context("the binary")?.len();

    let mut times = Vec::with_capacity(starts);
    let mut memory = Vec::with_capacity(starts);
    for _ in 0..starts {
        let (time, mut child) = start(&binary, identity.pem())?;
        times.push(time);
        memory.push(resident(child.id())?);
        child.kill().context("could not end the provider")?;
        child.wait().context("could not end the provider")?;
    }
    times.sort();
    memory.sort_unstable();
    let (median, worst) = (middle(&times), times.last().copied().unwrap_or_default());
    let held = middle(&memory);

    println!("binary                                  {}", binary.display());
    println!("size                                    {:6.1} MB    goal < 30 MB", megabytes(size));
    println!(
        "start to handshake line, mutual TLS     {:6.1} ms    goal < 5 ms, median of {starts}",
        milliseconds(median)
    );
    println!("    the slowest                         {:6.1} ms", milliseconds(worst));
    println!("resident memory, waiting                {:6.1} MB    goal < 10 MB", megabytes(held));
    Ok(())
}

/// Starts the provider as Terraform does, and waits for its line.
fn start(binary: &Path, certificate: &str) -> Result<(Duration, Child)> {
    let mut command = Command::new(binary);
    command
        .env("TF_PLUGIN_MAGIC_COOKIE", MAGIC_COOKIE)
        .env("PLUGIN_PROTOCOL_VERSIONS", "6,5")
        .env("PLUGIN_CLIENT_CERT", certificate)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let started = Instant::now();
    let mut child = command.spawn().context("could not start the provider")?;
    let stdout = child.stdout.as_mut().context("the provider's output")?;
    let mut line = String::new();
    BufReader::new(stdout).read_line(&mut line).context("could not read the handshake line")?;
    let time = started.elapsed();
    ensure!(line.starts_with("1|6|"), "not a handshake line: {line:?}");
    Ok((time, child))
}

/// Bytes of a process in memory, as `ps` tells it.
fn resident(process: u32) -> Result<u64> {
    let output = Command::new("ps").args(["-o", "rss=", "-p", &process.to_string()]).output();
    let text = String::from_utf8_lossy(&output.context("could not run `ps`")?.stdout).into_owned();
    Ok(text.trim().parse::<u64>().context(format!("`ps` said {text:?}"))? * 1024)
}

fn middle<T: Copy + Default>(sorted: &[T]) -> T {
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

#[expect(clippy::cast_precision_loss, reason = "a size in megabytes needs no more digits than an f64 has")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
