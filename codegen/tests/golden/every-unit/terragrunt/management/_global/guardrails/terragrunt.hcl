# Merged by plinth: edit it, and `plinth generate` merges its changes with yours.
# Phase: guardrails.
include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "${dirname(find_in_parent_folders("root.hcl"))}//modules/guardrails"
}

dependencies {
  paths = [
    "../../../dev/_global/roles",
  ]
}

inputs = {
  guardrails = {
    acme-deny-regions = {
      preset  = "deny_regions"
      targets = ["Root", "111122223333"]
      parameters = {
        regions = ["eu-west-1", "us-east-1"]
      }
    }
  }
}
