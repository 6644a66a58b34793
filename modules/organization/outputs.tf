output "arn" {
  description = "ARN of the organization."
  value       = plinth_organization.this.arn
}

output "id" {
  description = "ID by which the resource is imported."
  value       = plinth_organization.this.id
}

output "management_account_email" {
  description = "E-mail address of the management account's root user."
  value       = plinth_organization.this.management_account_email
}

output "management_account_id" {
  description = "ID of the account that manages the organization."
  value       = plinth_organization.this.management_account_id
}

output "organization_id" {
  description = "ID of the organization, such as `o-exampleorgid`."
  value       = plinth_organization.this.organization_id
}

output "organizational_unit_ids" {
  description = "IDs of the organizational units that are managed here, those on the way included, by path."
  value       = plinth_organization.this.organizational_unit_ids
}

output "root_id" {
  description = "ID of the root, which everything in the organization is under, such as `r-examplerootid111`."
  value       = plinth_organization.this.root_id
}
