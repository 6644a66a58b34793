# The ID of the management account. An import lists everything that the organization has turned on, and all its units.
terraform import plinth_organization.this 111122223333
