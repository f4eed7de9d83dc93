"""Months of observation in the portal: which may be told now, and what was told of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.rules_observing import OBSERVED
from sangsaeng.web.days import month_of
from sangsaeng.web.safety.reading import MOST, explain
from sangsaeng.web.visits import Visit

RECORD, RECORD_SHEET = "outcomes.observations.record", "outcomes.observations.record_sheet"
# Pages of a list that are looked through: 300 sites with five metrics are two for one month, and
# a year of them eighteen.
_MOST_PAGES = 20


def months_over(programme: Mapping[str, Any], today: date) -> list[date]:
    """The months of a programme's periods that are over, by their first days, the first first."""
    found: list[date] = []
    for period in programme["periods"]:
        month = date.fromisoformat(period["observed_from"]).replace(day=1)
        last = min(date.fromisoformat(period["observed_until"]), today.replace(day=1))
        while month <= last and month < today.replace(day=1):
            if month not in found:
                found.append(month)
            month = (month + timedelta(days=32)).replace(day=1)
    return found


def month_asked(visit: Visit, months: Sequence[date], otherwise: date | None) -> date | None:
    """The month of the form or the address, if it may be told; else another, else the last."""
    asked = month_of(visit.form.text("month") or visit.query("month"))
    if asked in months:
        return asked
    return otherwise or (months[-1] if months else None)


def told_of(visit: Visit, **about: Any) -> list[dict[str, Any]]:
    """Observations, page after page."""
    return whole_list(visit, "outcomes.observations.list", **about)


def metrics_watched(visit: Visit, **about: Any) -> dict[int, list[str]]:
    """By match, the metrics that have a baseline there."""
    found: dict[int, list[str]] = {}
    for one in whole_list(visit, "outcomes.baselines.list", **about):
        found.setdefault(one["match_id"], []).append(one["metric"])
    return found


def matches_watched(visit: Visit, programme_id: int) -> list[dict[str, Any]]:
    """Matches whose months may be told."""
    rows = whole_list(visit, "outcomes.matches.list", programme_id=programme_id)
    return [one for one in rows if one["state"] in OBSERVED]


def whole_list(visit: Visit, code: str, **about: Any) -> list[dict[str, Any]]:
    """All rows of a list, page after page; none where it is not the visitor's to read."""
    if not visit.may_read(code):
        return []
    found: list[dict[str, Any]] = []
    after = ""
    for _ in range(_MOST_PAGES):
        page = visit.read(code, MOST, after, **about)
        found += page.rows
        after = page.next_cursor or ""
        if not after:
            break
    return found


def line_items(
    visit: Visit, refusals: Sequence[Refusal], lines: Sequence[Mapping[str, Any]]
) -> list[tuple[str | None, str]]:
    """What the summary of errors says: what is wrong with a line, by the line's own name."""
    found: list[tuple[str | None, str]] = []
    for one in refusals:
        said = explain(visit, one)
        if one.line is None or one.line > len(lines):
            found.append((one.field, said))
        else:
            line = lines[one.line - 1]
            found.append((f"n.{line['name']}", f"{line['label']}: {said}"))
    return found
