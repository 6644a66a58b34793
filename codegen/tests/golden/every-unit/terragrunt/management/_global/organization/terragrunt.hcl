# Merged by plinth: edit it, and `plinth generate` merges its changes with yours.
# Phase: organization.
include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "${dirname(find_in_parent_folders("root.hcl"))}//modules/organization"
}

inputs = {
  organizational_units = ["Workloads"]
  enabled_policy_types = ["SERVICE_CONTROL_POLICY"]
}
