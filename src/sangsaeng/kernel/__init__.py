"""Floor 1: won, rates, days, business numbers, refusals, messages. It imports no other floor."""
