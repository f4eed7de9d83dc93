"""How far money went, as a screen tells it: the newest month by tier, and the months before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sangsaeng.kernel.messages import Language
from sangsaeng.pictures.series import Frame, Series, render_series
from sangsaeng.pictures.svg import Picture
from sangsaeng.web.rendering import say

# From tier 1 to tier 2 over the whole scheme, 2015 to August 2021: figures of the parliamentary
# audit of 2021, in https://m.ajunews.com/amp/20211021155729820.
INDUSTRY_SHARE = Decimal("0.0143")
# Shares are drawn as whole hundredths of a percent.
_FINE = 10_000
# For a wide screen and for a phone, in pixels.
_WIDE, NARROW = 720, 330
# Tier 1 is the whole, so it says nothing in a picture.
_FIRST_DRAWN = 2


@dataclass(frozen=True, slots=True)
class Spread:
    """The newest month with promises; `shares` by tier, None where too few companies. `before`: the
    share of tier 2 in the month before it."""

    month: date
    shares: Sequence[tuple[int, Decimal | None]]
    before: Decimal | None


def spread_of(rows: Sequence[Mapping[str, Any]]) -> Spread | None:
    """The newest of these months; None without any promise."""
    months = sorted({row["month"] for row in rows})
    if not months:
        return None
    known = {(row["month"], row["tier"]): _share(row["share"]) for row in rows}
    last = months[-1]
    tiers = sorted(tier for month, tier in known if month == last)
    before = known.get((months[-2], 2)) if len(months) > 1 else None
    return Spread(last, [(tier, known[last, tier]) for tier in tiers], before)


def draw_spread(
    name: str, rows: Sequence[Mapping[str, Any]], language: Language, width: int = _WIDE
) -> Picture | None:
    """The share of tiers 2 and deeper by month; None where there is nothing to compare."""
    months = sorted({row["month"] for row in rows})
    tiers = sorted({row["tier"] for row in rows if row["tier"] >= _FIRST_DRAWN})
    if len(months) < 2 or not tiers:
        return None
    known = {(row["month"], row["tier"]): _share(row["share"]) for row in rows}
    series = [
        Series(
            say("spread_tier", language, tier=tier),
            [_whole(known.get((month, tier))) for month in months],
        )
        for tier in tiers
    ]
    frame = Frame([f"{month:%Y-%m}" for month in months], _said, width)
    title = say("spread_by_month", language)
    return render_series(name, title, say("spread_by_month_lead", language), series, frame)


def cells_of(picture: Picture) -> list[list[str]]:
    """A picture of shares as the rows of a table."""
    return [
        [str(row[0]), *(_said(cell) if isinstance(cell, int) else cell for cell in row[1:])]
        for row in picture.rows
    ]


def _share(share: Any) -> Decimal | None:
    return None if share is None else Decimal(share)


def _whole(share: Decimal | None) -> int | None:
    return None if share is None else int(share * _FINE)


def _said(value: int) -> str:
    return f"{Decimal(value) / 100:f} %"
