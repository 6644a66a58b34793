variable "access_logging" {
  description = <<-EOT
    Where the bucket's own access logs go. Default: it has none.

    * `bucket`: Name of the bucket that the logs go to. It must be in the same account and region, let `logging.s3.amazonaws.com` write, and be encrypted with keys of S3's own.
    * `prefix`: What the keys of the logs begin with.
  EOT
  type = object({
    bucket = string
    prefix = optional(string)
  })
  default = null
}

variable "account" {
  description = <<-EOT
    ID, or name in the organization, of the account in which the resource lives. Default: the account that the provider's own credentials belong to
    when the resource is created.
  EOT
  type        = string
  default     = null
}

variable "bucket" {
  description = "Name of the bucket, unique over all accounts of AWS. Default: `plinth-log-archive-`, the account's ID and the region."
  type        = string
  default     = null
}

variable "deletion_window_in_days" {
  description = <<-EOT
    Days for which AWS keeps the archive's own key after it is no longer wanted. The key carries the number in a tag, so a
    change takes effect with the apply, and before any destroy.
  EOT
  type        = number
  default     = null
}

variable "force_destroy" {
  description = <<-EOT
    Whether a destroy empties the bucket first, with all versions. The bucket carries this in a tag, so it takes effect
    with an apply, and before any destroy.
  EOT
  type        = bool
  default     = null
}

variable "kms_master_key_arn" {
  description = <<-EOT
    ARN of a key of yours that encrypts new objects. Its policy must let the services of `sources` use it. Default: a key
    of the archive's own, with the alias `alias/` and the bucket's name.
  EOT
  type        = string
  default     = null
}

variable "object_lock" {
  description = <<-EOT
    Object lock: for how long no new object can be deleted. Needs `versioning`. Objects that are there already are not
    locked. AWS never takes the ability to lock back from a bucket, so versioning then stays on.

    * `days`: Days for which a new object is locked.
    * `mode`: Who may delete before the time is over: `GOVERNANCE`, whoever has the permission `s3:BypassGovernanceRetention`; `COMPLIANCE`, nobody, not even AWS, so the bucket cannot be destroyed before.
  EOT
  type = object({
    days = number
    mode = string
  })
  default = null
}

variable "organization_id" {
  description = <<-EOT
    ID of the organization whose logs the archive keeps. It must be the one that the archive's account is in, or the
    bucket's policy would lock that out. Default: just that one.
  EOT
  type        = string
  default     = null
}

variable "readers" {
  description = <<-EOT
    Who may read the logs: ARNs of roles and users, or IDs of accounts, whose IAM policies then decide. They must be of
    the organization, and exist when they are added here. In other accounts than the archive's own, IAM must allow them
    the same.
  EOT
  type        = set(string)
  default     = null
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

variable "retention" {
  description = <<-EOT
    What becomes of the logs with time. Default: they stay as they are, for ever. Uploads that were never completed end
    after a week in any case.

    * `expiration_days`: Days after which logs are deleted. Default: never.
    * `noncurrent_version_expiration_days`: Days after which versions are deleted that were written over or deleted. Default: never.
    * `transitions`: Days after which logs move to a cheaper storage class, by class: `STANDARD_IA`, `ONEZONE_IA`, `INTELLIGENT_TIERING`, `GLACIER_IR`, `GLACIER`, `DEEP_ARCHIVE`. What is in the last two must be restored before it can be read.
  EOT
  type = object({
    expiration_days                    = optional(number)
    noncurrent_version_expiration_days = optional(number)
    transitions                        = optional(map(number))
  })
  default = null
}

variable "sources" {
  description = "Which services write to the archive: `cloudtrail`, `config`, `vpc_flow_logs`."
  type        = set(string)
  default     = null
}

variable "sse_algorithm" {
  description = <<-EOT
    How new objects are encrypted: `aws:kms`, by a key of KMS, or `AES256`, by keys of S3's own. What is in the bucket
    keeps the encryption it has.
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

variable "versioning" {
  description = "Whether the bucket keeps versions that were written over or deleted."
  type        = bool
  default     = null
}
