//! The socket: Unix where there is one, TCP on the loopback interface otherwise.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use super::Address;
use super::connection::Io;
use super::environment::Environment;
#[cfg(unix)]
use super::socket_file::SocketFile;

/// A socket that already accepts; dropping it removes what it left in the file system.
#[derive(Debug)]
pub(super) enum Bound {
    #[cfg(unix)]
    Unix {
        listener: std::os::unix::net::UnixListener,
        file: SocketFile,
        only: Option<u32>,
    },
    Tcp {
        listener: TcpListener,
        address: SocketAddr,
    },
}

/// There is no socket, and no serving.
#[derive(Debug, thiserror::Error)]
pub(super) enum BindError {
    #[error("cannot listen: {0}")]
    Io(#[from] io::Error),
    /// Without TLS, the file system is what keeps other users out.
    #[error(
        "cannot listen on a Unix socket, and on TCP without TLS any user of this machine could connect: {0}. \
         Set TMPDIR to a short path, or don't disable TLS"
    )]
    Unprotected(io::Error),
}

/// Binds as the environment says. Without TLS (`encrypted` false) only a Unix socket will do.
pub(super) fn bind(environment: &Environment, encrypted: bool) -> Result<Bound, BindError> {
    match bind_unix(environment, encrypted) {
        Ok(bound) => Ok(bound),
        // Most likely the path is longer than a socket's may be: 108 bytes, or 104 on macOS.
        Err(_) if encrypted => Ok(bind_tcp(environment)?),
        Err(error) => Err(BindError::Unprotected(error)),
    }
}

#[cfg(unix)]
fn bind_unix(environment: &Environment, encrypted: bool) -> io::Result<Bound> {
    let directory = environment.socket_directory.clone().unwrap_or_else(std::env::temp_dir);
    // The handshake line separates its fields with bars, and is text.
    if directory.to_str().is_none_or(|text| text.contains('|')) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "the path of the socket cannot be announced"));
    }
    let (listener, file) = SocketFile::bind(&directory, environment.socket_group.as_deref())?;
    listener.set_nonblocking(true)?;
    // Between bind and chmod a stranger could slip in; asking the kernel who connected closes that gap.
    let only = (!encrypted && environment.socket_group.is_none()).then_some(file.owner);
    Ok(Bound::Unix { listener, file, only })
}

#[cfg(not(unix))]
fn bind_unix(_environment: &Environment, _encrypted: bool) -> io::Result<Bound> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

fn bind_tcp(environment: &Environment) -> io::Result<Bound> {
    let mut last = io::Error::from(io::ErrorKind::AddrInUse);
    for port in environment.ports.clone().unwrap_or(0..=0) {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Ok(listener) => {
                listener.set_nonblocking(true)?;
                let address = listener.local_addr()?;
                return Ok(Bound::Tcp { listener, address });
            }
            Err(error) => last = error,
        }
    }
    Err(last)
}

impl Bound {
    /// What to announce.
    pub(super) fn address(&self) -> Address {
        match self {
            #[cfg(unix)]
            Self::Unix { file, .. } => Address::Unix(file.path().to_owned()),
            Self::Tcp { address, .. } => Address::Tcp(*address),
        }
    }

    /// Hands the socket to the runtime; to be called on it. What has to outlive the accepting stays here.
    pub(super) fn accepting(&self) -> io::Result<Acceptor> {
        match self {
            #[cfg(unix)]
            Self::Unix { listener, only, .. } => {
                let listener = tokio::net::UnixListener::from_std(listener.try_clone()?)?;
                Ok(Acceptor::Unix { listener, only: *only })
            }
            Self::Tcp { listener, .. } => Ok(Acceptor::Tcp(tokio::net::TcpListener::from_std(listener.try_clone()?)?)),
        }
    }
}

/// The asynchronous half of [`Bound`].
#[derive(Debug)]
pub(super) enum Acceptor {
    #[cfg(unix)]
    Unix {
        listener: tokio::net::UnixListener,
        only: Option<u32>,
    },
    Tcp(tokio::net::TcpListener),
}

impl Acceptor {
    /// The next peer. An error is about one peer or a shortage; accepting goes on after it. Can be cancelled.
    pub(super) async fn accept(&self) -> io::Result<Box<dyn Io>> {
        match self {
            #[cfg(unix)]
            Self::Unix { listener, only } => {
                let (stream, _) = listener.accept().await?;
                if let Some(owner) = *only {
                    // Root could read this process's memory anyway.
                    let peer = stream.peer_cred()?.uid();
                    if peer != owner && peer != 0 {
                        return Err(io::Error::new(io::ErrorKind::PermissionDenied, format!("peer of user {peer}")));
                    }
                }
                Ok(Box::new(stream))
            }
            Self::Tcp(listener) => {
                let (stream, _) = listener.accept().await?;
                stream.set_nodelay(true)?;
                Ok(Box::new(stream))
            }
        }
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::ffi::OsString;

    use super::*;

    fn environment(pairs: &[(&str, &str)]) -> Environment {
        let get = |name: &str| pairs.iter().find(|pair| pair.0 == name).map(|pair| OsString::from(pair.1));
        Environment::read(get).unwrap()
    }

    #[test]
    fn the_directory_is_honoured() {
        let directory = tempfile::tempdir().unwrap();
        let environment = environment(&[("PLUGIN_UNIX_SOCKET_DIR", directory.path().to_str().unwrap())]);
        let bound = bind(&environment, true).unwrap();
        let Address::Unix(path) = bound.address() else { panic!("{bound:?}") };
        assert_eq!(path.parent(), Some(directory.path()));
    }

    #[test]
    fn a_long_path_means_tcp_and_only_with_tls() {
        let directory = tempfile::tempdir().unwrap();
        let long = directory.path().join("x".repeat(120));
        std::fs::create_dir(&long).unwrap();
        let environment = environment(&[
            ("PLUGIN_UNIX_SOCKET_DIR", long.to_str().unwrap()),
            ("PLUGIN_MIN_PORT", "20000"),
            ("PLUGIN_MAX_PORT", "21000"),
        ]);
        let Address::Tcp(address) = bind(&environment, true).unwrap().address() else { panic!("not TCP") };
        assert!(address.ip().is_loopback());
        assert!((20_000..=21_000).contains(&address.port()));
        assert!(matches!(bind(&environment, false), Err(BindError::Unprotected(_))));
    }
}
