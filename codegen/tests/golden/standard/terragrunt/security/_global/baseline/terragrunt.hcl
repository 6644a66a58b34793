# Merged by plinth: edit it, and `plinth generate` merges its changes with yours.
# Phase: account baselines.
include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "${dirname(find_in_parent_folders("root.hcl"))}//modules/account-baseline"
}

dependencies {
  paths = [
    "../../../log-archive/_global/log-archive",
    "../../../management/_global/accounts",
  ]
}

inputs = {
  account = "security"
  regions = ["eu-west-1", "us-east-1"]
}
