# Managed by plinth. Edit plinth.yaml, then run `plinth generate`.
locals {
  name = "log-archive"

  tags = {
    CostCenter = "1000"
    Owner      = "platform"
  }
}
