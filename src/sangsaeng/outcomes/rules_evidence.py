"""What a file must be, and whether it came within the window it is wanted in. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sangsaeng.kernel.refusals import Refusal, refuse

# What a file of a type begins with; nothing that a browser would run is taken.
_BEGINS: dict[str, tuple[bytes, ...]] = {
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/heic": (b"ftypheic", b"ftypheix", b"ftypmif1"),
    "image/webp": (b"WEBP",),
    "application/pdf": (b"%PDF-",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (b"PK\3\4",),
}
# Where it begins so: HEIC names itself after a length, WebP after RIFF and a length.
_AT = {"image/heic": 4, "image/webp": 8}


@dataclass(frozen=True, slots=True)
class Window:
    """When results of a period are observed, and until when they may be claimed."""

    observed_from: date
    observed_until: date
    claim_until: date


def decide_file(content: bytes, media_type: str) -> Refusal | None:
    """Whether a file is what it is said to be: `media_type_differs`."""
    at = _AT.get(media_type, 0)
    if content[at:].startswith(_BEGINS.get(media_type, ())):
        return None
    return refuse("media_type_differs", "media_type", value=media_type)


def is_late(
    kind: str,
    taken_on: date,
    added_on: date,
    awarded_on: date,
    installed_on: date | None,
    windows: Sequence[Window],
) -> bool:
    """Whether a file lies outside its window: it is kept, and not counted.

    Taken before the award; showing the state before the works and taken after them, or the other
    way round; taken while a period was observed and handed in after it could be claimed; handed in
    after the last claim.
    """
    if taken_on < awarded_on:
        return True
    if installed_on is not None:
        if kind == "photo_before" and taken_on > installed_on:
            return True
        if kind in ("photo_after", "test_sheet") and taken_on < installed_on:
            return True
    for one in windows:
        if one.observed_from <= taken_on <= one.observed_until and added_on > one.claim_until:
            return True
    return bool(windows) and added_on > max(one.claim_until for one in windows)
