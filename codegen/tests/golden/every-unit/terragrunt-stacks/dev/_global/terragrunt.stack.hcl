# Merged by plinth: edit it, and `plinth generate` merges its changes with yours.
unit "baseline" {
  source = "../../catalog/units/account-baseline"
  path   = "baseline"

  values = {
    after = ["../../../../log-archive/_global/.terragrunt-stack/log-archive"]

    inputs = {
      account = "111122223333"
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
      account = "111122223333"
      roles = {
        read-only = {
          access           = "read_only"
          require_mfa      = true
          trusted_accounts = ["shared-services"]
        }
      }
    }
  }
}

unit "secrets-key" {
  source = "../../catalog/units/secrets-key"
  path   = "secrets-key"

  values = {
    after = ["../roles"]

    inputs = {
      account = "111122223333"
      name    = "dev"
    }
  }
}
