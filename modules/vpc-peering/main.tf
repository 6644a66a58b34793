resource "plinth_vpc_peering" "this" {
  accepter_account_id                       = var.accepter_account
  accepter_allow_remote_vpc_dns_resolution  = var.accepter_allow_remote_vpc_dns_resolution
  accepter_region                           = var.accepter_region
  accepter_route_table_ids                  = var.accepter_route_table_ids
  accepter_vpc_id                           = var.accepter_vpc_id
  account_id                                = var.account
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
