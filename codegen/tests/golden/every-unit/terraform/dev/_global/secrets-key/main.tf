# Merged by plinth: edit it, and `plinth generate` merges its changes with yours.
# Phase: keys for secrets.
module "unit" {
  source = "../../../modules/secrets-key"

  account = "111122223333"
  name    = "dev"
}
