# The module with a mock in the provider's place: no AWS is asked.

mock_provider "plinth" {}

variables {
  guardrails = {
    deny-leaving-organization = { preset = "deny_leaving_organization", targets = ["Root"] }
  }
}

run "plans_the_example" {
  command = plan

  assert {
    condition     = toset(keys(plinth_guardrail.this)) == toset(keys(var.guardrails))
    error_message = "Every entry of guardrails is one plinth_guardrail."
  }
}

run "applies_the_example" {
  command = apply

  assert {
    condition     = toset(keys(output.ids)) == toset(keys(var.guardrails))
    error_message = "Every entry of guardrails has an id."
  }
}
