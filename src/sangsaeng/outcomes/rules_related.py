"""Who is the same: names, accounts and companies folded for comparison. Pure."""

from __future__ import annotations

import unicodedata

from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.model_choosing import Related, Relation

_NUMBERED = (Relation.ACCOUNT, Relation.COMPANY)


def fold_named(related: Related) -> str:
    """One spelling: a number is its digits; a person is the letters of the name and the day of
    birth, since many people have one name."""
    text = unicodedata.normalize("NFKC", related.named).casefold()
    if related.relation in _NUMBERED:
        return "".join(sign for sign in text if sign.isdigit())
    letters = "".join(sign for sign in text if sign.isalnum())
    assert related.born_on is not None
    return f"{letters}|{related.born_on.isoformat()}"


def decide_related(related: Related) -> Refusal | None:
    """Whether it says enough to be compared: related_needs_birth for a person, related_needs_number
    for an account or a company."""
    if related.relation not in _NUMBERED:
        return None if related.born_on else refuse("related_needs_birth", "born_on")
    if not any(sign.isdigit() for sign in related.named):
        return refuse("related_needs_number", "named")
    return None
