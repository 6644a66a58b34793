# The VPC of an environment: tiers of subnets in several availability zones, gateways, routes and flow logs.

terraform {
  required_providers {
    plinth = {
      source = "plinth/plinth"
    }
  }
}

provider "plinth" {
  region = "eu-west-1"
}

module "this" {
  source = "../.."

  name                   = "prod"
  account                = "111122223333"
  region                 = "eu-west-1"
  cidr_block             = "10.0.0.0/16"
  num_availability_zones = 3
  nat_gateways           = "one_per_az"
  tags                   = { Environment = "prod" }
}
