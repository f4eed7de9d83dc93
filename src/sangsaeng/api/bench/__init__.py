"""Measurements that need the API: against a server as `serve` starts it."""
