"""SVG as text: lengths in whole tenths of a pixel, so that a picture is the same everywhere.

Colours are presentation attributes, which `pictures.css` may overrule: a picture also stands alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

_NAMESPACE = "http://www.w3.org/2000/svg"
# Letters from the Hangul blocks on are about square.
_WIDE_FROM = 0x1100
_NARROW_LETTERS = frozenset(" .,:;|()[]'il1")


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing, its two texts, and what it shows as rows for a table.

    A cell that is a whole number is an amount (won unless the heading says otherwise).
    """

    svg: str
    title: str
    description: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]


def px(tenths: int) -> str:
    """Tenths of a pixel as an attribute: 125 is 12.5."""
    sign, tenths = ("-" if tenths < 0 else ""), abs(tenths)
    whole, rest = divmod(tenths, 10)
    return f"{sign}{whole}.{rest}" if rest else f"{sign}{whole}"


def text_width(text: str, size: int) -> int:
    """About how wide a text is, in tenths of a pixel, at a letter size in pixels.

    Hundredths of the letter size as Pretendard has them in bold, rounded up.
    """
    hundredths = 0
    for letter in text:
        if ord(letter) >= _WIDE_FROM:
            hundredths += 95
        elif letter in _NARROW_LETTERS:
            hundredths += 45
        else:
            hundredths += 82 if letter.isupper() else 66
    return (hundredths * size + 9) // 10


def shorten(text: str, size: int, room: int) -> str:
    """The text, or as much of it as fits into `room` tenths of a pixel, with an ellipsis."""
    if text_width(text, size) <= room:
        return text
    while text and text_width(text, size) + size * 10 > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


class Canvas:
    """An SVG document being written. `name` makes its ids unique on a page."""

    def __init__(
        self, name: str, size: tuple[int, int], title: str, description: str, css: str
    ) -> None:
        width, height = size
        self._open = 0
        self._lines = [
            f'<svg xmlns="{_NAMESPACE}" class="pic {css}" viewBox="0 0 {px(width)} {px(height)}"'
            f' width="{px(width)}" height="{px(height)}" role="img"'
            f' aria-labelledby="{escape(name)}-title {escape(name)}-desc">',
            f'<title id="{escape(name)}-title">{escape(title)}</title>',
            f'<desc id="{escape(name)}-desc">{escape(description)}</desc>',
        ]

    def add(self, tag: str, attributes: str, title: str = "") -> None:
        """An element by its attributes as written; hovering tells its title."""
        inner = f"<title>{escape(title)}</title>" if title else ""
        self._lines.append(
            f"<{tag} {attributes}>{inner}</{tag}>" if inner else f"<{tag} {attributes}/>"
        )

    def words(self, x: int, y: int, text: str, attributes: str = "") -> None:
        """A line of text standing on y."""
        more = f" {attributes}" if attributes else ""
        self._lines.append(f'<text x="{px(x)}" y="{px(y)}"{more}>{escape(text)}</text>')

    def group(self, attributes: str) -> None:
        """Everything until `end` shares these attributes."""
        self._lines.append(f"<g {attributes}>")
        self._open += 1

    def end(self) -> None:
        """Close the last group."""
        self._lines.append("</g>")
        self._open -= 1

    def text(self) -> str:
        """The whole document."""
        assert self._open == 0
        return "\n".join([*self._lines, "</svg>"])
