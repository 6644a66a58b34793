"""EC2's networks: moto keeps the objects that instances hang on; rules, states, pages and filters are here."""
