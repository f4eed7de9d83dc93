"""What comes in the next days, one file a kind of work: each has COMING."""
