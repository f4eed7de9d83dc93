"""Verification by sample: the draw, and what was found (row 15)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sangsaeng.acts.fields import Day, ItemId, ProgrammeId, RateOut
from sangsaeng.acts.kinds.outcomes_claims import (
    MOST_LINES,
    VERIFIER,
    LineWanted,
    read_line,
    touch_supplier,
)
from sangsaeng.acts.model import Answer, Consent, Given
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.service_verifying import Found, draw, report


class DrawWanted(Given):
    """The verifier reveals the number whose digest was put down before; at an award's next claim
    it reveals the number whose digest this one is."""

    programme_id: ProgrammeId
    claim_id: ItemId
    nonce: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="32 bytes, hexadecimal")]


class SampleDrawn(Answer):
    """The draw, as it is published: sites in the order of sha256(seed, number in decimal digits).
    `fee_won` is owed whatever is found."""

    claim_id: int
    seed: str
    match_ids: list[int]
    drawn_from: int
    fee_won: int


class FindingWanted(LineWanted):
    """One metric at one drawn site, as it was found on a day, and why it differs, if it does."""

    visited_on: Day
    reason: Annotated[str, Field(max_length=1_000)] = ""


class ReportWanted(Given):
    """What was found: every metric of every drawn site; and whether the sites keep their duties
    under the law, which is a gate."""

    programme_id: ProgrammeId
    claim_id: ItemId
    duties_met: bool
    found: Annotated[list[FindingWanted], Field(min_length=1, max_length=MOST_LINES)]


class ReportStated(Answer):
    """A report: the largest error share of a metric's drawn lines, and the fee that is owed."""

    claim_id: int
    error_share: RateOut
    fee_won: int
    payable_id: int | None


def read_findings(given: list[FindingWanted]) -> list[Found]:
    """Findings as they were entered."""
    return [Found(read_line(line), line.visited_on, line.reason) for line in given]


def _draw(acting: Acting, given: DrawWanted) -> SampleDrawn | Refused:
    about = (given.programme_id, given.claim_id, acting.company_id)
    done = draw(acting.tx, *about, bytes.fromhex(given.nonce), acting.at)
    if isinstance(done, Refusal):
        return done
    touch_supplier(acting, given.programme_id, given.claim_id)
    return SampleDrawn(
        claim_id=done.claim_id,
        seed=done.seed.hex(),
        match_ids=list(done.match_ids),
        drawn_from=done.drawn_from,
        fee_won=done.fee_won,
    )


def _report(acting: Acting, given: ReportWanted) -> ReportStated | Refused:
    about = (given.programme_id, given.claim_id, acting.company_id)
    found = read_findings(given.found)
    done = report(acting.tx, *about, found, given.duties_met, acting.at)
    if isinstance(done, Refusal):
        return done
    touch_supplier(acting, given.programme_id, given.claim_id)
    return ReportStated(
        claim_id=done.claim_id,
        error_share=done.error_share,
        fee_won=done.fee_won,
        payable_id=done.payable_id,
    )


ACTS = (
    Act(
        # Nothing is chosen: the number was bound before there was a claim.
        code="outcomes.verifications.draw",
        path="/outcomes/verifications/draw",
        given=DrawWanted,
        answer=SampleDrawn,
        enter=VERIFIER,
        programme_of=lambda given: given.programme_id,
        execute=_draw,
    ),
    Act(
        code="outcomes.verifications.report",
        path="/outcomes/verifications/report",
        given=ReportWanted,
        answer=ReportStated,
        enter=VERIFIER,
        approve=VERIFIER,
        consent=Consent.ANOTHER,
        steps_up=True,
        programme_of=lambda given: given.programme_id,
        execute=_report,
    ),
)
