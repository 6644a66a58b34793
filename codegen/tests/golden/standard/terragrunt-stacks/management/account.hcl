# Managed by plinth. Edit plinth.yaml, then run `plinth generate`.
locals {
  name = "management"

  tags = {
    CostCenter = "1000"
    Owner      = "platform"
  }
}
