# Merged by plinth: edit it, and `plinth generate` merges its changes with yours.
# Phase: guardrails.
module "unit" {
  source = "../../../modules/guardrails"

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
