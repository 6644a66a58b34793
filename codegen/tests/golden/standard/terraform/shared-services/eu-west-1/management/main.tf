# Merged by plinth: edit it, and `plinth generate` merges its changes with yours.
# Phase: networks.
module "unit" {
  source = "../../../modules/management-vpc"

  name         = "management"
  account      = "shared-services"
  region       = "eu-west-1"
  cidr_block   = "10.2.0.0/16"
  nat_gateways = "single"
}
