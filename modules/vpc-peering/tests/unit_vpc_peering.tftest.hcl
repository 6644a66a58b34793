# The module with a mock in the provider's place: no AWS is asked.

mock_provider "plinth" {}

variables {
  name             = "management-to-prod"
  requester_vpc_id = "vpc-0123456789abcdef0"
  accepter_vpc_id  = "vpc-0fedcba9876543210"
}

run "plans_the_example" {
  command = plan

  assert {
    condition     = plinth_vpc_peering.this.accepter_vpc_id == var.accepter_vpc_id
    error_message = "accepter_vpc_id is passed on."
  }
}

run "applies_the_example" {
  command = apply

  assert {
    condition     = output.id != ""
    error_message = "What was made has an id."
  }
}

run "refuses_accepter_region" {
  command = plan

  variables {
    accepter_region = "Ireland"
  }

  expect_failures = [var.accepter_region]
}

run "refuses_accepter_vpc_id" {
  command = plan

  variables {
    accepter_vpc_id = "prod"
  }

  expect_failures = [var.accepter_vpc_id]
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

run "refuses_requester_vpc_id" {
  command = plan

  variables {
    requester_vpc_id = "prod"
  }

  expect_failures = [var.requester_vpc_id]
}
