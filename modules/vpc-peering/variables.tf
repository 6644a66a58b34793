variable "accepter_account" {
  description = "ID, or name in the organization, of the account that the accepter's VPC is in. Default: `account_id`."
  type        = string
  default     = null
}

variable "accepter_allow_remote_vpc_dns_resolution" {
  description = <<-EOT
    Whether public DNS names of instances in the accepter's VPC resolve to private addresses when they are asked for in
    the requester's VPC. Both VPCs must have `enable_dns_support` and `enable_dns_hostnames`.
  EOT
  type        = bool
  default     = null
}

variable "accepter_region" {
  description = "Region that the accepter's VPC is in. Default: `region`."
  type        = string
  default     = null

  validation {
    condition     = var.accepter_region == null || can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.accepter_region))
    error_message = "accepter_region is the name of a region such as eu-west-1."
  }
}

variable "accepter_route_table_ids" {
  description = "IDs of the accepter's route tables that get routes to the requester's VPC."
  type        = set(string)
  default     = null
}

variable "accepter_vpc_id" {
  description = "ID of the VPC that accepts the connection."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^vpc-[0-9a-f]+$", var.accepter_vpc_id))
    error_message = "accepter_vpc_id is the ID of a VPC such as vpc-0123456789abcdef0."
  }
}

variable "account" {
  description = <<-EOT
    ID, or name in the organization, of the account in which the resource lives. Default: the account that the provider's own credentials belong to
    when the resource is created.
  EOT
  type        = string
  default     = null
}

variable "name" {
  description = <<-EOT
    Name of the connection, by which it is imported. No other `plinth_vpc_peering` of the requester's account and region
    may have it.
  EOT
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

variable "requester_allow_remote_vpc_dns_resolution" {
  description = <<-EOT
    Whether public DNS names of instances in the requester's VPC resolve to private addresses when they are asked for in
    the accepter's VPC. Both VPCs must have `enable_dns_support` and `enable_dns_hostnames`.
  EOT
  type        = bool
  default     = null
}

variable "requester_route_table_ids" {
  description = "IDs of the requester's route tables that get routes to the accepter's VPC."
  type        = set(string)
  default     = null
}

variable "requester_vpc_id" {
  description = "ID of the VPC that requests the connection, in the resource's `account_id` and `region`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^vpc-[0-9a-f]+$", var.requester_vpc_id))
    error_message = "requester_vpc_id is the ID of a VPC such as vpc-0123456789abcdef0."
  }
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
