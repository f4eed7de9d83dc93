"""The tail: looks at sites after the reward, and what was kept back is released or lost (row 19).

The verifier enters, another of its people approves, and the administrator agrees; a release is then
paid by the payer's two keys like everything else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.ledger.service import reserve_items
from sangsaeng.outcomes.model import Award
from sangsaeng.outcomes.model_money import Owed, PayableFor
from sangsaeng.outcomes.rules_tail import due_to_forfeit_won
from sangsaeng.outcomes.service import get_award, set_award_state
from sangsaeng.outcomes.service_claims import award_stopped
from sangsaeng.outcomes.service_determining import get_newest
from sangsaeng.outcomes.service_events import Change, record_change
from sangsaeng.outcomes.service_money import post_retention_forfeited, post_retention_released
from sangsaeng.outcomes.service_sides import get_match, get_verifier, unknown_match

_SQL = load(__package__)


@dataclass(frozen=True, slots=True)
class Look:
    """A look at a site: is the equipment there and used; `announced`: whether the site knew."""

    match_id: int
    inspected_on: date
    in_use: bool
    announced: bool
    note: str


@dataclass(frozen=True, slots=True)
class _Kept:
    award: Award
    claim_id: int
    retained_won: int
    forfeited_won: int
    left_won: int
    until_on: date
    last_looks: dict[int, bool | None]


def inspect(tx: Tx, programme_id: int, verifier_id: int, look: Look, at: datetime) -> int | Refusal:
    """Put a look at a site down; its number. Refusals in order: unknown_match, award_state_unfit,
    day_in_future."""
    match = get_match(tx, programme_id, look.match_id)
    if isinstance(match, Refusal):
        return match
    if get_verifier(tx, programme_id, match.award_id) != verifier_id:
        return unknown_match(look.match_id)
    if match.award_state not in ("accepted", "tail", "terminated"):
        return refuse("award_state_unfit", "match_id", state=match.award_state)
    if look.inspected_on > at.astimezone(KOREA).date():
        return refuse("day_in_future", "inspected_on", day=look.inspected_on.isoformat())
    # From here it must succeed.
    number = reserve_items(tx, 1)[0]
    tx.run(
        _SQL["add_inspection"],
        programme_id=programme_id,
        inspection_id=number,
        match_id=look.match_id,
        inspected_on=look.inspected_on,
        in_use=look.in_use,
        announced=look.announced,
        note=look.note,
        at=at,
    )
    state = "in_use" if look.in_use else "not_in_use"
    record_change(tx, Change(programme_id, "inspection", number, state, match.award_id), at)
    return number


def release_retention(
    tx: Tx, programme_id: int, claim_id: int, verifier_id: int, at: datetime
) -> tuple[int, int | None] | Refusal:
    """What is left of a claim's retention is owed: its tail ended well. The won, and the payable.

    Refusals in order: unknown_retention, nothing_kept, tail_not_over, inspection_missing,
    concealment_found, equipment_not_in_use (its part is to be forfeited first),
    determination_unsettled (a later version may take it back), redetermination_due,
    clawback_open, award_stopped_by_finding.
    """
    kept = _kept(tx, programme_id, claim_id, verifier_id)
    if isinstance(kept, Refusal):
        return kept
    on = at.astimezone(KOREA).date()
    refused = _check_release(tx, kept, on)
    if refused:
        return refused
    # From here it must succeed.
    award = kept.award
    named = (programme_id, award.supplier_id, PayableFor.RETENTION, claim_id)
    payable = post_retention_released(tx, Owed(*named, kept.left_won, award.award_id), on)
    _record(tx, kept, "released", kept.left_won, at)
    return kept.left_won, payable


def _check_release(tx: Tx, kept: _Kept, on: date) -> Refusal | None:
    if on < kept.until_on:
        return refuse("tail_not_over", "claim_id", until=kept.until_on.isoformat())
    unseen = [match_id for match_id, in_use in kept.last_looks.items() if in_use is None]
    if unseen or not kept.last_looks:
        return refuse("inspection_missing", "claim_id", match=str([*unseen, "-"][0]))
    about = {"programme_id": kept.award.programme_id, "award_id": kept.award.award_id}
    if tx.the(_SQL["has_concealed_case"], **about)["yes"]:
        return refuse("concealment_found", "claim_id", value=str(kept.award.award_id))
    due = due_to_forfeit_won(kept.retained_won, kept.last_looks)
    if kept.forfeited_won < due:
        return refuse("equipment_not_in_use", "claim_id", due=due - kept.forfeited_won)
    last = get_newest(tx, kept.award.programme_id, kept.claim_id)
    claims = tx.rows(_SQL["list_claims_of_award"], **about)
    if not all(row["settled"] for row in claims if row["claim_id"] == kept.claim_id):
        return refuse("determination_unsettled", "claim_id", value=str(last["determination_id"]))
    if tx.the(_SQL["has_late_incident"], **about, since=last["determined_at"])["yes"]:
        return refuse("redetermination_due", "claim_id", value=str(kept.claim_id))
    if tx.the(_SQL["has_open_clawback"], **about)["yes"]:
        return refuse("clawback_open", "claim_id", value=str(kept.award.award_id))
    return award_stopped(tx, kept.award.programme_id, kept.award.award_id)


def forfeit_retention(
    tx: Tx, programme_id: int, claim_id: int, verifier_id: int, ground: str, at: datetime
) -> int | Refusal:
    """What was kept back is lost and goes back to the pool: all of it for a `concealment` found
    later, the sites' share for equipment `not_in_use`; the won.

    Refusals in order: unknown_retention, nothing_kept, nothing_to_forfeit.
    """
    kept = _kept(tx, programme_id, claim_id, verifier_id)
    if isinstance(kept, Refusal):
        return kept
    about = {"programme_id": programme_id, "award_id": kept.award.award_id}
    if ground == "concealment":
        lost = kept.left_won if tx.the(_SQL["has_concealed_case"], **about)["yes"] else 0
    else:
        due = due_to_forfeit_won(kept.retained_won, kept.last_looks) - kept.forfeited_won
        lost = min(kept.left_won, max(0, due))
    if lost == 0:
        return refuse("nothing_to_forfeit", "ground", ground=ground)
    # From here it must succeed.
    on = at.astimezone(KOREA).date()
    post_retention_forfeited(tx, programme_id, kept.award.award_id, claim_id, lost, on)
    _record(tx, kept, "forfeited", lost, at, ground)
    return lost


def _kept(tx: Tx, programme_id: int, claim_id: int, verifier_id: int) -> _Kept | Refusal:
    unknown = refuse("unknown_retention", "claim_id", value=str(claim_id))
    found = tx.row(_SQL["award_of_retention"], programme_id=programme_id, claim_id=claim_id)
    if found is None or get_verifier(tx, programme_id, found["award_id"]) != verifier_id:
        return unknown
    award = get_award(tx, programme_id, found["award_id"], hold=True)
    assert isinstance(award, Award), award
    about = {"programme_id": programme_id, "award_id": award.award_id}
    rows = tx.rows(_SQL["list_retentions"], **about)
    row = next(row for row in rows if row["claim_id"] == claim_id)
    left = row["retained_won"] - row["released_won"] - row["forfeited_won"]
    if left == 0:
        return refuse("nothing_kept", "claim_id", value=str(claim_id))
    since = {"claim_id": claim_id, "since": found["booked_on"]}
    looks = tx.rows(_SQL["list_last_looks"], **about, **since)
    return _Kept(
        award,
        claim_id,
        row["retained_won"],
        row["forfeited_won"],
        left,
        row["until_on"],
        {one["match_id"]: one["in_use"] for one in looks},
    )


def _record(
    tx: Tx, kept: _Kept, state: str, won: int, at: datetime, reason: str | None = None
) -> None:
    award = kept.award
    about = {"programme_id": award.programme_id, "award_id": award.award_id}
    facts = {"won": won}
    named = ("retention", kept.claim_id, state, award.award_id, reason, facts)
    record_change(tx, Change(award.programme_id, *named), at)
    rows = tx.rows(_SQL["list_retentions"], **about)
    left = sum(row["retained_won"] - row["released_won"] - row["forfeited_won"] for row in rows)
    on = at.astimezone(KOREA).date()
    over = award.state == "tail" and award.tail_until is not None and on >= award.tail_until
    if left == 0 and over:
        set_award_state(tx, award, "closed")
        named_award = ("award", award.award_id, "closed", award.award_id)
        record_change(tx, Change(award.programme_id, *named_award), at)
