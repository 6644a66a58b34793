//! The line a plugin prints, from the reader's side.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use super::ClientError;
use crate::transport::{Address, PROTOCOL_VERSION};

/// A handshake line, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handshake {
    /// The line without its line feed.
    pub line: String,
    /// Where the plugin listens.
    pub address: Address,
    /// DER of the server's certificate; None without TLS.
    pub certificate: Option<Vec<u8>>,
}

impl Handshake {
    /// Reads a line: six fields, version 1 of the handshake and 6 of the protocol, gRPC, base64 without padding.
    pub fn parse(line: &str) -> Result<Self, ClientError> {
        let error = || ClientError::BadHandshake(line.to_owned());
        let fields: Vec<&str> = line.split('|').collect();
        let ["1", protocol, network, address, "grpc", certificate] = fields.as_slice() else { return Err(error()) };
        if protocol.parse() != Ok(PROTOCOL_VERSION) {
            return Err(error());
        }
        let certificate = match *certificate {
            "" => None,
            text => Some(STANDARD_NO_PAD.decode(text).map_err(|_| error())?),
        };
        let address = Address::parse(network, address).map_err(|_| error())?;
        Ok(Self { line: line.to_owned(), address, certificate })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_six_fields_and_no_others() {
        let read = Handshake::parse("1|6|unix|/tmp/plugin1|grpc|/w").unwrap();
        assert_eq!(read.address, Address::Unix("/tmp/plugin1".into()));
        assert_eq!(read.certificate, Some(vec![0xff]));
        for line in
            ["", "1|6|unix|/tmp/x|grpc", "1|5|unix|/tmp/x|grpc|", "1|6|unix|/tmp/x|grpc|/w==", "1|6|unix|/x|grpc||"]
        {
            assert!(Handshake::parse(line).is_err(), "{line}");
        }
    }
}
