"""Won as people read them beside a picture: whole, or short where room is short."""

from __future__ import annotations

from collections.abc import Sequence

from sangsaeng.kernel.messages import Language, sentence

_CODES = ("pic_short_4", "pic_short_8", "pic_short_12")
# A Korean reader counts in ten thousands, an English one in thousands.
_STEPS: dict[Language, Sequence[int]] = {
    "ko": (10**4, 10**8, 10**12),
    "en": (10**6, 10**9, 10**12),
}


def whole_won(won: int, language: Language) -> str:
    """Every digit, grouped, with its unit."""
    return sentence("pic_won", language, {"won": won})


def short_won(won: int, language: Language) -> str:
    """At most one decimal in the largest unit that fits, rounded to the nearest: 123,400,000 is
    1.2 of a hundred million. Small amounts are whole."""
    if won < 0:
        return f"-{short_won(-won, language)}"
    steps = _STEPS[language]
    if won < steps[0]:
        return whole_won(won, language)
    said, code = "", ""
    for code_here, step in zip(_CODES, steps, strict=True):
        tenths = (won * 10 + step // 2) // step
        if tenths >= 10:
            whole, rest = divmod(tenths, 10)
            # A decimal beside four digits would be false exactness.
            said = f"{whole:,}.{rest}" if rest and whole < 1_000 else f"{whole:,}"
            code = code_here
    return sentence(code, language, {"amount": said})
