"""Claimed against verified: what is paid on is verified; who claims far beside it is paid nothing.

difference = |claimed - verified| / verified; over the tolerance the quantity does not count. What
was not there at all (verified 0) is over any tolerance as soon as something was claimed.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated

from pydantic import Field

from sangsaeng.outcomes.contracts.shape import Code, Inputs, Quantity, show


class Reported(Inputs):
    """A quantity as it was claimed and as it was verified; never below 0."""

    claimed: Quantity
    verified: Quantity


class Named(Reported):
    """A reported quantity by its code."""

    code: Code


NamedList = Annotated[list[Named], Field(max_length=1_000)]


def difference(reported: Reported) -> Fraction | None:
    """How far the claim is from what was verified, as a share of that; None where it has none."""
    if reported.verified == 0:
        return Fraction(0) if reported.claimed == 0 else None
    return abs(reported.claimed - reported.verified) / reported.verified


def within(reported: Reported, tolerance: Fraction | None) -> bool:
    """Whether the claim counts; without a tolerance in the contract every claim does."""
    if tolerance is None:
        return True
    found = difference(reported)
    return found is not None and found <= tolerance


def said(reported: Reported) -> dict[str, str]:
    """The facts of an explanation's line: claimed, verified, difference."""
    found = difference(reported)
    return {
        "claimed": show(reported.claimed),
        "verified": show(reported.verified),
        "difference": "∞" if found is None else show(found),
    }
