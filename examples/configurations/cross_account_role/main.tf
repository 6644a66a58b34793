# Roles in one account for the people and the pipelines of another one, with the links to sign in.
#
#   terraform apply -var account_id=444455556666 -var trusted_account_id=111122223333

terraform {
  required_version = ">= 1.11"

  required_providers {
    plinth = {
      source = "plinth/plinth"
    }
  }
}

variable "account_id" {
  description = "The account in which the roles are made. The provider gets in through `access_role_name`."
  type        = string
}

variable "trusted_account_id" {
  description = "The account whose people may assume the roles."
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

  default_tags {
    tags = {
      ManagedBy = "terraform"
    }
  }
}

locals {
  roles = {
    administrator = "full_access"
    read-only     = "read_only"
    billing       = "billing"
    support       = "support"
  }
}

resource "plinth_cross_account_role" "person" {
  for_each = local.roles

  account_id       = var.account_id
  name             = "person-${each.key}"
  access           = each.value
  trusted_accounts = [var.trusted_account_id]
}

resource "plinth_cross_account_role" "deploy" {
  account_id       = var.account_id
  name             = "deploy"
  path             = "/ci/"
  access           = "auto_deploy"
  trusted_accounts = [var.trusted_account_id]

  inline_policies = {
    artifacts = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect   = "Allow"
        Action   = ["s3:GetObject", "s3:PutObject"]
        Resource = "arn:aws:s3:::*-artifacts/*"
      }]
    })
  }
}

output "sign_in_urls" {
  description = "Where people switch to each role in the AWS console."
  value       = { for name, role in plinth_cross_account_role.person : name => role.sign_in_url }
}

output "deploy_role_arn" {
  description = "What the pipeline assumes."
  value       = plinth_cross_account_role.deploy.arn
}
