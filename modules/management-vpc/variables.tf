variable "account" {
  description = <<-EOT
    ID, or name in the organization, of the account in which the resource lives. Default: the account that the provider's own credentials belong to
    when the resource is created.
  EOT
  type        = string
  default     = null
}

variable "availability_zone_ids" {
  description = <<-EOT
    IDs of the availability zones to use, such as `use1-az1`, which mean the same place in every account. Append to the
    list; NAT gateways are in the zones at its beginning.
  EOT
  type        = list(string)
  default     = null
}

variable "cidr_block" {
  description = <<-EOT
    Primary IPv4 block, from `/16` to `/28`; `/20` is the smallest that has room for the default tiers in all zones.
    Required without `ipam_pool_id`.
  EOT
  type        = string
  default     = null

  validation {
    condition     = var.cidr_block == null || can(cidrnetmask(var.cidr_block))
    error_message = "cidr_block is an IPv4 block such as 10.0.0.0/16."
  }
}

variable "dhcp_options" {
  description = <<-EOT
    What instances learn by DHCP. Default: the DNS servers and names of Amazon's.

    * `domain_name`: Domain that names without a dot are in.
    * `domain_name_servers`: Addresses of up to four DNS servers, in order; `AmazonProvidedDNS` stands for the VPC's own. Default: the VPC's own.
    * `netbios_name_servers`: Addresses of up to four NetBIOS name servers.
    * `netbios_node_type`: Kind of NetBIOS node: 1, 2, 4 or 8. AWS recommends 2.
    * `ntp_servers`: Addresses of up to four time servers. Default: none; instances use 169.254.169.123.
  EOT
  type = object({
    domain_name          = optional(string)
    domain_name_servers  = optional(list(string))
    netbios_name_servers = optional(list(string))
    netbios_node_type    = optional(number)
    ntp_servers          = optional(list(string))
  })
  default = null
}

variable "eks_cluster_names" {
  description = "Names of EKS clusters that run in the VPC. Subnets get the tags by which Kubernetes finds those for load balancers."
  type        = set(string)
  default     = null
}

variable "enable_dns_hostnames" {
  description = "Whether instances with public addresses get public DNS names."
  type        = bool
  default     = null
}

variable "enable_dns_support" {
  description = "Whether Amazon's DNS resolver answers in the VPC."
  type        = bool
  default     = null
}

variable "flow_logs" {
  description = <<-EOT
    Records of who talked to whom. Default: all traffic, into a log group of the VPC's own, for 90 days.

    * `bucket_arn`: ARN of the bucket, with a prefix if wanted: `arn:aws:s3:::acme-flow-logs/prod`. Its policy must let `delivery.logs.amazonaws.com` write. Required with `destination = "s3"`.
    * `destination`: Where the records go: `cloud-watch-logs`, into a log group of the VPC's own; `s3`, into the bucket of `bucket_arn`; `none`, to have none.
    * `kms_key_arn`: ARN of the KMS key that encrypts the log group; its policy must let CloudWatch Logs use it. Default: a key of CloudWatch Logs' own.
    * `log_format`: Fields of a record, such as `$$${version} $$${srcaddr} $$${dstaddr}` in a configuration. Default: AWS's default format.
    * `max_aggregation_interval`: Seconds during which traffic is counted together: 60 or 600.
    * `retention_days`: Days until records in the log group expire; 0 for never.
    * `traffic_type`: Which traffic is recorded: `ALL`, `ACCEPT` or `REJECT`.
  EOT
  type = object({
    bucket_arn               = optional(string)
    destination              = optional(string)
    kms_key_arn              = optional(string)
    log_format               = optional(string)
    max_aggregation_interval = optional(number)
    retention_days           = optional(number)
    traffic_type             = optional(string)
  })
  default = null
}

variable "gateway_endpoints" {
  description = "Services with gateway endpoints, which cost nothing: `s3` and `dynamodb`."
  type        = set(string)
  default     = null
}

variable "instance_tenancy" {
  description = "Whether instances run on shared hardware, `default`, or on hardware of their own, `dedicated`."
  type        = string
  default     = null
}

variable "interface_endpoints" {
  description = <<-EOT
    Endpoints that have network interfaces in the VPC, in every zone.

    * `private_dns_enabled`: Whether the services' own names lead to the endpoints from inside the VPC. Needs `enable_dns_support` and `enable_dns_hostnames`.
    * `services`: Services by their short names (`ssm`, `ecr.api`, `logs`) or by their full ones.
    * `tier`: Tier whose subnets the network interfaces are in. Default: `private_app`, or the first tier that does not face the internet.
  EOT
  type = object({
    private_dns_enabled = optional(bool)
    services            = set(string)
    tier                = optional(string)
  })
  default = null
}

variable "ipam_pool_id" {
  description = "ID of the pool of IP Address Manager that the primary block comes from, instead of `cidr_block`."
  type        = string
  default     = null
}

variable "ipv6" {
  description = <<-EOT
    Whether the VPC has a /56 of Amazon's IPv6 addresses, and each subnet a /64 of it. Tiers with `route = "nat"` go out
    by an egress-only internet gateway.
  EOT
  type        = bool
  default     = null
}

variable "manage_default_network_acl" {
  description = "Whether the VPC's default network ACL is kept closed. All subnets have the network ACLs of their tiers."
  type        = bool
  default     = null
}

variable "manage_default_route_table" {
  description = "Whether the VPC's main route table is kept without routes. All subnets have the route tables of their tiers."
  type        = bool
  default     = null
}

variable "manage_default_security_group" {
  description = "Whether the VPC's default security group is kept closed, without any rule."
  type        = bool
  default     = null
}

variable "name" {
  description = <<-EOT
    Name of the VPC, usually that of its environment. It stands in the names of what the VPC is made of, and no other
    VPC that Plinth made in this account and region may have it.
  EOT
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("[^ ]", var.name))
    error_message = "name must not be empty."
  }
}

variable "nat_gateways" {
  description = <<-EOT
    How many NAT gateways tiers with `route = "nat"` go out by: `one_per_az`, `single`, `none`, or a number. A single one
    is cheaper, and the other zones lose their way out when its zone fails. Each has an elastic IP address of its own.
  EOT
  type        = string
  default     = null

  validation {
    condition     = var.nat_gateways == null || can(regex("^(one_per_az|single|none|[1-8])$", var.nat_gateways))
    error_message = "nat_gateways is one_per_az, single, none, or a number from 1 to 8."
  }
}

variable "netmask_length" {
  description = "Length of the prefix of the block that the pool gives, 16 to 28."
  type        = number
  default     = null
}

variable "network_acls" {
  description = <<-EOT
    Entries of network ACLs by tier. Default of a tier, by its route: `internet`, everything in and out; `nat`, in from
    private networks, and out to everywhere; `none`, in from and out to private networks, and S3 and DynamoDB by
    gateway endpoints.

    * `egress`: What goes out, by the entry's number.
    * `ingress`: What comes in, by the entry's number, 1 to 32766. The entry of the lowest number that matches decides; what none matches is refused.
  EOT
  type = map(object({
    egress = optional(map(object({
      action     = optional(string)
      cidr_block = string
      from_port  = optional(number)
      icmp_code  = optional(number)
      icmp_type  = optional(number)
      protocol   = optional(string)
      to_port    = optional(number)
    })))
    ingress = optional(map(object({
      action     = optional(string)
      cidr_block = string
      from_port  = optional(number)
      icmp_code  = optional(number)
      icmp_type  = optional(number)
      protocol   = optional(string)
      to_port    = optional(number)
    })))
  }))
  default = null
}

variable "num_availability_zones" {
  description = <<-EOT
    How many availability zones to use, 1 to 8; the first ones by ID that are available, and those that are in use stay.
    Default: 3, or all if the region has fewer. Not together with `availability_zone_ids`.
  EOT
  type        = number
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

variable "secondary_cidr_blocks" {
  description = "Further IPv4 blocks, for tiers with `cidr_blocks`."
  type        = set(string)
  default     = null

  validation {
    condition     = var.secondary_cidr_blocks == null || can([for block in var.secondary_cidr_blocks : cidrnetmask(block)])
    error_message = "secondary_cidr_blocks are IPv4 blocks such as 10.0.0.0/16."
  }
}

variable "tags" {
  description = "Tags: values by key. A tag wins over one of the same key in the provider's `default_tags`."
  type        = map(string)
  default     = null
}

variable "tiers" {
  description = <<-EOT
    Tiers by name; each has one subnet in every zone. Default: those of the `kind`.

    * `cidr_blocks`: Blocks of one's own choice, by availability zone ID, in the VPC's block or one of its secondary blocks. Every zone needs one.
    * `ipv6_slot`: Which of a zone's 32 IPv6 blocks of /64 it gets. Default: one that follows from the tier's place in the VPC's block; tiers with `cidr_blocks` need it when `ipv6` is on.
    * `map_public_ip_on_launch`: Whether network interfaces get a public IPv4 address by default. Load balancers, NAT gateways and bastions have addresses of their own and do not need it.
    * `netmask`: Length of the prefix of each subnet's block, 16 to 28. Default: what the tier's fixed place in the VPC's block has; tiers of one's own need it together with `slot`, or else `cidr_blocks`.
    * `route`: Where traffic that leaves the VPC goes: `internet`, by the internet gateway, in both directions; `nat`, by a NAT gateway, outwards only; `none`, nowhere. Default: `internet` for the tier `public`, `nat` for `private_app`, and `none` for all others.
    * `slot`: Which of the blocks of that size in a zone's part of the VPC it is, from 0. A zone's part is an eighth of the VPC.
    * `tags`: Tags of the tier's subnets, beside those of the resource.
  EOT
  type = map(object({
    cidr_blocks             = optional(map(string))
    ipv6_slot               = optional(number)
    map_public_ip_on_launch = optional(bool)
    netmask                 = optional(number)
    route                   = optional(string)
    slot                    = optional(number)
    tags                    = optional(map(string))
  }))
  default = null
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
