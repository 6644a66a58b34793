# Managed by plinth. Edit plinth.yaml, then run `plinth generate`.
locals {
  name = "dev"

  tags = {
    CostCenter = "1000"
    Owner      = "platform"
  }
}
