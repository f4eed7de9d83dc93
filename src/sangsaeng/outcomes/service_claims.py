"""Claims: what a supplier says was reached in a period, and the desk's look at it (row 14)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from psycopg.types.json import Jsonb

from sangsaeng.database.connection import Row, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.ledger.service import reserve_items
from sangsaeng.outcomes.model import Award, Programme
from sangsaeng.outcomes.model_claim import AgreedMetric, ClaimLine, Period
from sangsaeng.outcomes.rules_claims import (
    CLAIMED_STATES,
    decide_lines,
    decide_period,
    digest_of_claim,
    render_lines,
)
from sangsaeng.outcomes.rules_determining import metrics_of
from sangsaeng.outcomes.service import get_award, get_programme
from sangsaeng.outcomes.service_events import Change, record_change
from sangsaeng.outcomes.service_sides import administered, award_supplied
from sangsaeng.outcomes.service_targets import catalogue_of

_SQL = load(__package__)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claim as it was put down. `state` is refused where no period was left to claim for; it is
    kept with its lines all the same."""

    claim_id: int
    state: str
    period_no: int
    moved_from: int | None
    digest: bytes


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim, held still, with its award and the metrics it is about."""

    programme_id: int
    claim_id: int
    period_no: int
    state: str
    digest: bytes
    submitted_at: datetime
    lines: Sequence[ClaimLine]
    award: Award
    metrics: Sequence[AgreedMetric]

    @property
    def match_ids(self) -> list[int]:
        """The sites it is about, in the order of their numbers."""
        return sorted({line.match_id for line in self.lines})


def list_periods(tx: Tx, programme_id: int) -> list[Period]:
    """The periods of a programme, in their order."""
    rows = tx.rows(_SQL["list_claim_periods"], programme_id=programme_id)
    return [Period(**row) for row in rows]


def read_lines(data: Sequence[dict[str, Any]]) -> list[ClaimLine]:
    """Lines as they are stored."""
    return [
        ClaimLine(
            one["match_id"],
            one["metric"],
            Decimal(one["numerator"]),
            Decimal(one["denominator"]),
        )
        for one in data
    ]


def submit_claim(
    tx: Tx,
    programme_id: int,
    award_id: int,
    supplier_id: int,
    period_no: int,
    lines: Sequence[ClaimLine],
    at: datetime,
) -> Claimed | Refusal:
    """A supplier claims a period: every metric of the agreed rule for every accepted site, with
    evidence of that time. After the period's window it counts for the next open one, once that is
    observed to its end: until then, and where none is left, it is kept aside as refused
    (`period_still_observed`, `claim_too_late`), and pays nothing.

    Refusals in order: unknown_award, award_state_unfit, unknown_period, period_still_observed,
    period_claimed, nothing_installed, unknown_claim_line, denominator_zero, share_above_one,
    claim_line_twice, claim_line_missing, claim_evidence_missing.
    """
    award = award_supplied(tx, supplier_id, programme_id, award_id)
    if isinstance(award, Refusal):
        return award
    about = {"programme_id": programme_id, "award_id": award_id}
    rule = tx.row(_SQL["get_agreed_rule"], **about, at=at)
    if award.state != "accepted" or rule is None:
        return refuse("award_state_unfit", "award_id", state=award.state)
    on = at.astimezone(KOREA).date()
    periods = list_periods(tx, programme_id)
    taken = {row["period_no"] for row in tx.rows(_SQL["list_claimed_periods"], **about)}
    period = decide_period(periods, period_no, taken, on)
    wanted = next((one for one in periods if one.period_no == period_no), None)
    late = wanted is not None and on > wanted.claim_until and period_no not in taken
    if wanted is None or (isinstance(period, Refusal) and not late):
        assert isinstance(period, Refusal)
        return period
    metrics = metrics_of(rule["rule_text"])
    refused = _check_lines(tx, about, lines, metrics, wanted.observed_from)
    if refused:
        return refused
    # From here it must succeed.
    counted_no, moved_from = (period_no, None) if isinstance(period, Refusal) else period
    state = "refused" if isinstance(period, Refusal) else "submitted"
    claim_id = reserve_items(tx, 1)[0]
    digest = digest_of_claim(award_id, counted_no, lines)
    tx.run(
        _SQL["add_claim"],
        **about,
        claim_id=claim_id,
        period_no=counted_no,
        lines=Jsonb(render_lines(lines)),
        digest=digest,
        state=state,
        at=at,
        moved_from=moved_from,
    )
    reason = period.code if isinstance(period, Refusal) else None
    facts = {} if moved_from is None else {"moved_from": moved_from}
    change = Change(programme_id, "claim", claim_id, state, award_id, reason, facts)
    record_change(tx, change, at)
    return Claimed(claim_id, state, counted_no, moved_from, digest)


def shares_of(tx: Tx, programme_id: int) -> frozenset[str]:
    """The metrics of a programme's catalogue that are a part of a whole."""
    programme = get_programme(tx, programme_id)
    assert isinstance(programme, Programme), programme
    return catalogue_of(programme).shares


def _check_lines(
    tx: Tx,
    about: dict[str, int],
    lines: Sequence[ClaimLine],
    metrics: Sequence[AgreedMetric],
    since: date,
) -> Refusal | None:
    sites = tx.rows(
        _SQL["list_claimable_sites"], **about, since=since, states=sorted(CLAIMED_STATES)
    )
    if not sites:
        return refuse("nothing_installed", "award_id", value=str(about["award_id"]))
    codes = [one.code for one in metrics]
    shares = shares_of(tx, about["programme_id"])
    refused = decide_lines(lines, codes, shares, [row["match_id"] for row in sites])
    if refused:
        return refused
    for row in sites:
        if not row["with_evidence"]:
            return refuse("claim_evidence_missing", "lines", match=str(row["match_id"]))
    return None


def check_claim(
    tx: Tx,
    programme_id: int,
    claim_id: int,
    administrator_id: int,
    passed: bool,
    reason: str | None,
    at: datetime,
) -> str | Refusal:
    """The officer's look at a claim before a verifier travels: on to the draw, or back to the
    supplier, who may claim again. Its new state. Refusals in order: unknown_claim,
    claim_not_there_yet."""
    programme = administered(tx, administrator_id, programme_id)
    claim = unknown_claim(claim_id)
    found = claim if isinstance(programme, Refusal) else get_claim(tx, programme_id, claim_id)
    if isinstance(found, Refusal):
        return found
    refused = claim_at(found, "submitted")
    if refused:
        return refused
    # From here it must succeed.
    state = "checked" if passed else "refused"
    move_claim(tx, found, state, at, None if passed else reason)
    return state


def get_claim(tx: Tx, programme_id: int, claim_id: int) -> Claim | Refusal:
    """A claim, held still; or `unknown_claim`."""
    row: Row | None = tx.row(_SQL["hold_claim"], programme_id=programme_id, claim_id=claim_id)
    if row is None:
        return unknown_claim(claim_id)
    award = get_award(tx, programme_id, row["award_id"], hold=True)
    assert isinstance(award, Award), award
    about = {"programme_id": programme_id, "award_id": row["award_id"]}
    rule = tx.the(_SQL["get_agreed_rule"], **about, at=row["submitted_at"])
    return Claim(
        programme_id=programme_id,
        claim_id=claim_id,
        period_no=row["period_no"],
        state=row["state"],
        digest=row["digest"],
        submitted_at=row["submitted_at"],
        lines=read_lines(row["lines"]),
        award=award,
        metrics=metrics_of(rule["rule_text"]),
    )


def claim_at(claim: Claim, *states: str) -> Refusal | None:
    """`claim_not_there_yet`, unless the claim stands in one of these states."""
    if claim.state in states:
        return None
    return refuse("claim_not_there_yet", "claim_id", state=claim.state, wanted=states[0])


def move_claim(tx: Tx, claim: Claim, state: str, at: datetime, reason: str | None = None) -> None:
    """Move a claim to another state, with its history."""
    about = {"programme_id": claim.programme_id, "claim_id": claim.claim_id}
    tx.run(_SQL["set_claim_state"], **about, state=state)
    award_id = claim.award.award_id
    change = Change(claim.programme_id, "claim", claim.claim_id, state, award_id, reason)
    record_change(tx, change, at)


def award_stopped(tx: Tx, programme_id: int, award_id: int) -> Refusal | None:
    """`award_stopped_by_finding`, while a finding of a control stops the award."""
    if tx.the(_SQL["is_stopped"], programme_id=programme_id, award_id=award_id)["yes"]:
        return refuse("award_stopped_by_finding", "award_id", value=str(award_id))
    return None


def unknown_claim(claim_id: int) -> Refusal:
    """There is no such claim, or it is not the asker's."""
    return refuse("unknown_claim", "claim_id", value=str(claim_id))
