//! What instances learn by DHCP.

use std::collections::BTreeMap;

/// What instances in the VPC learn by DHCP. Changing any of it makes a new set of options; AWS has no call to change one.
#[derive(Clone, Debug, Default, PartialEq, tfplugin::Object)]
pub struct DhcpOptions {
    /// Domain that names without a dot are in.
    #[tf(optional, check = Len(1, 253))]
    pub domain_name: Option<String>,
    /// Addresses of up to four DNS servers, in order; `AmazonProvidedDNS` stands for the VPC's own. Default: the VPC's own.
    #[tf(optional, check = Items(1, 4))]
    pub domain_name_servers: Option<Vec<String>>,
    /// Addresses of up to four time servers. Default: none; instances use 169.254.169.123.
    #[tf(optional, check = Items(1, 4))]
    pub ntp_servers: Option<Vec<String>>,
    /// Addresses of up to four NetBIOS name servers.
    #[tf(optional, check = Items(1, 4))]
    pub netbios_name_servers: Option<Vec<String>>,
    /// Kind of NetBIOS node: 1, 2, 4 or 8. AWS recommends 2.
    #[tf(optional, check = Range(1, 8))]
    pub netbios_node_type: Option<i64>,
}

impl DhcpOptions {
    /// The options by the names that EC2 has for them:
    /// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateDhcpOptions.html>
    pub(super) fn options(&self) -> BTreeMap<String, Vec<String>> {
        let one = |value: Option<String>| value.map(|value| vec![value]);
        // A set that names no server has none, where a VPC without a set has Amazon's.
        let amazon = || vec!["AmazonProvidedDNS".to_owned()];
        let all = [
            ("domain-name", one(self.domain_name.clone())),
            ("domain-name-servers", Some(self.domain_name_servers.clone().unwrap_or_else(amazon))),
            ("ntp-servers", self.ntp_servers.clone()),
            ("netbios-name-servers", self.netbios_name_servers.clone()),
            ("netbios-node-type", one(self.netbios_node_type.map(|kind| kind.to_string()))),
        ];
        all.into_iter().filter_map(|(name, values)| Some((name.to_owned(), values?))).collect()
    }

    /// The attributes that make these options.
    pub(super) fn of(options: &BTreeMap<String, Vec<String>>) -> DhcpOptions {
        let list = |name: &str| options.get(name).cloned();
        let one = |name: &str| options.get(name).and_then(|values| values.first().cloned());
        DhcpOptions {
            domain_name: one("domain-name"),
            domain_name_servers: list("domain-name-servers").filter(|servers| servers != &["AmazonProvidedDNS"]),
            ntp_servers: list("ntp-servers"),
            netbios_name_servers: list("netbios-name-servers"),
            netbios_node_type: one("netbios-node-type").and_then(|kind| kind.parse().ok()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_back_means_the_same() {
        let options = DhcpOptions { domain_name: Some("prod.acme".to_owned()), ..DhcpOptions::default() };
        assert_eq!(options.options()["domain-name-servers"], ["AmazonProvidedDNS"]);
        assert_eq!(DhcpOptions::of(&options.options()), options);
        let options = DhcpOptions { netbios_node_type: Some(2), ntp_servers: Some(vec!["10.0.0.9".to_owned()]), ..options };
        assert_eq!(DhcpOptions::of(&options.options()), options);
    }
}
