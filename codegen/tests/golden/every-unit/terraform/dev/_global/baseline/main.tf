# Merged by plinth: edit it, and `plinth generate` merges its changes with yours.
# Phase: account baselines.
module "unit" {
  source = "../../../modules/account-baseline"

  account = "111122223333"
  regions = ["eu-west-1", "us-east-1"]
}
