"""Supplier and site share owners, agents, people or accounts: the main road of collusion."""

from __future__ import annotations

from sangsaeng.outcomes.controls.shape import Control
from sangsaeng.outcomes.controls.ties import find_ties

CONTROL = Control(
    code="related_site",
    stops=True,
    says="control_related_site",
    look=lambda looking: find_ties(looking, "related_site"),
)
