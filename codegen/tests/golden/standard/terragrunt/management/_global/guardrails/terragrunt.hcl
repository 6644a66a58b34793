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
    "../../../dev/_global/baseline",
    "../../../log-archive/_global/baseline",
    "../accounts",
    "../baseline",
    "../../../network/_global/baseline",
    "../../../prod/_global/baseline",
    "../../../security/_global/baseline",
    "../../../shared-services/_global/baseline",
    "../../../stage/_global/baseline",
  ]
}

inputs = {
  guardrails = {
    acme-deny-leaving-organization = {
      preset  = "deny_leaving_organization"
      targets = ["Root"]
    }
    acme-deny-regions = {
      preset  = "deny_regions"
      targets = ["Root"]
      parameters = {
        regions = ["eu-west-1", "us-east-1"]
      }
    }
    acme-deny-root-user = {
      preset  = "deny_root_user"
      targets = ["Root"]
    }
    acme-protect-security-services = {
      preset  = "protect_security_services"
      targets = ["Root"]
    }
    acme-require-imdsv2 = {
      preset  = "require_imdsv2"
      targets = ["Workloads"]
    }
  }
}
