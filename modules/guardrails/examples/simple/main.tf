# Policies of the organization with what they are attached to, by name.

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

  guardrails = {
    deny-leaving-organization = { preset = "deny_leaving_organization", targets = ["Root"] }
  }
}
