# Accounts may be given by name. Only then is the organization asked for their ids.
data "plinth_organization" "this" {
  count = anytrue([for account in local.accounts : !can(regex("^[0-9]{12}$", account))]) ? 1 : 0
}

locals {
  accounts = compact(flatten([var.account[*], [for role in values(var.roles) : role.trusted_accounts == null ? [] : tolist(role.trusted_accounts)]]))
  # The account that owns the organization is `management` here, whatever its name is.
  account_ids = try(merge({ management = data.plinth_organization.this[0].management_account_id }, data.plinth_organization.this[0].accounts), {})
}

resource "plinth_cross_account_role" "this" {
  for_each = var.roles

  access               = each.value.access
  account_id           = var.account == null ? null : lookup(local.account_ids, var.account, var.account)
  allowed_services     = each.value.allowed_services
  description          = each.value.description
  external_id          = each.value.external_id
  inline_policies      = each.value.inline_policies
  max_session_duration = each.value.max_session_duration
  mfa_max_age          = each.value.mfa_max_age
  name                 = each.key
  oidc                 = each.value.oidc
  path                 = each.value.path
  permissions_boundary = each.value.permissions_boundary
  policies             = each.value.policies
  require_mfa          = each.value.require_mfa
  tags                 = var.tags
  trusted_accounts     = each.value.trusted_accounts == null ? null : [for account in each.value.trusted_accounts : lookup(local.account_ids, account, account)]
  trusted_principals   = each.value.trusted_principals

  dynamic "timeouts" {
    for_each = var.timeouts[*]

    content {
      create = timeouts.value.create
      delete = timeouts.value.delete
      update = timeouts.value.update
    }
  }
}
