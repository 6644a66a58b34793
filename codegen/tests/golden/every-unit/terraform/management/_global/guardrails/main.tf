# Merged by plinth: edit it, and `plinth generate` merges its changes with yours.
# Phase: guardrails.
module "unit" {
  source = "../../../modules/guardrails"

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
