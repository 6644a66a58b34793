# The bucket that keeps an organization's logs, with the role of those who look into them.
#
#   terraform apply -var account_id=111122223333 -var trusted_account_id=444455556666

terraform {
  required_version = ">= 1.11"

  required_providers {
    plinth = {
      source = "plinth/plinth"
    }
  }
}

variable "account_id" {
  description = "The account that keeps the logs, and does nothing else. The provider gets in through `access_role_name`."
  type        = string
}

variable "trusted_account_id" {
  description = "The account whose people may look into the logs."
  type        = string
}

variable "access_role_name" {
  description = "The role that the provider assumes in the account, unless it is the caller's own."
  type        = string
  default     = "OrganizationAccountAccessRole"
}

provider "plinth" {
  region = "us-east-1"

  account_access {
    role_name = var.access_role_name
  }
}

resource "plinth_cross_account_role" "reader" {
  account_id       = var.account_id
  name             = "log-reader"
  access           = "custom"
  trusted_accounts = [var.trusted_account_id]

  # What the archive's policy does not say: how to find the bucket.
  inline_policies = {
    find = jsonencode({
      Version   = "2012-10-17"
      Statement = [{ Effect = "Allow", Action = "s3:ListAllMyBuckets", Resource = "*" }]
    })
  }
}

resource "plinth_log_archive" "this" {
  account_id = var.account_id
  readers    = [plinth_cross_account_role.reader.arn]

  retention = {
    transitions = {
      GLACIER = 90
    }
    expiration_days = 730
  }
}

output "bucket" {
  description = "Where trails, Config and flow logs deliver to."
  value       = plinth_log_archive.this.bucket
}

output "kms_key_arn" {
  description = "What trails can encrypt their files with, too."
  value       = plinth_log_archive.this.kms_key_arn
}
