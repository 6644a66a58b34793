# The bucket that trails, Config and flow logs of the organization write to.

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
  bucket  = "acme-log-archive"
}
