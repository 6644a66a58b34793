output "alias_arn" {
  description = "ARN of the alias, by which the key can be named where it may be made again one day."
  value       = plinth_secrets_key.this.alias_arn
}

output "alias_name" {
  description = "Name of the alias, such as `alias/prod`."
  value       = plinth_secrets_key.this.alias_name
}

output "arn" {
  description = "ARN of the key."
  value       = plinth_secrets_key.this.arn
}

output "id" {
  description = "ID by which the resource is imported."
  value       = plinth_secrets_key.this.id
}

output "key_id" {
  description = "ID of the key."
  value       = plinth_secrets_key.this.key_id
}
