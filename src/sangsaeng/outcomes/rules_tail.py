"""What is kept back until the tail ends: released where the equipment is still in use. Pure."""

from __future__ import annotations

from collections.abc import Mapping


def due_to_forfeit_won(retained_won: int, last_looks: Mapping[int, bool | None]) -> int:
    """The part of a retention that is lost for sites whose equipment is no longer in use: their
    share of the sites, rounded up. A site that left or closed since the claim is one of them: who
    lets a site go frees nothing. A site nobody looked at is not counted as lost here."""
    gone = sum(1 for in_use in last_looks.values() if in_use is False)
    return -(-retained_won * gone // len(last_looks)) if last_looks else 0
