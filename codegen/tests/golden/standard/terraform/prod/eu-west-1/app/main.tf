# Merged by plinth: edit it, and `plinth generate` merges its changes with yours.
# Phase: networks.
module "unit" {
  source = "../../../modules/env-vpc"

  name         = "app"
  account      = "prod"
  region       = "eu-west-1"
  cidr_block   = "10.1.0.0/16"
  nat_gateways = "one_per_az"
}
