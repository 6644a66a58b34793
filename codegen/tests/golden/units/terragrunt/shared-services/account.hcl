# Managed by plinth. Edit plinth.yaml, then run `plinth generate`.
locals {
  name = "shared-services"

  tags = {
    Account = "shared-services"
    Purpose = "shared_services"
  }
}
