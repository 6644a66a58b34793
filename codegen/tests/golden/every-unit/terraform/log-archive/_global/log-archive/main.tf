# Merged by plinth: edit it, and `plinth generate` merges its changes with yours.
# Phase: log archive.
module "unit" {
  source = "../../../modules/log-archive"

  account = "log-archive"
  bucket  = "acme-log-archive"
}
