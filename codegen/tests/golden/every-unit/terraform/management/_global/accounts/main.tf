# Merged by plinth: edit it, and `plinth generate` merges its changes with yours.
# Phase: member accounts.
module "unit" {
  source = "../../../modules/accounts"

  accounts = {
    dev = {
      email               = "aws+dev@acme.example"
      organizational_unit = "Workloads"
    }
    log-archive = {
      email               = "aws+log-archive@acme.example"
      organizational_unit = "Workloads"
    }
    shared-services = {
      email               = "aws+shared-services@acme.example"
      organizational_unit = "Workloads"
    }
  }
}
