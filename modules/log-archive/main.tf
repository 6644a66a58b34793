# Accounts may be given by name. Only then is the organization asked for their ids.
data "plinth_organization" "this" {
  count = anytrue([for account in local.accounts : !can(regex("^[0-9]{12}$", account))]) ? 1 : 0
}

locals {
  accounts = compact(flatten([var.account[*]]))
  # The account that owns the organization is `management` here, whatever its name is.
  account_ids = try(merge({ management = data.plinth_organization.this[0].management_account_id }, data.plinth_organization.this[0].accounts), {})
}

resource "plinth_log_archive" "this" {
  access_logging          = var.access_logging
  account_id              = var.account == null ? null : lookup(local.account_ids, var.account, var.account)
  bucket                  = var.bucket
  deletion_window_in_days = var.deletion_window_in_days
  force_destroy           = var.force_destroy
  kms_master_key_arn      = var.kms_master_key_arn
  object_lock             = var.object_lock
  organization_id         = var.organization_id
  readers                 = var.readers
  region                  = var.region
  retention               = var.retention
  sources                 = var.sources
  sse_algorithm           = var.sse_algorithm
  tags                    = var.tags
  versioning              = var.versioning

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
