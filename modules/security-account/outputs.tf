output "baseline" {
  description = "All outputs of `account-baseline`."
  value       = module.baseline
}

output "roles" {
  description = "All outputs of `cross-account-roles`."
  value       = module.roles
}
