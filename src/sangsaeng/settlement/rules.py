"""Which days settle, how a funding call ages. Pure."""

from __future__ import annotations

from datetime import date

from sangsaeng.kernel.calendar import Calendar
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.settlement.model import CallState, RunState


def decide_run(
    day: date,
    calendar: Calendar,
    last_day: date | None,
    last_state: RunState | None,
    today: date | None,
) -> Refusal | None:
    """Whether a run may be opened, or gone on with, for a day.

    Refusals in order: day_in_the_future, not_a_business_day (a run already opened goes on, though
    its day was closed since), run_stopped, run_unfinished, run_out_of_order.
    """
    if today is not None and day > today:
        return refuse("day_in_the_future", "day", day=day.isoformat(), today=today.isoformat())
    if day != last_day and not calendar.is_business_day(day):
        return refuse("not_a_business_day", "day", day=day.isoformat())
    if last_day is None:
        return None
    if last_state is RunState.STOPPED:
        return refuse("run_stopped", "day", day=last_day.isoformat())
    if last_day < day and last_state is not RunState.RELEASED:
        return refuse("run_unfinished", "day", day=last_day.isoformat())
    if day < last_day:
        return refuse("run_out_of_order", "day", day=last_day.isoformat())
    return None


def decide_call_state(
    state: CallState,
    due_on: date,
    grace_until: date | None,
    missing_won: int,
    day: date,
    calendar: Calendar,
) -> tuple[CallState, date | None]:
    """How a call stands at the end of a settlement day on or after its due day.

    Banks' common sanction of 2015-06-29: unpaid at the end of the next business day.
    """
    if missing_won == 0:
        return CallState.FUNDED, grace_until
    if state is CallState.DUE:
        # Counted from the day it was due: a week without runs is no week of grace.
        grace_until = calendar.after(calendar.on_or_after(due_on))
        late = day >= grace_until
        return (CallState.UNPAID if late else CallState.GRACE), grace_until
    if state is CallState.GRACE and grace_until is not None and day >= grace_until:
        return CallState.UNPAID, grace_until
    return state, grace_until
