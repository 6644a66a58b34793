"""IAM's policy language: reading documents, conditions, decisions, and what AWS refuses to store."""
