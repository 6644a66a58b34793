# Merged by plinth: edit it, and `plinth generate` merges its changes with yours.
unit "management" {
  source = "../../catalog/units/management-vpc"
  path   = "management"

  values = {
    after = ["../../../_global/.terragrunt-stack/baseline"]

    inputs = {
      name         = "management"
      account      = "shared-services"
      region       = "eu-west-1"
      cidr_block   = "10.2.0.0/16"
      nat_gateways = "single"
    }
  }
}

unit "peering-management-dev-app" {
  source = "../../catalog/units/vpc-peering-of-requester-accepter"
  path   = "peering-management-dev-app"

  values = {
    paths = {
      requester = "../management"
      accepter  = "../../../../dev/eu-west-1/.terragrunt-stack/app"
    }

    after = []

    inputs = {
      name             = "management-dev-app"
      account          = "shared-services"
      region           = "eu-west-1"
      accepter_account = "dev"
      accepter_region  = "eu-west-1"
    }
  }
}

unit "peering-management-prod-app" {
  source = "../../catalog/units/vpc-peering-of-requester-accepter"
  path   = "peering-management-prod-app"

  values = {
    paths = {
      requester = "../management"
      accepter  = "../../../../prod/eu-west-1/.terragrunt-stack/app"
    }

    after = []

    inputs = {
      name             = "management-prod-app"
      account          = "shared-services"
      region           = "eu-west-1"
      accepter_account = "prod"
      accepter_region  = "eu-west-1"
    }
  }
}

unit "peering-management-stage-app" {
  source = "../../catalog/units/vpc-peering-of-requester-accepter"
  path   = "peering-management-stage-app"

  values = {
    paths = {
      requester = "../management"
      accepter  = "../../../../stage/eu-west-1/.terragrunt-stack/app"
    }

    after = []

    inputs = {
      name             = "management-stage-app"
      account          = "shared-services"
      region           = "eu-west-1"
      accepter_account = "stage"
      accepter_region  = "eu-west-1"
    }
  }
}
