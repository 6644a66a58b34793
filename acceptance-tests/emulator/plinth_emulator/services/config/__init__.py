"""AWS Config: moto keeps recorders, channels, rules and aggregators; what it takes and AWS refuses is here."""
