variable "adopt" {
  description = <<-EOT
    Whether an account of the organization that has this e-mail address already, and that no other resource manages, is
    taken over by a create. Otherwise it is refused, with the `import` block to paste.
  EOT
  type        = bool
  default     = null
}

variable "alias" {
  description = "Alias of the account, which takes the place of its ID in the address of its sign-in page. Unique in all of AWS."
  type        = string
  default     = null
}

variable "alternate_contacts" {
  description = <<-EOT
    Whom AWS writes to beside the root user. A contact that is left out is not managed.

    * `billing`: Who gets bills and questions about them.
    * `operations`: Who hears of maintenance and of trouble with services.
    * `security`: Who hears of abuse and of security incidents.
  EOT
  type = object({
    billing = optional(object({
      email_address = string
      name          = string
      phone_number  = string
      title         = string
    }))
    operations = optional(object({
      email_address = string
      name          = string
      phone_number  = string
      title         = string
    }))
    security = optional(object({
      email_address = string
      name          = string
      phone_number  = string
      title         = string
    }))
  })
  default = null
}

variable "close_on_deletion" {
  description = "Whether a destroy closes the account. Otherwise it is refused."
  type        = bool
  default     = null
}

variable "email" {
  description = <<-EOT
    E-mail address of the account's root user, which no other account in AWS has, closed ones included. With
    plus-addressing (`aws+prod@example.com`) the addresses of many accounts reach one mailbox: see the function
    `account_email`. Whoever reads that mailbox can take over the account.
  EOT
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[^@ ]+@[^@ ]+[.][^@ ]+$", var.email))
    error_message = "email is an e-mail address."
  }
}

variable "iam_user_access_to_billing" {
  description = <<-EOT
    Whether users and roles with the permissions may see the account's bills, `ALLOW` or `DENY`. Default: AWS's, which is
    `ALLOW`. AWS takes it for a new account only: a later change is the root user's to make, and the plan warns and says
    how.
  EOT
  type        = string
  default     = null
}

variable "management_account" {
  description = <<-EOT
    ID, or name in the organization, of the management account of the organization. Default: the account that the provider's own credentials belong to
    when the resource is created.
  EOT
  type        = string
  default     = null
}

variable "name" {
  description = <<-EOT
    Name of the account, as consoles and bills show it. Others may have the same. After a change AWS may go on showing the
    old name for a while, which the apply waits for.
  EOT
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("[^ ]", var.name))
    error_message = "name must not be empty."
  }
}

variable "opt_in_regions" {
  description = <<-EOT
    Regions that are off in new accounts and that this one opts in to, such as `af-south-1`. Enabling one takes AWS from
    minutes to hours: see `timeouts`. One that is taken out is disabled: what is in it stays and costs, and cannot be
    reached. Regions that somebody else enabled are left alone.
  EOT
  type        = set(string)
  default     = null
}

variable "organizational_unit" {
  description = <<-EOT
    Organizational unit that the account is in: `Root`, a path from the root down such as `Workloads/Prod`, or an id. The
    account is moved in place. Left out, it stays where it is, which for a new account is the root.
  EOT
  type        = string
  default     = null
}

variable "organizational_unit_on_close" {
  description = <<-EOT
    Organizational unit, by path or id, that the account is moved to before it is closed, so that no policy of its own
    unit stands in the way and nobody takes it for a living one.
  EOT
  type        = string
  default     = null
}

variable "role_name" {
  description = <<-EOT
    Name of the role that AWS makes in the account, for the management account to get in. AWS makes it together with the
    account and not later: a change is refused unless there is such a role in the account already.
  EOT
  type        = string
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

variable "wait_for_ready" {
  description = <<-EOT
    Whether a create waits until the account can be used: its role is given out, and EC2 and IAM answer. `alias`,
    `alternate_contacts` and `opt_in_regions` wait for that in any case.
  EOT
  type        = bool
  default     = null
}
