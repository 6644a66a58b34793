# The key for one environment's secrets, with a role that writes them and a role that reads them.
#
#   terraform apply -var account_id=444455556666 -var trusted_account_id=111122223333 -var name=stage

terraform {
  required_version = ">= 1.11"

  required_providers {
    plinth = {
      source = "plinth/plinth"
    }
  }
}

variable "account_id" {
  description = "The environment's account. The provider gets in through `access_role_name`."
  type        = string
}

variable "trusted_account_id" {
  description = "The account whose pipelines and people assume the roles."
  type        = string
}

variable "name" {
  description = "The environment's name."
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
      Environment = var.name
    }
  }
}

resource "plinth_cross_account_role" "writer" {
  account_id       = var.account_id
  name             = "${var.name}-secrets-writer"
  access           = "auto_deploy"
  trusted_accounts = [var.trusted_account_id]

  inline_policies = {
    parameters = jsonencode({
      Version   = "2012-10-17"
      Statement = [{ Effect = "Allow", Action = "ssm:PutParameter", Resource = "arn:aws:ssm:*:*:parameter/${var.name}/*" }]
    })
  }
}

resource "plinth_cross_account_role" "reader" {
  account_id       = var.account_id
  name             = "${var.name}-secrets-reader"
  access           = "auto_deploy"
  trusted_accounts = [var.trusted_account_id]

  inline_policies = {
    parameters = jsonencode({
      Version   = "2012-10-17"
      Statement = [{ Effect = "Allow", Action = "ssm:GetParameter", Resource = "arn:aws:ssm:*:*:parameter/${var.name}/*" }]
    })
  }
}

# About the key the roles need no policy of their own: in its own account, what a key's policy says of a role is enough.
resource "plinth_secrets_key" "this" {
  account_id  = var.account_id
  name        = "${var.name}-secrets"
  description = "Secrets of ${var.name}"
  encrypters  = [plinth_cross_account_role.writer.arn]
  decrypters  = [plinth_cross_account_role.reader.arn]

  encryption_context = {
    environment = var.name
  }
}

output "key_arn" {
  description = "What secrets are encrypted with."
  value       = plinth_secrets_key.this.arn
}
