"""Measurements that need the living example: of the portal as its visitors see it."""
