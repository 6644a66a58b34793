# Merged by plinth: edit it, and `plinth generate` merges its changes with yours.
unit "management" {
  source = "../../catalog/units/management-vpc"
  path   = "management"

  values = {
    after = ["../../../../management/_global/.terragrunt-stack/accounts"]

    inputs = {
      name                   = "management"
      account                = "shared-services"
      region                 = "eu-west-1"
      cidr_block             = "10.0.0.0/16"
      nat_gateways           = "single"
      num_availability_zones = 3
    }
  }
}

unit "peering-dev-app" {
  source = "../../catalog/units/vpc-peering-of-requester-accepter"
  path   = "peering-dev-app"

  values = {
    paths = {
      requester = "../management"
      accepter  = "../../../../dev/eu-west-1/.terragrunt-stack/app"
    }

    after = []

    inputs = {
      name             = "dev-app"
      account          = "shared-services"
      region           = "eu-west-1"
      accepter_account = "111122223333"
      accepter_region  = "eu-west-1"
    }
  }
}
