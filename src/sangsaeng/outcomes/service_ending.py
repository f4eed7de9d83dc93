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
    post_payable_ended,
    post_pool_returned,
    post_released,
    post_retention_forfeited,
    post_retention_released,
    post_reward,
    post_running_released,
    running_left_won,
)
from sangsaeng.outcomes.service_sides import (
    Match,
    administered,
    award_administered,
    get_match,
    set_match,
)

_SQL = load(__package__)
# Before a verifier has been there, a claim says only what the supplier says.
_UNVERIFIED = ("submitted", "checked")
# Why claims, matches and payables end with their award.
_WITH_AWARD = "award_terminated"


class Ground(StrEnum):
    """Why an award ends early."""

    SITES_CLOSED = "sites_closed"
    SUPPLIER_FAILED = "supplier_failed"
    PAYER_ENDED = "payer_ended"  # without cause
    FRAUD = "fraud"  # a confirmed finding stops the award for good


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
    payables_ended_won: int
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
    loses what was kept back; where sites closed it stays for the tail. After a confirmed fraud, at
    any time, nothing more is paid: claims that are not booked end as refused, what was kept back is
    lost, and what nobody approved for payment is owed no more; what was paid is taken back by a
    clawback. The rest of both reserves goes back to the pool, and sites whose works stand
    unfinished (after a fraud all of them) may be drawn again.

    Refusals in order: unknown_outcome_programme, unknown_award, award_state_unfit,
    fraud_not_confirmed, claims_open, costs_not_payable, costs_above_reserve.
    """
    found = award_administered(tx, administrator_id, programme_id, award_id)
    if isinstance(found, Refusal):
        return found
    award = found[1]
    if not _may_end(tx, award, ground):
        return refuse("award_state_unfit", "award_id", state=award.state)
    about = {"programme_id": programme_id, "award_id": award_id}
    claims = tx.rows(_SQL["list_claims_of_award"], **about)
    refused = _check(tx, award, ground, agreed_won, claims)
    if refused:
        return refused
    # From here it must succeed.
    on = at.astimezone(KOREA).date()
    _drop_claims(tx, award, ground, claims, at)
    _free_sites(tx, award, ground, at)
    cost = 0 if ground is Ground.FRAUD else _pay_works(tx, award, on)
    owed = Owed(programme_id, award.supplier_id, PayableFor.REWARD, award_id, agreed_won, award_id)
    post_reward(tx, owed, 0, 0, on)
    released = 0
    for part in Part:
        left = get_reserve(tx, programme_id, award_id, part)
        post_released(tx, programme_id, award_id, part, left, on)
        released += left
    kept = _end_retentions(tx, award, ground, on)
    ended = _end_payables(tx, award, at) if ground is Ground.FRAUD else 0
    set_award_state(tx, award, "terminated")
    facts = {"cost_won": cost, "agreed_won": agreed_won, "released_won": released}
    facts |= {"forfeited_won": kept[1], "payables_ended_won": ended}
    named = ("award", award_id, "terminated", award_id, str(ground), facts)
    record_change(tx, Change(programme_id, *named), at)
    advance = advance_left_won(tx, programme_id, award_id)
    return Terminated(award_id, cost, agreed_won, released, *kept, ended, advance)


def _may_end(tx: Tx, award: Award, ground: Ground) -> bool:
    """A fraud may come out at any time: an award that is over ends anew where money is left."""
    if award.state in ("funded", "agreed", "accepted"):
        return True
    if ground is not Ground.FRAUD:
        return False
    about = {"programme_id": award.programme_id, "award_id": award.award_id}
    left = [row for row in tx.rows(_SQL["list_retentions"], **about) if _left_won(row)]
    return award.state == "tail" or bool(left or tx.rows(_SQL["lock_unpaid"], **about))


def _check(
    tx: Tx, award: Award, ground: Ground, agreed_won: int, claims: list[Row]
) -> Refusal | None:
    about = {"programme_id": award.programme_id, "award_id": award.award_id}
    if ground is Ground.FRAUD and not tx.the(_SQL["is_fraud"], **about)["yes"]:
        return refuse("fraud_not_confirmed", "ground", value=str(award.award_id))
    fall_away = () if ground is Ground.PAYER_ENDED else _UNVERIFIED
    for row in [] if ground is Ground.FRAUD else claims:
        if not row["settled"] and row["state"] not in fall_away:
            return refuse("claims_open", "award_id", claim=str(row["claim_id"]), state=row["state"])
    if agreed_won and ground is not Ground.PAYER_ENDED:
        return refuse("costs_not_payable", "agreed_won", ground=str(ground))
    left = get_reserve(tx, **about, part=Part.SUCCESS)
    if agreed_won > left:
        return refuse("costs_above_reserve", "agreed_won", left=left, amount=agreed_won)
    return None


def _drop_claims(tx: Tx, award: Award, ground: Ground, claims: list[Row], at: datetime) -> None:
    for row in claims:
        if row["state"] in _UNVERIFIED or (ground is Ground.FRAUD and not row["booked"]):
            claim = get_claim(tx, award.programme_id, row["claim_id"])
            assert not isinstance(claim, Refusal), claim
            move_claim(tx, claim, "refused", at, _WITH_AWARD)


def _free_sites(tx: Tx, award: Award, ground: Ground, at: datetime) -> None:
    """Sites where nothing stands may be drawn for another award. Where works were accepted they
    stay and are looked at, unless they are a fraud's."""
    states = ["drawn", "confirmed", "installed"]
    if ground is Ground.FRAUD:
        states.append("accepted")
    about = {"programme_id": award.programme_id, "award_id": award.award_id}
    for row in tx.rows(_SQL["list_matches_at"], **about, states=states):
        match = get_match(tx, award.programme_id, row["match_id"], hold=True)
        assert isinstance(match, Match), match
        set_match(tx, match, "closed", at, _WITH_AWARD)


def _end_payables(tx: Tx, award: Award, at: datetime) -> int:
    """What of an award nobody approved for payment is owed no more; its won."""
    about = {"programme_id": award.programme_id, "award_id": award.award_id}
    ended = 0
    for row in tx.rows(_SQL["lock_unpaid"], **about):
        post_payable_ended(tx, row, at.astimezone(KOREA).date())
        facts = {"amount_won": row["amount_won"]}
        named = ("payable", row["payable_id"], "ended", award.award_id, _WITH_AWARD, facts)
        record_change(tx, Change(award.programme_id, *named), at)
        ended += row["amount_won"]
    return ended


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
        left, claim_id = _left_won(row), row["claim_id"]
        if ground is Ground.PAYER_ENDED:
            named = (award.programme_id, award.supplier_id, PayableFor.RETENTION, claim_id)
            post_retention_released(tx, Owed(*named, left, award.award_id), on)
            released += left
        elif ground in (Ground.SUPPLIER_FAILED, Ground.FRAUD):
            post_retention_forfeited(tx, award.programme_id, award.award_id, claim_id, left, on)
            forfeited += left
    return released, forfeited


def _left_won(retention: Row) -> int:
    left: int = retention["retained_won"] - retention["released_won"] - retention["forfeited_won"]
    return left


def write_off_advance(
    tx: Tx, programme_id: int, award_id: int, administrator_id: int, at: datetime
) -> int | Refusal:
    """An advance that no cost will cover any more, and that neither the supplier nor its bond will
    repay; the won lost.

    Refusals in order: unknown_outcome_programme, unknown_award, award_state_unfit, no_advance_left,
    pool_too_small.
    """
    found = award_administered(tx, administrator_id, programme_id, award_id)
    if isinstance(found, Refusal):
        return found
    award = found[1]
    if award.state in ("funded", "agreed"):
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
    refused = _check_closing(tx, programme, at.astimezone(KOREA).date())
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


def _check_closing(tx: Tx, programme: Programme, on: date) -> Refusal | None:
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
    for row in tx.rows(_SQL["list_open_items"], programme_id=programme_id, on=on):
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
