# The module with a mock in the provider's place: no AWS is asked.

mock_provider "plinth" {}

variables {
  account = "111122223333"
  bucket  = "acme-log-archive"
}

run "plans_the_example" {
  command = plan
}

run "applies_the_example" {
  command = apply

  assert {
    condition     = output.id != ""
    error_message = "What was made has an id."
  }
}

run "refuses_region" {
  command = plan

  variables {
    region = "Ireland"
  }

  expect_failures = [var.region]
}
