"""GuardDuty: one detector per account and region, and the organization's administrator."""
