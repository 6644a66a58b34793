# Accounts may be given by name. Only then is the organization asked for their ids.
data "plinth_organization" "this" {
  count = anytrue([for account in local.accounts : !can(regex("^[0-9]{12}$", account))]) ? 1 : 0
}

locals {
  accounts = compact(flatten([var.accepter_account[*], var.account[*]]))
  # The account that owns the organization is `management` here, whatever its name is.
  account_ids = try(merge({ management = data.plinth_organization.this[0].management_account_id }, data.plinth_organization.this[0].accounts), {})
}

resource "plinth_vpc_peering" "this" {
  accepter_account_id                       = var.accepter_account == null ? null : lookup(local.account_ids, var.accepter_account, var.accepter_account)
  accepter_allow_remote_vpc_dns_resolution  = var.accepter_allow_remote_vpc_dns_resolution
  accepter_region                           = var.accepter_region
  accepter_route_table_ids                  = var.accepter_route_table_ids
  accepter_vpc_id                           = var.accepter_vpc_id
  account_id                                = var.account == null ? null : lookup(local.account_ids, var.account, var.account)
  name                                      = var.name
  region                                    = var.region
  requester_allow_remote_vpc_dns_resolution = var.requester_allow_remote_vpc_dns_resolution
  requester_route_table_ids                 = var.requester_route_table_ids
  requester_vpc_id                          = var.requester_vpc_id
  tags                                      = var.tags

  dynamic "timeouts" {
    for_each = var.timeouts[*]

    content {
      create = timeouts.value.create
      delete = timeouts.value.delete
      update = timeouts.value.update
    }
  }
}
