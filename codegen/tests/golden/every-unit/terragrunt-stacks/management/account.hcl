# Managed by plinth. Edit plinth.yaml, then run `plinth generate`.
locals {
  name = "management"

  tags = {
    Owner = "platform"
  }
}
