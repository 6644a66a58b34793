# Managed by plinth. Edit plinth.yaml, then run `plinth generate`.
locals {
  name = "shared-services"

  tags = {
    Owner = "platform"
  }
}
