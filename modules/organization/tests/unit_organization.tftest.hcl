# The module with a mock in the provider's place: no AWS is asked.

mock_provider "plinth" {}

variables {
  organizational_units = ["Security", "Workloads/Prod"]
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
