"""Who has which share: a bar for a line of text."""

from __future__ import annotations

from collections.abc import Sequence

from sangsaeng.kernel.messages import Language, sentence
from sangsaeng.pictures.svg import Canvas, Picture, px
from sangsaeng.pictures.won import whole_won

_WIDTH, _TALL = 3_200, 120
INKS = ("#1D4E89", "#00798C", "#B4540A", "#7A3E9D")
_TRACK = "#D8DEE6"


def render_shares(
    name: str, title: str, parts: Sequence[tuple[str, int]], language: Language
) -> Picture:
    """A bar cut by won, in the order given. The cuts are made in running sums: no gap, no rest."""
    total_won = sum(won for _, won in parts)
    said = ", ".join(f"{label} {whole_won(won, language)}" for label, won in parts)
    canvas = Canvas(name, (_WIDTH, _TALL), title, said, "pic-shares")
    _bar(canvas, 0, _WIDTH, f'class="pic-track" fill="{_TRACK}"')
    passed = 0
    for number, (label, won) in enumerate(parts):
        assert won >= 0
        begins = passed * _WIDTH // total_won if total_won else 0
        passed += won
        ends = passed * _WIDTH // total_won if total_won else 0
        _bar(canvas, begins, ends - begins, _ink(number), f"{label} {whole_won(won, language)}")
    headings = (title, sentence("pic_amount", language))
    return Picture(canvas.text(), title, said, headings, tuple(parts))


def _ink(number: int) -> str:
    number %= len(INKS)
    return f'class="pic-ink-{number}" fill="{INKS[number]}"'


def _bar(canvas: Canvas, x: int, width: int, look: str, title: str = "") -> None:
    if width:
        place = f'x="{px(x)}" y="0" width="{px(width)}" height="{px(_TALL)}"'
        canvas.add("rect", f"{place} {look}", title)
