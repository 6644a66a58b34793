//! Where a plugin listens, as the handshake line spells it.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Where a plugin listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// Path of a Unix socket: UTF-8, without `|`.
    Unix(PathBuf),
    /// TCP on the loopback interface.
    Tcp(SocketAddr),
}

/// The two address fields of a handshake line say nothing this crate can connect to.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("no address: network {network:?}, address {address:?}")]
pub struct AddressError {
    network: String,
    address: String,
}

impl Address {
    /// The third field of the handshake line: `unix` or `tcp`.
    pub fn network(&self) -> &'static str {
        match self {
            Self::Unix(_) => "unix",
            Self::Tcp(_) => "tcp",
        }
    }

    /// Reads the third and fourth field of a handshake line.
    pub fn parse(network: &str, address: &str) -> Result<Self, AddressError> {
        let error = || AddressError { network: network.to_owned(), address: address.to_owned() };
        match network {
            "unix" if !address.is_empty() => Ok(Self::Unix(PathBuf::from(address))),
            "tcp" => address.parse().map(Self::Tcp).map_err(|_| error()),
            _ => Err(error()),
        }
    }
}

/// The fourth field of the handshake line.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unix(path) => path.display().fmt(f),
            Self::Tcp(address) => address.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        for address in [Address::Unix("/tmp/plugin1".into()), Address::Tcp(([127, 0, 0, 1], 10_000).into())] {
            assert_eq!(Address::parse(address.network(), &address.to_string()), Ok(address));
        }
    }

    #[test]
    fn refuses_what_is_no_address() {
        assert!(Address::parse("udp", "127.0.0.1:1").is_err());
        assert!(Address::parse("unix", "").is_err());
        assert!(Address::parse("tcp", "localhost").is_err());
    }
}
