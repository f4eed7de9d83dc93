"""Where each row of the workflow stands, from how many of how many are done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

# Disputes, clawbacks and early ends: nothing waits for them to happen.
_PERHAPS = frozenset({17, 20, 21})
# Applications come until the call closes, months are observed until the period ends: a row that is
# all done so far still goes on.
_UNTIL_ITS_DAY = frozenset({2, 13})
# An advance is paid before anything is claimed: payments say nothing of the rows before them, and
# are done only once everything is determined.
_DETERMINED, _PAID = 16, 18
_TAIL, _LAST = 19, 22


class Place(StrEnum):
    """How a row stands."""

    DONE = "done"
    NOW = "now"
    LATER = "later"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Step:
    """A row of the workflow. Without a count it is over, and not the visitor's to see in full."""

    number: int
    place: Place
    done: int
    of: int
    due_on: date | None


def place_steps(rows: Sequence[Mapping[str, Any]], today: date) -> list[Step]:
    """The rows of `outcomes.progress.one`, each placed: a row is now when the row before it has
    begun and it is not done."""
    must = [row["step"] for row in rows if row["step"] not in {*_PERHAPS, _PAID}]
    begun = max(
        (row["step"] for row in rows if row["done_count"] and row["step"] in must), default=0
    )
    following = next((number for number in must if number > begun), _LAST)
    tail = next((row for row in rows if row["step"] == _TAIL), None)
    over = tail is not None and tail["count"] > 0 and tail["done_count"] >= tail["count"]
    determined = any(one["step"] == _DETERMINED and one["done_count"] for one in rows)
    placed: list[Step] = []
    for row in rows:
        place = _place(row, begun, following, today)
        if row["step"] == _LAST and place is Place.NOW and not over:
            place = Place.LATER
        if row["step"] == _PAID and place is Place.DONE and not determined:
            place = Place.LATER
        due_on = row["due_on"] if place is Place.NOW else None
        placed.append(Step(row["step"], place, row["done_count"], row["count"], due_on))
    return placed


def _place(row: Mapping[str, Any], begun: int, following: int, today: date) -> Place:
    number, done, of = row["step"], row["done_count"], row["count"]
    if of == 0:
        if number in _PERHAPS:
            return Place.NONE
        return Place.DONE if number < begun else Place.LATER
    if done >= of:
        goes_on = number in _UNTIL_ITS_DAY and row["due_on"] and row["due_on"] >= today
        return Place.NOW if goes_on else Place.DONE
    return Place.NOW if done or number <= following else Place.LATER
