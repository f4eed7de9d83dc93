"""Floor 1: whole won, rates, days, business numbers, refusals, messages. Imports nothing of ours."""
