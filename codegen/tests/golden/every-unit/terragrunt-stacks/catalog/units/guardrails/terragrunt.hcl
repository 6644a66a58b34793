# Merged by plinth: edit it, and `plinth generate` merges its changes with yours.
include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "${dirname(find_in_parent_folders("root.hcl"))}//modules/guardrails"
}

dependencies {
  paths = values.after
}

inputs = values.inputs
