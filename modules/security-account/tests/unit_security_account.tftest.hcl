# The module with a mock in the provider's place: no AWS is asked.

mock_provider "plinth" {}

variables {
  account = "111122223333"
  regions = ["eu-west-1"]
  roles = {
    read-only = { access = "read_only", trusted_accounts = ["444455556666"] }
  }
}

run "plans_the_example" {
  command = plan
}

run "applies_the_example" {
  command = apply

  assert {
    condition     = toset(keys(output.roles.ids)) == toset(keys(var.roles))
    error_message = "Every entry of roles has an id."
  }
}

run "refuses_regions" {
  command = plan

  variables {
    regions = ["Ireland"]
  }

  expect_failures = [var.regions]
}

run "refuses_roles" {
  command = plan

  variables {
    roles = { wrong = { access = "everything" } }
  }

  expect_failures = [var.roles]
}
