# The organization of the provider's account, made or adopted, with units for the usual purposes.
#
#   terraform apply

terraform {
  required_version = ">= 1.11"

  required_providers {
    plinth = {
      source = "plinth/plinth"
    }
  }
}

variable "organizational_units" {
  description = "Paths of the organizational units."
  type        = set(string)
  default     = ["Infrastructure", "Security", "Workloads/Dev", "Workloads/Prod"]
}

provider "plinth" {
  region = "us-east-1"
}

resource "plinth_organization" "this" {
  enabled_policy_types = ["SERVICE_CONTROL_POLICY", "TAG_POLICY"]
  trusted_services     = ["access-analyzer.amazonaws.com", "iam.amazonaws.com"]
  organizational_units = var.organizational_units

  # Root users of member accounts need no credentials.
  root_access_management = {}

  # So that a destroy leaves nothing of this example behind. An organization with accounts stays in any case.
  on_destroy = "delete"
}

data "plinth_organization" "this" {
  depends_on = [plinth_organization.this]
}

output "organizational_unit_ids" {
  value = plinth_organization.this.organizational_unit_ids
}

output "accounts" {
  value = data.plinth_organization.this.accounts
}
