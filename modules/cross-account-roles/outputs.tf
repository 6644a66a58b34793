output "arns" {
  description = "By name of the role: ARN of the role."
  value       = { for name, role in plinth_cross_account_role.this : name => role.arn }
}

output "ids" {
  description = "By name of the role: ID by which the resource is imported."
  value       = { for name, role in plinth_cross_account_role.this : name => role.id }
}

output "sign_in_urls" {
  description = "By name of the role: URL at which a person who is signed in to the AWS console switches to the role."
  value       = { for name, role in plinth_cross_account_role.this : name => role.sign_in_url }
}

output "unique_ids" {
  description = "By name of the role: unique ID of the role, such as `AROA1234567890EXAMPLE`. A later role of the same name gets another one."
  value       = { for name, role in plinth_cross_account_role.this : name => role.unique_id }
}
