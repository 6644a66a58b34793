# Guardrails of an organization. Without targets they are made, checked and measured, and hold nowhere yet.
#
#   terraform apply
#   terraform apply -var 'targets=["Sandbox"]'
#   terraform apply -var 'targets=["Root"]'
#
# The organization must have the policy types enabled that are attached: `enabled_policy_types` of `plinth_organization`.

terraform {
  required_version = ">= 1.11"

  required_providers {
    plinth = {
      source = "plinth/plinth"
    }
  }
}

variable "targets" {
  description = "Where the guardrails hold: `Root`, paths of organizational units, or IDs."
  type        = set(string)
  default     = []
}

variable "regions" {
  description = "Regions in which work happens."
  type        = set(string)
  default     = ["eu-west-1", "us-east-1"]
}

provider "plinth" {
  region = "us-east-1"

  default_tags {
    tags = {
      ManagedBy = "terraform"
    }
  }
}

locals {
  # By which the provider works, and which must go on working.
  provider_role = "arn:aws:iam::*:role/OrganizationAccountAccessRole"

  guardrails = {
    stay-in-organization      = "deny_leaving_organization"
    no-root-user              = "deny_root_user"
    instance-metadata         = "require_imdsv2"
    protect-security-services = "protect_security_services"
    private-buckets           = "deny_public_s3"
  }
}

resource "plinth_guardrail" "this" {
  for_each = local.guardrails

  name              = each.key
  preset            = each.value
  targets           = var.targets
  except_principals = [local.provider_role]
}

resource "plinth_guardrail" "regions" {
  name              = "regions"
  preset            = "deny_regions"
  targets           = var.targets
  except_principals = [local.provider_role]

  parameters = {
    regions = var.regions
  }
}

output "sizes" {
  description = "Characters of each policy; AWS takes 10,240."
  value = merge(
    { for name, guardrail in plinth_guardrail.this : name => guardrail.size },
    { regions = plinth_guardrail.regions.size },
  )
}
