# Merged by plinth: edit it, and `plinth generate` merges its changes with yours.
# Phase: cross-account roles.
module "unit" {
  source = "../../../modules/cross-account-roles"

  account = "111122223333"
  roles = {
    read-only = {
      access           = "read_only"
      require_mfa      = true
      trusted_accounts = ["shared-services"]
    }
  }
}
