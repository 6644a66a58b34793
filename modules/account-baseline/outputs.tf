output "controls" {
  description = <<-EOT
    The controls that each guardrail serves: requirements of the CIS AWS Foundations Benchmark 3.0.0 and controls of
    Security Hub, such as `EC2.7`. Unmanaged guardrails are left out.
  EOT
  value       = plinth_account_baseline.this.controls
}

output "id" {
  description = "ID by which the resource is imported."
  value       = plinth_account_baseline.this.id
}

output "status" {
  description = <<-EOT
    The state of each guardrail, by region or under `global`: `enabled`, `drifted` when something differs from
    what is wanted, `missing` when nothing is there yet, or `unmanaged`.
  EOT
  value       = plinth_account_baseline.this.status
}
