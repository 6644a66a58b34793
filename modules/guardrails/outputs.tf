output "arns" {
  description = "By name of the guardrail: ARN of the policy."
  value       = { for name, guardrail in plinth_guardrail.this : name => guardrail.arn }
}

output "ids" {
  description = "By name of the guardrail: ID by which the resource is imported."
  value       = { for name, guardrail in plinth_guardrail.this : name => guardrail.id }
}

output "policy_ids" {
  description = "By name of the guardrail: ID of the policy, such as `p-0123456789`."
  value       = { for name, guardrail in plinth_guardrail.this : name => guardrail.policy_id }
}

output "policy_jsons" {
  description = "By name of the guardrail: the policy as AWS has it: with `except_principals`, without white space."
  value       = { for name, guardrail in plinth_guardrail.this : name => guardrail.policy_json }
}

output "sizes" {
  description = "By name of the guardrail: characters of `policy_json`, which is what AWS's limit is about."
  value       = { for name, guardrail in plinth_guardrail.this : name => guardrail.size }
}

output "target_idses" {
  description = "By name of the guardrail: IDs of the targets, by what `targets` calls them."
  value       = { for name, guardrail in plinth_guardrail.this : name => guardrail.target_ids }
}
