"""Controls by case: one file each, with CONTROL and its statement."""
