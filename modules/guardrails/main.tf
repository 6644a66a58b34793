resource "plinth_guardrail" "this" {
  for_each = var.guardrails

  account_id        = var.account
  allow_lockout     = each.value.allow_lockout
  description       = each.value.description
  except_principals = each.value.except_principals
  name              = each.key
  parameters        = each.value.parameters
  policy            = each.value.policy
  preset            = each.value.preset
  tags              = var.tags
  targets           = each.value.targets
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
