"""Applications, observations and claims from spreadsheets, with every fault of every line."""
