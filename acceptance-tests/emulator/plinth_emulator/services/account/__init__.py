"""Account Management: what belongs to an account rather than to its resources."""
