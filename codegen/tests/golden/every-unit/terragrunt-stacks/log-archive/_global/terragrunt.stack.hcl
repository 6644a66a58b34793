# Merged by plinth: edit it, and `plinth generate` merges its changes with yours.
unit "log-archive" {
  source = "../../catalog/units/log-archive"
  path   = "log-archive"

  values = {
    after = ["../../../../management/_global/.terragrunt-stack/accounts"]

    inputs = {
      account = "log-archive"
      bucket  = "acme-log-archive"
    }
  }
}
