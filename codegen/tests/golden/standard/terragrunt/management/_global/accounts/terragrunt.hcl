# Merged by plinth: edit it, and `plinth generate` merges its changes with yours.
# Phase: member accounts.
include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "${dirname(find_in_parent_folders("root.hcl"))}//modules/accounts"
}

dependencies {
  paths = [
    "../organization",
  ]
}

inputs = {
  accounts = {
    dev = {
      email               = "aws+dev@acme.example"
      organizational_unit = "Workloads/Dev"
    }
    log-archive = {
      email               = "aws+log-archive@acme.example"
      organizational_unit = "Security"
    }
    network = {
      email               = "aws+network@acme.example"
      organizational_unit = "Infrastructure"
    }
    prod = {
      email               = "aws+prod@acme.example"
      organizational_unit = "Workloads/Prod"
    }
    security = {
      email               = "aws+security@acme.example"
      organizational_unit = "Security"
    }
    shared-services = {
      email               = "aws+shared-services@acme.example"
      organizational_unit = "Infrastructure"
    }
    stage = {
      email               = "aws+stage@acme.example"
      organizational_unit = "Workloads/Stage"
    }
  }
}
