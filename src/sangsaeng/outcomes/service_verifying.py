"""Verification by sample: the draw that nobody could choose, what was found, and the verifier's
fee, which does not hang on the result (row 15)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

from psycopg.types.json import Jsonb

from sangsaeng.database.connection import Row, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.model import Programme
from sangsaeng.outcomes.model_claim import ClaimedSite, ClaimLine
from sangsaeng.outcomes.model_money import Owed, PayableFor
from sangsaeng.outcomes.rules_claims import render_lines
from sangsaeng.outcomes.rules_verifying import (
    decide_found,
    decide_nonce,
    draw_sample,
    measure_overclaim,
    seed_of,
    weights_of,
)
from sangsaeng.outcomes.service import get_programme
from sangsaeng.outcomes.service_claims import (
    Claim,
    claim_at,
    get_claim,
    move_claim,
    shares_of,
    unknown_claim,
)
from sangsaeng.outcomes.service_money import post_fee
from sangsaeng.outcomes.service_sides import get_verifier

_SQL = load(__package__)
# Of the stored error share; payment reckons with the findings themselves.
_PLACES = 6


@dataclass(frozen=True, slots=True)
class Drawn:
    """A draw as it is published: anybody can draw again from the seed and the sites' numbers."""

    claim_id: int
    seed: bytes
    match_ids: tuple[int, ...]
    drawn_from: int
    fee_won: int


@dataclass(frozen=True, slots=True)
class Found:
    """A line as the verifier found it on a day; `reason` says why it differs from the claim."""

    line: ClaimLine
    visited_on: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Reported:
    """What a report came to; `error_share` is the largest of its metrics', 6 places rounded up."""

    claim_id: int
    error_share: Decimal
    fee_won: int
    payable_id: int | None


def draw(
    tx: Tx, programme_id: int, claim_id: int, verifier_id: int, nonce: bytes, at: datetime
) -> Drawn | Refusal:
    """Reveal the number bound before, and draw the sites to look at. The fee is said here, before
    anything is seen. Refusals in order: unknown_claim, claim_not_there_yet, nonce_differs."""
    claim = claim_verified_by(tx, programme_id, claim_id, verifier_id)
    if isinstance(claim, Refusal):
        return claim
    about = {"programme_id": programme_id, "claim_id": claim_id}
    bound = tx.the(
        _SQL["get_bound_digest"],
        programme_id=programme_id,
        award_id=claim.award.award_id,
        verifier_id=verifier_id,
    )
    refused = claim_at(claim, "checked") or decide_nonce(nonce, bound["bound_to"])
    if refused:
        return refused
    # From here it must succeed.
    rules = _programme(tx, programme_id).rules
    seed = seed_of(nonce, claim.digest)
    share, least = Decimal(rules.sample_share), rules.sample_least
    drawn = draw_sample(seed, claim.match_ids, share, least)
    fee_won = rules.verifier_fee_won
    tx.run(
        _SQL["add_verification"],
        **about,
        verifier_id=verifier_id,
        nonce=nonce,
        seed=seed,
        drawn=Jsonb(list(drawn)),
        drawn_from=len(claim.match_ids),
        at=at,
        fee_won=fee_won,
    )
    move_claim(tx, claim, "drawn", at)
    return Drawn(claim_id, seed, drawn, len(claim.match_ids), fee_won)


def report(
    tx: Tx,
    programme_id: int,
    claim_id: int,
    verifier_id: int,
    found: Sequence[Found],
    duties_met: bool,
    at: datetime,
) -> Reported | Refusal:
    """What was found at every site drawn, line by line, and whether the sites keep their duties
    under the law. The fee is owed from here on, also when the claim fails.

    Refusals in order: unknown_claim, claim_not_there_yet, those of `decide_found`,
    running_reserve_too_small.
    """
    claim = claim_verified_by(tx, programme_id, claim_id, verifier_id)
    if isinstance(claim, Refusal):
        return claim
    refused = claim_at(claim, "drawn")
    if refused:
        return refused
    about = {"programme_id": programme_id, "claim_id": claim_id}
    drawn = tx.the(_SQL["get_verification"], **about)
    refused = _check_found(tx, claim, found, drawn, at)
    if refused:
        return refused
    payable = _owe_fee(tx, claim, verifier_id, drawn["fee_won"], at)
    if isinstance(payable, Refusal):
        return payable
    # From here it must succeed.
    error_share = put_found(tx, claim, found, duties_met, at)
    move_claim(tx, claim, "verified", at)
    return Reported(claim_id, error_share, drawn["fee_won"], payable)


def correct_found(
    tx: Tx, claim: Claim, found: Sequence[Found], duties_met: bool | None, at: datetime
) -> Refusal | None:
    """Findings that turned out to be wrong, each in place of the one before; the determination that
    was made of the old ones keeps them in its own text. Refusals as `report` has them."""
    about = {"programme_id": claim.programme_id, "claim_id": claim.claim_id}
    known = tx.the(_SQL["get_verification"], **about)
    newer = {(one.line.match_id, one.line.metric): one for one in found}
    before = [one for one in read_found(known["found"]) if _key(one) not in newer]
    refused = _check_found(tx, claim, [*before, *found], known, at)
    if refused:
        return refused
    met = known["duties_met"] if duties_met is None else duties_met
    put_found(tx, claim, [*before, *found], met, at)
    return None


def put_found(
    tx: Tx, claim: Claim, found: Sequence[Found], duties_met: bool, at: datetime
) -> Decimal:
    """Put findings down; the largest error share of a metric."""
    lines = [one.line for one in found]
    sites = _weighed(tx, claim)
    shares = [
        measure_overclaim(one, claim.lines, lines, weights_of(one, sites)).share
        for one in claim.metrics
    ]
    most = max(shares, default=Fraction(0))
    error_share = Decimal(ceil(most * 10**_PLACES)).scaleb(-_PLACES)
    tx.run(
        _SQL["set_found"],
        programme_id=claim.programme_id,
        claim_id=claim.claim_id,
        found=Jsonb([_render(one) for one in found]),
        error_share=error_share,
        duties_met=duties_met,
        at=at,
    )
    return error_share


def read_found(data: Sequence[dict[str, Any]]) -> list[Found]:
    """Findings as they are stored."""
    return [
        Found(
            ClaimLine(
                one["match_id"],
                one["metric"],
                Decimal(one["numerator"]),
                Decimal(one["denominator"]),
            ),
            date.fromisoformat(one["visited_on"]),
            one["reason"],
        )
        for one in data
    ]


def claim_verified_by(
    tx: Tx, programme_id: int, claim_id: int, verifier_id: int
) -> Claim | Refusal:
    """A claim of an award that a company verifies now, held still; or `unknown_claim`."""
    claim = get_claim(tx, programme_id, claim_id)
    if isinstance(claim, Refusal):
        return claim
    if get_verifier(tx, programme_id, claim.award.award_id) != verifier_id:
        return unknown_claim(claim_id)
    return claim


def _weighed(tx: Tx, claim: Claim) -> list[ClaimedSite]:
    """The sites of a claim with their baselines, by which each is weighed."""
    baselines: dict[int, dict[str, tuple[Decimal, Decimal]]] = defaultdict(dict)
    award_ids = [claim.award.award_id]
    rows = tx.rows(
        _SQL["list_case_baselines"], programme_id=claim.programme_id, award_ids=award_ids
    )
    for row in rows:
        baselines[row["match_id"]][row["metric"]] = (row["numerator"], row["denominator"])
    return [
        ClaimedSite(one, "accepted", timely=True, baseline=baselines[one])
        for one in claim.match_ids
    ]


def _check_found(
    tx: Tx, claim: Claim, found: Sequence[Found], drawn: Row, at: datetime
) -> Refusal | None:
    return decide_found(
        [(one.line, one.visited_on) for one in found],
        drawn["drawn"],
        [one.code for one in claim.metrics],
        shares_of(tx, claim.programme_id),
        drawn["drawn_at"].astimezone(KOREA).date(),
        at.astimezone(KOREA).date(),
    )


def _owe_fee(
    tx: Tx, claim: Claim, verifier_id: int, fee_won: int, at: datetime
) -> int | Refusal | None:
    award_id = claim.award.award_id
    about = (claim.programme_id, verifier_id, PayableFor.FEE, claim.claim_id, fee_won, award_id)
    return post_fee(tx, Owed(*about), at.astimezone(KOREA).date())


def _render(one: Found) -> dict[str, Any]:
    (line,) = render_lines([one.line])
    return {**line, "visited_on": one.visited_on.isoformat(), "reason": one.reason}


def _key(one: Found) -> tuple[int, str]:
    return one.line.match_id, one.line.metric


def _programme(tx: Tx, programme_id: int) -> Programme:
    found = get_programme(tx, programme_id)
    assert isinstance(found, Programme), found
    return found
