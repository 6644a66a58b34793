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

  account = "444455556666"
  roles = {
    read-only   = { access = "read_only", trusted_accounts = ["111122223333"] }
    billing     = { access = "billing", trusted_accounts = ["111122223333"] }
    auto-deploy = { access = "auto_deploy", trusted_accounts = ["777788889999"] }
  }
}
