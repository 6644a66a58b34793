//! Nothing happens in other regions, but for services that are global and answer in one region for all.

use super::{Preset, SERVICE_CONTROL, items};
use crate::policy::{Policy, Statement};

pub(super) const PRESET: Preset = Preset {
    name: "deny_regions",
    types: SERVICE_CONTROL,
    required: &["regions"],
    optional: &["allowed_actions"],
    services: &[],
    build: |parameters, _| {
        let allowed = GLOBAL.iter().copied().chain(items(parameters.allowed_actions.as_ref()));
        let deny = Statement::deny().sid("DenyOtherRegions").not_actions(allowed).resources(["*"]);
        let regions = items(parameters.regions.as_ref());
        Policy::new([deny.condition("StringNotEquals", "aws:RequestedRegion", regions)])
    },
};

/// What has no region, or answers in `us-east-1` or `us-west-2` for all of them. From the region deny control that AWS keeps:
/// <https://docs.aws.amazon.com/controltower/latest/controlreference/primary-region-deny-policy.html>.
const GLOBAL: &[&str] = &[
    "a4b:*",
    "access-analyzer:*",
    "account:*",
    "acm:*",
    "activate:*",
    "artifact:*",
    "aws-marketplace-management:*",
    "aws-marketplace:*",
    "aws-portal:*",
    "billing:*",
    "billingconductor:*",
    "budgets:*",
    "ce:*",
    "chatbot:*",
    "chime:*",
    "cloudfront:*",
    "cloudtrail:LookupEvents",
    "compute-optimizer:*",
    "config:*",
    "consoleapp:*",
    "consolidatedbilling:*",
    "cur:*",
    "datapipeline:GetAccountLimits",
    "devicefarm:*",
    "directconnect:*",
    "ec2:DescribeRegions",
    "ec2:DescribeTransitGateways",
    "ec2:DescribeVpnGateways",
    "ecr-public:*",
    "fms:*",
    "freetier:*",
    "globalaccelerator:*",
    "health:*",
    "iam:*",
    "importexport:*",
    "invoicing:*",
    "iq:*",
    "kms:*",
    "license-manager:ListReceivedLicenses",
    "lightsail:Get*",
    "mobileanalytics:*",
    "networkmanager:*",
    "notifications-contacts:*",
    "notifications:*",
    "organizations:*",
    "payments:*",
    "pricing:*",
    "quicksight:DescribeAccountSubscription",
    "resource-explorer-2:*",
    "route53-recovery-cluster:*",
    "route53-recovery-control-config:*",
    "route53-recovery-readiness:*",
    "route53:*",
    "route53domains:*",
    "s3:CreateMultiRegionAccessPoint",
    "s3:DeleteMultiRegionAccessPoint",
    "s3:DescribeMultiRegionAccessPointOperation",
    "s3:GetAccountPublicAccessBlock",
    "s3:GetBucketLocation",
    "s3:GetBucketPolicyStatus",
    "s3:GetBucketPublicAccessBlock",
    "s3:GetMultiRegionAccessPoint",
    "s3:GetMultiRegionAccessPointPolicy",
    "s3:GetMultiRegionAccessPointPolicyStatus",
    "s3:GetStorageLensConfiguration",
    "s3:GetStorageLensDashboard",
    "s3:ListAllMyBuckets",
    "s3:ListMultiRegionAccessPoints",
    "s3:ListStorageLensConfigurations",
    "s3:PutAccountPublicAccessBlock",
    "s3:PutMultiRegionAccessPointPolicy",
    "savingsplans:*",
    "shield:*",
    "sso:*",
    "sts:*",
    "support:*",
    "supportapp:*",
    "supportplans:*",
    "sustainability:*",
    "tag:GetResources",
    "tax:*",
    "trustedadvisor:*",
    "vendor-insights:ListEntitledSecurityProfiles",
    "waf-regional:*",
    "waf:*",
    "wafv2:*",
];

#[cfg(test)]
mod tests {
    use super::super::tests::{built, parameters};
    use super::*;
    use crate::policy::verdict::{Request, Verdict};

    #[test]
    fn it_denies_other_regions_and_leaves_what_is_global() {
        let policy = built(&PRESET, &parameters());
        let verdict = |action, region| policy.verdict(&Request::new(action).with("aws:RequestedRegion", region));
        assert!(matches!(verdict("ec2:RunInstances", "ap-south-1"), Verdict::Denied(_)));
        for (action, region) in [
            ("ec2:RunInstances", "eu-west-1"),
            ("iam:CreateRole", "ap-south-1"),
            ("sts:AssumeRole", "ap-south-1"),
            ("organizations:ListAccounts", "ap-south-1"),
            ("bedrock:InvokeModel", "ap-south-1"),
        ] {
            assert_eq!(verdict(action, region), Verdict::Passes, "{action} {region}");
        }
    }

    #[test]
    fn the_list_is_in_order_and_says_nothing_twice() {
        assert!(GLOBAL.is_sorted() && GLOBAL.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
