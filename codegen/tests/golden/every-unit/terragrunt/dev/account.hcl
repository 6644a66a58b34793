# Managed by plinth. Edit plinth.yaml, then run `plinth generate`.
locals {
  name = "dev"

  tags = {
    Owner = "platform"
  }
}
