# An account that runs one environment: its baseline, its roles, its VPC and its key for secrets.

terraform {
  required_providers {
    plinth = {
      source = "plinth/plinth"
    }
  }
}

provider "plinth" {
  region = "eu-west-1"
}

module "this" {
  source = "../.."

  account    = "111122223333"
  name       = "prod"
  region     = "eu-west-1"
  regions    = ["eu-west-1"]
  cidr_block = "10.0.0.0/16"
  roles = {
    read-only = { access = "read_only", trusted_accounts = ["444455556666"] }
  }
}
