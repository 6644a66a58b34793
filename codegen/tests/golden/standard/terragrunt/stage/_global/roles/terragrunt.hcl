# Merged by plinth: edit it, and `plinth generate` merges its changes with yours.
# Phase: cross-account roles.
include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "${dirname(find_in_parent_folders("root.hcl"))}//modules/cross-account-roles"
}

dependencies {
  paths = [
    "../baseline",
  ]
}

inputs = {
  account = "stage"
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
