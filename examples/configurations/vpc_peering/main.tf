# The management VPC of one account and an application's VPC of another one, in another region, connected and routed.
#
#   terraform apply -var management_account_id=111122223333 -var application_account_id=444455556666

terraform {
  required_version = ">= 1.11"

  required_providers {
    plinth = {
      source = "plinth/plinth"
    }
  }
}

variable "management_account_id" {
  description = "The account of the management VPC."
  type        = string
}

variable "application_account_id" {
  description = "The account of the application's VPC."
  type        = string
}

variable "application_region" {
  description = "The region of the application's VPC."
  type        = string
  default     = "eu-west-1"
}

variable "access_role_name" {
  description = "The role that the provider assumes in either account, unless it is the caller's own."
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

resource "plinth_env_vpc" "management" {
  account_id             = var.management_account_id
  name                   = "management"
  kind                   = "management"
  cidr_block             = "10.10.0.0/16"
  num_availability_zones = 2
  nat_gateways           = "single"
}

resource "plinth_env_vpc" "application" {
  account_id             = var.application_account_id
  region                 = var.application_region
  name                   = "stage"
  cidr_block             = "10.20.0.0/16"
  num_availability_zones = 2
  nat_gateways           = "single"
}

resource "plinth_vpc_peering" "this" {
  account_id       = var.management_account_id
  name             = "management-to-stage"
  requester_vpc_id = plinth_env_vpc.management.vpc_id

  accepter_account_id = var.application_account_id
  accepter_region     = var.application_region
  accepter_vpc_id     = plinth_env_vpc.application.vpc_id

  requester_route_table_ids = flatten([for tier in plinth_env_vpc.management.route_table_ids : values(tier)])
  accepter_route_table_ids  = flatten([for tier in plinth_env_vpc.application.route_table_ids : values(tier)])
}

output "vpc_peering_connection_id" {
  description = "ID of the connection."
  value       = plinth_vpc_peering.this.vpc_peering_connection_id
}
