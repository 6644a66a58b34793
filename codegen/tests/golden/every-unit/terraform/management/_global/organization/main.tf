# Merged by plinth: edit it, and `plinth generate` merges its changes with yours.
# Phase: organization.
module "unit" {
  source = "../../../modules/organization"

  organizational_units = ["Workloads"]
  enabled_policy_types = ["SERVICE_CONTROL_POLICY"]
}
