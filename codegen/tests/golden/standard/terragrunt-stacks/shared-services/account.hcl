# Managed by plinth. Edit plinth.yaml, then run `plinth generate`.
locals {
  name = "shared-services"

  tags = {
    CostCenter = "1000"
    Owner      = "platform"
  }
}
