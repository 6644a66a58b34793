terraform {
  required_version = ">= 1.11"

  required_providers {
    plinth = {
      source = "plinth/plinth"
    }
  }
}

# The credentials come from the environment or from a profile, as for AWS's own tools.
provider "plinth" {
  region = "eu-west-1"

  # Nothing happens anywhere else, by mistake. The account of the provider's own credentials is one of them.
  allowed_account_ids = ["111122223333", "444455556666", "777788889999"]

  # Resources of other accounts are managed through this role, which must exist there.
  account_access {
    role_name    = "OrganizationAccountAccessRole"
    session_name = "infrastructure-live"

    overrides = {
      "777788889999" = {
        role_arn    = "arn:aws:iam::777788889999:role/partners/acme"
        external_id = "acme-4f1c"
      }
    }
  }

  default_tags {
    tags = {
      Owner     = "platform"
      ManagedBy = "terraform"
    }
  }
}

# One provider reaches all accounts: each resource says where it lives.
resource "plinth_cross_account_role" "audit" {
  for_each = toset(["111122223333", "444455556666"])

  account_id       = each.value
  name             = "audit"
  access           = "read_only"
  trusted_accounts = ["777788889999"]
}
