# Merged by plinth: edit it, and `plinth generate` merges its changes with yours.
# Phase: networks.
module "unit" {
  source = "../../../modules/env-vpc"

  name                   = "app"
  account                = "111122223333"
  region                 = "eu-west-1"
  cidr_block             = "10.1.0.0/16"
  nat_gateways           = "single"
  num_availability_zones = 3
}
