# The module with a mock in the provider's place: no AWS is asked.
#
# It is planned only: what must not be destroyed, a test could not clean up.

mock_provider "plinth" {}

variables {
  account    = "111122223333"
  name       = "prod"
  region     = "eu-west-1"
  regions    = ["eu-west-1"]
  cidr_block = "10.0.0.0/16"
  roles = {
    read-only = { access = "read_only", trusted_accounts = ["444455556666"] }
  }
}

run "plans_the_example" {
  command = plan
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
