# Accounts may be given by name. Only then is the organization asked for their ids.
data "plinth_organization" "this" {
  count = anytrue([for account in local.accounts : !can(regex("^[0-9]{12}$", account))]) ? 1 : 0
}

locals {
  accounts = compact(flatten([var.account[*]]))
  # The account that owns the organization is `management` here, whatever its name is.
  account_ids = try(merge({ management = data.plinth_organization.this[0].management_account_id }, data.plinth_organization.this[0].accounts), {})
}

resource "plinth_organization" "this" {
  account_id               = var.account == null ? null : lookup(local.account_ids, var.account, var.account)
  delegated_administrators = var.delegated_administrators
  enabled_policy_types     = var.enabled_policy_types
  on_destroy               = var.on_destroy
  organizational_units     = var.organizational_units
  root_access_management   = var.root_access_management
  tags                     = var.tags
  trusted_services         = var.trusted_services

  dynamic "timeouts" {
    for_each = var.timeouts[*]

    content {
      create = timeouts.value.create
      delete = timeouts.value.delete
      update = timeouts.value.update
    }
  }

  lifecycle {
    prevent_destroy = true
  }
}
