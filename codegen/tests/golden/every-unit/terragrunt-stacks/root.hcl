# Managed by plinth. Edit plinth.yaml, then run `plinth generate`.
terragrunt_version_constraint = ">= 1.1.0, < 2.0.0"
terraform_version_constraint  = ">= 1.11.0, < 2.0.0"
terraform_binary              = "terraform"

locals {
  account = read_terragrunt_config(find_in_parent_folders("account.hcl")).locals
  region  = read_terragrunt_config(find_in_parent_folders("region.hcl")).locals

  # A unit's folder is the key of its state, also where a stack generated it.
  unit_path = replace(replace(path_relative_to_include(), "\\", "/"), ".terragrunt-stack/", "")

  # By which the provider gets into accounts other than the one of its credentials. The pipeline plans by one that reads.
  account_role = get_env("PLINTH_ACCOUNT_ROLE", "OrganizationAccountAccessRole")

  tags = merge(local.account.tags, { Unit = local.unit_path })
}

remote_state {
  backend = "s3"

  generate = {
    path      = "backend_plinth.tf"
    if_exists = "overwrite_terragrunt"
  }

  config = {
    bucket       = "acme-terraform-state"
    key          = "${local.unit_path}/terraform.tfstate"
    region       = "eu-west-1"
    encrypt      = true
    use_lockfile = true
  }
}

generate "provider_plinth" {
  path      = "provider_plinth.tf"
  if_exists = "overwrite_terragrunt"
  contents  = <<-EOF
    provider "plinth" {
      region = "${local.region.aws_region}"

      account_access {
        role_name = "${local.account_role}"
      }

      default_tags {
        tags = ${jsonencode(local.tags)}
      }
    }
  EOF
}
