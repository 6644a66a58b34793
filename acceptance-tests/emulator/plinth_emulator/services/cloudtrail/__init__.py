"""CloudTrail: trails of an account or an organization, tested before they are made, as AWS does."""
