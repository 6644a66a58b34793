# Every guardrail with its secure default.
resource "plinth_account_baseline" "stage" {
  account_id = "444455556666"
  regions    = ["eu-west-1", "us-east-1"]
}

# An account that has a past: its default VPCs are in use, its metadata service is looked after by a declarative policy.
resource "plinth_account_baseline" "prod" {
  account_id = "111122223333"
  regions    = ["eu-west-1", "us-east-1"]
  on_destroy = "reset"

  ebs_encryption = {
    kms_key_arns = {
      eu-west-1 = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    }
  }

  password_policy = {
    minimum_password_length = 20
    max_password_age        = 0
  }

  default_vpcs = {
    action = "keep"
  }

  imds = {
    mode = "unmanaged"
  }
}

# The security account: it administers the organization's security services in every region, and has its trail.
resource "plinth_account_baseline" "security" {
  account_id            = "777788889999"
  regions               = ["eu-west-1", "us-east-1"]
  home_region           = "eu-west-1"
  management_account_id = "123456789012"
  log_bucket            = "acme-logs"

  guardduty = {
    features     = ["EKS_AUDIT_LOGS", "RUNTIME_MONITORING", "S3_DATA_EVENTS"]
    agents       = ["EC2_AGENT_MANAGEMENT"]
    organization = { auto_enable = "ALL" }
  }

  access_analyzer = {
    zone_of_trust     = "organization"
    unused_access_age = 90
  }

  config = {
    rules = {
      access-keys-rotated = {
        identifier = "ACCESS_KEYS_ROTATED"
        parameters = { maxAccessKeyAge = "90" }
      }
    }
    aggregator = {}
  }

  cloudtrail = {
    organization_trail = true
    insights           = ["ApiCallRateInsight", "ApiErrorRateInsight"]
  }

  cis_alarms = {
    emails = ["security@example.com"]
  }

  security_hub = {
    disabled_controls  = { "IAM.6" = "Root users of members have no credentials" }
    aggregate_findings = true
    organization       = {}
  }

  inspector = {
    organization = {}
  }

  macie = {
    organization = {}
  }
}
