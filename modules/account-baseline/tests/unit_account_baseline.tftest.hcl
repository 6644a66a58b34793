# The module with a mock in the provider's place: no AWS is asked.

mock_provider "plinth" {}

variables {
  account = "111122223333"
  regions = ["eu-west-1", "us-east-1"]
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

run "refuses_home_region" {
  command = plan

  variables {
    home_region = "Ireland"
  }

  expect_failures = [var.home_region]
}

run "refuses_regions" {
  command = plan

  variables {
    regions = ["Ireland"]
  }

  expect_failures = [var.regions]
}
