//! Partitions, ARNs and account ids as text. No calls.

use tfplugin::composite::Place;

/// The partition of a region: `aws`, `aws-cn`, `aws-us-gov` and the closed ones.
/// From <https://docs.aws.amazon.com/general/latest/gr/rande.html> and the SDK's `partitions.json`.
pub fn partition_of(region: &str) -> &'static str {
    let starts = |prefix: &str| region.starts_with(prefix);
    match () {
        () if starts("cn-") => "aws-cn",
        () if starts("us-gov-") => "aws-us-gov",
        () if starts("us-isob-") => "aws-iso-b",
        () if starts("us-isof-") || starts("eu-isof-") => "aws-iso-f",
        () if starts("us-iso-") => "aws-iso",
        () if starts("eu-isoe-") => "aws-iso-e",
        () if starts("eusc-") => "aws-eusc",
        () => "aws",
    }
}

/// The region in which a partition's global services, as IAM, are signed for.
pub fn global_region(partition: &str) -> &'static str {
    match partition {
        "aws-cn" => "cn-north-1",
        "aws-us-gov" => "us-gov-west-1",
        "aws-iso" => "us-iso-east-1",
        "aws-iso-b" => "us-isob-east-1",
        "aws-iso-e" => "eu-isoe-west-1",
        "aws-iso-f" => "us-isof-south-1",
        "aws-eusc" => "eusc-de-east-1",
        _ => "us-east-1",
    }
}

/// The ARN of what is in one account and region: `arn:aws:guardduty:eu-west-1:111122223333:detector/d`.
pub fn regional(service: &str, place: &Place, resource: &str) -> String {
    let Place { account_id, region } = place;
    format!("arn:{}:{service}:{region}:{account_id}:{resource}", partition_of(region))
}

/// Whether a text is an account's id: twelve digits.
pub fn is_account_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// An ARN in its parts: `arn:partition:service:region:account:resource`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arn<'a> {
    /// `aws`, `aws-cn`, …
    pub partition: &'a str,
    /// `iam`
    pub service: &'a str,
    /// Empty for global services.
    pub region: &'a str,
    /// Empty for objects of AWS's own and for some global ones.
    pub account_id: &'a str,
    /// `role/deploy`
    pub resource: &'a str,
}

impl<'a> Arn<'a> {
    /// The parts of an ARN; `None` for any other text.
    pub fn parse(text: &'a str) -> Option<Arn<'a>> {
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        match parts.as_slice() {
            ["arn", partition, service, region, account_id, resource] if !resource.is_empty() => {
                Some(Arn { partition, service, region, account_id, resource })
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_belong_to_partitions() {
        for (region, partition) in [
            ("eu-west-1", "aws"),
            ("cn-northwest-1", "aws-cn"),
            ("us-gov-east-1", "aws-us-gov"),
            ("us-iso-west-1", "aws-iso"),
            ("us-isob-east-1", "aws-iso-b"),
            ("eusc-de-east-1", "aws-eusc"),
        ] {
            assert_eq!(partition_of(region), partition);
        }
        assert_eq!(partition_of(global_region("aws-us-gov")), "aws-us-gov");
    }

    #[test]
    fn an_arn_comes_apart() {
        let arn = Arn::parse("arn:aws:iam::111122223333:role/ci/deploy").unwrap();
        assert_eq!((arn.account_id, arn.resource), ("111122223333", "role/ci/deploy"));
        assert_eq!(Arn::parse("arn:aws:iam::111122223333"), None);
        assert_eq!(Arn::parse("deploy"), None);
    }
}
