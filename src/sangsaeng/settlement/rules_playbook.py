"""Who can have a default playbook, how long a ban lasts, what is still to be done. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sangsaeng.kernel.calendar import Calendar
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.settlement.playbook_model import Standing, Step


def decide_open(company_id: int, programme_count: int, reason: str) -> Refusal | None:
    """Whether a playbook may be opened on a company.

    Refusals in order: `reason_unprintable` (control characters; the pack is printed from it),
    `not_a_buyer` (no programme).
    """
    if not reason.isprintable():
        return refuse("reason_unprintable", "reason")
    if programme_count == 0:
        return refuse("not_a_buyer", "buyer", company=str(company_id))
    return None


def plan_steps(done: Iterable[Step]) -> list[Step]:
    """The steps still to be done, in the order of the registry: it is never changed or skipped."""
    seen = frozenset(done)
    return [step for step in Step if step not in seen]


def same_day_in(day: date, years: int) -> date:
    """The day a ban of so many years ends; one that began on 29 February ends with the month."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def days_over(day: date, calendar: Calendar) -> dict[str, date]:
    """The last settlement day whose payment day is over before a day, and the last whose grace is.

    Grace runs to the end of the business day after the payment day (`rules.decide_call_state`).
    """
    due = day - timedelta(days=1)
    while calendar.on_or_after(due) >= day:
        due -= timedelta(days=1)
    graced = due
    while calendar.after(calendar.on_or_after(graced)) >= day:
        graced -= timedelta(days=1)
    return {"due_over": due, "grace_over": graced}


def plan_days(days: Iterable[date], calendar: Calendar) -> dict[str, list[date]]:
    """Stated days beside the days on which payment is made, and on which grace would end."""
    stated = sorted(set(days))
    paid_on = [calendar.on_or_after(day) for day in stated]
    grace_until = [calendar.after(day) for day in paid_on]
    return {"stated": stated, "paid_on": paid_on, "grace_until": grace_until}


def period(since: date, until: date | None) -> str:
    """A ban's days as both languages write them; without an end the second stays open."""
    return f"{since.isoformat()} ~ {until.isoformat() if until else ''}".rstrip()


def ban_days(outcome: Mapping[str, Any]) -> dict[str, Any]:
    """First and last day of the ban (None: it has no end) of an outcome, which keeps text."""
    until = outcome["until"]
    return {
        "since": date.fromisoformat(outcome["since"]),
        "until": date.fromisoformat(until) if until else None,
    }


def plan_standings(rows: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    """Trees and won by standing, with a nought where there are none."""
    found = {str(standing): {"trees": 0, "won": 0} for standing in Standing}
    for row in rows:
        sums = found[row["standing"]]
        sums["trees"] += row["trees"]
        sums["won"] += row["won"]
    return found
