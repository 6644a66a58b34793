"""Organizations: moto keeps it; making accounts, and the refusals that moto lacks, are here."""
