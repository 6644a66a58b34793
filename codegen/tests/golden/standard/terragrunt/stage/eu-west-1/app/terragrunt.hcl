# Merged by plinth: edit it, and `plinth generate` merges its changes with yours.
# Phase: networks.
include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "${dirname(find_in_parent_folders("root.hcl"))}//modules/env-vpc"
}

dependencies {
  paths = [
    "../../_global/baseline",
  ]
}

inputs = {
  name         = "app"
  account      = "stage"
  region       = "eu-west-1"
  cidr_block   = "10.3.0.0/16"
  nat_gateways = "single"
}
