"""IAM: moto keeps its objects; the checks that AWS makes are here."""
