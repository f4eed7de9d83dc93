"""Calls, applications and their scores, the ranking, awards, payables, a programme's money, and the
history of all of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any, Literal

from sangsaeng.acts.fields import ItemId, ProgrammeId
from sangsaeng.acts.listing import EVERYONE, OWN, RUNS, Order, one_row, read_page
from sangsaeng.acts.model import Answer, Given, Role
from sangsaeng.acts.shape import Asked, Page, Reading, Refused
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import refuse
from sangsaeng.outcomes.service_calls import get_draft_digest

_SQL = load(__package__)
_RUNNERS = RUNS | {Role.PROGRAMME_OFFICER, Role.ASSESSOR}


class CallFilters(Given):
    """Which calls."""

    state: Literal["draft", "open", "closed", "ended"] | None = None


class CallRow(Answer):
    """A call: public once it is open. `call` and `rules` as they were drawn up, `periods` in
    order; `own_account_id` is told to the programme's own two sides. `draft_digest`: what a draft
    must be opened by."""

    programme_id: int
    administrator: str
    payer: str
    name_ko: str
    name_en: str
    state: str
    opens_at: datetime
    closes_at: datetime
    budget_won: int
    running_won: int
    own_account_id: int | None
    call: dict[str, Any]
    rules: dict[str, Any]
    periods: list[dict[str, Any]]
    draft_digest: str | None


class ApplicationFilters(Given):
    """Which applications."""

    programme_id: ProgrammeId | None = None
    application_id: ItemId | None = None


class AwardFilters(Given):
    """Which awards."""

    programme_id: ProgrammeId | None = None
    award_id: ItemId | None = None


class ApplicationRow(Answer):
    """An application: the supplier's own, or one submitted to the asker's programme. `reason` is a
    stable code or, where the payer declined, its words; points and rank once it is ranked."""

    programme_id: int
    application_id: int
    supplier_id: int
    supplier: str
    state: str
    reason: str | None
    stage1_won: int
    success_won: int
    plan: dict[str, Any]
    submitted_at: datetime | None
    mean_points: str | None
    rank: int | None


class OneProgramme(Given):
    """One programme."""

    programme_id: ProgrammeId


class PlaceRow(Answer):
    """A place in the ranking."""

    programme_id: int
    application_id: int
    supplier: str
    rank: int
    mean_points: str
    state: str
    reason: str | None
    stage1_won: int
    success_won: int


class ScoreFilters(Given):
    """Of one application."""

    programme_id: ProgrammeId
    application_id: ItemId


class ScoreRow(Answer):
    """What the assessors gave for one criterion, from the least to the most, without their names;
    an assessor sees its own at once, everybody else after the ranking."""

    criterion: str
    points: list[int]


class AwardRow(Answer):
    """An award with what is reserved, spent and given back of both its parts, in won."""

    programme_id: int
    award_id: int
    supplier_id: int
    supplier: str
    verifier: str | None
    instrument: str
    instrument_terms: dict[str, Any]
    policy_reference: str | None
    state: str
    awarded_at: datetime
    stage1_won: int
    stage1_spent_won: int
    stage1_released_won: int
    success_cap_won: int
    success_spent_won: int
    success_released_won: int
    tail_until: date | None


class PayableFilters(Given):
    """Which payables."""

    programme_id: ProgrammeId | None = None
    standing: Literal["open", "paid", "ended"] | None = None


class PayableRow(Answer):
    """What a party is owed, until two people of the payer pay it or a fraud ends it."""

    programme_id: int
    payable_id: int
    company_id: int
    company: str
    award_id: int | None
    purpose: str
    amount_won: int
    owed_on: date
    paid_on: date | None
    paid_by: str | None
    receivable_programme_id: int | None
    receivable_id: int | None
    ended_on: date | None


class MoneyRow(Answer):
    """A programme's money: cash + commitment + advances + clawbacks due = pool + reserves +
    retentions + payables + what is on its way out."""

    programme_id: int
    cash_won: int
    commitment_won: int
    advances_won: int
    clawbacks_due_won: int
    pool_won: int
    running_reserve_won: int
    stage1_reserves_won: int
    success_reserves_won: int
    retentions_won: int
    payables_won: int
    outgoing_won: int
    left_won: int
    right_won: int


class EventFilters(Given):
    """Of one programme, perhaps of one award."""

    programme_id: ProgrammeId
    award_id: ItemId | None = None


class EventRow(Answer):
    """A change of state, with its reason and the act it was done by."""

    event_id: int
    subject: str
    subject_id: int
    award_id: int | None
    to_state: str
    reason: str | None
    facts: dict[str, Any]
    act_id: int | None
    happened_at: datetime


_CALLS = Order("outcomes.calls.list", {"programme_id": int})
_APPLICATIONS = Order("outcomes.applications.list", {"programme_id": int, "application_id": int})
_RANKING = Order("outcomes.applications.ranking", {"rank": int})
_SCORES = Order("outcomes.scores.list", {"criterion": str})
_AWARDS = Order("outcomes.awards.list", {"programme_id": int, "award_id": int})
_PAYABLES = Order("outcomes.payables.list", {"programme_id": int, "payable_id": int})
_EVENTS = Order("outcomes.events.list", {"event_id": int}, newest_first=True)


def _calls(asked: Asked) -> Page | Refused:
    page = read_page(asked, _CALLS, _SQL["list_calls"])
    if not isinstance(page, Page):
        return page
    digests = {
        row["programme_id"]: get_draft_digest(asked.tx, row["programme_id"])
        for row in page.rows
        if row["state"] == "draft"
    }
    rows = [{**row, "draft_digest": digests.get(row["programme_id"])} for row in page.rows]
    return replace(page, rows=rows)


def _money(asked: Asked) -> Page | Refused:
    number = asked.filters.programme_id
    row = asked.tx.row(_SQL["outcome_money"], me=asked.company_id, programme_id=number)
    if row is None:
        return refuse("unknown_outcome_programme", "programme_id", value=str(number))
    return one_row(row)


READINGS = (
    Reading(
        code=_CALLS.code,
        path="/outcomes/calls",
        read=EVERYONE,
        filters=CallFilters,
        row=CallRow,
        list_page=_calls,
    ),
    Reading(
        code=_APPLICATIONS.code,
        path="/outcomes/applications",
        read=OWN | _RUNNERS,
        of_others=True,
        filters=ApplicationFilters,
        row=ApplicationRow,
        list_page=lambda asked: read_page(asked, _APPLICATIONS, _SQL["list_applications"]),
    ),
    Reading(
        code=_RANKING.code,
        path="/outcomes/programmes/{programme_id}/ranking",
        read=_RUNNERS,
        of_others=True,
        filters=OneProgramme,
        row=PlaceRow,
        list_page=lambda asked: read_page(asked, _RANKING, _SQL["list_ranking"]),
    ),
    Reading(
        code=_SCORES.code,
        path="/outcomes/programmes/{programme_id}/applications/{application_id}/scores",
        read=OWN | _RUNNERS,
        of_others=True,
        filters=ScoreFilters,
        row=ScoreRow,
        list_page=lambda asked: read_page(asked, _SCORES, _SQL["list_scores_of"]),
    ),
    Reading(
        code=_AWARDS.code,
        path="/outcomes/awards",
        read=OWN | _RUNNERS | {Role.VERIFIER},
        of_others=True,
        filters=AwardFilters,
        row=AwardRow,
        list_page=lambda asked: read_page(asked, _AWARDS, _SQL["list_awards"]),
    ),
    Reading(
        code=_PAYABLES.code,
        path="/outcomes/payables",
        read=OWN | _RUNNERS | {Role.VERIFIER},
        of_others=True,
        filters=PayableFilters,
        row=PayableRow,
        list_page=lambda asked: read_page(asked, _PAYABLES, _SQL["list_payables"]),
    ),
    Reading(
        code="outcomes.money.one",
        path="/outcomes/programmes/{programme_id}/money",
        read=_RUNNERS,
        of_others=True,
        filters=OneProgramme,
        row=MoneyRow,
        one=True,
        list_page=_money,
    ),
    Reading(
        code=_EVENTS.code,
        path="/outcomes/programmes/{programme_id}/events",
        read=OWN | _RUNNERS | {Role.VERIFIER},
        of_others=True,
        filters=EventFilters,
        row=EventRow,
        list_page=lambda asked: read_page(asked, _EVENTS, _SQL["list_outcome_events"]),
    ),
)
