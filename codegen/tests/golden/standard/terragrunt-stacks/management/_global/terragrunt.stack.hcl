# Merged by plinth: edit it, and `plinth generate` merges its changes with yours.
unit "organization" {
  source = "../../catalog/units/organization"
  path   = "organization"

  values = {
    after = []

    inputs = {
      organizational_units = [
        "Infrastructure",
        "Security",
        "Workloads",
        "Workloads/Dev",
        "Workloads/Prod",
        "Workloads/Stage",
      ]
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
          organizational_unit = "Workloads/Dev"
        }
        log-archive = {
          email               = "aws+log-archive@acme.example"
          organizational_unit = "Security"
        }
        network = {
          email               = "aws+network@acme.example"
          organizational_unit = "Infrastructure"
        }
        prod = {
          email               = "aws+prod@acme.example"
          organizational_unit = "Workloads/Prod"
        }
        security = {
          email               = "aws+security@acme.example"
          organizational_unit = "Security"
        }
        shared-services = {
          email               = "aws+shared-services@acme.example"
          organizational_unit = "Infrastructure"
        }
        stage = {
          email               = "aws+stage@acme.example"
          organizational_unit = "Workloads/Stage"
        }
      }
    }
  }
}

unit "baseline" {
  source = "../../catalog/units/account-baseline"
  path   = "baseline"

  values = {
    after = ["../../../../log-archive/_global/.terragrunt-stack/log-archive", "../accounts"]

    inputs = {
      account = "management"
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
      account = "management"
      roles = {
        acme-ci-apply = {
          access      = "full_access"
          require_mfa = false
          oidc = {
            provider = "token.actions.githubusercontent.com"
            subjects = ["repo:acme/infrastructure-live:environment:production"]
          }
        }
        acme-ci-plan = {
          access      = "read_only"
          require_mfa = false
          oidc = {
            provider = "token.actions.githubusercontent.com"
            subjects = ["repo:acme/infrastructure-live:pull_request"]
          }
          inline_policies = {
            plan = jsonencode({
              Version = "2012-10-17"
              Statement = [
                {
                  Effect   = "Allow"
                  Action   = ["s3:PutObject", "s3:DeleteObject"]
                  Resource = "arn:aws:s3:::acme-terraform-state/*.tflock"
                },
                {
                  Effect   = "Allow"
                  Action   = "sts:AssumeRole"
                  Resource = "arn:aws:iam::*:role/acme-plan"
                },
              ]
            })
          }
        }
        billing = {
          access           = "billing"
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

unit "guardrails" {
  source = "../../catalog/units/guardrails"
  path   = "guardrails"

  values = {
    after = [
      "../../../../dev/_global/.terragrunt-stack/baseline",
      "../../../../log-archive/_global/.terragrunt-stack/baseline",
      "../accounts",
      "../baseline",
      "../../../../network/_global/.terragrunt-stack/baseline",
      "../../../../prod/_global/.terragrunt-stack/baseline",
      "../../../../security/_global/.terragrunt-stack/baseline",
      "../../../../shared-services/_global/.terragrunt-stack/baseline",
      "../../../../stage/_global/.terragrunt-stack/baseline",
    ]

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
  }
}
