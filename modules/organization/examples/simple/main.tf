# The organization, its organizational units and the services that it trusts.

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

  organizational_units = ["Security", "Workloads/Prod"]
}
