# Merged by plinth: edit it, and `plinth generate` merges its changes with yours.
include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "${dirname(find_in_parent_folders("root.hcl"))}//modules/vpc-peering"
}

dependency "requester" {
  config_path                             = values.paths.requester
  mock_outputs_allowed_terraform_commands = ["init", "validate", "plan"]
  mock_outputs_merge_strategy_with_state  = "shallow"
  mock_outputs = {
    vpc_id              = "vpc-00000000000000000"
    all_route_table_ids = ["rtb-00000000000000000"]
  }
}

dependency "accepter" {
  config_path                             = values.paths.accepter
  mock_outputs_allowed_terraform_commands = ["init", "validate", "plan"]
  mock_outputs_merge_strategy_with_state  = "shallow"
  mock_outputs = {
    vpc_id              = "vpc-00000000000000001"
    all_route_table_ids = ["rtb-00000000000000001"]
  }
}

dependencies {
  paths = values.after
}

inputs = merge(values.inputs, {
  requester_vpc_id          = dependency.requester.outputs.vpc_id
  requester_route_table_ids = dependency.requester.outputs.all_route_table_ids
  accepter_vpc_id           = dependency.accepter.outputs.vpc_id
  accepter_route_table_ids  = dependency.accepter.outputs.all_route_table_ids
})
