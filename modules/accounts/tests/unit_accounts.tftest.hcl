# The module with a mock in the provider's place: no AWS is asked.
#
# It is planned only: what must not be destroyed, a test could not clean up.

mock_provider "plinth" {}

variables {
  accounts = {
    prod = { email = "aws+prod@example.com", organizational_unit = "Workloads/Prod" }
  }
}

run "plans_the_example" {
  command = plan

  assert {
    condition     = toset(keys(plinth_account.this)) == toset(keys(var.accounts))
    error_message = "Every entry of accounts is one plinth_account."
  }
}
