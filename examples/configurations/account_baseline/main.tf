# The baseline of one account in two regions. Destroying it brings AWS's defaults back.
#
#   terraform apply -var account_id=111122223333

terraform {
  required_version = ">= 1.11"

  required_providers {
    plinth = {
      source = "plinth/plinth"
    }
  }
}

variable "account_id" {
  description = "The account that is guarded."
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

resource "plinth_account_baseline" "this" {
  account_id = var.account_id
  regions    = ["us-east-1", "eu-west-1"]
  on_destroy = "reset"

  password_policy = {
    minimum_password_length = 16
  }

  # A default VPC that is deleted stays away, whatever becomes of the baseline.
  default_vpcs = {
    action = "keep"
  }
}

output "status" {
  description = "The state of each guardrail by region."
  value       = plinth_account_baseline.this.status
}
