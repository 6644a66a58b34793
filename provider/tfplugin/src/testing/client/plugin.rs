//! A plugin's process.

use std::io;
use std::process::{Child, Command, ExitStatus};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use super::output::Output;
use super::{ClientError, ClientIdentity, Credentials, Handshake, Session, Target};
use crate::transport::Address;

/// How long a process may take to say something. Terraform waits for a minute.
const START: Duration = Duration::from_secs(30);

/// How often a process is asked whether it has ended.
const POLL: Duration = Duration::from_millis(2);

/// A process that was started; it is killed when this is dropped, and its socket removed.
#[derive(Debug)]
pub struct Plugin {
    child: Child,
    identity: Arc<ClientIdentity>,
    handshake: Option<Handshake>,
    stdout: Output,
    stderr: Output,
}

impl Plugin {
    pub(super) fn new(mut child: Child, identity: Arc<ClientIdentity>) -> Self {
        let stdout = child.stdout.take().map_or_else(|| Output::collect(io::empty()), Output::collect);
        let stderr = child.stderr.take().map_or_else(|| Output::collect(io::empty()), Output::collect);
        Self { child, identity, handshake: None, stdout, stderr }
    }

    pub(super) async fn first_line(&self) -> Result<Option<String>, ClientError> {
        timeout(START, self.stdout.first()).await.map_err(|_| ClientError::TimedOut(START))
    }

    pub(super) fn shake_hands(mut self, first: Option<String>) -> Result<Self, ClientError> {
        let Some(line) = first else { return Err(ClientError::NoHandshake(self.stderr().join("\n"))) };
        self.handshake = Some(Handshake::parse(&line)?);
        Ok(self)
    }

    /// The handshake line, if the process was started with one expected.
    pub fn handshake(&self) -> Option<&Handshake> {
        self.handshake.as_ref()
    }

    /// Connects as go-plugin does, streams included. Repeated calls make further connections.
    pub async fn connect(&self) -> Result<Session, ClientError> {
        Session::open(self.connect_with(&Credentials::Identity(self.identity())).await?).await
    }

    /// Connects with other credentials than the right ones, or without streams.
    pub async fn connect_with(&self, credentials: &Credentials) -> Result<tonic::transport::Channel, ClientError> {
        let handshake = self.handshake().ok_or_else(|| ClientError::NoHandshake(self.stderr().join("\n")))?;
        Target::from(handshake).connect(credentials).await
    }

    /// The certificate the process was told to let in.
    pub fn identity(&self) -> Arc<ClientIdentity> {
        Arc::clone(&self.identity)
    }

    /// The process's id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Lines on standard output so far.
    pub fn stdout(&self) -> Vec<String> {
        self.stdout.lines()
    }

    /// Lines on standard error so far; after [`wait`](Self::wait), all of them.
    pub fn stderr(&self) -> Vec<String> {
        self.stderr.lines()
    }

    /// Sends a signal by its name without `SIG`, such as `TERM`.
    pub fn signal(&self, name: &str) -> Result<(), ClientError> {
        let status = Command::new("kill").arg(format!("-{name}")).arg(self.id().to_string()).status()?;
        if status.success() { Ok(()) } else { Err(io::Error::other(format!("kill: {status}")).into()) }
    }

    /// Whether the process has not ended.
    pub fn is_running(&mut self) -> Result<bool, ClientError> {
        Ok(self.child.try_wait()?.is_none())
    }

    /// Waits for the process to end by itself, at most `limit`, and for what it wrote.
    pub async fn wait(&mut self, limit: Duration) -> Result<ExitStatus, ClientError> {
        let start = Instant::now();
        while start.elapsed() < limit {
            if let Some(status) = self.child.try_wait()? {
                // A process that inherited the pipes may outlive this one: don't wait for it for ever.
                let _patience = timeout(Duration::from_secs(1), async {
                    self.stdout.end().await;
                    self.stderr.end().await;
                })
                .await;
                return Ok(status);
            }
            sleep(POLL).await;
        }
        Err(ClientError::TimedOut(limit))
    }

    /// Kills the process, as Terraform does 2 s after Shutdown.
    pub fn kill(&mut self) -> Result<(), ClientError> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Plugin {
    fn drop(&mut self) {
        // It may have ended by itself; and one that was killed leaves its socket behind.
        let _ended = self.kill();
        if let Some(Address::Unix(path)) = self.handshake().map(|handshake| &handshake.address) {
            let _gone = std::fs::remove_file(path);
        }
    }
}
