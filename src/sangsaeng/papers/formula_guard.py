"""Text that a spreadsheet program would run as a formula, defused in files we write.

A supplier called `=HYPERLINK(...)` must reach the user as that name and nothing else. In CSV an
apostrophe goes before it, and is taken off again on reading; .xlsx has a mark of its own.
"""

from __future__ import annotations

import re

# Programs set to Korean or Japanese take the full-width signs too.
_STARTS = frozenset("=+-@\t\r＝＋－＠")
_PLAIN_NUMBER = re.compile(r"-?[0-9][0-9,]*(?:\.[0-9]+)?")
_QUOTED_BY_FORMULA = re.compile(r'="([^"]*)"')


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet program may calculate this; a plain negative number is harmless."""
    start = text.lstrip()[:1]
    if not start or text[0].isalnum():
        return False
    return (text[0] in _STARTS or start in _STARTS) and not _PLAIN_NUMBER.fullmatch(text)


def guard(text: str) -> str:
    """The text as it may stand in a CSV file."""
    return f"'{text}" if looks_like_formula(text) else text


def unguard(text: str) -> str:
    """The text a guarded cell stands for; also ="0012", the trick that keeps leading zeros."""
    if text[:1] == "'" and looks_like_formula(text[1:]):
        text = text[1:]
    match = _QUOTED_BY_FORMULA.fullmatch(text) if text[:1] == "=" else None
    return match.group(1) if match else text
