output "baseline" {
  description = "All outputs of `account-baseline`."
  value       = module.baseline
}

output "roles" {
  description = "All outputs of `cross-account-roles`."
  value       = module.roles
}

output "vpc" {
  description = "All outputs of `env-vpc`."
  value       = module.vpc
}

output "secrets_key" {
  description = "All outputs of `secrets-key`."
  value       = module.secrets_key
}
