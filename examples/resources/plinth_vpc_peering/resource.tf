# Two VPCs of one account and region.
resource "plinth_vpc_peering" "tools" {
  name             = "tools"
  requester_vpc_id = "vpc-0123456789abcdef0"
  accepter_vpc_id  = "vpc-0fedcba9876543210"

  requester_route_table_ids = ["rtb-0123456789abcdef0"]
  accepter_route_table_ids  = ["rtb-0fedcba9876543210"]
}

# The management VPC of one account, and an application's VPC in another account and another region.
resource "plinth_vpc_peering" "management_to_prod" {
  account_id                = "111122223333"
  region                    = "eu-west-1"
  name                      = "management-to-prod"
  requester_vpc_id          = "vpc-0123456789abcdef0"
  requester_route_table_ids = ["rtb-0123456789abcdef0", "rtb-0123456789abcdef1"]

  accepter_account_id      = "444455556666"
  accepter_region          = "us-east-1"
  accepter_vpc_id          = "vpc-0fedcba9876543210"
  accepter_route_table_ids = ["rtb-0fedcba9876543210"]

  # Names in the management VPC are nobody else's business.
  requester_allow_remote_vpc_dns_resolution = false

  tags = {
    Team = "platform"
  }
}
