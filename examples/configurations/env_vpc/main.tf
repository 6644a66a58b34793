# The network of an environment: one VPC, and the blocks that it will have, known before it exists.
#
#   terraform apply -var name=stage -var cidr_block=10.20.0.0/16

terraform {
  required_version = ">= 1.11"

  required_providers {
    plinth = {
      source = "plinth/plinth"
    }
  }
}

variable "name" {
  description = "Name of the environment."
  type        = string
}

variable "cidr_block" {
  description = "Block of the VPC; /20 or larger."
  type        = string
}

variable "nat_gateways" {
  description = "`one_per_az`, `single` or `none`."
  type        = string
  default     = "single"
}

provider "plinth" {
  region = "us-east-1"

  default_tags {
    tags = {
      ManagedBy = "terraform"
    }
  }
}

resource "plinth_env_vpc" "this" {
  name         = var.name
  cidr_block   = var.cidr_block
  nat_gateways = var.nat_gateways
}

# Elsewhere, where the resource is not at hand, the same is found by its name.
data "plinth_env_vpc" "this" {
  name = plinth_env_vpc.this.name

  depends_on = [plinth_env_vpc.this]
}

output "vpc_id" {
  description = "ID of the VPC."
  value       = plinth_env_vpc.this.vpc_id
}

output "subnet_cidr_blocks" {
  description = "Blocks of the subnets, by tier and zone."
  value       = plinth_env_vpc.this.subnet_cidr_blocks
}

output "private_app_subnet_ids" {
  description = "Where applications run."
  value       = data.plinth_env_vpc.this.private_app_subnet_ids
}

output "nat_gateway_public_ips" {
  description = "Addresses for the allowlists of third parties."
  value       = plinth_env_vpc.this.nat_gateway_public_ips
}
