//! A running command line tool, in a process group of its own so that signals reach it as from a terminal.

use super::output::Output;
use crate::error::{Context as _, Result};
use std::io::Read;
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
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
    said: Arc<Said>,
    readers: Vec<JoinHandle<()>>,
}

/// What a run has said so far.
#[derive(Default)]
struct Said {
    texts: Mutex<Texts>,
    more: Condvar,
}

#[derive(Clone, Default)]
struct Texts {
    both: String,
    stdout: String,
    open_pipes: usize,
}

impl Running {
    /// Starts a command as leader of a new process group, with nothing to read from.
    pub(super) fn start(mut command: Command, name: String) -> Result<Self> {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
        let mut child = command.spawn().context(format!("could not start {name}"))?;
        let said = Arc::new(Said::default());
        said.change(|texts| texts.open_pipes = 2);
        let stdout = child.stdout.take().map(|pipe| collect(pipe, Arc::clone(&said), true));
        let stderr = child.stderr.take().map(|pipe| collect(pipe, Arc::clone(&said), false));
        let readers = stdout.into_iter().chain(stderr).collect();
        Ok(Self { command: name, group: child.id(), ended: wait(child), said, readers })
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

    /// Waits until the run has said this.
    ///
    /// # Errors
    /// When it ends, or too much time passes, without having said it.
    pub fn wait_until_says(&self, sentence: &str) -> Result<()> {
        let silent = |texts: &mut Texts| !texts.both.contains(sentence) && texts.open_pipes > 0;
        let texts = self.said.texts.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.said.more.wait_timeout_while(texts, AT_MOST, silent);
        let (texts, _) = waited.unwrap_or_else(PoisonError::into_inner);
        crate::ensure!(texts.both.contains(sentence), "{} did not say {sentence:?}:\n{}", self.command, texts.both);
        Ok(())
    }

    /// The process group of the tool and its plugins.
    pub fn group(&self) -> u32 {
        self.group
    }

    /// Waits for the end; a run that accuses the provider is an error.
    ///
    /// # Errors
    /// Also when it does not end in time; it is then killed.
    pub fn finish(self) -> Result<Output> {
        self.finish_whatever_it_says()?.without_provider_bugs()
    }

    /// The same, with another time that it may take.
    pub fn finish_within(self, at_most: Duration) -> Result<Output> {
        self.finish_in(at_most)?.without_provider_bugs()
    }

    /// Waits for the end, for a run whose provider was killed on purpose.
    pub fn finish_whatever_it_says(self) -> Result<Output> {
        self.finish_in(AT_MOST)
    }

    fn finish_in(mut self, at_most: Duration) -> Result<Output> {
        let Ok(status) = self.ended.recv_timeout(at_most) else {
            self.signal_group(Signal::Kill)?;
            let text = self.said.copy().both;
            return Err(format!("{} did not end in {} s:\n{text}", self.command, at_most.as_secs()).into());
        };
        let status = status.context(format!("could not wait for {}", self.command))?;
        if status.signal().is_none() {
            // A killed tool leaves plugins behind that hold the pipes open; else both end here.
            for reader in self.readers.drain(..) {
                let _ = reader.join();
            }
        }
        let texts = self.said.copy();
        Ok(Output::new(self.command, status.code(), &texts.both, &texts.stdout))
    }
}

impl Said {
    fn change(&self, change: impl FnOnce(&mut Texts)) {
        change(&mut self.texts.lock().unwrap_or_else(PoisonError::into_inner));
        self.more.notify_all();
    }

    fn copy(&self) -> Texts {
        self.texts.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn wait(mut child: Child) -> Receiver<std::io::Result<ExitStatus>> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || sender.send(child.wait()));
    receiver
}

/// Reads a pipe to its end.
fn collect(mut pipe: impl Read + Send + 'static, said: Arc<Said>, is_stdout: bool) -> JoinHandle<()> {
    let append = move |said: &Said, bytes: &[u8]| {
        let piece = without_colours(&String::from_utf8_lossy(bytes));
        said.change(|texts| {
            texts.both.push_str(&piece);
            if is_stdout {
                texts.stdout.push_str(&piece);
            }
        });
    };
    std::thread::spawn(move || {
        let mut pending = Vec::new();
        let mut piece = [0; 8192];
        while let Ok(n @ 1..) = pipe.read(&mut piece) {
            pending.extend_from_slice(piece.get(..n).unwrap_or_default());
            // Characters may be cut between two pieces: only whole lines are decoded.
            let whole = pending.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
            append(&said, &pending.drain(..whole).collect::<Vec<_>>());
        }
        append(&said, &pending);
        said.change(|texts| texts.open_pipes -= 1);
    })
}

/// The text without escape sequences. Not every command of every version heeds `NO_COLOR`.
fn without_colours(text: &str) -> String {
    let mut pieces = text.split("\u{1b}[");
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        plain.push_str(piece.split_once('m').map_or(piece, |(_, rest)| rest));
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_taken_off() {
        assert_eq!(without_colours("\u{1b}[31m│\u{1b}[0m\u{1b}[0m \u{1b}[1mError: [x]m"), "│ Error: [x]m");
    }
}
