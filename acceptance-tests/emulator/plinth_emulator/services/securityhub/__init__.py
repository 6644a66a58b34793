"""Security Hub CSPM: the hub of an account and region, its standards and controls, and the organization's administrator."""
