# Roles of one account that other accounts may assume, by name.

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

  roles = {
    read-only = { access = "read_only", trusted_accounts = ["111122223333"] }
  }
}
