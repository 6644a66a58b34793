# A member account of the organization, ready to use.

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

  name                = "prod"
  email               = "aws+prod@example.com"
  organizational_unit = "Workloads/Prod"
}
