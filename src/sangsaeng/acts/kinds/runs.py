"""What the institution has the worker do: runs, calls, cut-offs, the bank's files.

Each is entered by one person, approved by another, and then handed over as a job; the answer is the
job's number, under which `jobs.one` tells what came of it. What can be seen to be wrong at once is
refused at once, and looked at again when the job is done.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from sangsaeng.acts.fields import Day, ItemId, ProgrammeId
from sangsaeng.acts.model import Answer, Consent, Given, Role
from sangsaeng.acts.owning import programme_run
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.jobs.model import Kind
from sangsaeng.jobs.service import add_job, entry_is_ours, is_operator, playbook_is_known
from sangsaeng.kernel.refusals import Refusal, refuse

_RUNNERS = frozenset({Role.OPERATIONS, Role.TREASURY})


class OfDay(Given):
    """A day in Korea that has come."""

    day: Day


class Calls(Given):
    """For how many days ahead buyers are told what to bring."""

    days: Annotated[int, Field(ge=0, le=366)] = 14


class Now(Given):
    """Nothing is asked: it is done with the moment it is done at."""


class PlaybookRun(Given):
    """Which default proceeding goes on, in all programmes of its buyer."""

    playbook_id: ItemId


class Identified(Given):
    """Whose money an entry on a settlement account is."""

    entry_id: ItemId
    programme_id: ProgrammeId


class HandedOver(Answer):
    """The job that the worker does; the reading `jobs.one` tells how it stands."""

    job_id: int


def _hand_over(acting: Acting, kind: Kind, given: Given) -> HandedOver:
    data = given.model_dump(mode="json")
    job_id = add_job(acting.tx, kind, acting.company_id, data, acting.act_id, acting.at)
    return HandedOver(job_id=job_id)


def _by_operator(kind: Kind) -> Callable[[Acting, Any], HandedOver | Refused]:
    def execute(acting: Acting, given: Given) -> HandedOver | Refused:
        refused = _operators(acting)
        if refused:
            return refused
        if isinstance(given, OfDay) and given.day > acting.today:
            return _ahead(given.day, acting.today)
        return _hand_over(acting, kind, given)

    return execute


def _operators(acting: Acting) -> Refusal | None:
    # A run is of every programme at once: no single institution of several may start it.
    return None if is_operator(acting.tx, acting.company_id) else refuse("operator_only")


def _ahead(day: date, today: date) -> Refusal:
    return refuse("day_in_the_future", "day", day=day.isoformat(), today=today.isoformat())


def _run_playbook(acting: Acting, given: PlaybookRun) -> HandedOver | Refused:
    refused = _operators(acting)
    if refused:
        return refused
    if not playbook_is_known(acting.tx, given.playbook_id):
        return refuse("unknown_playbook", "playbook_id", value=str(given.playbook_id))
    return _hand_over(acting, Kind.PLAYBOOKS_RUN, given)


def _identify(acting: Acting, given: Identified) -> HandedOver | Refused:
    programme = programme_run(acting, given.programme_id)
    if isinstance(programme, Refusal):
        return programme
    # An entry on another's account is answered as one that is not there.
    if not entry_is_ours(acting.tx, acting.company_id, given.programme_id, given.entry_id):
        return refuse("unknown_entry", "entry_id", entry=str(given.entry_id))
    return _hand_over(acting, Kind.UNIDENTIFIED_IDENTIFY, given)


def _act(
    kind: Kind,
    path: str,
    given: type[Given],
    execute: Callable[[Acting, Any], HandedOver | Refused] | None = None,
) -> Act[Any]:
    return Act(
        code=str(kind),
        path=path,
        given=given,
        answer=HandedOver,
        enter=_RUNNERS,
        approve=_RUNNERS,
        consent=Consent.ANOTHER,
        steps_up=True,
        execute=execute or _by_operator(kind),
    )


ACTS = (
    _act(Kind.SETTLEMENT_RUN, "/settlement/run", OfDay),
    _act(Kind.SETTLEMENT_RESUME, "/settlement/resume", OfDay),
    _act(Kind.FUNDING_CALL, "/funding/call", Calls),
    _act(Kind.CUT_OFF_MAKE, "/cut-off/make", OfDay),
    _act(Kind.STANDING_ORDERS_RUN, "/standing-orders/run", Now),
    _act(Kind.LATE_INTEREST_ACCRUE, "/late-interest/accrue", OfDay),
    _act(Kind.BANK_EXCHANGE, "/bank/exchange", Now),
    _act(Kind.PLAYBOOKS_RUN, "/playbooks/run", PlaybookRun, _run_playbook),
    _act(Kind.UNIDENTIFIED_IDENTIFY, "/unidentified/identify", Identified, _identify),
)
