# Merged by plinth: edit it, and `plinth generate` merges its changes with yours.
# Phase: keys for secrets.
include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "${dirname(find_in_parent_folders("root.hcl"))}//modules/secrets-key"
}

dependencies {
  paths = [
    "../../_global/roles",
  ]
}

inputs = {
  account = "stage"
  name    = "stage"
}
