"""What the paper's font can show: its own table of letters, and a box for every other."""

from __future__ import annotations

from functools import cache
from importlib import resources
from io import BytesIO

from fontTools.ttLib import TTFont

# A white square: visible, in the font, and in no company's name.
STAND_IN = "\u25a1"
_FONTS = ("Pretendard-Regular.otf", "Pretendard-Bold.otf")


@cache
def known_letters() -> frozenset[int]:
    """The code points that both weights of the shipped font have, controls left out."""
    shared: frozenset[int] | None = None
    for name in _FONTS:
        data = (resources.files(__package__) / "fonts" / name).read_bytes()
        found = frozenset(TTFont(BytesIO(data), lazy=True).getBestCmap())
        shared = found if shared is None else shared & found
    assert shared is not None and ord(STAND_IN) in shared
    return frozenset(point for point in shared if chr(point).isprintable())


def shown(text: str) -> str:
    """A text as the paper can show it: letters the font has not become a box, one for one."""
    known = known_letters()
    return "".join(letter if ord(letter) in known else STAND_IN for letter in text)
