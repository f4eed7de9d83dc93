"""Readings by noun: one file each, with READINGS."""
