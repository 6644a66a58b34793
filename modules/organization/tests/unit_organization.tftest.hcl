# The module with a mock in the provider's place: no AWS is asked.
#
# It is planned only: what must not be destroyed, a test could not clean up.

mock_provider "plinth" {}

variables {
  organizational_units = ["Security", "Workloads/Prod"]
}

run "plans_the_example" {
  command = plan
}
