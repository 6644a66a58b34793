# The VPC from which people and tools reach the environments' VPCs.

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

  name       = "management"
  cidr_block = "10.0.0.0/16"
}
