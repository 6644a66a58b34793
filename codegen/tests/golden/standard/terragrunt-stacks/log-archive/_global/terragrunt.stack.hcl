# Merged by plinth: edit it, and `plinth generate` merges its changes with yours.
unit "log-archive" {
  source = "../../catalog/units/log-archive"
  path   = "log-archive"

  values = {
    after = ["../../../../management/_global/.terragrunt-stack/accounts"]

    inputs = {
      account = "log-archive"
      bucket  = "acme-log-archive"
    }
  }
}

unit "baseline" {
  source = "../../catalog/units/account-baseline"
  path   = "baseline"

  values = {
    after = ["../log-archive", "../../../../management/_global/.terragrunt-stack/accounts"]

    inputs = {
      account = "log-archive"
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
      account = "log-archive"
      roles = {
        acme-plan = {
          access           = "read_only"
          require_mfa      = false
          trusted_accounts = ["management"]
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
