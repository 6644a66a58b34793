# An account in its organizational unit, with all that AWS is told about it.
resource "plinth_account" "prod" {
  name                = "prod"
  email               = provider::plinth::account_email("aws+{account}@example.com", "prod")
  organizational_unit = "Workloads/Prod"
  alias               = "acme-prod"

  iam_user_access_to_billing = "DENY"

  alternate_contacts = {
    security = {
      name          = "Security"
      title         = "Security team"
      email_address = "security@example.com"
      phone_number  = "+1 206 555 0100"
    }
  }

  opt_in_regions = ["af-south-1"]

  tags = {
    Team = "platform"
  }

  # Regions take AWS up to some hours.
  timeouts {
    create = "3h"
    update = "3h"
  }
}

# An account that a destroy may close.
resource "plinth_account" "sandbox" {
  name  = "sandbox"
  email = "aws+sandbox@example.com"

  close_on_deletion            = true
  organizational_unit_on_close = "Suspended"
}
