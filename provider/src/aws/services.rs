//! The services that the provider calls, one line each.
//!
//! A service's name is its prefix in IAM policies (`s3control` shares S3's there); it is also the key of `endpoints` and
//! `requests_per_second` in the provider block. A function after it sees to what only this service needs.

use tfplugin::composite::{Fault, Place};

use super::Aws;
use super::clients::Settings;

macro_rules! services {
    (
        regional { $( $(#[$doc:meta])* $name:ident, $once:ident: $sdk:ident, $service:literal $(, $tune:path)?; )* }
        global { $( $(#[$gdoc:meta])* $gname:ident, $gonce:ident: $gsdk:ident, $gservice:literal; )* }
    ) => {
        /// Services that have an endpoint or a rate of their own, by their prefix in IAM policies.
        pub const SERVICES: &[&str] = &["sts", $($service,)* $($gservice,)*];

        impl Aws {
            $(
                $(#[$doc])*
                ///
                /// For reads, and for writes that may be repeated.
                pub async fn $name(&self, place: &Place) -> Result<$sdk::Client, Fault> {
                    let settings = self.access()?.settings_in($service, &place.account_id, Some(&place.region)).await?;
                    Ok(client!(settings, $sdk, false $(, $tune)?))
                }

                $(#[$doc])*
                ///
                /// For calls that make something without a client token: only throttled calls are repeated.
                pub async fn $once(&self, place: &Place) -> Result<$sdk::Client, Fault> {
                    let settings = self.access()?.settings_in($service, &place.account_id, Some(&place.region)).await?;
                    Ok(client!(settings, $sdk, true $(, $tune)?))
                }
            )*
            $(
                $(#[$gdoc])*
                ///
                /// For reads, and for writes that may be repeated.
                pub async fn $gname(&self, account_id: &str) -> Result<$gsdk::Client, Fault> {
                    let settings = self.access()?.settings_in($gservice, account_id, None).await?;
                    Ok(client!(settings, $gsdk, false))
                }

                $(#[$gdoc])*
                ///
                /// For calls that make something without a client token: only throttled calls are repeated.
                pub async fn $gonce(&self, account_id: &str) -> Result<$gsdk::Client, Fault> {
                    let settings = self.access()?.settings_in($gservice, account_id, None).await?;
                    Ok(client!(settings, $gsdk, true))
                }
            )*
        }
    };
}

/// A client, kept or new. The SDKs have no trait in common that could do it. `$tune` does to its configuration what only this
/// service needs.
macro_rules! client {
    ($settings:expr, $sdk:ident, $once:literal $(, $tune:path)?) => {{
        let Settings { sdk, watch, endpoint, kept, key, retry } = $settings;
        let key = (key.0, key.1, key.2, $once);
        kept.client(key, || {
            let mut builder = $sdk::config::Builder::from(&sdk()).interceptor(watch);
            if let Some(url) = endpoint {
                builder = builder.endpoint_url(url);
            }
            if $once {
                builder = builder.retry_classifier(retry);
            }
            $(builder = $tune(builder);)?
            $sdk::Client::from_conf(builder.build())
        })
    }};
}

services! {
    regional {
        /// IAM Access Analyzer in an account and region.
        access_analyzer, access_analyzer_once: aws_sdk_accessanalyzer, "access-analyzer";
        /// `CloudTrail` in an account and region.
        cloudtrail, cloudtrail_once: aws_sdk_cloudtrail, "cloudtrail";
        /// `CloudWatch` in an account and region.
        cloudwatch, cloudwatch_once: aws_sdk_cloudwatch, "cloudwatch";
        /// AWS Config in an account and region.
        config, config_once: aws_sdk_config, "config";
        /// EC2 in an account and region.
        ec2, ec2_once: aws_sdk_ec2, "ec2";
        /// `GuardDuty` in an account and region.
        guardduty, guardduty_once: aws_sdk_guardduty, "guardduty";
        /// Inspector in an account and region.
        inspector2, inspector2_once: aws_sdk_inspector2, "inspector2";
        /// KMS in an account and region.
        kms, kms_once: aws_sdk_kms, "kms";
        /// `CloudWatch` Logs in an account and region.
        logs, logs_once: aws_sdk_cloudwatchlogs, "logs";
        /// Macie in an account and region.
        macie2, macie2_once: aws_sdk_macie2, "macie2";
        /// S3 in an account and region.
        s3, s3_once: aws_sdk_s3, "s3";
        /// S3 Control, for an account's own settings of S3.
        s3_control, s3_control_once: aws_sdk_s3control, "s3control", super::s3_control::tune;
        /// Security Hub in an account and region.
        security_hub, security_hub_once: aws_sdk_securityhub, "securityhub";
        /// Service Quotas in an account and region.
        service_quotas, service_quotas_once: aws_sdk_servicequotas, "servicequotas";
        /// SNS in an account and region.
        sns, sns_once: aws_sdk_sns, "sns";
        /// Systems Manager in an account and region.
        ssm, ssm_once: aws_sdk_ssm, "ssm";
    }
    global {
        /// Account Management in an account.
        account, account_once: aws_sdk_account, "account";
        /// Budgets in an account.
        budgets, budgets_once: aws_sdk_budgets, "budgets";
        /// Cost Explorer in an account.
        cost_explorer, cost_explorer_once: aws_sdk_costexplorer, "ce";
        /// IAM in an account. It takes no client token.
        iam, iam_once: aws_sdk_iam, "iam";
        /// Organizations as an account sees it.
        organizations, organizations_once: aws_sdk_organizations, "organizations";
    }
}
