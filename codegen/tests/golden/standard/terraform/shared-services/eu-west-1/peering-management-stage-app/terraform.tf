# Managed by plinth. Edit plinth.yaml, then run `plinth generate`.
terraform {
  required_version = ">= 1.11.0, < 2.0.0"

  required_providers {
    plinth = {
      source  = "plinth/plinth"
      version = "~> 0.1.0"
    }
  }

  backend "s3" {
    bucket       = "acme-terraform-state"
    key          = "shared-services/eu-west-1/peering-management-stage-app/terraform.tfstate"
    region       = "eu-west-1"
    encrypt      = true
    use_lockfile = true
  }
}

variable "account_role" {
  description = "Role by which the provider gets into accounts other than the one of its credentials."
  type        = string
  default     = "OrganizationAccountAccessRole"
  nullable    = false
}

provider "plinth" {
  region = "eu-west-1"

  account_access {
    role_name = var.account_role
  }

  default_tags {
    tags = {
      CostCenter = "1000"
      Owner      = "platform"
      Unit       = "shared-services/eu-west-1/peering-management-stage-app"
    }
  }
}

# In Terragrunt's flavours the module is itself the root. A state from there is taken over as it is.
moved {
  from = plinth_vpc_peering.this
  to   = module.unit.plinth_vpc_peering.this
}
