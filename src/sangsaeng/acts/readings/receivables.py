"""Receivables held, issued and run: what each side of an edge may know of it (G12)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from sangsaeng.acts.fields import BusinessNumber, Day, ItemId, ProgrammeId, RateOut, WonOrNone
from sangsaeng.acts.freedom import freedom_of_day
from sangsaeng.acts.listing import OWN, RUNS, Order, one_row, read_page
from sangsaeng.acts.model import Answer, Given
from sangsaeng.acts.shape import Asked, Page, Reading, Refused
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import refuse

_SQL = load(__package__)

State = Literal["open", "grace", "unpaid", "parked", "paid", "attached", "cancelled"]
Tier = Annotated[int, Field(ge=1, le=4)]


class HeldFilters(Given):
    """Which of what is held: programme, days of payment, buyer, state, the least face in won, the
    least that is neither passed on nor sold, and the least that could be sold or passed on."""

    programme_id: ProgrammeId | None = None
    due_from: Day | None = None
    due_until: Day | None = None
    buyer_number: BusinessNumber | None = None
    state: State | None = None
    least_won: WonOrNone = 0
    least_retained_won: WonOrNone = 0
    least_sellable_won: WonOrNone = 0
    least_passable_won: WonOrNone = 0


class Held(Answer):
    """A receivable the company holds: face = retained + passed on + sold, `locked_won` of what is
    retained is attached by creditors. `sellable_won`: what could be sold this day, funders and the
    hour aside; `passable_won`: what could be passed on. `guarantor` pays where the buyer does not.
    """

    programme_id: int
    receivable_id: int
    tier: int
    face_won: int
    retained_won: int
    passed_on_won: int
    sold_won: int
    locked_won: int
    sellable_won: int
    passable_won: int
    issued_on: date
    matures_on: date
    cancelled_on: date | None
    issuer: str
    issuer_number: str
    buyer: str
    buyer_number: str
    institution: str
    default_policy: str
    guarantor: str | None
    state: State


class OneFilters(Given):
    """Which receivable."""

    programme_id: ProgrammeId
    receivable_id: ItemId


class One(Answer):
    """One receivable from the company's side of it: who issued it is not told its payee's split."""

    programme_id: int
    receivable_id: int
    side: Literal["held", "issued"]
    tier: int
    face_won: int
    retained_won: int | None
    passed_on_won: int | None
    sold_won: int | None
    locked_won: int | None
    sellable_won: int | None
    passable_won: int | None
    issued_on: date
    matures_on: date
    claim_by: date | None
    claimed_on: date | None
    cancelled_on: date | None
    cancel_reason: str | None
    terms_id: int
    approval_number: str | None
    written_on: date | None
    issuer: str
    holder: str
    buyer: str
    institution: str
    default_policy: str
    guarantor: str | None
    state: State
    funded: bool
    cash_flow_digest: str


class IssuedFilters(Given):
    """Which of what was issued or passed on; `parent_id`: out of which receivable."""

    programme_id: ProgrammeId | None = None
    parent_id: ItemId | None = None
    due_from: Day | None = None
    due_until: Day | None = None
    payee_number: BusinessNumber | None = None
    state: State | None = None
    waits_for_payee: bool | None = None
    least_won: WonOrNone = 0


class Issued(Answer):
    """A receivable the company issued or passed on. `waits_for_payee`: who is not on the system
    yet."""

    programme_id: int
    receivable_id: int
    parent_id: int | None
    tier: int
    payee: str
    payee_number: str
    face_won: int
    issued_on: date
    matures_on: date
    waits_for_payee: bool
    cancelled_on: date | None
    cancel_reason: str | None
    state: State


class ProgrammeFilters(Given):
    """Which receivables of a programme; `company_id`: its holder."""

    programme_id: ProgrammeId
    receivable_id: ItemId | None = None
    root_id: ItemId | None = None
    tier: Tier | None = None
    due_from: Day | None = None
    due_until: Day | None = None
    company_id: ItemId | None = None
    state: State | None = None


class OfProgramme(Answer):
    """A receivable as its institution sees it."""

    programme_id: int
    receivable_id: int
    root_id: int
    parent_id: int | None
    tier: int
    issuer_id: int
    issuer: str
    holder_id: int
    holder: str
    face_won: int
    retained_won: int
    passed_on_won: int
    sold_won: int
    locked_won: int
    issued_on: date
    matures_on: date
    cancelled_on: date | None
    cancel_reason: str | None
    state: State


class TierFilters(Given):
    """Which programme, and which months (of the first and the last day)."""

    programme_id: ProgrammeId
    from_on: Day | None = None
    until: Day | None = None


class TierTotals(Answer):
    """A month's promises of one tier; `names`: of companies that let their buyer see them.

    `pass_through`: the fraction of it that was passed on, cut off after four places. Of fewer than
    three companies a buyer is not told what was passed on.
    """

    month: date
    tier: int
    receivable_count: int
    company_count: int
    issued_won: int
    passed_on_won: int | None
    pass_through: RateOut | None
    names: list[str]


class EvidenceFilters(Given):
    """Which invoices: by approval number, or by the days they were written."""

    approval_number: Annotated[str, Field(max_length=24)] | None = None
    from_on: Day | None = None
    until: Day | None = None


class EvidenceRow(Answer):
    """An invoice or statement and how much of it is promised; nothing new once amended."""

    evidence_id: int
    kind: str
    approval_number: str | None
    supplier_number: str
    buyer_number: str
    written_on: date
    total_won: int
    financed_won: int
    amended_on: date | None


class LineRow(Answer):
    """One movement on an account of a receivable; `change_won` above zero: more is owed.

    `what` is the kind of the booking; `child_id`: the part that was carved out by it.
    """

    booked_on: date
    leg: int
    what: str
    item_id: int
    account_kind: int
    account: str
    other_kind: int
    other_account: str
    change_won: int
    child_id: int | None


_HELD = Order("receivables.held", {"matures_on": date, "receivable_id": int})
_ISSUED = Order("receivables.issued", {"receivable_id": int}, newest_first=True)
_IN_PROGRAMME = Order("receivables.in_programme", {"receivable_id": int}, newest_first=True)
_TIERS = Order("receivables.tiers", {"month": date, "tier": int})
_EVIDENCE = Order("evidence.list", {"evidence_id": int}, newest_first=True)
_LINE_KEYS = {
    "booked_on": date,
    "leg": int,
    "item_id": int,
    "account_kind": int,
    "change_won": int,
}
_LINES = Order("ledger.lines", _LINE_KEYS)
_LINES_RUN = Order("ledger.lines_in_programme", _LINE_KEYS)


def _freedom(asked: Asked) -> dict[str, Any]:
    return freedom_of_day(asked.tx, asked.at)


def _one(asked: Asked) -> Page | Refused:
    row = asked.tx.row(
        _SQL["get_one"], me=asked.company_id, **dict(asked.filters), **_freedom(asked)
    )
    if row is None:
        receivable = str(asked.filters.receivable_id)
        return refuse("unknown_receivable", "receivable_id", receivable=receivable)
    return one_row(row)


READINGS = (
    Reading(
        code=_HELD.code,
        path="/receivables/held",
        read=OWN,
        filters=HeldFilters,
        row=Held,
        list_page=lambda asked: read_page(asked, _HELD, _SQL["list_held"], **_freedom(asked)),
    ),
    Reading(
        code="receivables.one",
        path="/programmes/{programme_id}/receivables/{receivable_id}",
        read=OWN,
        filters=OneFilters,
        row=One,
        one=True,
        list_page=_one,
    ),
    Reading(
        code=_ISSUED.code,
        path="/receivables/issued",
        read=OWN,
        filters=IssuedFilters,
        row=Issued,
        list_page=lambda asked: read_page(asked, _ISSUED, _SQL["list_issued"]),
    ),
    Reading(
        code=_IN_PROGRAMME.code,
        path="/programmes/{programme_id}/receivables",
        read=RUNS,
        of_others=True,
        filters=ProgrammeFilters,
        row=OfProgramme,
        list_page=lambda asked: read_page(asked, _IN_PROGRAMME, _SQL["list_in_programme"]),
        subject=lambda filters: filters.company_id,
    ),
    Reading(
        code=_TIERS.code,
        path="/programmes/{programme_id}/tiers",
        read=OWN | RUNS,
        of_others=True,
        filters=TierFilters,
        row=TierTotals,
        list_page=lambda asked: read_page(asked, _TIERS, _SQL["list_tiers"]),
    ),
    Reading(
        code=_EVIDENCE.code,
        path="/evidence",
        read=OWN,
        filters=EvidenceFilters,
        row=EvidenceRow,
        list_page=lambda asked: read_page(asked, _EVIDENCE, _SQL["list_evidence"]),
    ),
    Reading(
        code=_LINES.code,
        path="/programmes/{programme_id}/receivables/{receivable_id}/lines",
        read=OWN,
        filters=OneFilters,
        row=LineRow,
        list_page=lambda asked: read_page(asked, _LINES, _SQL["list_lines"], runs=False),
    ),
    Reading(
        code=_LINES_RUN.code,
        path="/programmes/{programme_id}/ledger/{receivable_id}",
        read=RUNS,
        of_others=True,
        filters=OneFilters,
        row=LineRow,
        list_page=lambda asked: read_page(asked, _LINES_RUN, _SQL["list_lines"], runs=True),
    ),
)
