# The account that people come in by: its baseline and its roles.

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

  account = "111122223333"
  regions = ["eu-west-1"]
  roles = {
    read-only = { access = "read_only", trusted_accounts = ["444455556666"] }
  }
}
