//! A running command line tool, in a process group of its own so that signals reach it as from a terminal.

use super::output::Output;
use crate::error::{Context as _, Result};
use std::io::Read;
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// No run of a test takes this long; what does is stuck.
const AT_MOST: Duration = Duration::from_mins(3);

/// A signal that people and schedulers send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Ctrl-C.
    Int,
    /// A container's or a job's end.
    Term,
    /// The end that nobody can handle.
    Kill,
}

impl Signal {
    fn name(self) -> &'static str {
        match self {
            Self::Int => "INT",
            Self::Term => "TERM",
            Self::Kill => "KILL",
        }
    }
}

/// A run that has not ended.
pub struct Running {
    command: String,
    group: u32,
    ended: Receiver<std::io::Result<ExitStatus>>,
    text: Arc<Mutex<String>>,
    stdout: Arc<Mutex<String>>,
    readers: Vec<JoinHandle<()>>,
}

impl Running {
    /// Starts a command as leader of a new process group, with nothing to read from.
    pub(super) fn start(mut command: Command, said: String) -> Result<Self> {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
        let mut child = command.spawn().context(format!("could not start {said}"))?;
        let (text, stdout) = (Arc::new(Mutex::new(String::new())), Arc::new(Mutex::new(String::new())));
        let mut readers = Vec::new();
        if let Some(pipe) = child.stdout.take() {
            readers.push(collect(pipe, vec![Arc::clone(&text), Arc::clone(&stdout)]));
        }
        if let Some(pipe) = child.stderr.take() {
            readers.push(collect(pipe, vec![Arc::clone(&text)]));
        }
        Ok(Self { command: said, group: child.id(), ended: wait(child), text, stdout, readers })
    }

    /// Sends a signal to the whole group: the tool and its plugins.
    pub fn signal_group(&self, signal: Signal) -> Result<()> {
        self.kill(signal, &format!("-{}", self.group))
    }

    /// Sends a signal to the tool alone.
    pub fn signal_tool(&self, signal: Signal) -> Result<()> {
        self.kill(signal, &self.group.to_string())
    }

    fn kill(&self, signal: Signal, target: &str) -> Result<()> {
        let status = Command::new("kill").args(["-s", signal.name(), "--", target]).status();
        let status = status.context("could not run `kill`")?;
        crate::ensure!(status.success(), "no process of {} took {signal:?}", self.command);
        Ok(())
    }

    /// Waits for the end; a run that accuses the provider is an error.
    ///
    /// # Errors
    /// Also when it does not end in time; it is then killed.
    pub fn finish(mut self) -> Result<Output> {
        let status = match self.ended.recv_timeout(AT_MOST) {
            Ok(status) => status.context(format!("could not wait for {}", self.command))?,
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                self.signal_group(Signal::Kill)?;
                let text = self.text.lock().unwrap_or_else(PoisonError::into_inner).clone();
                return Err(format!("{} did not end in {} s:\n{text}", self.command, AT_MOST.as_secs()).into());
            }
        };
        if status.signal().is_none() {
            // A killed tool leaves plugins behind that hold the pipes open; else both end here.
            for reader in self.readers.drain(..) {
                let _ = reader.join();
            }
        }
        let copy = |text: &Mutex<String>| text.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let output = Output {
            command: self.command.clone(),
            code: status.code(),
            text: copy(&self.text),
            stdout: copy(&self.stdout),
        };
        output.without_provider_bugs()
    }
}

fn wait(mut child: Child) -> Receiver<std::io::Result<ExitStatus>> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || sender.send(child.wait()));
    receiver
}

/// Reads a pipe to its end into each of the texts.
fn collect(mut pipe: impl Read + Send + 'static, texts: Vec<Arc<Mutex<String>>>) -> JoinHandle<()> {
    std::thread::spawn(move || {
        let mut pending = Vec::new();
        let mut piece = [0; 8192];
        while let Ok(n @ 1..) = pipe.read(&mut piece) {
            pending.extend_from_slice(piece.get(..n).unwrap_or_default());
            // Characters may be cut between two pieces: only whole lines are decoded.
            let whole = pending.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
            append(&texts, &pending.drain(..whole).collect::<Vec<_>>());
        }
        append(&texts, &pending);
    })
}

fn append(texts: &[Arc<Mutex<String>>], bytes: &[u8]) {
    let piece = String::from_utf8_lossy(bytes);
    for text in texts {
        text.lock().unwrap_or_else(PoisonError::into_inner).push_str(&piece);
    }
}
