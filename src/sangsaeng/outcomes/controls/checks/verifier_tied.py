"""A verifier that shares owners, people or accounts with the supplier or a site it looks at."""

from __future__ import annotations

from sangsaeng.outcomes.controls.shape import Control
from sangsaeng.outcomes.controls.ties import find_ties

CONTROL = Control(
    code="verifier_tied",
    stops=True,
    says="control_verifier_tied",
    look=lambda looking: find_ties(looking, "verifier_tied"),
)
