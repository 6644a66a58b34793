# Managed by plinth. Edit plinth.yaml, then run `plinth generate`.
locals {
  name = "security"

  tags = {
    CostCenter = "1000"
    Owner      = "platform"
  }
}
