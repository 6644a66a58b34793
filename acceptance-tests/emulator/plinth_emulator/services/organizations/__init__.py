"""Organizations: kept here, as moto's own has neither states nor AWS's rules."""
