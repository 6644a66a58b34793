//! What S3 Control alone needs: the account's id stands before its host, which does not go before an IP address.

use std::net::IpAddr;

use aws_sdk_s3control::config::Builder;
use aws_sdk_s3control::config::endpoint::{DefaultResolver, Endpoint, EndpointFuture, Params, ResolveEndpoint};
use aws_smithy_types::endpoint::EndpointAuthScheme;

/// Leaves an endpoint that is an IP address as it is. The account's id is in the header `x-amz-account-id` as well.
pub(super) fn tune(builder: Builder) -> Builder {
    builder.endpoint_resolver(Resolver(DefaultResolver::new()))
}

#[derive(Debug)]
struct Resolver(DefaultResolver);

impl ResolveEndpoint for Resolver {
    fn resolve_endpoint<'a>(&'a self, params: &'a Params) -> EndpointFuture<'a> {
        let Some(url) = params.endpoint().filter(|url| is_ip_address(url)) else {
            return ResolveEndpoint::resolve_endpoint(&self.0, params);
        };
        let signing = EndpointAuthScheme::with_capacity("sigv4", 3)
            .put("disableDoubleEncoding", true)
            .put("signingName", "s3".to_owned())
            .put("signingRegion", params.region().unwrap_or_default().to_owned());
        EndpointFuture::ready(Ok(Endpoint::builder().url(url.to_owned()).auth_scheme(signing).build()))
    }
}

/// Whether a URL's host is an IP address.
fn is_ip_address(url: &str) -> bool {
    let authority = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = authority.split(['/', '?', '#']).next().unwrap_or_default();
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    host.parse::<IpAddr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_names() {
        for address in ["http://127.0.0.1:4566", "https://10.0.0.1/path", "http://[::1]:80", "127.0.0.1"] {
            assert!(is_ip_address(address), "{address}");
        }
        for name in ["http://localhost:4566", "https://s3-control.eu-west-1.amazonaws.com", "http://127.example.com"] {
            assert!(!is_ip_address(name), "{name}");
        }
    }
}
