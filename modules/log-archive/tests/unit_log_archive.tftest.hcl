# The module with a mock in the provider's place: no AWS is asked.
#
# It is planned only: what must not be destroyed, a test could not clean up.

mock_provider "plinth" {}

variables {
  account = "111122223333"
  bucket  = "acme-log-archive"
}

run "plans_the_example" {
  command = plan
}

run "refuses_region" {
  command = plan

  variables {
    region = "Ireland"
  }

  expect_failures = [var.region]
}
