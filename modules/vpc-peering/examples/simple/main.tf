# A peering connection between two VPCs in any accounts and regions, accepted and routed on both sides.

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

  name             = "management-to-prod"
  requester_vpc_id = "vpc-0123456789abcdef0"
  accepter_vpc_id  = "vpc-0fedcba9876543210"
}
