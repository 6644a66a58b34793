# Managed by plinth. Edit plinth.yaml, then run `plinth generate`.
output "unit" {
  description = "All outputs of the unit's module."
  value       = module.unit
}
