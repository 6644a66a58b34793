# Accounts may be given by name. Only then is the organization asked for their ids.
data "plinth_organization" "this" {
  count = anytrue([for account in local.accounts : !can(regex("^[0-9]{12}$", account))]) ? 1 : 0
}

locals {
  accounts = compact(flatten([var.management_account[*]]))
  # The account that owns the organization is `management` here, whatever its name is.
  account_ids = try(merge({ management = data.plinth_organization.this[0].management_account_id }, data.plinth_organization.this[0].accounts), {})
}

resource "plinth_account" "this" {
  adopt                        = var.adopt
  alias                        = var.alias
  alternate_contacts           = var.alternate_contacts
  close_on_deletion            = var.close_on_deletion
  email                        = var.email
  iam_user_access_to_billing   = var.iam_user_access_to_billing
  management_account_id        = var.management_account == null ? null : lookup(local.account_ids, var.management_account, var.management_account)
  name                         = var.name
  opt_in_regions               = var.opt_in_regions
  organizational_unit          = var.organizational_unit
  organizational_unit_on_close = var.organizational_unit_on_close
  role_name                    = var.role_name
  tags                         = var.tags
  wait_for_ready               = var.wait_for_ready

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
