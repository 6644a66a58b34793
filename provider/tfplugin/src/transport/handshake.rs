//! The one line a plugin prints.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use super::{Address, PROTOCOL_VERSION};

/// Version of go-plugin's handshake itself.
const CORE_VERSION: u32 = 1;

/// `1|6|network|address|grpc|certificate`, with a line feed. The certificate is DER in base64 without padding, empty
/// without TLS. There are exactly six fields, because older clients would glue a seventh to the sixth; those that ask
/// for multiplexing understand one, and are told that there is none.
pub(super) fn line(address: &Address, certificate: Option<&[u8]>, multiplex_asked: bool) -> String {
    let certificate = certificate.map(|der| STANDARD_NO_PAD.encode(der)).unwrap_or_default();
    let network = address.network();
    let multiplex = if multiplex_asked { "|false" } else { "" };
    format!("{CORE_VERSION}|{PROTOCOL_VERSION}|{network}|{address}|grpc|{certificate}{multiplex}\n")
}

/// What a person reads who starts the binary by hand.
pub(super) fn not_for_people(name: &str) -> String {
    format!(
        "This binary is a Terraform provider. It is not meant to be run by hand: Terraform and OpenTofu start it when\n\
         a configuration requires the provider {name:?}.\n\
         \n\
         To run it under a debugger, start it with -debug and follow what it prints.\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_six_fields_and_a_seventh_only_when_asked() {
        let address = Address::Unix("/tmp/plugin1".into());
        assert_eq!(line(&address, None, false), "1|6|unix|/tmp/plugin1|grpc|\n");
        assert_eq!(line(&address, None, true), "1|6|unix|/tmp/plugin1|grpc||false\n");
    }

    #[test]
    fn the_certificate_has_no_padding() {
        let address = Address::Tcp(([127, 0, 0, 1], 10_000).into());
        assert_eq!(line(&address, Some(&[0xff]), false), "1|6|tcp|127.0.0.1:10000|grpc|/w\n");
    }
}
