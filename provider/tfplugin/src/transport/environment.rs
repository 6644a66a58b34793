//! The variables go-plugin sets for a plugin.

use std::ffi::OsString;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

/// What `TF_PLUGIN_MAGIC_COOKIE` has to be. It tells Terraform from a person at a shell; it protects nothing.
pub(super) const MAGIC_COOKIE: &str = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";

/// What the parent wants, read once at start.
#[derive(Debug)]
pub(super) struct Environment {
    /// Whether the parent knows how to talk to a plugin.
    pub(super) cookie: bool,
    /// Whether protocol 6 is among those the parent speaks, or it does not say. If not, 6 is answered all the same:
    /// the parent has the better error message.
    pub(super) speaks_ours: bool,
    /// DER of the only certificate that may connect. None: no TLS.
    pub(super) client_certificate: Option<CertificateDer<'static>>,
    /// Where TCP may listen. None: anywhere.
    pub(super) ports: Option<RangeInclusive<u16>>,
    /// Where Unix sockets go. None: the temporary directory.
    pub(super) socket_directory: Option<PathBuf>,
    /// Group, by number or name, that may connect to the Unix socket.
    pub(super) socket_group: Option<String>,
    /// Whether the parent understands a seventh field in the handshake line.
    pub(super) multiplex: bool,
}

/// A variable that cannot be understood. There is no falling back: what is not understood may have been meant to
/// protect the socket.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum EnvironmentError {
    /// The one-time certificate is not one.
    #[error("PLUGIN_CLIENT_CERT is not a certificate in PEM form")]
    ClientCertificate,
    /// The ports are not numbers, or the first is above the last.
    #[error("PLUGIN_MIN_PORT and PLUGIN_MAX_PORT are not a range of ports")]
    Ports,
}

impl Environment {
    /// Reads the variables through `get`; an empty one counts as absent, as in Go.
    pub(super) fn read(get: impl Fn(&str) -> Option<OsString>) -> Result<Self, EnvironmentError> {
        let os = |name: &str| get(name).filter(|value| !value.is_empty());
        let text = |name: &str| os(name).map(|value| value.to_string_lossy().into_owned());
        let client_certificate = match text("PLUGIN_CLIENT_CERT") {
            None => None,
            Some(pem) => {
                let der = CertificateDer::from_pem_slice(pem.as_bytes());
                Some(der.map_err(|_| EnvironmentError::ClientCertificate)?)
            }
        };
        Ok(Self {
            cookie: text("TF_PLUGIN_MAGIC_COOKIE").is_some_and(|cookie| cookie == MAGIC_COOKIE),
            speaks_ours: text("PLUGIN_PROTOCOL_VERSIONS").is_none_or(|versions| speaks_ours(&versions)),
            client_certificate,
            ports: ports(text("PLUGIN_MIN_PORT"), text("PLUGIN_MAX_PORT"))?,
            socket_directory: os("PLUGIN_UNIX_SOCKET_DIR").map(PathBuf::from),
            socket_group: text("PLUGIN_UNIX_SOCKET_GROUP"),
            multiplex: os("PLUGIN_MULTIPLEX_GRPC").is_some(),
        })
    }
}

fn speaks_ours(versions: &str) -> bool {
    versions.split(',').any(|version| version.trim().parse() == Ok(super::PROTOCOL_VERSION))
}

fn ports(min: Option<String>, max: Option<String>) -> Result<Option<RangeInclusive<u16>>, EnvironmentError> {
    let number = |text: Option<String>| text.map_or(Ok(0), |text| text.parse().map_err(|_| EnvironmentError::Ports));
    match (number(min)?, number(max)?) {
        (0, 0) => Ok(None),
        (min, max) if min <= max => Ok(Some(min..=max)),
        _ => Err(EnvironmentError::Ports),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Environment, EnvironmentError> {
        Environment::read(|name| pairs.iter().find(|pair| pair.0 == name).map(|pair| OsString::from(pair.1)))
    }

    #[test]
    fn nothing_set_is_a_person_at_a_shell() {
        let environment = read(&[]).unwrap();
        assert!(!environment.cookie);
        assert!(environment.speaks_ours);
        assert!(environment.client_certificate.is_none());
        assert!(!environment.multiplex);
    }

    #[test]
    fn versions_come_in_any_order() {
        for (versions, ours) in [("5,6", true), ("6,5", true), ("6", true), ("5", false), ("16", false)] {
            assert_eq!(read(&[("PLUGIN_PROTOCOL_VERSIONS", versions)]).unwrap().speaks_ours, ours, "{versions}");
        }
    }

    #[test]
    fn a_broken_certificate_is_never_no_certificate() {
        assert_eq!(read(&[("PLUGIN_CLIENT_CERT", "x")]).unwrap_err(), EnvironmentError::ClientCertificate);
    }

    #[test]
    fn ports_are_a_range() {
        let of = |min, max| read(&[("PLUGIN_MIN_PORT", min), ("PLUGIN_MAX_PORT", max)]).map(|read| read.ports);
        assert_eq!(of("10000", "25000"), Ok(Some(10_000..=25_000)));
        assert_eq!(of("", ""), Ok(None));
        assert_eq!(of("2", "1"), Err(EnvironmentError::Ports));
        assert_eq!(of("a", "1"), Err(EnvironmentError::Ports));
    }
}
