# A member account for experiments, vended, and used at once: a role in it that another account assumes. A destroy closes it.
#
#   terraform apply -var email=aws+sandbox@example.com -var trusted_account_id=444455556666

terraform {
  required_version = ">= 1.11"

  required_providers {
    plinth = {
      source = "plinth/plinth"
    }
  }
}

variable "email" {
  description = "The address of the new account's root user, which no other account in AWS has."
  type        = string
}

variable "trusted_account_id" {
  description = "The account whose users read what is in the new one."
  type        = string
}

variable "access_role_name" {
  description = "The role that AWS makes in the account, and that the provider gets in with."
  type        = string
  default     = "OrganizationAccountAccessRole"
}

# The management account's credentials.
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

resource "plinth_account" "sandbox" {
  name                = "sandbox"
  email               = var.email
  organizational_unit = "Root"
  role_name           = var.access_role_name

  alternate_contacts = {
    security = {
      name          = "Security"
      title         = "Security team"
      email_address = "security@example.com"
      phone_number  = "+1 206 555 0100"
    }
  }

  close_on_deletion = true
}

resource "plinth_cross_account_role" "auditor" {
  account_id       = plinth_account.sandbox.account_id
  name             = "auditor"
  access           = "read_only"
  trusted_accounts = [var.trusted_account_id]
}

output "account_id" {
  description = "ID of the account."
  value       = plinth_account.sandbox.account_id
}

output "sign_in_url" {
  description = "Where users of the account sign in."
  value       = plinth_account.sandbox.sign_in_url
}
