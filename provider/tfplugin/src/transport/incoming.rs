//! Accepts peers, and lets in those that prove who they are.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;

use super::census::Census;
use super::connection::{Connection, Io};
use super::listener::Acceptor;
use super::tls::ALPN;

/// How long accepting rests after an error, so that a shortage of file descriptors does not become a busy loop.
const REST: Duration = Duration::from_millis(20);

/// The door: how peers prove who they are, and where they are counted.
#[derive(Clone)]
pub(super) struct Door {
    /// None: whoever reaches the socket is in.
    pub(super) tls: Option<Arc<ServerConfig>>,
    /// For a TLS handshake.
    pub(super) limit: Duration,
    pub(super) census: Census,
}

impl Door {
    /// Accepts until the receiver of connections is dropped. A peer that fails, or is slow, bothers nobody else.
    pub(super) async fn accept_all(self, acceptor: Acceptor, connections: mpsc::Sender<Result<Connection, io::Error>>) {
        loop {
            let accepted = tokio::select! {
                accepted = acceptor.accept() => accepted,
                () = connections.closed() => return,
            };
            match accepted {
                Ok(io) => {
                    let (door, connections) = (self.clone(), connections.clone());
                    tokio::spawn(async move {
                        match door.admit(io).await {
                            Ok(connection) => {
                                let _nobody_serves = connections.send(Ok(connection)).await;
                            }
                            Err(error) => tracing::warn!(%error, "a peer was refused"),
                        }
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "cannot accept a peer");
                    sleep(REST).await;
                }
            }
        }
    }

    async fn admit(&self, io: Box<dyn Io>) -> io::Result<Connection> {
        let io: Box<dyn Io> = match &self.tls {
            None => io,
            Some(config) => {
                let accepting = TlsAcceptor::from(Arc::clone(config)).accept(io);
                let stream = timeout(self.limit, accepting).await.map_err(|_| io::ErrorKind::TimedOut)??;
                // A client that offers no protocols passes rustls; none of ours leaves it out.
                if stream.get_ref().1.alpn_protocol() != Some(ALPN) {
                    return Err(io::Error::new(io::ErrorKind::InvalidData, "the peer did not negotiate HTTP/2"));
                }
                Box::new(stream)
            }
        };
        Ok(Connection::new(io, self.census.connection()))
    }
}
