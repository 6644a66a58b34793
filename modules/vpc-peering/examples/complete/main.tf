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

  name                      = "management-to-prod"
  account                   = "111122223333"
  region                    = "eu-west-1"
  requester_vpc_id          = "vpc-0123456789abcdef0"
  requester_route_table_ids = ["rtb-0123456789abcdef0"]
  accepter_account          = "444455556666"
  accepter_region           = "us-east-1"
  accepter_vpc_id           = "vpc-0fedcba9876543210"
  accepter_route_table_ids  = ["rtb-0fedcba9876543210"]
}
