# A role for people: they sign in to account 111122223333 with MFA and switch to it.
resource "plinth_cross_account_role" "administrator" {
  account_id       = "444455556666"
  name             = "administrator"
  description      = "Full access for the platform team"
  access           = "full_access"
  trusted_accounts = ["111122223333"]
  mfa_max_age      = 28800 # eight hours

  tags = {
    Team = "platform"
  }
}

# A role for developers, who get the services that they work with and nothing else.
resource "plinth_cross_account_role" "developer" {
  account_id       = "444455556666"
  name             = "developer"
  access           = "developer"
  allowed_services = ["dynamodb", "lambda", "s3", "sqs"]
  trusted_accounts = ["111122223333"]
}

# A role for a pipeline, which proves with a token of GitHub Actions what it builds.
resource "plinth_cross_account_role" "deploy" {
  account_id = "444455556666"
  name       = "deploy"
  path       = "/ci/"
  access     = "auto_deploy"

  oidc = {
    provider = "token.actions.githubusercontent.com"
    subjects = ["repo:acme/infrastructure-live:ref:refs/heads/main"]
  }

  policies = ["arn:aws:iam::aws:policy/PowerUserAccess"]

  inline_policies = {
    artifacts = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect   = "Allow"
        Action   = ["s3:GetObject", "s3:ListBucket"]
        Resource = ["arn:aws:s3:::acme-artifacts", "arn:aws:s3:::acme-artifacts/*"]
      }]
    })
  }
}

# A role for a third party, which is a machine and has agreed on an external id.
resource "plinth_cross_account_role" "monitoring" {
  account_id           = "444455556666"
  name                 = "monitoring-vendor"
  access               = "custom"
  policies             = ["arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess"]
  trusted_principals   = ["arn:aws:iam::777788889999:role/collector"]
  require_mfa          = false
  external_id          = "acme-4f1c"
  max_session_duration = 3600
}

output "administrator_sign_in_url" {
  description = "Where people switch to the role in the AWS console."
  value       = plinth_cross_account_role.administrator.sign_in_url
}
