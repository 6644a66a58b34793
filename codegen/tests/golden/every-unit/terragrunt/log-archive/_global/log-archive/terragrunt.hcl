# Merged by plinth: edit it, and `plinth generate` merges its changes with yours.
# Phase: log archive.
include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "${dirname(find_in_parent_folders("root.hcl"))}//modules/log-archive"
}

dependencies {
  paths = [
    "../../../management/_global/accounts",
  ]
}

inputs = {
  account = "log-archive"
  bucket  = "acme-log-archive"
}
