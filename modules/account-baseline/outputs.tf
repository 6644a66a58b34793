output "controls" {
  description = <<-EOT
    The controls that each guardrail serves: requirements of the CIS AWS Foundations Benchmark 3.0.0 and controls of
    Security Hub, such as `EC2.7`. Unmanaged guardrails are left out.
  EOT
  value       = plinth_account_baseline.this.controls
}

output "detector_ids" {
  description = "IDs of GuardDuty's detectors, by region."
  value       = plinth_account_baseline.this.detector_ids
}

output "id" {
  description = "ID by which the resource is imported."
  value       = plinth_account_baseline.this.id
}

output "kms_key_arns" {
  description = "ARNs of the KMS keys that the guardrails use, as they are set."
  value       = plinth_account_baseline.this.kms_key_arns
}

output "status" {
  description = <<-EOT
    The state of each guardrail, by region or under `global`: `enabled`, `drifted` when something differs from
    what is wanted, `missing` when nothing is there yet, or `unmanaged`.
  EOT
  value       = plinth_account_baseline.this.status
}

output "trail_arn" {
  description = "ARN of the trail, which is the management account's where the trail is the organization's."
  value       = plinth_account_baseline.this.trail_arn
}
