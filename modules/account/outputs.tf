output "account_id" {
  description = "ID of the account, twelve digits. The same as `id`."
  value       = plinth_account.this.account_id
}

output "arn" {
  description = "ARN of the account in its organization."
  value       = plinth_account.this.arn
}

output "id" {
  description = "ID by which the resource is imported."
  value       = plinth_account.this.id
}

output "joined_timestamp" {
  description = "When the account joined the organization, in UTC: `2026-01-31T12:00:00Z`."
  value       = plinth_account.this.joined_timestamp
}

output "role_arn" {
  description = "ARN of the role `role_name`."
  value       = plinth_account.this.role_arn
}

output "sign_in_url" {
  description = "URL at which users of the account sign in."
  value       = plinth_account.this.sign_in_url
}

output "status" {
  description = "State of the account, such as `ACTIVE`."
  value       = plinth_account.this.status
}
