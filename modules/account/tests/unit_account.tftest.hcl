# The module with a mock in the provider's place: no AWS is asked.
#
# It is planned only: what must not be destroyed, a test could not clean up.

mock_provider "plinth" {}

variables {
  name                = "prod"
  email               = "aws+prod@example.com"
  organizational_unit = "Workloads/Prod"
}

run "plans_the_example" {
  command = plan

  assert {
    condition     = plinth_account.this.email == var.email
    error_message = "email is passed on."
  }
}

run "refuses_email" {
  command = plan

  variables {
    email = "nobody"
  }

  expect_failures = [var.email]
}

run "refuses_name" {
  command = plan

  variables {
    name = ""
  }

  expect_failures = [var.name]
}
