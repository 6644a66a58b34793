# Managed by plinth. Edit plinth.yaml, then run `plinth generate`.
locals {
  aws_region = "eu-west-1"
}
