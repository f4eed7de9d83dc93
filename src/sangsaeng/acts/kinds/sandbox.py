"""The clock of a sandbox: moved forward, so that a settlement day can be tried today."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, AwareDatetime

from sangsaeng.acts.fields import FIRST_DAY, LAST_DAY
from sangsaeng.acts.model import Answer, Given, Role
from sangsaeng.acts.owning import operator
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.jobs.service_clock import move_clock
from sangsaeng.kernel.calendar import KOREA

_SET = "sandbox.set_clock"


def _in_this_century(moment: AwareDatetime) -> AwareDatetime:
    # Looked at before the zone is changed: the last years of the calendar have no other zone's day.
    if not FIRST_DAY.year <= moment.year <= LAST_DAY.year:
        raise ValueError(f"a moment from {FIRST_DAY} to {LAST_DAY}")
    return moment


class ClockSetting(Given):
    """The moment that the sandbox's clock is to show, with its zone."""

    to: Annotated[AwareDatetime, AfterValidator(_in_this_century)]


class ClockShown(Answer):
    """What the clock shows now, in Korea."""

    at: str


def _set_clock(acting: Acting, given: ClockSetting) -> ClockShown | Refused:
    # Everybody's days go by this clock.
    refused = operator(acting, _SET) or move_clock(acting.tx, given.to, acting.at)
    return refused or ClockShown(at=given.to.astimezone(KOREA).isoformat())


ACTS = (
    Act(
        code=_SET,
        path="/sandbox/set-clock",
        given=ClockSetting,
        answer=ClockShown,
        enter=frozenset({Role.ADMINISTRATOR, Role.OPERATIONS}),
        execute=_set_clock,
        # Other visitors are in the middle of their day.
        by_visitor=False,
    ),
)
