"""The institution pays in the buyer's place, and has the buyer's money until it is whole again.

Only the buyer owes what was advanced: the claim stands in accounts of the root (`advance`,
`late_interest_claim`), and no holder's account is ever booked against it (G5).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sangsaeng.database.connection import Transactions, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.money import Rounding
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.ledger import service as ledger
from sangsaeng.ledger.model import AccountKind, Line, LineKind, account
from sangsaeng.payouts.model import Order, Purpose
from sangsaeng.payouts.service_release import order_payouts, record_release
from sangsaeng.programmes.model import Programme
from sangsaeng.programmes.service import get_programme
from sangsaeng.programmes.service_guarantee import move_guarantee
from sangsaeng.programmes.variants import variants
from sangsaeng.programmes.variants.variant import Funding
from sangsaeng.settlement.rules_advance import (
    Advance,
    DatedRate,
    count_interest,
    recover_interest,
    recover_principal,
)
from sangsaeng.statutes.loader import parameters

_SQL = load(__package__)


@dataclass(frozen=True, slots=True)
class Claim:
    """What the institution of a programme may claim from its buyer: never from a supplier.

    `late_interest_won`: up to the day asked for, less what was paid; `since`: the oldest advance.
    """

    programme_id: int
    institution_id: int
    institution: str
    buyer_id: int
    buyer: str
    root_count: int
    principal_won: int
    late_interest_won: int
    since: date


def take_gate(tx: Tx, programme_id: int) -> date | None:
    """Money is given out by one at a time: the programme's gate is held alone."""
    ledger.hold_gate(tx, programme_id)
    return ledger.enter_gate(tx, programme_id)


def available_won(tx: Tx, programme_id: int) -> int:
    """The buyer's money that is not given to anything yet."""
    return -ledger.get_balance(tx, programme_id, account(AccountKind.BUYER_MONEY, programme_id))


def advance_due(database: Transactions, run_id: int, day: date) -> int:
    """Pay every root due by a day that nobody has covered, where the institution guarantees it;
    how many. A guarantee that has lapsed since the promise was made pays like any other (G4).

    One transaction a programme, its own money moved by one transfer of the run. What there is of
    the buyer's money, too little for a whole root, goes back to the institution at once.
    """
    deposit_variants = [v.code for v in variants().values() if v.funding is Funding.BEFORE_ISSUE]
    with database.transaction() as tx:
        due = {"day": day, "deposit_variants": deposit_variants}
        numbers = [row["programme_id"] for row in tx.rows(_SQL["list_guaranteed_due"], **due)]
    advanced = 0
    for programme_id in numbers:
        with database.transaction() as tx:
            closed = take_gate(tx, programme_id)
            programme = get_programme(tx, programme_id)
            assert not isinstance(programme, Refusal)
            advanced += _advance(tx, programme, run_id, day, closed)
            recover(tx, programme, day, available_won(tx, programme_id))
    return advanced


def _advance(tx: Tx, programme: Programme, run_id: int, day: date, closed: date | None) -> int:
    facility_id = move_guarantee(tx, programme)
    if facility_id is None:
        # A promise from before guarantees were kept, and none was set up since: nobody pays it.
        return 0
    done = tx.the(
        _SQL["advance_roots"],
        programme_id=programme.programme_id,
        buyer_id=programme.buyer_id,
        facility_id=facility_id,
        kind=int(LineKind.ADVANCE),
        day=day,
        covered_on=max(day, closed + timedelta(days=1)) if closed else day,
    )
    won = int(done["won"])
    if won:
        move_guarantee(tx, programme, blocked_won=-won, used_won=won)
        there, here = programme.settlement_account_id, programme.operating_account_id
        kind, purpose = LineKind.ADVANCE_TRANSFER, Purpose.ADVANCE_TRANSFER
        _transfer(tx, programme, (kind, purpose), (here, there), won, run_id, day)
    return int(done["roots"])


def _transfer(
    tx: Tx,
    programme: Programme,
    what: tuple[LineKind, Purpose],
    way: tuple[int, int],
    won: int,
    run_id: int,
    day: date,
) -> None:
    """Order the bank to move `won` from one own account to the other, and say so in the journal."""
    (item_id,) = ledger.reserve_items(tx, 1)
    kind, purpose = what
    here, there = way
    line = Line(
        programme_id=programme.programme_id,
        kind=kind,
        item_id=item_id,
        debit=account(AccountKind.INCOMING, there),
        credit=account(AccountKind.OUTGOING, here),
        amount_won=won,
        booked_on=day,
    )
    ledger.post_lines(tx, [line])
    order = Order(
        programme_id=programme.programme_id,
        purpose=purpose,
        source_id=item_id,
        amount_won=won,
        own_account_id=here,
        payee_own_account_id=there,
    )
    order_payouts(tx, [order], run_id, day)


def recover(
    tx: Tx,
    programme: Programme,
    day: date,
    money_won: int,
    root_id: int | None = None,
    due_on: date | None = None,
) -> int:
    """Give up to `money_won` of the buyer's money to what the institution advanced; how much went.

    Named (`root_id`, or all of a day, `due_on`): only those principals. Else every principal, the
    oldest first, then late interest: by the programme's agreement, where the Civil Code §479 would
    put interest first. The gate is held alone by the caller.
    """
    if money_won <= 0:
        return 0
    before = _list_open(tx, programme.programme_id)
    named = root_id is not None or due_on is not None
    chosen = [
        one for one in before if not named or one.root_id == root_id or one.matures_on == due_on
    ]
    rates = late_interest_rates()
    changed = {one.root_id: one for one in recover_principal(chosen, money_won, day, rates)}
    after = [changed.get(one.root_id, one) for one in chosen]
    principal = sum(one.open_won for one in chosen) - sum(one.open_won for one in after)
    interest = 0
    if not named:
        paid = recover_interest(after, money_won - principal)
        changed |= {one.root_id: one for one in paid}
        interest = sum(one.interest_open_won for one in after)
        interest -= sum(changed.get(one.root_id, one).interest_open_won for one in after)
    if not changed:
        return 0
    _write(tx, programme.programme_id, chosen, list(changed.values()), day)
    if principal:
        move_guarantee(tx, programme, used_won=-principal)
    run_id = ledger.reserve_items(tx, 1)[0]
    there, here = programme.operating_account_id, programme.settlement_account_id
    kinds = LineKind.RECOVERY_TRANSFER, Purpose.RECOVERY_TRANSFER
    _transfer(tx, programme, kinds, (here, there), principal + interest, run_id, day)
    record_release(tx, run_id, day, 1)
    return principal + interest


def accrue_late_interest(
    database: Transactions, day: date, today: date | None = None
) -> int | Refusal:
    """Book the late interest of every open advance up to a day; how many won. However often it is
    done, a span of unchanged principal is rounded once.

    `today`: the clock's; what is booked ahead of its day is never taken back. A rehearsal has none.
    Refused: day_in_the_future.
    """
    if today is not None and day > today:
        return refuse("day_in_the_future", "day", day=day.isoformat(), today=today.isoformat())
    with database.transaction() as tx:
        numbers = sorted({one.programme_id for one in _list_open(tx, None)})
    booked = 0
    for programme_id in numbers:
        with database.transaction() as tx:
            take_gate(tx, programme_id)
            rates = late_interest_rates()
            before = _list_open(tx, programme_id)
            after = [count_interest(one, day, rates) for one in before]
            booked += sum(one.late_interest_won for one in after)
            booked -= sum(one.late_interest_won for one in before)
            _write(tx, programme_id, before, after, day)
    return booked


def list_claims(tx: Tx, day: date) -> list[Claim]:
    """What institutions may claim from buyers, by programme, with late interest up to a day."""
    rates = late_interest_rates()
    counted = [count_interest(one, day, rates) for one in _list_open(tx, None)]
    numbers = sorted({one.programme_id for one in counted})
    claims = []
    for row in tx.rows(_SQL["list_claimants"], programme_ids=numbers):
        of_it = [one for one in counted if one.programme_id == row["programme_id"]]
        claims.append(
            Claim(
                **row,
                root_count=len(of_it),
                principal_won=sum(one.open_won for one in of_it),
                late_interest_won=sum(one.interest_open_won for one in of_it),
                since=min(one.advanced_on for one in of_it),
            )
        )
    return claims


def late_interest_rates() -> list[DatedRate]:
    """The statutory rates by day, a fraction a year each; after one that ended there is none."""
    rates = []
    for dated in parameters()["late_interest_rate_annual"].values:
        assert isinstance(dated.value, Decimal)
        rates.append(DatedRate(dated.in_force_from, dated.value))
        if dated.until is not None:
            rates.append(DatedRate(dated.until + timedelta(days=1), None))
    return rates


def _list_open(tx: Tx, programme_id: int | None) -> list[Advance]:
    rows = tx.rows(_SQL["list_open_advances"], programme_id=programme_id)
    return [Advance(**{**row, "rounding": Rounding(row["rounding"])}) for row in rows]


def _write(
    tx: Tx, programme_id: int, before: Sequence[Advance], after: Sequence[Advance], day: date
) -> None:
    """Store advances as they are now, and book what changed: interest counted, money given."""
    was = {one.root_id: one for one in before}
    moves = [(one, *move) for one in after for move in _moves(was[one.root_id], one)]
    numbers = ledger.reserve_items(tx, len(moves))
    lines = [
        Line(programme_id, kind, number, debit, credit, won, day, one.root_id)
        for number, (one, kind, debit, credit, won) in zip(numbers, moves, strict=True)
    ]
    ledger.post_lines(tx, lines)
    columns = (
        "root_id",
        "recovered_won",
        "interest_from",
        "span_interest_won",
        "late_interest_won",
        "late_interest_recovered_won",
    )
    values = {name: [getattr(one, name) for one in after] for name in columns}
    tx.run(_SQL["set_advances"], programme_id=programme_id, **values)


def _moves(was: Advance, now: Advance) -> list[tuple[LineKind, int, int, int]]:
    """Kind, debit, credit and won of what must be booked between two states of an advance."""
    root_id, programme_id = now.root_id, now.programme_id
    money = account(AccountKind.BUYER_MONEY, programme_id)
    principal = account(AccountKind.ADVANCE, root_id)
    interest = account(AccountKind.LATE_INTEREST_CLAIM, root_id)
    earned = account(AccountKind.LATE_INTEREST_EARNED, programme_id)
    counted = now.late_interest_won - was.late_interest_won
    paid = now.late_interest_recovered_won - was.late_interest_recovered_won
    moves = [
        (LineKind.LATE_INTEREST, interest, earned, counted),
        (LineKind.RECOVERY, money, principal, now.recovered_won - was.recovered_won),
        (LineKind.LATE_INTEREST_RECOVERED, money, interest, paid),
    ]
    return [move for move in moves if move[-1] > 0]
