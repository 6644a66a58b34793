# Accounts may be given by name. Only then is the organization asked for their ids.
data "plinth_organization" "this" {
  count = anytrue([for account in local.accounts : !can(regex("^[0-9]{12}$", account))]) ? 1 : 0
}

locals {
  accounts = compact(flatten([var.account[*]]))
  # The account that owns the organization is `management` here, whatever its name is.
  account_ids = try(merge({ management = data.plinth_organization.this[0].management_account_id }, data.plinth_organization.this[0].accounts), {})
}

resource "plinth_secrets_key" "this" {
  account_id              = var.account == null ? null : lookup(local.account_ids, var.account, var.account)
  administrators          = var.administrators
  decrypters              = var.decrypters
  deletion_window_in_days = var.deletion_window_in_days
  description             = var.description
  enable_key_rotation     = var.enable_key_rotation
  encrypters              = var.encrypters
  encryption_context      = var.encryption_context
  iam_access              = var.iam_access
  multi_region            = var.multi_region
  name                    = var.name
  region                  = var.region
  rotation_period_in_days = var.rotation_period_in_days
  tags                    = var.tags

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
