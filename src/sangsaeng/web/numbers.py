"""Whole numbers of things, days and points as people and our own links write them: read once, the
same way everywhere. Won is read by `amounts`."""

from __future__ import annotations

import re

# What a whole number of JSON holds exactly; no text is so long that int() refuses it.
_MOST_DIGITS = 15
_WIDE = str.maketrans("０１２３４５６７８９，", "0123456789,")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")


def number_in(text: str, most_digits: int = _MOST_DIGITS) -> int | None:
    """A whole number, 0 or more, in plain or full-width figures. None for anything else: a sign, a
    comma, other scripts' figures, more digits than the field has."""
    plain = text.strip().translate(_WIDE) if len(text) <= 2 * _MOST_DIGITS else ""
    is_one = plain.isascii() and plain.isdecimal() and len(plain) <= most_digits
    return int(plain) if is_one else None


def count_in(text: str, most_digits: int = _MOST_DIGITS) -> int | None:
    """As `number_in`, and with commas where thousands end: 1,200, but never 12,00."""
    plain = text.strip().translate(_WIDE)
    return number_in(plain.replace(",", "") if _GROUPED.fullmatch(plain) else plain, most_digits)
