//! Signals, as far as they concern the process's life.

use std::io;

/// What a signal asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// Ctrl-C reached the whole process group. Terraform got it too, and says what it wants with `StopProvider`.
    Interrupt,
    /// Somebody wants this process to end: a container, a CI system, a closed terminal.
    Terminate,
}

/// Signals from now on. They have handlers instead of being ignored, because processes started from here (credential
/// helpers) would inherit the ignoring.
#[cfg(unix)]
#[derive(Debug)]
pub(super) struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
    hangup: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    /// Installs the handlers; to be called on the runtime.
    pub(super) fn install() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hangup: signal(SignalKind::hangup())?,
        })
    }

    /// The next signal. Can be cancelled without losing one.
    pub(super) async fn next(&mut self) -> Asked {
        tokio::select! {
            _ = self.interrupt.recv() => Asked::Interrupt,
            _ = self.terminate.recv() => Asked::Terminate,
            _ = self.hangup.recv() => Asked::Terminate,
        }
    }
}

/// Ctrl-C from now on; there are no other signals here.
#[cfg(windows)]
#[derive(Debug)]
pub(super) struct Signals(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Signals {
    /// Installs the handler; to be called on the runtime.
    pub(super) fn install() -> io::Result<Self> {
        Ok(Self(tokio::signal::windows::ctrl_c()?))
    }

    /// The next one. Can be cancelled without losing one.
    pub(super) async fn next(&mut self) -> Asked {
        let _ = self.0.recv().await;
        Asked::Interrupt
    }
}
