# Merged by plinth: edit it, and `plinth generate` merges its changes with yours.
unit "baseline" {
  source = "../../catalog/units/account-baseline"
  path   = "baseline"

  values = {
    after = [
      "../../../../log-archive/_global/.terragrunt-stack/log-archive",
      "../../../../management/_global/.terragrunt-stack/accounts",
    ]

    inputs = {
      account = "shared-services"
      regions = ["eu-west-1", "us-east-1"]
    }
  }
}

unit "roles" {
  source = "../../catalog/units/cross-account-roles"
  path   = "roles"

  values = {
    after = ["../baseline"]

    inputs = {
      account = "shared-services"
      roles = {
        acme-plan = {
          access           = "read_only"
          require_mfa      = false
          trusted_accounts = ["management"]
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
  }
}
