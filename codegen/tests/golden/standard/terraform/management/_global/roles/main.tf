# Merged by plinth: edit it, and `plinth generate` merges its changes with yours.
# Phase: cross-account roles.
module "unit" {
  source = "../../../modules/cross-account-roles"

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
