# Merged by plinth: edit it, and `plinth generate` merges its changes with yours.
unit "secrets-key" {
  source = "../../catalog/units/secrets-key"
  path   = "secrets-key"

  values = {
    after = ["../../../_global/.terragrunt-stack/roles"]

    inputs = {
      account = "dev"
      name    = "dev"
    }
  }
}

unit "app" {
  source = "../../catalog/units/env-vpc"
  path   = "app"

  values = {
    after = ["../../../_global/.terragrunt-stack/baseline"]

    inputs = {
      name         = "app"
      account      = "dev"
      region       = "eu-west-1"
      cidr_block   = "10.0.0.0/16"
      nat_gateways = "single"
    }
  }
}
