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

  name       = "prod"
  cidr_block = "10.0.0.0/16"
}
