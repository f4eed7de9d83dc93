"""Acts by noun: one file each, with ACTS."""
