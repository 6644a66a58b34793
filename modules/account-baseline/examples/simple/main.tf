# The guardrails of one account in all its regions.

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
  regions = ["eu-west-1", "us-east-1"]
}
