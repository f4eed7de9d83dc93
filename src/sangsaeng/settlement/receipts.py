"""References under which buyers pay, and how an incoming entry is recognised by one. Pure.

`SF` + programme (6 digits) + day: a funding call. `SR` + programme + `-` + root: one root.
`SD` + programme: cash deposited before issue. Anything else waits as unidentified money: a
look-alike name is never enough (domain/peers.md R14).
"""

from __future__ import annotations

import re
from datetime import date

from sangsaeng.payouts.model import Receipt
from sangsaeng.payouts.rails.model import EntryBooked

_REFERENCE = re.compile(
    r"\b(?:SF(?P<call>[0-9]{6})(?P<day>[0-9]{8})|SR(?P<of>[0-9]{6})-(?P<root>[0-9]{1,18})|SD(?P<cash>[0-9]{6}))\b"
)


def reference_of_root(programme_id: int, root_id: int) -> str:
    """What a buyer writes to pay one root."""
    return f"SR{programme_id:06d}-{root_id}"


def reference_of_deposit(programme_id: int) -> str:
    """What a buyer writes to deposit cash."""
    return f"SD{programme_id:06d}"


def _day(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def identify_receipt(entry: EntryBooked) -> Receipt | None:
    """The buyer's receipt an incoming entry is, by its remittance text or end-to-end id."""
    for text in (entry.remittance_text, entry.end_to_end_id or ""):
        found = _REFERENCE.search(text)
        if found is None:
            continue
        if found["call"]:
            return Receipt(int(found["call"]), due_on=_day(found["day"]))
        if found["root"]:
            return Receipt(int(found["of"]), root_id=int(found["root"]))
        return Receipt(int(found["cash"]), is_deposit=True)
    return None
