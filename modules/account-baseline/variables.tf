variable "access_analyzer" {
  description = <<-EOT
    Findings about access from outside, and about access that nobody uses. Default: none.

    * `mode`: `enabled`, or `unmanaged` to leave it as it is found.
    * `unused_access_age`: Days after which access counts as unused, for an analyzer of unused access in `home_region`, which is billed by role and user. Default: there is none.
    * `zone_of_trust`: Whom access is from outside of: the `account`, or the whole `organization`, whose administrator of Access Analyzer the account then becomes. The organization needs `management_account_id`.
  EOT
  type = object({
    mode              = optional(string)
    unused_access_age = optional(number)
    zone_of_trust     = optional(string)
  })
  default = null
}

variable "account" {
  description = <<-EOT
    ID, or name in the organization, of the account in which the resource lives. Default: the account that the provider's own credentials belong to
    when the resource is created.
  EOT
  type        = string
  default     = null
}

variable "alias" {
  description = <<-EOT
    The account's alias, in the address under which its people sign in. Default: left as it is found.

    * `mode`: `enabled`, or `unmanaged` to leave it as it is found.
    * `name`: The alias. No other account of AWS's may have the same.
  EOT
  type = object({
    mode = optional(string)
    name = string
  })
  default = null
}

variable "alternate_contacts" {
  description = <<-EOT
    To whom AWS writes beside the account's own contact. Default: left as they are found.

    * `billing`: Who hears of invoices and payments.
    * `mode`: `enabled`, or `unmanaged` to leave all as they are found.
    * `operations`: Who hears of running services.
    * `security`: Who hears of security.
  EOT
  type = object({
    billing = optional(object({
      email_address = string
      name          = string
      phone_number  = string
      title         = string
    }))
    mode = optional(string)
    operations = optional(object({
      email_address = string
      name          = string
      phone_number  = string
      title         = string
    }))
    security = optional(object({
      email_address = string
      name          = string
      phone_number  = string
      title         = string
    }))
  })
  default = null
}

variable "ami_public_access" {
  description = <<-EOT
    Whether AMIs may be shared with everybody. Default: new public sharing is blocked.

    * `mode`: `enabled`, or `unmanaged` to leave it as it is found.
  EOT
  type = object({
    mode = optional(string)
  })
  default = null
}

variable "budgets" {
  description = <<-EOT
    Budgets of the account's costs by name. A budget of the same name that is there already is taken over. Default: none.

    * `actual_thresholds`: Percents of the amount that costs must exceed for somebody to hear of it. A budget has at most five thresholds.
    * `email_addresses`: E-mail addresses of those who hear of it, ten at most.
    * `forecasted_thresholds`: The same for costs that are expected until the end of the time.
    * `limit_amount`: Amount that costs should not exceed, such as `1000` or `99.50`.
    * `limit_unit`: Currency of the amount.
    * `sns_topic_arn`: ARN of an SNS topic that hears of it. Its policy must let `budgets.amazonaws.com` publish.
    * `time_unit`: How long the amount must do: `DAILY`, `MONTHLY`, `QUARTERLY` or `ANNUALLY`.
  EOT
  type = map(object({
    actual_thresholds     = optional(set(number))
    email_addresses       = optional(set(string))
    forecasted_thresholds = optional(set(number))
    limit_amount          = string
    limit_unit            = optional(string)
    sns_topic_arn         = optional(string)
    time_unit             = optional(string)
  }))
  default = null
}

variable "cis_alarms" {
  description = <<-EOT
    Alarms about the events of section 4 of the CIS benchmark, for which the trail needs its log group. Default: none.

    * `emails`: E-mail addresses that hear of the alarms, each once somebody has followed the link that SNS sends there.
    * `kms_key`: ID, ARN or alias of the KMS key that encrypts what the topic tells; its policy must let `cloudwatch.amazonaws.com` use it. Default: it is not encrypted with a key of one's own.
    * `mode`: `enabled`, or `unmanaged` to leave it as it is found.
    * `topic`: Name of the topic that hears of the alarms, which is made if it is not there.
    * `without`: Requirements of CIS AWS Foundations Benchmark 3.0.0 that there is no alarm for, such as `4.1`. Default: there is one for each from 4.1 to 4.15.
  EOT
  type = object({
    emails  = optional(set(string))
    kms_key = optional(string)
    mode    = optional(string)
    topic   = optional(string)
    without = optional(set(string))
  })
  default = null
}

variable "cloudtrail" {
  description = <<-EOT
    A trail of what people and services do. Default: none.

    * `insights`: Kinds of unusual activity that are looked for, each billed by events: `ApiCallRateInsight`, `ApiErrorRateInsight`. Default: none.
    * `log_file_validation`: Whether digests are delivered that show whether a file was changed or deleted afterwards.
    * `log_group`: Whether events go to a log group of the trail's own, too, where `cis_alarms` looks for them.
    * `log_group_kms_key_arn`: ARN of the KMS key that encrypts the log group; its policy must let CloudWatch Logs use it. Default: a key of CloudWatch Logs' own.
    * `log_group_retention_days`: Days until events in the log group expire; 0 for never. The bucket has its own rules.
    * `mode`: `enabled`, or `unmanaged` to leave it as it is found.
    * `multi_region`: Whether it records the events of every region.
    * `name`: Name of the trail. A trail of this name in `home_region` that is there already is taken over.
    * `organization_trail`: Whether it records the events of every account of the organization, whose administrator of CloudTrail the account then becomes. Needs `management_account_id`.
  EOT
  type = object({
    insights                 = optional(set(string))
    log_file_validation      = optional(bool)
    log_group                = optional(bool)
    log_group_kms_key_arn    = optional(string)
    log_group_retention_days = optional(number)
    mode                     = optional(string)
    multi_region             = optional(bool)
    name                     = optional(string)
    organization_trail       = optional(bool)
  })
  default = null
}

variable "config" {
  description = <<-EOT
    A record of every resource and its changes. Default: none.

    * `aggregator`: Collects the configurations of the whole organization in `home_region`, and makes the account the organization's administrator of Config. Needs `management_account_id`. Default: there is no aggregator.
    * `conformance_packs`: Packs of rules by name, deployed in every region.
    * `excluded_resource_types`: Types of resource that are not recorded, such as `AWS::EC2::NetworkInterface`. Default: all are. IAM's types are recorded in `home_region` only.
    * `mode`: `enabled`, or `unmanaged` to leave it as it is found.
    * `recording_frequency`: How often changes are recorded: `CONTINUOUS`, or `DAILY`, which is cheaper.
    * `role_arn`: ARN of the role by which Config reads. Default: Config's own service-linked role, which is made if it is not there.
    * `rules`: AWS's managed rules by name, evaluated in every region. Rules that other people made are left.
    * `snapshot_frequency`: How often all configurations are delivered as a snapshot: `One_Hour`, `Three_Hours`, `Six_Hours`, `Twelve_Hours`, `TwentyFour_Hours`. Default: never; changes are delivered all the same.
    * `topic_arns`: ARN of the SNS topic that hears of changes, by region. Default: nobody hears of them.
  EOT
  type = object({
    aggregator = optional(object({
      name    = optional(string)
      regions = optional(set(string))
    }))
    conformance_packs = optional(map(object({
      parameters      = optional(map(string))
      template_body   = optional(string)
      template_s3_uri = optional(string)
    })))
    excluded_resource_types = optional(set(string))
    mode                    = optional(string)
    recording_frequency     = optional(string)
    role_arn                = optional(string)
    rules = optional(map(object({
      identifier = string
      parameters = optional(map(string))
    })))
    snapshot_frequency = optional(string)
    topic_arns         = optional(map(string))
  })
  default = null
}

variable "cost_anomaly_detection" {
  description = <<-EOT
    Who hears of costs that are unusual. A monitor of services that is there already is taken over, since an account has
    one at most. Default: nobody.

    * `email_addresses`: E-mail addresses of those who hear of anomalies.
    * `frequency`: When they hear of them: `DAILY` or `WEEKLY`.
    * `mode`: `enabled`, or `unmanaged` to leave it as it is found.
    * `threshold`: Dollars that an anomaly must cost for them to hear of it.
  EOT
  type = object({
    email_addresses = set(string)
    frequency       = optional(string)
    mode            = optional(string)
    threshold       = optional(number)
  })
  default = null
}

variable "default_security_groups" {
  description = <<-EOT
    Whether the default security groups of VPCs have rules. Default: they have none, so nothing gets in or out by them.

    * `mode`: `enabled`, or `unmanaged` to leave it as it is found.
  EOT
  type = object({
    mode = optional(string)
  })
  default = null
}

variable "default_vpcs" {
  description = <<-EOT
    What becomes of the default VPC of each region. Default: an empty one is deleted.

    * `action`: `delete`, or `keep` to leave it as it is found. Only an empty one is deleted; what is in it is named in the error, and nothing of it is touched. A deleted one stays away, also when `on_destroy` is `reset`.
  EOT
  type = object({
    action = optional(string)
  })
  default = null
}

variable "ebs_encryption" {
  description = <<-EOT
    Whether new EBS volumes and snapshots are encrypted, and with which key. Default: encrypted with the key that AWS
    manages.

    * `kms_key_arns`: ARN of the KMS key that encrypts where nobody names one, by region. A key belongs to one region. Default: the key `aws/ebs`, which AWS manages.
    * `mode`: `enabled`, or `unmanaged` to leave it as it is found.
  EOT
  type = object({
    kms_key_arns = optional(map(string))
    mode         = optional(string)
  })
  default = null
}

variable "ebs_snapshot_public_access" {
  description = <<-EOT
    Whether EBS snapshots may be shared with everybody. Default: all public sharing is blocked.

    * `mode`: `enabled`, or `unmanaged` to leave it as it is found.
    * `state`: What is blocked: `block-all-sharing`, also snapshots that are public already, or `block-new-sharing`, which leaves those as they are.
  EOT
  type = object({
    mode  = optional(string)
    state = optional(string)
  })
  default = null
}

variable "guardduty" {
  description = <<-EOT
    Detection of threats. Default: none.

    * `agents`: Where `RUNTIME_MONITORING` installs its agent by itself: `EC2_AGENT_MANAGEMENT`, `ECS_FARGATE_AGENT_MANAGEMENT`, `EKS_ADDON_MANAGEMENT`. Default: nowhere.
    * `features`: What is watched beside CloudTrail's management events, VPC flow logs and DNS logs: `EBS_MALWARE_PROTECTION`, `EKS_AUDIT_LOGS`, `LAMBDA_NETWORK_LOGS`, `RDS_LOGIN_EVENTS`, `S3_DATA_EVENTS`, `RUNTIME_MONITORING`. What is left out is switched off. A region that does not have a feature goes without it.
    * `finding_publishing_frequency`: How often findings that recur are published again: `FIFTEEN_MINUTES`, `ONE_HOUR` or `SIX_HOURS`.
    * `mode`: `enabled`, or `unmanaged` to leave it as it is found.
    * `organization`: Makes the account the organization's administrator of GuardDuty in every region of the baseline, and sets what member accounts get. Needs `management_account_id`. Default: the account stands for itself.
  EOT
  type = object({
    agents                       = optional(set(string))
    features                     = optional(set(string))
    finding_publishing_frequency = optional(string)
    mode                         = optional(string)
    organization = optional(object({
      auto_enable = optional(string)
    }))
  })
  default = null
}

variable "home_region" {
  description = <<-EOT
    Region of what there is once: the trail with its log group and alarms, the analyzer of unused access, the
    aggregators of Config and Security Hub, and where Config records IAM. Default: the only one of `regions`; with
    several it must be set where something needs it.
  EOT
  type        = string
  default     = null

  validation {
    condition     = var.home_region == null || can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.home_region))
    error_message = "home_region is the name of a region such as eu-west-1."
  }
}

variable "imds" {
  description = <<-EOT
    How new EC2 instances give their metadata out. Default: only within a session (IMDSv2), two hops far.

    * `http_put_response_hop_limit`: How many hops an answer may go: 1 reaches the instance, 2 containers on it as well.
    * `http_tokens`: Whether a session token (IMDSv2) is `required` or `optional`.
    * `mode`: `enabled`, or `unmanaged` to leave it as it is found.
  EOT
  type = object({
    http_put_response_hop_limit = optional(number)
    http_tokens                 = optional(string)
    mode                        = optional(string)
  })
  default = null
}

variable "inspector" {
  description = <<-EOT
    Scans for known vulnerabilities. Default: none.

    * `mode`: `enabled`, or `unmanaged` to leave it as it is found.
    * `organization`: Makes the account the organization's administrator of Inspector in every region of the baseline. Needs `management_account_id`. Default: the account stands for itself.
    * `resource_types`: What is scanned: `EC2`, `ECR`, `LAMBDA`, `LAMBDA_CODE` (with `LAMBDA`), `CODE_REPOSITORY`. What is left out is switched off.
  EOT
  type = object({
    mode = optional(string)
    organization = optional(object({
      auto_enable = optional(set(string))
    }))
    resource_types = optional(set(string))
  })
  default = null
}

variable "log_bucket" {
  description = <<-EOT
    Name of the bucket that `cloudtrail` and `config` deliver to, in any account. Its policy must let
    `cloudtrail.amazonaws.com` and `config.amazonaws.com` write.
  EOT
  type        = string
  default     = null
}

variable "log_kms_key_arn" {
  description = <<-EOT
    ARN of the KMS key that encrypts what `cloudtrail` and `config` deliver. Its policy must let both use it. Default:
    the bucket's own encryption.
  EOT
  type        = string
  default     = null
}

variable "log_prefix" {
  description = "What keys in `log_bucket` begin with, without a slash at the end."
  type        = string
  default     = null
}

variable "macie" {
  description = <<-EOT
    Discovery of sensitive data in buckets. Default: none.

    * `export`: Where results of discovery are kept for longer than 90 days. Default: nowhere.
    * `finding_publishing_frequency`: How often findings that recur are published again: `FIFTEEN_MINUTES`, `ONE_HOUR` or `SIX_HOURS`.
    * `mode`: `enabled`, or `unmanaged` to leave it as it is found.
    * `organization`: Makes the account the organization's administrator of Macie in every region of the baseline. Needs `management_account_id`. Default: the account stands for itself.
  EOT
  type = object({
    export = optional(object({
      bucket       = string
      kms_key_arns = map(string)
      prefix       = optional(string)
    }))
    finding_publishing_frequency = optional(string)
    mode                         = optional(string)
    organization = optional(object({
      auto_enable = optional(bool)
    }))
  })
  default = null
}

variable "management_account" {
  description = <<-EOT
    ID, or name in the organization, of the organization's management account, in which the account is made administrator of services. The provider
    must get into it, too.
  EOT
  type        = string
  default     = null
}

variable "on_destroy" {
  description = <<-EOT
    What becomes of the settings when the resource is destroyed, a region is taken out of `regions`, or a guardrail
    becomes unmanaged: `keep` leaves them as they are and warns, `reset` writes AWS's defaults.
  EOT
  type        = string
  default     = null
}

variable "password_policy" {
  description = <<-EOT
    What passwords of IAM users must be like. Default: 14 characters of all kinds, none of the last 24 again, for 90 days.

    * `allow_users_to_change_password`: Whether users may change their own passwords.
    * `hard_expiry`: Whether only an administrator can help who let a password expire.
    * `max_password_age`: Days until a password expires; 0: never.
    * `minimum_password_length`: Fewest characters.
    * `mode`: `enabled`, or `unmanaged` to leave it as it is found.
    * `password_reuse_prevention`: How many earlier passwords may not come again; 0: any may.
    * `require_lowercase_characters`: Whether a password must have a letter from a to z.
    * `require_numbers`: Whether a password must have a digit.
    * `require_symbols`: Whether a password must have a symbol.
    * `require_uppercase_characters`: Whether a password must have a letter from A to Z.
  EOT
  type = object({
    allow_users_to_change_password = optional(bool)
    hard_expiry                    = optional(bool)
    max_password_age               = optional(number)
    minimum_password_length        = optional(number)
    mode                           = optional(string)
    password_reuse_prevention      = optional(number)
    require_lowercase_characters   = optional(bool)
    require_numbers                = optional(bool)
    require_symbols                = optional(bool)
    require_uppercase_characters   = optional(bool)
  })
  default = null
}

variable "regions" {
  description = <<-EOT
    Regions that the baseline covers. The account must have opted in to each. Settings of the whole account are
    held whatever the regions are.
  EOT
  type        = set(string)
  nullable    = false

  validation {
    condition     = can([for region in var.regions : regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", region)])
    error_message = "regions are names of regions such as eu-west-1."
  }
}

variable "s3_public_access_block" {
  description = <<-EOT
    Whether S3 buckets of the account can be public. Default: none can.

    * `block_public_acls`: Whether calls that would set a public access control list fail.
    * `block_public_policy`: Whether calls that would set a public bucket policy fail.
    * `ignore_public_acls`: Whether public access control lists have no effect.
    * `mode`: `enabled`, or `unmanaged` to leave it as it is found.
    * `restrict_public_buckets`: Whether buckets with a public policy are for AWS services and the account itself only.
  EOT
  type = object({
    block_public_acls       = optional(bool)
    block_public_policy     = optional(bool)
    ignore_public_acls      = optional(bool)
    mode                    = optional(string)
    restrict_public_buckets = optional(bool)
  })
  default = null
}

variable "security_hub" {
  description = <<-EOT
    Checks of the account against standards. Default: none.

    * `aggregate_findings`: Whether findings of all regions, of those that AWS adds, too, are copied to `home_region`. An account has one such region.
    * `auto_enable_controls`: Whether controls that AWS adds to a standard are on from the start.
    * `control_finding_generator`: Whether there is one finding per control, `SECURITY_CONTROL`, or one per control and standard, `STANDARD_CONTROL`.
    * `disabled_controls`: Controls that are off in all standards, by their ids, such as `IAM.6`, each with the reason, which Security Hub keeps.
    * `mode`: `enabled`, or `unmanaged` to leave it as it is found.
    * `organization`: Makes the account the organization's administrator of Security Hub in every region of the baseline. Needs `management_account_id`. Default: the account stands for itself.
    * `standards`: Standards by the end of their ARNs. What is left out is unsubscribed from. Security Hub needs `config` for most of their controls.
  EOT
  type = object({
    aggregate_findings        = optional(bool)
    auto_enable_controls      = optional(bool)
    control_finding_generator = optional(string)
    disabled_controls         = optional(map(string))
    mode                      = optional(string)
    organization = optional(object({
      auto_enable           = optional(bool)
      auto_enable_standards = optional(bool)
    }))
    standards = optional(set(string))
  })
  default = null
}

variable "service_quotas" {
  description = <<-EOT
    Quotas that must be at least so high, by service and quota code, as `vpc/L-F678F1CE`. What is too low is asked to be
    raised; a warning says when AWS has not decided yet. A quota cannot be lowered again. Default: none.

    * `regions`: Regions in which it must be so high. Quotas of global services are in `us-east-1`. Default: the baseline's regions.
    * `value`: The least that it must be. What is higher is left as it is.
  EOT
  type = map(object({
    regions = optional(set(string))
    value   = number
  }))
  default = null
}

variable "ssm_document_public_sharing" {
  description = <<-EOT
    Whether Systems Manager documents may be shared with everybody. Default: public sharing is blocked.

    * `mode`: `enabled`, or `unmanaged` to leave it as it is found.
  EOT
  type = object({
    mode = optional(string)
  })
  default = null
}

variable "tags" {
  description = "Tags: values by key. A tag wins over one of the same key in the provider's `default_tags`."
  type        = map(string)
  default     = null
}

variable "timeouts" {
  description = "Longest times that an apply may take, such as `30m`, by what it does."
  type = object({
    create = optional(string)
    delete = optional(string)
    update = optional(string)
  })
  default = null
}
