"""How awards and programmes end: termination by ground, and the closing where nothing is left
(rows 21 and 22)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sangsaeng.database.connection import Row, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.ledger.model import AccountKind, account
from sangsaeng.ledger.service import get_balance
from sangsaeng.outcomes.model import Award, Programme
from sangsaeng.outcomes.model_money import Owed, Part, PayableFor
from sangsaeng.outcomes.service import set_award_state
from sangsaeng.outcomes.service_claims import get_claim, move_claim
from sangsaeng.outcomes.service_events import Change, record_change
from sangsaeng.outcomes.service_money import (
    advance_left_won,
    free_pool_won,
    get_reserve,
    post_advance_lost,
    post_cost,
    post_pool_returned,
    post_released,
    post_retention_forfeited,
    post_retention_released,
    post_reward,
    post_running_released,
    running_left_won,
)
from sangsaeng.outcomes.service_sides import administered, award_administered

_SQL = load(__package__)
# Before a verifier has been there, a claim says only what the supplier says.
_UNVERIFIED = ("submitted", "checked")


class Ground(StrEnum):
    """Why an award ends early."""

    SITES_CLOSED = "sites_closed"
    SUPPLIER_FAILED = "supplier_failed"
    PAYER_ENDED = "payer_ended"  # without cause


@dataclass(frozen=True, slots=True)
class Terminated:
    """What an early end made of an award, in won; `advance_left_won` is to come back from the
    supplier or its bond."""

    award_id: int
    cost_won: int
    agreed_won: int
    released_won: int
    retention_released_won: int
    retention_forfeited_won: int
    advance_left_won: int


@dataclass(frozen=True, slots=True)
class Closed:
    """What went back to the payer at the end, in won: the commitment it need not pay any more, and
    what it is owed of the money it paid in."""

    programme_id: int
    commitment_ended_won: int
    returned_won: int
    payable_id: int | None


def terminate(
    tx: Tx,
    programme_id: int,
    award_id: int,
    administrator_id: int,
    ground: Ground,
    agreed_won: int,
    at: datetime,
) -> Terminated | Refusal:
    """End an award early. Verified units are paid pro rata: works that both sides of a site
    accepted at their cost, verified claims by their determination (which comes first). A payer that
    ends without cause pays agreed costs besides, and what was kept back; a supplier that fails
    loses what was kept back; where sites closed it stays for the tail. The rest of both reserves
    goes back to the pool.

    Refusals in order: unknown_outcome_programme, unknown_award, award_state_unfit, claims_open,
    costs_not_payable, costs_above_reserve.
    """
    found = award_administered(tx, administrator_id, programme_id, award_id)
    if isinstance(found, Refusal):
        return found
    award = found[1]
    if award.state not in ("funded", "agreed", "accepted"):
        return refuse("award_state_unfit", "award_id", state=award.state)
    about = {"programme_id": programme_id, "award_id": award_id}
    claims = tx.rows(_SQL["list_claims_of_award"], **about)
    refused = _check(tx, award, ground, agreed_won, claims)
    if refused:
        return refused
    # From here it must succeed.
    on = at.astimezone(KOREA).date()
    _drop_claims(tx, award, claims, at)
    cost = _pay_works(tx, award, on)
    owed = Owed(programme_id, award.supplier_id, PayableFor.REWARD, award_id, agreed_won, award_id)
    post_reward(tx, owed, 0, 0, on)
    released = 0
    for part in Part:
        left = get_reserve(tx, programme_id, award_id, part)
        post_released(tx, programme_id, award_id, part, left, on)
        released += left
    kept = _end_retentions(tx, award, ground, on)
    set_award_state(tx, award, "terminated")
    facts = {"cost_won": cost, "agreed_won": agreed_won, "released_won": released}
    named = ("award", award_id, "terminated", award_id, str(ground), facts)
    record_change(tx, Change(programme_id, *named), at)
    advance = advance_left_won(tx, programme_id, award_id)
    return Terminated(award_id, cost, agreed_won, released, *kept, advance)


def _check(
    tx: Tx, award: Award, ground: Ground, agreed_won: int, claims: list[Row]
) -> Refusal | None:
    fall_away = () if ground is Ground.PAYER_ENDED else _UNVERIFIED
    for row in claims:
        if not row["settled"] and row["state"] not in fall_away:
            return refuse("claims_open", "award_id", claim=str(row["claim_id"]), state=row["state"])
    if agreed_won and ground is not Ground.PAYER_ENDED:
        return refuse("costs_not_payable", "agreed_won", ground=str(ground))
    left = get_reserve(tx, award.programme_id, award.award_id, Part.SUCCESS)
    if agreed_won > left:
        return refuse("costs_above_reserve", "agreed_won", left=left, amount=agreed_won)
    return None


def _drop_claims(tx: Tx, award: Award, claims: list[Row], at: datetime) -> None:
    for row in claims:
        if row["state"] in _UNVERIFIED:
            claim = get_claim(tx, award.programme_id, row["claim_id"])
            assert not isinstance(claim, Refusal), claim
            move_claim(tx, claim, "refused", at, "award_terminated")


def _pay_works(tx: Tx, award: Award, on: date) -> int:
    """Works that were accepted before their cost was: once it was, nothing is open here."""
    about = {"programme_id": award.programme_id, "award_id": award.award_id}
    if award.state != "agreed":
        return 0
    left = get_reserve(tx, **about, part=Part.STAGE1)
    cost = min(left, int(tx.the(_SQL["accepted_works_won"], **about)["cost_won"]))
    named = (award.programme_id, award.supplier_id, PayableFor.STAGE1, award.award_id)
    post_cost(tx, Owed(*named, cost, award.award_id), advance_left_won(tx, **about), on)
    return cost


def _end_retentions(tx: Tx, award: Award, ground: Ground, on: date) -> tuple[int, int]:
    """Released and forfeited won."""
    about = {"programme_id": award.programme_id, "award_id": award.award_id}
    released = forfeited = 0
    for row in tx.rows(_SQL["list_retentions"], **about):
        left = row["retained_won"] - row["released_won"] - row["forfeited_won"]
        claim_id = row["claim_id"]
        if ground is Ground.PAYER_ENDED:
            named = (award.programme_id, award.supplier_id, PayableFor.RETENTION, claim_id)
            post_retention_released(tx, Owed(*named, left, award.award_id), on)
            released += left
        elif ground is Ground.SUPPLIER_FAILED:
            post_retention_forfeited(tx, award.programme_id, award.award_id, claim_id, left, on)
            forfeited += left
    return released, forfeited


def write_off_advance(
    tx: Tx, programme_id: int, award_id: int, administrator_id: int, at: datetime
) -> int | Refusal:
    """An advance of an ended award that neither the supplier nor its bond will repay; the won lost.

    Refusals in order: unknown_outcome_programme, unknown_award, award_state_unfit, no_advance_left,
    pool_too_small.
    """
    found = award_administered(tx, administrator_id, programme_id, award_id)
    if isinstance(found, Refusal):
        return found
    award = found[1]
    if award.state != "terminated":
        return refuse("award_state_unfit", "award_id", state=award.state)
    left = advance_left_won(tx, programme_id, award_id)
    if left == 0:
        return refuse("no_advance_left", "award_id", value=str(award_id))
    refused = post_advance_lost(tx, programme_id, award_id, left, at.astimezone(KOREA).date())
    if refused:
        return refused
    # From here it must succeed.
    facts = {"lost_won": left}
    named = ("award", award_id, "advance_lost", award_id)
    record_change(tx, Change(programme_id, *named, facts=facts), at)
    return left


def close_programme(
    tx: Tx, programme_id: int, administrator_id: int, at: datetime
) -> Closed | Refusal:
    """End a programme in which nothing is open: what running it did not cost goes back to the pool,
    the pool to the payer, and everything of it is zero.

    Refusals in order: unknown_outcome_programme, programme_not_closed, award_open, item_open.
    """
    programme = administered(tx, administrator_id, programme_id, hold=True)
    if isinstance(programme, Refusal):
        return programme
    refused = _check_closing(tx, programme)
    if refused:
        return refused
    # From here it must succeed.
    on = at.astimezone(KOREA).date()
    post_running_released(tx, programme_id, running_left_won(tx, programme_id), on)
    pool = free_pool_won(tx, programme_id)
    commitment = account(AccountKind.COMMITMENT, programme_id)
    ended = min(pool, get_balance(tx, programme_id, commitment))
    payable = post_pool_returned(tx, programme_id, programme.payer_id, on)
    _close_awards(tx, programme, at)
    tx.run(_SQL["end_programme"], programme_id=programme_id)
    facts = {"ended_won": ended, "returned_won": pool - ended}
    record_change(tx, Change(programme_id, "programme", programme_id, "ended", facts=facts), at)
    for kind in (AccountKind.POOL, AccountKind.RUNNING_RESERVE):
        assert get_balance(tx, programme_id, account(kind, programme_id)) == 0, kind
    return Closed(programme_id, ended, pool - ended, payable)


def _check_closing(tx: Tx, programme: Programme) -> Refusal | None:
    programme_id = programme.programme_id
    if programme.state != "closed":
        return refuse("programme_not_closed", "programme_id", state=programme.state)
    for row in tx.rows(_SQL["list_awards_of"], programme_id=programme_id):
        ended = row["state"] in ("tail", "closed", "terminated") or row["instrument"] != "grant"
        if not ended:
            return refuse("award_open", "programme_id", award=str(row["award_id"]))
        left = advance_left_won(tx, programme_id, row["award_id"])
        if left:
            return refuse("item_open", "programme_id", what="advance", items=1, won=left)
    for row in tx.rows(_SQL["list_open_items"], programme_id=programme_id):
        facts = {"items": int(row["items"]), "won": int(row["won"])}
        return refuse("item_open", "programme_id", what=row["what"], **facts)
    return None


def _close_awards(tx: Tx, programme: Programme, at: datetime) -> None:
    for row in tx.rows(_SQL["list_awards_of"], programme_id=programme.programme_id):
        if row["state"] in ("closed", "terminated"):
            continue
        about = {"programme_id": programme.programme_id, "award_id": row["award_id"]}
        tx.run(_SQL["set_award_state"], **about, state="closed")
        named = ("award", row["award_id"], "closed", row["award_id"])
        record_change(tx, Change(programme.programme_id, *named), at)
