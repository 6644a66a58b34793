# The member accounts of the organization, by name.

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

  accounts = {
    prod = { email = "aws+prod@example.com", organizational_unit = "Workloads/Prod" }
  }
}
