# The module with a mock in the provider's place: no AWS is asked.
#
# It is planned only: what must not be destroyed, a test could not clean up.

mock_provider "plinth" {}

variables {
  name = "prod"
}

run "plans_the_example" {
  command = plan

  assert {
    condition     = plinth_secrets_key.this.name == var.name
    error_message = "name is passed on."
  }
}

run "refuses_name" {
  command = plan

  variables {
    name = ""
  }

  expect_failures = [var.name]
}

run "refuses_region" {
  command = plan

  variables {
    region = "Ireland"
  }

  expect_failures = [var.region]
}
