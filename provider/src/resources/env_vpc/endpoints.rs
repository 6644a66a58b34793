//! Private ways to AWS's services.

use std::collections::BTreeSet;

use tfplugin::check::Check;

use super::shape::Shape;
use super::tier::Route;
use crate::parts::ec2::security_group::{SecurityRule, SecurityRules};

/// Endpoints that have network interfaces in the VPC.
#[derive(Clone, Debug, PartialEq, tfplugin::Object)]
pub struct InterfaceEndpoints {
    /// Services by their short names (`ssm`, `ecr.api`, `logs`) or by their full ones.
    #[tf(required, check = Items(1, 50), check = each(SERVICE))]
    pub services: BTreeSet<String>,
    /// Tier whose subnets the network interfaces are in. Default: `private_app`, or the first tier that does not face the
    /// internet.
    #[tf(optional)]
    pub tier: Option<String>,
    /// Whether the services' own names lead to the endpoints from inside the VPC. Needs `enable_dns_support` and
    /// `enable_dns_hostnames`.
    #[tf(default = true)]
    pub private_dns_enabled: bool,
}

/// Services with gateway endpoints:
/// <https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html>
pub(super) const GATEWAY_SERVICES: &[&str] = &["s3", "dynamodb"];

const SERVICE: Check = Check::Pattern("[a-z0-9][a-z0-9._-]{0,127}", "the name of a service, such as `ssm`");

/// The full name of a service.
pub(super) fn service_name(service: &str, region: &str) -> String {
    // Full names begin with `com.amazonaws.`, `cn.com.amazonaws.`, `aws.`, or a marketplace's `com.amazonaws.vpce.`.
    let is_full = ["com.", "cn.com.", "aws."].iter().any(|prefix| service.starts_with(prefix));
    if is_full { service.to_owned() } else { format!("com.amazonaws.{region}.{service}") }
}

impl InterfaceEndpoints {
    /// The tier that the network interfaces are in.
    pub(super) fn tier<'a>(&'a self, shape: &'a Shape) -> Option<&'a str> {
        let inner = |name: &&String| shape.tiers.get(*name).is_some_and(|tier| tier.way(name) != Route::Internet);
        let default = || shape.tiers.keys().find(|name| *name == "private_app").or_else(|| shape.tiers.keys().find(inner));
        self.tier.as_deref().or_else(|| default().map(String::as_str))
    }
}

/// What the endpoints let in: HTTPS from the VPC.
pub(super) fn ingress(blocks: &[String], ipv6: Option<&str>) -> SecurityRules {
    let https = |block: &str| SecurityRule {
        protocol: "tcp".to_owned(),
        from_port: Some(443),
        to_port: Some(443),
        peer: block.to_owned(),
    };
    blocks.iter().map(String::as_str).chain(ipv6).map(https).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_become_full() {
        assert_eq!(service_name("ecr.api", "eu-west-1"), "com.amazonaws.eu-west-1.ecr.api");
        assert_eq!(service_name("aws.sagemaker.eu-west-1.studio", "eu-west-1"), "aws.sagemaker.eu-west-1.studio");
    }

    #[test]
    fn endpoints_are_where_applications_are() {
        let endpoints = InterfaceEndpoints { services: BTreeSet::new(), tier: None, private_dns_enabled: true };
        let shape = |tiers: &[&str]| {
            let tiers = tiers.iter().map(|name| ((*name).to_owned(), super::super::tier::Tier::default())).collect();
            Shape::of(("application".to_owned(), Some(tiers), tfplugin::model::Out(None), "none".to_owned(), false))
        };
        assert_eq!(endpoints.tier(&shape(&["cache", "private_app", "public"])), Some("private_app"));
        assert_eq!(endpoints.tier(&shape(&["cache", "public"])), Some("cache"));
        assert_eq!(endpoints.tier(&shape(&["public"])), None);
    }
}
