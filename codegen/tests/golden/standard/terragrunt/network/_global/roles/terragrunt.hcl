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
  account = "network"
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
