# Nothing happens outside of two regions, but by the provider's own role and by administrators.
resource "plinth_guardrail" "regions" {
  name        = "regions"
  description = "Work happens in Ireland and Frankfurt"
  preset      = "deny_regions"
  targets     = ["Workloads"]

  parameters = {
    regions         = ["eu-central-1", "eu-west-1"]
    allowed_actions = ["bedrock:*"]
  }

  except_principals = [
    "arn:aws:iam::*:role/OrganizationAccountAccessRole",
    "arn:aws:iam::*:role/administrator",
  ]
}

# AWS services act on the organization's resources for the organization only.
resource "plinth_guardrail" "confused_deputy" {
  name    = "confused-deputy"
  preset  = "confused_deputy_protection"
  targets = ["Root"]

  parameters = {
    organization_id = "o-a1b2c3d4e5"
  }
}

# Version 2 of the instance metadata service, by EC2's own settings.
resource "plinth_guardrail" "imdsv2" {
  name    = "imdsv2"
  type    = "declarative_policy_ec2"
  preset  = "require_imdsv2"
  targets = ["Root"]

  parameters = {
    max_hop_limit = 2
  }
}

# A policy of one's own.
resource "plinth_guardrail" "snapshots" {
  name    = "snapshots"
  targets = ["Workloads/Prod", "111122223333"]

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "KeepSnapshots"
      Effect   = "Deny"
      Action   = ["ec2:DeleteSnapshot", "rds:DeleteDBSnapshot"]
      Resource = "*"
    }]
  })

  except_principals = ["arn:aws:iam::*:role/OrganizationAccountAccessRole"]
}

# A policy about tags.
resource "plinth_guardrail" "tags" {
  name    = "tags"
  type    = "tag_policy"
  targets = ["Root"]

  policy = jsonencode({
    tags = {
      CostCenter = {
        tag_key = { "@@assign" = "CostCenter" }
      }
    }
  })
}

output "policy_size" {
  description = "Characters that the policy has; AWS takes 10,240."
  value       = plinth_guardrail.regions.size
}
