# A peering connection between two VPCs that are there already, in any accounts and regions, routed on both sides.
#
#   terraform apply \
#     -var 'requester={"account_id":"111122223333","region":"eu-west-1","vpc_id":"vpc-0123456789abcdef0","route_table_ids":["rtb-0123456789abcdef0"]}' \
#     -var 'accepter={"account_id":"444455556666","region":"us-east-1","vpc_id":"vpc-0fedcba9876543210","route_table_ids":["rtb-0fedcba9876543210"]}'

terraform {
  required_version = ">= 1.11"

  required_providers {
    plinth = {
      source = "plinth/plinth"
    }
  }
}

variable "requester" {
  description = "The VPC that requests the connection, and its route tables."
  type = object({
    account_id      = string
    region          = string
    vpc_id          = string
    route_table_ids = set(string)
  })
}

variable "accepter" {
  description = "The VPC that accepts the connection, and its route tables."
  type = object({
    account_id      = string
    region          = string
    vpc_id          = string
    route_table_ids = set(string)
  })
}

variable "access_role_name" {
  description = "The role that the provider assumes in either account, unless it is the caller's own."
  type        = string
  default     = "OrganizationAccountAccessRole"
}

provider "plinth" {
  region = var.requester.region

  account_access {
    role_name = var.access_role_name
  }

  default_tags {
    tags = {
      ManagedBy = "terraform"
    }
  }
}

resource "plinth_vpc_peering" "this" {
  account_id                = var.requester.account_id
  region                    = var.requester.region
  name                      = "${var.requester.vpc_id}-to-${var.accepter.vpc_id}"
  requester_vpc_id          = var.requester.vpc_id
  requester_route_table_ids = var.requester.route_table_ids

  accepter_account_id      = var.accepter.account_id
  accepter_region          = var.accepter.region
  accepter_vpc_id          = var.accepter.vpc_id
  accepter_route_table_ids = var.accepter.route_table_ids
}

output "vpc_peering_connection_id" {
  description = "ID of the connection."
  value       = plinth_vpc_peering.this.vpc_peering_connection_id
}
