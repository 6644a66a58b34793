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
