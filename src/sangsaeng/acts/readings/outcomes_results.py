"""Claims, draws with their published seeds, determinations and why, disputes, what is kept back and
what is taken back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any, LiteralString

from sangsaeng.acts.fields import ItemId, ProgrammeId
from sangsaeng.acts.listing import OWN, RUNS, Order, one_row, read_page
from sangsaeng.acts.model import Answer, Given, Role
from sangsaeng.acts.shape import Asked, Page, Reading, Refused
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.service_determining import explain_determination, get_determination

_SQL = load(__package__)
_SEES = OWN | RUNS | {Role.PROGRAMME_OFFICER, Role.ASSESSOR, Role.VERIFIER}


class ResultFilters(Given):
    """Of one programme, perhaps of one award."""

    programme_id: ProgrammeId | None = None
    award_id: ItemId | None = None


class ClaimFilters(ResultFilters):
    """The same, or of one claim."""

    claim_id: ItemId | None = None


class ClaimRow(Answer):
    """A claim; `reason` where it was refused, a stable code."""

    programme_id: int
    claim_id: int
    award_id: int
    supplier_id: int
    supplier: str
    period_no: int
    moved_from: int | None
    state: str
    reason: str | None
    digest: str
    lines: list[dict[str, Any]]
    submitted_at: datetime


class VerificationRow(Answer):
    """A draw, from which anybody can draw again: seed = sha256(nonce, the claim's digest), sites in
    the order of sha256(seed, number in decimal digits). `found` once it is reported."""

    programme_id: int
    claim_id: int
    award_id: int
    verifier_id: int
    verifier: str
    nonce: str
    seed: str
    drawn: list[int]
    drawn_from: int
    drawn_at: datetime
    found: list[dict[str, Any]] | None
    error_share: str | None
    duties_met: bool | None
    fee_won: int
    reported_at: datetime | None


class DeterminationRow(Answer):
    """A determination; the amounts of its booking once it is settled."""

    programme_id: int
    determination_id: int
    award_id: int
    claim_id: int
    period_no: int
    version: int
    rule_version: int
    rule_digest: str
    input_digest: str
    amount_won: int
    reason: str | None
    determined_at: datetime
    window_until: date
    owed_won: int | None
    retained_won: int | None
    released_won: int | None
    taken_back_won: int | None
    clawback_won: int | None
    booked_on: date | None


class DeterminationNamed(Given):
    """One determination."""

    programme_id: ProgrammeId
    determination_id: ItemId


class ExplanationLine(Answer):
    """One line: the clause and its words in the agreement, the line in both languages, and what it
    adds to the amount or cuts from it."""

    clause: str
    words: str
    what: str
    ko: str
    en: str
    amount_won: int | None
    facts: dict[str, str | int]


class ExplanationRow(Answer):
    """Why a claim pays what it pays, to the won and to the clause; with the canonical texts of rule
    and input, from which anybody can reckon it again, and what was found when it was made."""

    programme_id: int
    determination_id: int
    award_id: int
    claim_id: int
    period_no: int
    version: int
    newest: bool
    amount_won: int
    reason: str | None
    determined_at: datetime
    window_until: date
    rule_version: int
    rule_digest: str
    rule_text: str
    input_digest: str
    input_text: str
    found: list[dict[str, Any]]
    lines: list[ExplanationLine]


class DisputeRow(Answer):
    """A dispute and its written answer."""

    programme_id: int
    dispute_id: int
    determination_id: int
    award_id: int
    ground: str
    evidence_ids: list[int]
    opened_at: datetime
    decided_at: datetime | None
    upheld: bool | None
    answer: str | None


class RetentionRow(Answer):
    """What is kept back of a claim, and what became of it, in won."""

    programme_id: int
    claim_id: int
    award_id: int
    retained_won: int
    released_won: int
    forfeited_won: int
    left_won: int
    until_on: date


class ClawbackRow(Answer):
    """Money asked back; refund and penalty are two amounts."""

    programme_id: int
    clawback_id: int
    award_id: int
    ground: str
    state: str
    statement: str
    heard: str | None
    base_won: int
    refund_won: int | None
    penalty_won: int | None
    recovered_won: int
    lost_won: int
    hearing_on: date
    bar_until: date | None
    opened_at: datetime
    decided_at: datetime | None


class InspectionRow(Answer):
    """A look at a site in the tail."""

    programme_id: int
    inspection_id: int
    match_id: int
    award_id: int
    inspected_on: date
    in_use: bool
    announced: bool
    note: str
    recorded_at: datetime


def _explain(asked: Asked) -> Page | Refused:
    about = asked.filters.programme_id, asked.filters.determination_id
    row = get_determination(asked.tx, *about)
    if isinstance(row, Refusal):
        return row
    names = ExplanationRow.model_fields.keys() - {"lines", "rule_digest", "input_digest"}
    return one_row(
        {
            **{name: row[name] for name in names},
            "rule_digest": row["rule_digest"].hex(),
            "input_digest": row["input_digest"].hex(),
            "lines": [asdict(line) for line in explain_determination(row)],
        }
    )


def _list(
    code: str,
    path: str,
    key: str,
    row: type[Answer],
    statement: LiteralString,
    filters: type[Given] = ClaimFilters,
) -> Reading:
    order = Order(code, {"programme_id": int, key: int})
    return Reading(
        code=code,
        path=path,
        read=_SEES,
        of_others=True,
        filters=filters,
        row=row,
        list_page=lambda asked: read_page(asked, order, statement),
    )


READINGS = (
    _list("outcomes.claims.list", "/outcomes/claims", "claim_id", ClaimRow, _SQL["list_claims"]),
    _list(
        "outcomes.verifications.list",
        "/outcomes/verifications",
        "claim_id",
        VerificationRow,
        _SQL["list_verifications"],
    ),
    _list(
        "outcomes.determinations.list",
        "/outcomes/determinations",
        "determination_id",
        DeterminationRow,
        _SQL["list_determinations"],
    ),
    Reading(
        code="outcomes.determinations.explain",
        path="/outcomes/programmes/{programme_id}/determinations/{determination_id}",
        read=_SEES,
        of_others=True,
        filters=DeterminationNamed,
        row=ExplanationRow,
        one=True,
        list_page=_explain,
    ),
    _list(
        "outcomes.disputes.list",
        "/outcomes/disputes",
        "dispute_id",
        DisputeRow,
        _SQL["list_disputes"],
    ),
    _list(
        "outcomes.retentions.list",
        "/outcomes/retentions",
        "claim_id",
        RetentionRow,
        _SQL["list_retentions_of"],
    ),
    _list(
        "outcomes.clawbacks.list",
        "/outcomes/clawbacks",
        "clawback_id",
        ClawbackRow,
        _SQL["list_clawbacks"],
        ResultFilters,
    ),
    _list(
        "outcomes.inspections.list",
        "/outcomes/inspections",
        "inspection_id",
        InspectionRow,
        _SQL["list_inspections"],
        ResultFilters,
    ),
)
