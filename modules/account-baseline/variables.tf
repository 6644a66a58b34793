variable "account" {
  description = <<-EOT
    ID of the account in which the resource lives. Default: the account that the provider's own credentials belong to
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
