//! Somewhere to connect to, and as whom.

use std::sync::Arc;

use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tonic::transport::{Channel, Endpoint};
use tower::service_fn;

use super::{ClientError, ClientIdentity, Handshake, tls};
use crate::transport::Address;

/// A plugin that listens, in this process or another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Where it listens.
    pub address: Address,
    /// DER of its certificate; None if it serves without TLS.
    pub certificate: Option<Vec<u8>>,
}

/// How to introduce oneself. Only the first gets in.
#[derive(Clone, Debug)]
pub enum Credentials {
    /// As go-plugin does. Without TLS on the other side, as plain HTTP/2.
    Identity(Arc<ClientIdentity>),
    /// TLS without a certificate.
    NoCertificate,
    /// The right certificate, but no protocol offered.
    NoAlpn(Arc<ClientIdentity>),
    /// Plain HTTP/2, whatever the other side speaks.
    Plaintext,
}

trait Io: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Io for T {}

impl Target {
    /// Connects. A server that refuses the certificate may say so only when the first call is made.
    pub async fn connect(&self, credentials: &Credentials) -> Result<Channel, ClientError> {
        let io = self.open().await?;
        let io: Box<dyn Io> = match (credentials, &self.certificate) {
            (Credentials::Plaintext, _) | (_, None) => io,
            (Credentials::Identity(identity), Some(server)) => {
                Box::new(tls::connect(io, server, Some(identity), true).await?)
            }
            (Credentials::NoCertificate, Some(server)) => Box::new(tls::connect(io, server, None, true).await?),
            (Credentials::NoAlpn(identity), Some(server)) => {
                Box::new(tls::connect(io, server, Some(identity), false).await?)
            }
        };
        channel(io).await
    }

    async fn open(&self) -> Result<Box<dyn Io>, ClientError> {
        match &self.address {
            #[cfg(unix)]
            Address::Unix(path) => Ok(Box::new(tokio::net::UnixStream::connect(path).await?)),
            #[cfg(not(unix))]
            Address::Unix(_) => Err(std::io::Error::from(std::io::ErrorKind::Unsupported).into()),
            Address::Tcp(address) => Ok(Box::new(TcpStream::connect(address).await?)),
        }
    }
}

impl From<&Handshake> for Target {
    fn from(handshake: &Handshake) -> Self {
        Self { address: handshake.address.clone(), certificate: handshake.certificate.clone() }
    }
}

/// A channel over one connection; it cannot connect again.
pub(super) async fn channel<T>(io: T) -> Result<Channel, ClientError>
where
    T: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let mut once = Some(TokioIo::new(io));
    let connector = service_fn(move |_| {
        let io = once.take().ok_or(std::io::ErrorKind::NotConnected);
        async move { io.map_err(std::io::Error::from) }
    });
    Ok(Endpoint::from_static("http://localhost")
        .initial_stream_window_size(1 << 20)
        .initial_connection_window_size(4 << 20)
        .connect_with_connector(connector)
        .await?)
}
