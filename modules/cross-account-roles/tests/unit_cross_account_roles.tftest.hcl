# The module with a mock in the provider's place: no AWS is asked.

mock_provider "plinth" {}

variables {
  roles = {
    read-only = { access = "read_only", trusted_accounts = ["111122223333"] }
  }
}

run "plans_the_example" {
  command = plan

  assert {
    condition     = toset(keys(plinth_cross_account_role.this)) == toset(keys(var.roles))
    error_message = "Every entry of roles is one plinth_cross_account_role."
  }
}

run "applies_the_example" {
  command = apply

  assert {
    condition     = toset(keys(output.ids)) == toset(keys(var.roles))
    error_message = "Every entry of roles has an id."
  }
}

run "refuses_roles" {
  command = plan

  variables {
    roles = { wrong = { access = "everything" } }
  }

  expect_failures = [var.roles]
}
