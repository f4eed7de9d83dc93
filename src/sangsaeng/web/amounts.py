"""Won as people write it: read once, the same way in every field, spreadsheet and link."""

from __future__ import annotations

from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.receivables.evidence import fields

_SHOWN = 40


def parse_won(text: str) -> int | None:
    """Whole won, 0 or more, from 1234000, 1,234,000, ₩1,234,000 or 1234000원, in full-width figures
    too. None for anything else: a sign, a point or a comma in a wrong place is a slip of the hand,
    and is never made into another amount."""
    found = fields.parse_won(text.strip(), "amount_won")
    return None if isinstance(found, Refusal) or found < 0 else found


def read_won(text: str, field: str) -> int | Refusal | None:
    """Won of a field; None where nothing was written. Refused: amount_unreadable."""
    if not text.strip():
        return None
    found = parse_won(text)
    return refuse("amount_unreadable", field, value=text[:_SHOWN]) if found is None else found
