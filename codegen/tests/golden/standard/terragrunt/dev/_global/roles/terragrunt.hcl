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
  account = "dev"
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
      inline_policies = {
        deploy = jsonencode({
          Version = "2012-10-17"
          Statement = [
            {
              Sid      = "RollOutServices"
              Effect   = "Allow"
              Action   = ["ecs:DescribeServices", "ecs:UpdateService"]
              Resource = "arn:aws:ecs:*:*:service/acme-*"
            },
            {
              Sid      = "WriteTaskDefinitions"
              Effect   = "Allow"
              Action   = ["ecs:DescribeTaskDefinition", "ecs:RegisterTaskDefinition"]
              Resource = "*"
            },
            {
              Sid      = "PassTaskRoles"
              Effect   = "Allow"
              Action   = "iam:PassRole"
              Resource = "arn:aws:iam::*:role/acme-*-task"
              Condition = {
                StringEquals = {
                  "iam:PassedToService" = "ecs-tasks.amazonaws.com"
                }
              }
            },
            {
              Sid    = "RollOutFunctions"
              Effect = "Allow"
              Action = [
                "lambda:GetAlias",
                "lambda:GetFunction",
                "lambda:PublishVersion",
                "lambda:UpdateAlias",
                "lambda:UpdateFunctionCode",
              ]
              Resource = "arn:aws:lambda:*:*:function:acme-*"
            },
            {
              Sid      = "SayWhichVersionRuns"
              Effect   = "Allow"
              Action   = ["ssm:GetParameter", "ssm:PutParameter"]
              Resource = "arn:aws:ssm:*:*:parameter/acme/*"
            },
          ]
        })
      }
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
