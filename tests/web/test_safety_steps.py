"""Where the rows of a programme's workflow stand, from their counts alone."""

from __future__ import annotations

from datetime import date
from typing import Any

from sangsaeng.web.safety.steps import Place, Step, place_steps

_DAY = date(2026, 6, 1)
_ROWS = 22


def _steps(counts: dict[int, tuple[int, int]], **due: date) -> dict[int, Step]:
    rows: list[dict[str, Any]] = []
    for number in range(1, _ROWS + 1):
        done, of = counts.get(number, (0, 1 if number == _ROWS else 0))
        due_on = due.get(f"row_{number}")
        rows.append({"step": number, "done_count": done, "count": of, "due_on": due_on})
    return {one.number: one for one in place_steps(rows, _DAY)}


def test_an_open_call_takes_applications_until_its_day() -> None:
    steps = _steps({1: (1, 1), 2: (3, 3)}, row_2=date(2026, 6, 10))
    assert steps[2].place is Place.NOW and steps[2].due_on == date(2026, 6, 10)
    steps = _steps({1: (1, 1), 2: (3, 3)}, row_2=date(2026, 5, 10))
    assert steps[2].place is Place.DONE and steps[2].due_on is None


def test_a_row_is_now_once_the_row_before_it_has_begun() -> None:
    steps = _steps({1: (1, 1), 2: (3, 3), 3: (0, 3), 4: (0, 3)})
    assert (steps[3].place, steps[4].place) == (Place.NOW, Place.LATER)


def test_what_the_visitor_may_not_see_is_over_once_something_later_stands() -> None:
    steps = _steps({1: (1, 1), 5: (1, 1), 6: (1, 2)})
    assert [steps[n].place for n in (2, 3, 4)] == [Place.DONE] * 3
    assert steps[6].place is Place.NOW and (steps[6].done, steps[6].of) == (1, 2)


def test_an_advance_that_is_paid_says_nothing_of_claims_to_come() -> None:
    steps = _steps({1: (1, 1), 12: (2, 2), 13: (2, 2), 14: (0, 1), 18: (1, 1)})
    assert steps[14].place is Place.NOW
    assert [steps[n].place for n in (15, 16, 18)] == [Place.LATER] * 3


def test_disputes_and_ends_that_never_came_are_no_row_to_wait_for() -> None:
    steps = _steps({1: (1, 1), 16: (2, 2), 19: (2, 2)})
    assert [steps[n].place for n in (17, 20, 21)] == [Place.NONE] * 3
    assert steps[22].place is Place.NOW
    assert _steps({1: (1, 1), 19: (1, 2)})[22].place is Place.LATER
