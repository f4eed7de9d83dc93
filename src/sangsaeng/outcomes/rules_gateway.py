"""The gateway: which sites an award gets is drawn, not chosen (row 7 of the workflow).

Whoever has the list of sites that fitted, the nonce, the act and its moment, all of them published
with the draw, draws the same sites again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256


def decide_seed(nonce: bytes, act_id: int, at: datetime, site_ids: Sequence[int]) -> bytes:
    """The seed of a draw. Who enters it gives the nonce; the moment is that of the second person's
    approval; the sites are those that fit then: nobody knows the seed before it is drawn."""
    said = f"{act_id}|{at.isoformat()}|{','.join(str(one) for one in sorted(site_ids))}"
    return sha256(nonce + said.encode()).digest()


def decide_draw(seed: bytes, site_ids: Sequence[int], wanted: int) -> list[int]:
    """The sites drawn: the first by sha256(seed || number), whatever order they came in."""
    return sorted(site_ids, key=lambda one: (lot_of(seed, one), one))[:wanted]


def lot_of(seed: bytes, number: int) -> bytes:
    """Where a number stands in a draw."""
    return sha256(seed + number.to_bytes(8, "big")).digest()
