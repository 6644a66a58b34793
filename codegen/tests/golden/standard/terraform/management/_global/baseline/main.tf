# Merged by plinth: edit it, and `plinth generate` merges its changes with yours.
# Phase: account baselines.
module "unit" {
  source = "../../../modules/account-baseline"

  account = "management"
  regions = ["eu-west-1", "us-east-1"]
}
