"""What an event of pay for success may say, beyond the states of the tables themselves."""

from __future__ import annotations

from collections.abc import Mapping

EVENTS: Mapping[str, tuple[str, ...]] = {
    "agreement": ("signed",),
    "application": ("scored",),
    "assignment": ("assigned",),
    "award": ("sites_drawn", "advance_lost", "terminated"),
    "baseline": ("recorded", "locked"),
    "confirmation": ("made",),
    "determination": ("made", "settled", "reopened", "correction_unpaid"),
    "dispute": ("opened", "upheld", "rejected"),
    "evidence": ("added", "added_late"),
    "finding": ("cleared", "confirmed"),
    "hazard": ("abated",),
    "hotline": ("answered",),
    "incident": ("recorded", "amended"),
    "inspection": ("in_use", "not_in_use"),
    "payable": ("payment_approved", "ended"),
    "match": ("drawn",),
    "observation": ("recorded",),
    "works": ("refused",),
    "reference": ("set",),
    "serial": ("subsidised",),
}
REASONS = ("late_accident", "dispute", "found_error", "claim_too_late", "award_terminated")
