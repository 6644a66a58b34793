//! What can go wrong between a client and a plugin.

use std::io;
use std::time::Duration;

/// Why a plugin could not be started, reached or called.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The process could not be started, or a socket failed; a failed TLS handshake is among these.
    #[error("input/output: {0}")]
    Io(#[from] io::Error),
    /// The process ended, or closed standard output, without a handshake line. Holds standard error so far.
    #[error("no handshake; standard error was: {0}")]
    NoHandshake(String),
    /// The first line is no handshake line of protocol 6 over gRPC.
    #[error("not a handshake line: {0:?}")]
    BadHandshake(String),
    /// Nothing happened for this long.
    #[error("nothing within {0:?}")]
    TimedOut(Duration),
    /// No key or no certificate could be made.
    #[error("certificate: {0}")]
    Certificate(#[from] rcgen::Error),
    /// TLS could not be set up.
    #[error("TLS: {0}")]
    Tls(#[from] rustls::Error),
    /// The server did not negotiate HTTP/2, which newer clients insist on.
    #[error("missing selected ALPN property")]
    NoAlpn,
    /// No connection.
    #[error("connection: {0}")]
    Transport(#[from] tonic::transport::Error),
    /// A call failed.
    #[error("call: {0}")]
    Status(#[from] tonic::Status),
}
