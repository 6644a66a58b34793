# Merged by plinth: edit it, and `plinth generate` merges its changes with yours.
# Phase: peering connections.
data "terraform_remote_state" "requester" {
  backend = "s3"

  config = {
    bucket = "acme-terraform-state"
    key    = "shared-services/eu-west-1/management/terraform.tfstate"
    region = "eu-west-1"
  }
}

data "terraform_remote_state" "accepter" {
  backend = "s3"

  config = {
    bucket = "acme-terraform-state"
    key    = "dev/eu-west-1/app/terraform.tfstate"
    region = "eu-west-1"
  }
}

module "unit" {
  source = "../../../modules/vpc-peering"

  name                      = "management-dev-app"
  account                   = "shared-services"
  region                    = "eu-west-1"
  accepter_account          = "dev"
  accepter_region           = "eu-west-1"
  requester_vpc_id          = data.terraform_remote_state.requester.outputs.unit.vpc_id
  requester_route_table_ids = data.terraform_remote_state.requester.outputs.unit.all_route_table_ids
  accepter_vpc_id           = data.terraform_remote_state.accepter.outputs.unit.vpc_id
  accepter_route_table_ids  = data.terraform_remote_state.accepter.outputs.unit.all_route_table_ids
}
