output "account_ids" {
  description = "By name of the account: ID of the account, twelve digits. The same as `id`."
  value       = { for name, account in plinth_account.this : name => account.account_id }
}

output "arns" {
  description = "By name of the account: ARN of the account in its organization."
  value       = { for name, account in plinth_account.this : name => account.arn }
}

output "ids" {
  description = "By name of the account: ID by which the resource is imported."
  value       = { for name, account in plinth_account.this : name => account.id }
}

output "joined_timestamps" {
  description = "By name of the account: when the account joined the organization, in UTC: `2026-01-31T12:00:00Z`."
  value       = { for name, account in plinth_account.this : name => account.joined_timestamp }
}

output "role_arns" {
  description = "By name of the account: ARN of the role `role_name`."
  value       = { for name, account in plinth_account.this : name => account.role_arn }
}

output "sign_in_urls" {
  description = "By name of the account: URL at which users of the account sign in."
  value       = { for name, account in plinth_account.this : name => account.sign_in_url }
}

output "statuses" {
  description = "By name of the account: state of the account, such as `ACTIVE`."
  value       = { for name, account in plinth_account.this : name => account.status }
}
