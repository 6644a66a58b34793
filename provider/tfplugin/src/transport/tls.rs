//! Mutual TLS as go-plugin's clients speak it.

use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::CertificateDer;
use rustls::server::NoServerSessionStorage;

use super::identity::Identity;
use super::pinned::Pinned;

/// HTTP/2, the only protocol on the socket.
pub(super) const ALPN: &[u8] = b"h2";

/// A configuration that lets in the holder of `client` alone, and the certificate it presents itself, as DER.
pub(super) fn server(
    client: CertificateDer<'static>,
) -> Result<(Arc<ServerConfig>, CertificateDer<'static>), TlsError> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let verifier = Arc::new(Pinned::new(client, &provider));
    let identity = Identity::generate()?;
    let certificate = identity.certificate.clone();
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])?
        .with_client_cert_verifier(verifier)
        .with_single_cert(vec![identity.certificate], identity.key)?;
    // Newer clients refuse a server that does not negotiate this.
    config.alpn_protocols = vec![ALPN.to_vec()];
    // Every connection proves the key: nothing is resumed.
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    Ok((Arc::new(config), certificate))
}

/// TLS could not be set up; nothing is served then.
#[derive(Debug, thiserror::Error)]
pub(super) enum TlsError {
    /// No key, or no certificate for it.
    #[error("cannot make a certificate: {0}")]
    Certificate(#[from] rcgen::Error),
    /// The cryptography library does not offer what is needed.
    #[error("cannot set up TLS: {0}")]
    Rustls(#[from] rustls::Error),
}
