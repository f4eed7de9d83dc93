"""What waits for a person today, one file a kind of work: each has NEEDS."""
