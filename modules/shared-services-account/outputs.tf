output "baseline" {
  description = "All outputs of `account-baseline`."
  value       = module.baseline
}

output "roles" {
  description = "All outputs of `cross-account-roles`."
  value       = module.roles
}

output "vpc" {
  description = "All outputs of `management-vpc`."
  value       = module.vpc
}
