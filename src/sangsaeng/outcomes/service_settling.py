"""From a determination to money, once its window has passed: owed, kept back, released; and what a
later version changes (rows 17 and 18)."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sangsaeng.database.connection import Row, Transactions, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.model import Award, Programme
from sangsaeng.outcomes.model_money import Owed, Part, PayableFor
from sangsaeng.outcomes.rules_determining import (
    decide_booking,
    decide_correction,
    period_cap_won,
    retention_rate_of,
)
from sangsaeng.outcomes.service import get_award, get_programme
from sangsaeng.outcomes.service_claims import award_stopped, list_periods
from sangsaeng.outcomes.service_clawbacks import Opening, put_clawback, withdraw_corrections
from sangsaeng.outcomes.service_determining import get_determination, unknown_determination
from sangsaeng.outcomes.service_events import Change, record_change
from sangsaeng.outcomes.service_money import (
    free_pool_won,
    get_reserve,
    post_released,
    post_retention_forfeited,
    post_retention_restored,
    post_reward,
)
from sangsaeng.outcomes.service_sides import award_administered

_SQL = load(__package__)


@dataclass(frozen=True, slots=True)
class Settled:
    """What a determination made of the award's reserve, in won. `clawback_id`: what a lower later
    version asks back beyond what was kept."""

    determination_id: int
    owed_won: int = 0
    retained_won: int = 0
    released_won: int = 0
    taken_back_won: int = 0
    clawback_won: int = 0
    restored_won: int = 0
    payable_id: int | None = None
    clawback_id: int | None = None


def settle_determination(
    tx: Tx, programme_id: int, determination_id: int, payer_id: int, at: datetime
) -> Settled | Refusal:
    """Book a determination after its window; it is paid by the payer's two keys afterwards. A later
    version than the one that was booked puts down only the difference.

    Refusals in order: unknown_determination, programme_not_running, claim_not_there_yet (it ended
    with its award), determination_superseded, settled_already, window_open,
    dispute_open, dispute_upheld, award_stopped_by_finding.
    """
    programme = get_programme(tx, programme_id)
    found = get_determination(tx, programme_id, determination_id)
    if isinstance(programme, Refusal) or isinstance(found, Refusal):
        return unknown_determination(determination_id)
    if programme.payer_id != payer_id:
        return unknown_determination(determination_id)
    if programme.state == "ended":
        return refuse("programme_not_running", "determination_id", state=programme.state)
    award = get_award(tx, programme_id, found["award_id"], hold=True)
    assert isinstance(award, Award), award
    # A version made while this waited for the award shows only now.
    found = get_determination(tx, programme_id, determination_id)
    assert not isinstance(found, Refusal), found
    on = at.astimezone(KOREA).date()
    claims = _list_claims(tx, award)
    claim = next((row for row in claims if row["claim_id"] == found["claim_id"]), None)
    if claim is None:
        gone = {"state": "refused", "wanted": "determined"}
        return refuse("claim_not_there_yet", "determination_id", **gone)
    refused = _check(tx, found, claim, on)
    if refused:
        return refused
    # From here it must succeed.
    held = held_for_others_won(tx, award, claims, claim["claim_id"], on)
    if claim["booked"]:
        done = _correct(tx, programme, award, found, claim, held, at)
    else:
        done = _book(tx, programme, award, found, held, on)
        if held == 0:
            begin_tail(tx, programme, award, at)
    _put(tx, award, found, done, at)
    return done


def settle_due(database: Transactions, at: datetime) -> int:
    """Book every determination whose window has passed, as the treasury may before: the rule alone
    decides, and the payer's two keys pay. What a dispute or a finding holds back waits. How
    many."""
    with database.transaction() as tx:
        due = tx.rows(_SQL["list_due_to_settle"], on=at.astimezone(KOREA).date())
    count = 0
    for row in due:
        with database.transaction() as tx:
            named = (row["programme_id"], row["determination_id"], row["payer_id"])
            count += isinstance(settle_determination(tx, *named, at), Settled)
    return count


def _check(tx: Tx, found: Row, claim: Row, on: date) -> Refusal | None:
    named = str(found["determination_id"])
    if not found["newest"]:
        return refuse("determination_superseded", "determination_id", value=named)
    if claim["settled"]:
        return refuse("settled_already", "determination_id", value=named)
    if on <= found["window_until"]:
        until = found["window_until"].isoformat()
        return refuse("window_open", "determination_id", until=until)
    about = {"programme_id": found["programme_id"]}
    number = found["determination_id"]
    dispute = tx.row(_SQL["get_dispute_of"], **about, determination_id=number)
    if dispute is not None and dispute["decided_at"] is None:
        return refuse("dispute_open", "determination_id", value=str(dispute["dispute_id"]))
    if dispute is not None and dispute["upheld"]:
        return refuse("dispute_upheld", "determination_id", value=str(dispute["dispute_id"]))
    return award_stopped(tx, found["programme_id"], found["award_id"])


def held_for_others_won(
    tx: Tx, award: Award, claims: list[Row], claim_id: int | None, on: date
) -> int:
    """What of an award's success cap other periods can still earn: those with a claim that is not
    booked, and those whose window is open."""
    periods = list_periods(tx, award.programme_id)
    by_period = {row["period_no"]: row for row in claims}
    held = 0
    for one in periods:
        row = by_period.get(one.period_no)
        if row is not None and row["claim_id"] == claim_id:
            continue
        if (row is None and on <= one.claim_until) or (row is not None and not row["booked"]):
            held += period_cap_won(award.success_cap_won, periods, one.period_no)
    return held


def _book(
    tx: Tx, programme: Programme, award: Award, found: Row, held_won: int, on: date
) -> Settled:
    left = get_reserve(tx, award.programme_id, award.award_id, Part.SUCCESS)
    rate = retention_rate_of(found["rule_text"], Decimal(programme.rules.retention_rate))
    booked = decide_booking(found["amount_won"], rate, left, held_won)
    owed = _owed(award, found["claim_id"], booked.owed_won)
    payable = post_reward(tx, owed, booked.retained_won, booked.released_won, on)
    _keep(tx, programme, found, booked.retained_won, on)
    sums = (booked.owed_won, booked.retained_won, booked.released_won)
    return Settled(found["determination_id"], *sums, payable_id=payable)


def _keep(tx: Tx, programme: Programme, found: Row, retained_won: int, on: date) -> None:
    """Keep part of a claim's reward back; what a correction adds, until the day of the first."""
    if retained_won:
        tx.run(
            _SQL["add_retention"],
            programme_id=programme.programme_id,
            claim_id=found["claim_id"],
            award_id=found["award_id"],
            retained_won=retained_won,
            until_on=months_later(on, programme.rules.tail_months),
        )


def _correct(
    tx: Tx,
    programme: Programme,
    award: Award,
    found: Row,
    claim: Row,
    held_won: int,
    at: datetime,
) -> Settled:
    on = at.astimezone(KOREA).date()
    programme_id, award_id, claim_id = award.programme_id, award.award_id, claim["claim_id"]
    left = get_reserve(tx, programme_id, award_id, Part.SUCCESS)
    kept = kept_back_won(tx, award, claim_id)
    standing = int(claim["standing_won"])
    if found["amount_won"] > standing:
        standing += withdraw_corrections(tx, award, claim_id, at)
    restorable = 0
    if award.state in ("accepted", "tail"):
        restorable = min(int(claim["forfeited_won"]), free_pool_won(tx, programme_id))
    amount = found["amount_won"]
    change = decide_correction(amount, standing, kept, left - held_won, restorable)
    payable = clawback = None
    rate = retention_rate_of(found["rule_text"], Decimal(programme.rules.retention_rate))
    extra = decide_booking(change.extra_won, rate, 0, 0)
    if change.extra_won:
        owed = _owed(award, found["determination_id"], extra.owed_won)
        payable = post_reward(tx, owed, extra.retained_won, 0, on)
        _keep(tx, programme, found, extra.retained_won, on)
    if change.restored_won:
        again = (programme_id, award_id, claim_id, change.restored_won)
        post_retention_restored(tx, *again, on)
    if change.unpaid_won:
        named = ("determination", found["determination_id"], "correction_unpaid", award_id)
        facts = {"unpaid_won": change.unpaid_won}
        record_change(tx, Change(programme_id, *named, facts=facts), at)
    if change.taken_back_won:
        about = (programme_id, award_id, claim_id, change.taken_back_won)
        post_retention_forfeited(tx, *about, on)
    if change.clawback_won:
        hearing_on = on + timedelta(days=programme.rules.dispute_days)
        statement = str(found["determination_id"])
        opening = Opening("redetermined", change.clawback_won, statement, hearing_on)
        clawback = put_clawback(tx, award, opening, at)
    return Settled(
        found["determination_id"],
        owed_won=extra.owed_won,
        retained_won=extra.retained_won,
        taken_back_won=change.taken_back_won,
        clawback_won=change.clawback_won,
        restored_won=change.restored_won,
        payable_id=payable,
        clawback_id=clawback,
    )


def _put(tx: Tx, award: Award, found: Row, done: Settled, at: datetime) -> None:
    tx.run(
        _SQL["add_earning"],
        programme_id=award.programme_id,
        claim_id=found["claim_id"],
        determination_id=done.determination_id,
        award_id=award.award_id,
        owed_won=done.owed_won,
        retained_won=done.retained_won,
        released_won=done.released_won,
        taken_back_won=done.taken_back_won,
        clawback_won=done.clawback_won,
        restored_won=done.restored_won,
        on=at.astimezone(KOREA).date(),
    )
    facts = {"owed_won": done.owed_won, "retained_won": done.retained_won}
    named = ("determination", done.determination_id, "settled", award.award_id)
    record_change(tx, Change(award.programme_id, *named, facts=facts), at)


def kept_back_won(tx: Tx, award: Award, claim_id: int | None = None) -> int:
    """What is still kept back of an award, or of one of its claims."""
    about = {"programme_id": award.programme_id, "award_id": award.award_id}
    return sum(
        row["retained_won"] - row["released_won"] - row["forfeited_won"]
        for row in tx.rows(_SQL["list_retentions"], **about)
        if claim_id in (None, row["claim_id"])
    )


def start_tail(
    tx: Tx, programme_id: int, award_id: int, administrator_id: int, at: datetime
) -> date | Refusal:
    """An award that nobody can claim for any more enters its tail, also when it earned nothing; its
    last day. Refusals in order: unknown_outcome_programme, unknown_award, award_state_unfit,
    still_claimable."""
    found = award_administered(tx, administrator_id, programme_id, award_id)
    if isinstance(found, Refusal):
        return found
    programme, award = found
    if award.state != "accepted":
        return refuse("award_state_unfit", "award_id", state=award.state)
    on = at.astimezone(KOREA).date()
    held = held_for_others_won(tx, award, _list_claims(tx, award), None, on)
    if held:
        return refuse("still_claimable", "award_id", won=held)
    # From here it must succeed.
    return begin_tail(tx, programme, award, at)


def begin_tail(tx: Tx, programme: Programme, award: Award, at: datetime) -> date:
    """Nothing more can be earned: what is left of the cap goes back to the pool, and the time
    begins in which the equipment must stay in use. Its last day."""
    on = at.astimezone(KOREA).date()
    about = {"programme_id": award.programme_id, "award_id": award.award_id}
    left = get_reserve(tx, **about, part=Part.SUCCESS)
    post_released(tx, **about, part=Part.SUCCESS, amount_won=left, on=on)
    until_on = months_later(on, programme.rules.tail_months)
    tx.run(_SQL["set_tail"], **about, until_on=until_on)
    facts = {"until": until_on.isoformat()}
    named = (award.programme_id, "award", award.award_id, "tail", award.award_id)
    record_change(tx, Change(*named, facts=facts), at)
    return until_on


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    years, month = divmod(day.month - 1 + months, 12)
    last = monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


def _list_claims(tx: Tx, award: Award) -> list[Row]:
    about = {"programme_id": award.programme_id, "award_id": award.award_id}
    return tx.rows(_SQL["list_claims_of_award"], **about)


def _owed(award: Award, source_id: int, amount_won: int) -> Owed:
    return Owed(
        award.programme_id,
        award.supplier_id,
        PayableFor.REWARD,
        source_id,
        amount_won,
        award.award_id,
    )
