# The module with a mock in the provider's place: no AWS is asked.

mock_provider "plinth" {}

variables {
  name       = "prod"
  cidr_block = "10.0.0.0/16"
}

run "plans_the_example" {
  command = plan

  assert {
    condition     = plinth_env_vpc.this.name == var.name
    error_message = "name is passed on."
  }
}

run "applies_the_example" {
  command = apply

  assert {
    condition     = output.id != ""
    error_message = "What was made has an id."
  }
}

run "refuses_cidr_block" {
  command = plan

  variables {
    cidr_block = "10.0.0.0"
  }

  expect_failures = [var.cidr_block]
}

run "refuses_name" {
  command = plan

  variables {
    name = ""
  }

  expect_failures = [var.name]
}

run "refuses_nat_gateways" {
  command = plan

  variables {
    nat_gateways = "many"
  }

  expect_failures = [var.nat_gateways]
}

run "refuses_region" {
  command = plan

  variables {
    region = "Ireland"
  }

  expect_failures = [var.region]
}

run "refuses_secondary_cidr_blocks" {
  command = plan

  variables {
    secondary_cidr_blocks = ["10.0.0.0"]
  }

  expect_failures = [var.secondary_cidr_blocks]
}
