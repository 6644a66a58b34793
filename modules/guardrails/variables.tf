variable "account" {
  description = <<-EOT
    ID, or name in the organization, of the account in which the resource lives. Default: the account that the provider's own credentials belong to
    when the resource is created.
  EOT
  type        = string
  default     = null
}

variable "guardrails" {
  description = <<-EOT
    The guardrails, by name. Of each guardrail:

    * `allow_lockout`: Whether the policy may deny the role by which the provider works in a target. Otherwise the plan refuses it, because nothing there could be managed any more.
    * `description`: Text that describes the policy.
    * `except_principals`: ARNs of roles and users that the policy denies nothing: each statement that denies gets the condition `ArnNotLike` on `aws:PrincipalArn`. `*` stands for any text, so `arn:aws:iam::*:role/admin` is that role of every account. Only for service control policies and resource control policies.
    * `parameters`: What a preset needs to know, or may be told.
    * `policy`: The policy, a document in JSON. A document that only differs in white space or in the order of its keys is the same to Plinth. Cannot be set together with `preset`.
    * `preset`: A ready-made policy. Cannot be set together with `policy`.
    * `targets`: Where the policy is attached: `Root`, the path of an organizational unit such as `Workloads/Prod`, the ID of a root, a unit or an account. Without targets the policy holds nowhere.
    * `type`: Type of the policy: `service_control_policy` says what principals in the targets may do at most, `resource_control_policy` what may be done to resources there, `declarative_policy_ec2` how EC2 is configured, `tag_policy` which tags there are; so on for AWS's other types. Default: the one of the preset, and `service_control_policy` without a preset.
  EOT
  type = map(object({
    allow_lockout     = optional(bool)
    description       = optional(string)
    except_principals = optional(set(string))
    parameters = optional(object({
      allowed_accounts = optional(set(string))
      allowed_actions  = optional(set(string))
      max_hop_limit    = optional(number)
      organization_id  = optional(string)
      regions          = optional(set(string))
      services         = optional(set(string))
    }))
    policy  = optional(string)
    preset  = optional(string)
    targets = optional(set(string))
    type    = optional(string)
  }))
  nullable = false
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
