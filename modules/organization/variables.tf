variable "account" {
  description = <<-EOT
    ID, or name in the organization, of the account in which the resource lives. Default: the account that the provider's own credentials belong to
    when the resource is created.
  EOT
  type        = string
  default     = null
}

variable "delegated_administrators" {
  description = <<-EOT
    Accounts that administer a service for the whole organization, by the service's principal. The service must have
    trusted access.
  EOT
  type        = map(set(string))
  default     = null
}

variable "enabled_policy_types" {
  description = <<-EOT
    Types of policies that are enabled at the root, such as `SERVICE_CONTROL_POLICY`, `RESOURCE_CONTROL_POLICY`,
    `TAG_POLICY` or `DECLARATIVE_POLICY_EC2`. When a type is taken off the list, AWS takes its policies off everything
    that they are attached to.
  EOT
  type        = set(string)
  default     = null
}

variable "on_destroy" {
  description = <<-EOT
    What a destroy does: with `keep`, nothing at AWS, so that Terraform only forgets the organization, and a warning says
    so; with `delete`, it turns off, deregisters and deletes all that is listed here, and the organization itself. What AWS
    does not delete stays: the organization while it has member accounts, closed ones included, and units that an account
    or somebody else's unit is in. The plan of the destroy says which. Apply the value before the destroy.
  EOT
  type        = string
  default     = null
}

variable "organizational_units" {
  description = <<-EOT
    Organizational units by path, such as `Workloads/Prod`, at most five levels deep. The units that a path goes through
    are made with it, and need not be listed. A unit that somebody renames gets its name back; to change a name, change it
    at AWS and here.
  EOT
  type        = set(string)
  default     = null
}

variable "root_access_management" {
  description = <<-EOT
    What the organization can do about the root users of its member accounts. Needs trusted access for
    `iam.amazonaws.com`.

    * `root_credentials_management`: Whether root users of member accounts can be left without passwords and keys, and have them taken away. New accounts then have none.
    * `root_sessions`: Whether the management account can do as a member's root user what nobody else can: unlock a bucket or a queue whose policy shuts everybody out.
  EOT
  type = object({
    root_credentials_management = optional(bool)
    root_sessions               = optional(bool)
  })
  default = null
}

variable "tags" {
  description = "Tags: values by key. A tag wins over one of the same key in the provider's `default_tags`."
  type        = map(string)
  default     = null
}

variable "timeouts" {
  description = "Longest times that an apply may take, such as `30m`, by what it does."
  type = object({
    create = optional(string)
    delete = optional(string)
    update = optional(string)
  })
  default = null
}

variable "trusted_services" {
  description = <<-EOT
    Services that may act in all accounts of the organization, by their principals, such as
    `access-analyzer.amazonaws.com` or `sso.amazonaws.com`.
  EOT
  type        = set(string)
  default     = null
}
