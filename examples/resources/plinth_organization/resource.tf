# The organization of the management account, made or adopted.
resource "plinth_organization" "this" {
  enabled_policy_types = ["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY", "TAG_POLICY"]

  trusted_services = [
    "access-analyzer.amazonaws.com",
    "account.amazonaws.com",
    "cloudtrail.amazonaws.com",
    "iam.amazonaws.com",
    "sso.amazonaws.com",
  ]

  organizational_units = [
    "Infrastructure",
    "Security",
    "Workloads/Dev",
    "Workloads/Prod",
  ]

  root_access_management = {}

  tags = {
    Team = "platform"
  }
}

output "prod_unit" {
  value = plinth_organization.this.organizational_unit_ids["Workloads/Prod"]
}
