variable "account" {
  description = <<-EOT
    ID, or name in the organization, of the account in which the resource lives. Default: the account that the provider's own credentials belong to
    when the resource is created.
  EOT
  type        = string
  nullable    = false
}

variable "password_policy" {
  description = <<-EOT
    What passwords of IAM users must be like. Default: 14 characters of all kinds, none of the last 24 again, for 90 days.

    * `allow_users_to_change_password`: Whether users may change their own passwords.
    * `hard_expiry`: Whether only an administrator can help who let a password expire.
    * `max_password_age`: Days until a password expires; 0: never.
    * `minimum_password_length`: Fewest characters.
    * `mode`: `enabled`, or `unmanaged` to leave it as it is found.
    * `password_reuse_prevention`: How many earlier passwords may not come again; 0: any may.
    * `require_lowercase_characters`: Whether a password must have a letter from a to z.
    * `require_numbers`: Whether a password must have a digit.
    * `require_symbols`: Whether a password must have a symbol.
    * `require_uppercase_characters`: Whether a password must have a letter from A to Z.
  EOT
  type = object({
    allow_users_to_change_password = optional(bool)
    hard_expiry                    = optional(bool)
    max_password_age               = optional(number)
    minimum_password_length        = optional(number)
    mode                           = optional(string)
    password_reuse_prevention      = optional(number)
    require_lowercase_characters   = optional(bool)
    require_numbers                = optional(bool)
    require_symbols                = optional(bool)
    require_uppercase_characters   = optional(bool)
  })
  default = null
}

variable "regions" {
  description = <<-EOT
    Regions that the baseline covers. The account must have opted in to each. Settings of the whole account are
    held whatever the regions are.
  EOT
  type        = set(string)
  nullable    = false

  validation {
    condition     = can([for region in var.regions : regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", region)])
    error_message = "regions are names of regions such as eu-west-1."
  }
}

variable "roles" {
  description = <<-EOT
    The roles, by name. Of each role:

    * `access`: What the role may do, beside what `policies` and `inline_policies` add:
    * `allowed_services`: Services in which `access = "developer"` allows everything, by the prefix of their actions: `s3`, `dynamodb`. Required with it, and of no use without.
    * `description`: Text that describes the role, as the console shows it.
    * `external_id`: External ID, agreed with a third party, that trusted accounts and principals must pass when they assume the role. It is no secret: everybody who can read the role sees it. The console cannot pass one.
    * `inline_policies`: Inline policies: policy documents in JSON by name. A document that only differs in white space or in the order of its keys is the same to Plinth.
    * `max_session_duration`: Longest session, in seconds. Default: `3600`, one hour, for `access = "auto_deploy"` and with `oidc`; `43200`, twelve hours, for all others.
    * `mfa_max_age`: Seconds after which a sign-in with MFA is too old to assume the role. Needs `require_mfa`. Default: no limit.
    * `oidc`: Workloads outside of AWS, such as CI pipelines, that may assume the role with a token of an OIDC provider.
    * `path`: Path of the role, such as `/deploy/ci/`.
    * `permissions_boundary`: ARN of the managed policy that is the role's permissions boundary: the role may do only what both it and the role's own policies allow.
    * `policies`: ARNs of managed policies to attach, beside the one that `access` attaches.
    * `require_mfa`: Whether trusted accounts and principals must have signed in with MFA to assume the role. Machines cannot. Default: `false` for `access = "auto_deploy"`, `true` for all others.
    * `trusted_accounts`: IDs of accounts whose users and roles may assume the role, as far as their own policies allow them to.
    * `trusted_principals`: ARNs of users, roles and sessions that may assume the role. They must exist when they are added here.
  EOT
  type = map(object({
    access               = string
    allowed_services     = optional(set(string))
    description          = optional(string)
    external_id          = optional(string)
    inline_policies      = optional(map(string))
    max_session_duration = optional(number)
    mfa_max_age          = optional(number)
    oidc = optional(object({
      audiences = optional(set(string))
      provider  = string
      subjects  = set(string)
    }))
    path                 = optional(string)
    permissions_boundary = optional(string)
    policies             = optional(set(string))
    require_mfa          = optional(bool)
    trusted_accounts     = optional(set(string))
    trusted_principals   = optional(set(string))
  }))
  nullable = false

  validation {
    condition     = alltrue([for role in values(var.roles) : contains(["full_access", "read_only", "developer", "billing", "support", "logs", "iam_admin", "auto_deploy", "custom"], role.access)])
    error_message = "The access of a role is full_access, read_only, developer, billing, support, logs, iam_admin, auto_deploy or custom."
  }
}

variable "tags" {
  description = "Tags: values by key. A tag wins over one of the same key in the provider's `default_tags`."
  type        = map(string)
  default     = null
}
