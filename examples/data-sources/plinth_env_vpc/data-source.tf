# The network that another configuration made in the same environment.
data "plinth_env_vpc" "prod" {
  account_id = "444455556666"
  region     = "eu-west-1"
  name       = "prod"
}

output "database_subnet_ids" {
  description = "Where databases run."
  value       = data.plinth_env_vpc.prod.private_persistence_subnet_ids
}
