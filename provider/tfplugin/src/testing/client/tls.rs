//! Mutual TLS from the client's side.

use std::sync::Arc;

use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::{ClientError, ClientIdentity};

/// Makes a TLS connection over `io`, trusting `server` (DER) alone under the name `localhost`. Without `alpn` no
/// protocol is offered; with it the server has to choose HTTP/2.
pub(super) async fn connect<T>(
    io: T,
    server: &[u8],
    identity: Option<&ClientIdentity>,
    alpn: bool,
) -> Result<TlsStream<T>, ClientError>
where
    T: AsyncRead + AsyncWrite + Unpin,
{
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(server.to_vec()))?;
    let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])?
        .with_root_certificates(roots);
    let mut config = match identity {
        Some(identity) => builder.with_client_auth_cert(vec![identity.certificate.clone()], identity.key())?,
        None => builder.with_no_client_auth(),
    };
    if alpn {
        config.alpn_protocols = vec![b"h2".to_vec()];
    }
    let name = ServerName::try_from("localhost").map_err(|error| rustls::Error::General(error.to_string()))?;
    let stream = TlsConnector::from(Arc::new(config)).connect(name, io).await?;
    if alpn && stream.get_ref().1.alpn_protocol() != Some(b"h2") {
        return Err(ClientError::NoAlpn);
    }
    Ok(stream)
}
