# Accounts may be given by name. Only then is the organization asked for their ids.
data "plinth_organization" "this" {
  count = anytrue([for account in local.accounts : !can(regex("^[0-9]{12}$", account))]) ? 1 : 0
}

locals {
  accounts = compact(flatten([var.account[*], [for guardrail in values(var.guardrails) : guardrail.targets == null ? [] : tolist(guardrail.targets)]]))
  # The account that owns the organization is `management` here, whatever its name is.
  account_ids = try(merge({ management = data.plinth_organization.this[0].management_account_id }, data.plinth_organization.this[0].accounts), {})
}

resource "plinth_guardrail" "this" {
  for_each = var.guardrails

  account_id        = var.account == null ? null : lookup(local.account_ids, var.account, var.account)
  allow_lockout     = each.value.allow_lockout
  description       = each.value.description
  except_principals = each.value.except_principals
  name              = each.key
  parameters        = each.value.parameters
  policy            = each.value.policy
  preset            = each.value.preset
  tags              = var.tags
  targets           = each.value.targets == null ? null : [for account in each.value.targets : lookup(local.account_ids, account, account)]
  type              = each.value.type

  dynamic "timeouts" {
    for_each = var.timeouts[*]

    content {
      create = timeouts.value.create
      delete = timeouts.value.delete
      update = timeouts.value.update
    }
  }
}
