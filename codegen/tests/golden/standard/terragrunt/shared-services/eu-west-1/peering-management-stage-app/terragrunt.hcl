# Merged by plinth: edit it, and `plinth generate` merges its changes with yours.
# Phase: peering connections.
include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "${dirname(find_in_parent_folders("root.hcl"))}//modules/vpc-peering"
}

dependency "requester" {
  config_path                             = "../management"
  mock_outputs_allowed_terraform_commands = ["init", "validate", "plan"]
  mock_outputs_merge_strategy_with_state  = "shallow"
  mock_outputs = {
    vpc_id              = "vpc-00000000000000000"
    all_route_table_ids = ["rtb-00000000000000000"]
  }
}

dependency "accepter" {
  config_path                             = "../../../stage/eu-west-1/app"
  mock_outputs_allowed_terraform_commands = ["init", "validate", "plan"]
  mock_outputs_merge_strategy_with_state  = "shallow"
  mock_outputs = {
    vpc_id              = "vpc-00000000000000001"
    all_route_table_ids = ["rtb-00000000000000001"]
  }
}

inputs = {
  name                      = "management-stage-app"
  account                   = "shared-services"
  region                    = "eu-west-1"
  accepter_account          = "stage"
  accepter_region           = "eu-west-1"
  requester_vpc_id          = dependency.requester.outputs.vpc_id
  requester_route_table_ids = dependency.requester.outputs.all_route_table_ids
  accepter_vpc_id           = dependency.accepter.outputs.vpc_id
  accepter_route_table_ids  = dependency.accepter.outputs.all_route_table_ids
}
