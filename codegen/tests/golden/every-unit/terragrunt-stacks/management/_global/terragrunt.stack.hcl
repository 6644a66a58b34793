# Merged by plinth: edit it, and `plinth generate` merges its changes with yours.
unit "organization" {
  source = "../../catalog/units/organization"
  path   = "organization"

  values = {
    after = []

    inputs = {
      organizational_units = ["Workloads"]
      enabled_policy_types = ["SERVICE_CONTROL_POLICY"]
    }
  }
}

unit "accounts" {
  source = "../../catalog/units/accounts"
  path   = "accounts"

  values = {
    after = ["../organization"]

    inputs = {
      accounts = {
        dev = {
          email               = "aws+dev@acme.example"
          organizational_unit = "Workloads"
        }
        log-archive = {
          email               = "aws+log-archive@acme.example"
          organizational_unit = "Workloads"
        }
        shared-services = {
          email               = "aws+shared-services@acme.example"
          organizational_unit = "Workloads"
        }
      }
    }
  }
}

unit "guardrails" {
  source = "../../catalog/units/guardrails"
  path   = "guardrails"

  values = {
    after = ["../../../../dev/_global/.terragrunt-stack/roles"]

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
  }
}
