variable "account" {
  description = <<-EOT
    ID, or name in the organization, of the account in which the resource lives. Default: the account that the provider's own credentials belong to
    when the resource is created.
  EOT
  type        = string
  default     = null
}

variable "administrators" {
  description = <<-EOT
    Who may administer the key: ARNs of roles and users, or IDs of accounts, whose IAM policies then decide. They may
    change its policy, rotation, tags and aliases, and delete it; they may not use it. They must exist when they are
    added here.
  EOT
  type        = set(string)
  default     = null
}

variable "decrypters" {
  description = "Who may decrypt: ARNs of roles and users, or IDs of accounts, whose IAM policies then decide."
  type        = set(string)
  default     = null
}

variable "deletion_window_in_days" {
  description = <<-EOT
    Days for which AWS keeps the key after the resource is destroyed. The key carries the number in a tag, so a change
    takes effect with the apply, and before any destroy.
  EOT
  type        = number
  default     = null
}

variable "description" {
  description = "Text that describes the key, as the console shows it."
  type        = string
  default     = null
}

variable "enable_key_rotation" {
  description = "Whether AWS makes new key material from time to time. What was encrypted before can still be decrypted."
  type        = bool
  default     = null
}

variable "encrypters" {
  description = "Who may encrypt: ARNs of roles and users, or IDs of accounts, whose IAM policies then decide."
  type        = set(string)
  default     = null
}

variable "encryption_context" {
  description = <<-EOT
    Encryption context that everybody must give to encrypt and to decrypt, whatever else allows them to: values by key.
    AWS writes it into logs, so it is no place for secrets. Services that encrypt with a context of their own cannot use
    such a key.
  EOT
  type        = map(string)
  default     = null
}

variable "iam_access" {
  description = <<-EOT
    What IAM policies of the key's own account can allow, beside what the attributes above say:

    * `administration`: to administer the key, and not to use it
    * `full`: everything, as AWS's own default policy does
    * `none`: nothing. Only `administrators` can change the key, and when all of them are gone, only AWS Support can
      help. The role by which the provider works in the account must be one of them.
  EOT
  type        = string
  default     = null
}

variable "multi_region" {
  description = "Whether the key may have replicas in other regions. The resource makes none."
  type        = bool
  default     = null
}

variable "name" {
  description = "Name of the key, which its alias has after `alias/`. No other alias of the account and region may have it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("[^ ]", var.name))
    error_message = "name must not be empty."
  }
}

variable "region" {
  description = "Region in which the resource lives. Default: the provider's region, as it was when the resource was created."
  type        = string
  default     = null

  validation {
    condition     = var.region == null || can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region is the name of a region such as eu-west-1."
  }
}

variable "rotation_period_in_days" {
  description = "Days between rotations."
  type        = number
  default     = null
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
