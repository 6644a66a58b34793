# Merged by plinth: edit it, and `plinth generate` merges its changes with yours.
# Phase: cross-account roles.
module "unit" {
  source = "../../../modules/cross-account-roles"

  account = "dev"
  roles = {
    acme-plan = {
      access           = "read_only"
      require_mfa      = false
      trusted_accounts = ["management"]
    }
    auto-deploy = {
      access           = "auto_deploy"
      require_mfa      = false
      trusted_accounts = ["shared-services"]
    }
    full-access = {
      access           = "full_access"
      require_mfa      = true
      trusted_accounts = ["security"]
    }
    read-only = {
      access           = "read_only"
      require_mfa      = true
      trusted_accounts = ["security"]
    }
  }
}
