# Accounts may be given by name. Only then is the organization asked for their ids.
data "plinth_organization" "this" {
  count = anytrue([for account in local.accounts : !can(regex("^[0-9]{12}$", account))]) ? 1 : 0
}

locals {
  accounts = compact(flatten([[for account in values(var.accounts) : account.management_account[*]]]))
  # The account that owns the organization is `management` here, whatever its name is.
  account_ids = try(merge({ management = data.plinth_organization.this[0].management_account_id }, data.plinth_organization.this[0].accounts), {})
}

resource "plinth_account" "this" {
  for_each = var.accounts

  adopt                        = each.value.adopt
  alias                        = each.value.alias
  alternate_contacts           = each.value.alternate_contacts
  close_on_deletion            = each.value.close_on_deletion
  email                        = each.value.email
  iam_user_access_to_billing   = each.value.iam_user_access_to_billing
  management_account_id        = each.value.management_account == null ? null : lookup(local.account_ids, each.value.management_account, each.value.management_account)
  name                         = each.key
  opt_in_regions               = each.value.opt_in_regions
  organizational_unit          = each.value.organizational_unit
  organizational_unit_on_close = each.value.organizational_unit_on_close
  role_name                    = each.value.role_name
  tags                         = var.tags
  wait_for_ready               = each.value.wait_for_ready

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
