# Accounts may be given by name. Only then is the organization asked for their ids.
data "plinth_organization" "this" {
  count = anytrue([for account in local.accounts : !can(regex("^[0-9]{12}$", account))]) ? 1 : 0
}

locals {
  accounts = compact(flatten([var.account[*]]))
  # The account that owns the organization is `management` here, whatever its name is.
  account_ids = try(merge({ management = data.plinth_organization.this[0].management_account_id }, data.plinth_organization.this[0].accounts), {})
}

resource "plinth_env_vpc" "this" {
  account_id                    = var.account == null ? null : lookup(local.account_ids, var.account, var.account)
  availability_zone_ids         = var.availability_zone_ids
  cidr_block                    = var.cidr_block
  dhcp_options                  = var.dhcp_options
  eks_cluster_names             = var.eks_cluster_names
  enable_dns_hostnames          = var.enable_dns_hostnames
  enable_dns_support            = var.enable_dns_support
  flow_logs                     = var.flow_logs
  gateway_endpoints             = var.gateway_endpoints
  instance_tenancy              = var.instance_tenancy
  interface_endpoints           = var.interface_endpoints
  ipam_pool_id                  = var.ipam_pool_id
  ipv6                          = var.ipv6
  kind                          = "management"
  manage_default_network_acl    = var.manage_default_network_acl
  manage_default_route_table    = var.manage_default_route_table
  manage_default_security_group = var.manage_default_security_group
  name                          = var.name
  nat_gateways                  = var.nat_gateways
  netmask_length                = var.netmask_length
  network_acls                  = var.network_acls
  num_availability_zones        = var.num_availability_zones
  region                        = var.region
  secondary_cidr_blocks         = var.secondary_cidr_blocks
  tags                          = var.tags
  tiers                         = var.tiers

  dynamic "timeouts" {
    for_each = var.timeouts[*]

    content {
      create = timeouts.value.create
      delete = timeouts.value.delete
      update = timeouts.value.update
    }
  }
}
