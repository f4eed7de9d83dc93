"""Settlement days, early cash in between, and the bank's answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from sangsaeng.cli.living.rounds import Round
from sangsaeng.cli.living.stage import Living, Promised
from sangsaeng.early_payment.model import Sale
from sangsaeng.early_payment.model_standing import OrderKind, StandingOrder
from sangsaeng.early_payment.service import sell
from sangsaeng.early_payment.service_cut_off import pay_sales
from sangsaeng.early_payment.service_standing import record_order
from sangsaeng.early_payment.service_standing_run import run_standing_orders
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.oversight.book import pay_out
from sangsaeng.oversight.demo.cast import Actor
from sangsaeng.oversight.demo.stage import at, name_account
from sangsaeng.payouts.rails.model import Reason
from sangsaeng.programmes.model import AccountPurpose
from sangsaeng.settlement.service_funding import call_funding, list_calls
from sangsaeng.settlement.service_run import settle_day

# A month: on every day there is a call that the buyer can see coming.
CALLED_AHEAD_DAYS = 31
# Who keeps this and sells the rest by itself, from the second round on.
_KEEPS_WON = 3_000_000
_STANDING_PLACE = 3
# Shares that are sold early, in tenths: of a tier-1 supplier's promise, of tier 2's, of tier 3's.
_SOLD_TENTHS = (3, 6, 7)


def settle(living: Living, day: date) -> None:
    """The buyer pays what was called; the day is settled and paid out."""
    living.begin_day(day)
    call_funding(living.database, day, CALLED_AHEAD_DAYS)
    with living.database.transaction() as tx:
        calls = list_calls(tx, day)
    for call in calls:
        if call["programme_id"] == living.programme_id:
            living.pay_in(AccountPurpose.SETTLEMENT, call["missing_won"], call["reference"])
    living.hear(at(day, 10))
    totals = settle_day(living.database, day)
    assert not isinstance(totals, Refusal), totals
    pay_out(living.desk, at(day, 12))


def settle_and_return(living: Living, day: date) -> None:
    """As `settle`, and one supplier's bank sends its money back: the account is closed."""
    actor = _somebody_due(living, day)
    living.returned.append(actor)
    living.people.bank.return_next(actor.account_number, Reason.CLOSED_ACCOUNT)
    settle(living, day)


def name_new_account(living: Living, day: date) -> None:
    """The supplier whose money came back names an account elsewhere; it cools off first."""
    living.begin_day(day)
    change_account(living, living.returned[0], day)


def change_account(living: Living, actor: Actor, day: date) -> None:
    """A supplier names another account, which its bank confirms."""
    bank = living.cast.new_account_bank
    moved = replace(actor, bank_code=bank, account_number=f"{bank}7{actor.account_number[-8:]}")
    company, calendar = living.company_of(actor), living.calendar()
    with living.database.transaction() as tx:
        name_account(tx, company, moved, day, calendar)


def sell_early(living: Living, this: Round) -> None:
    """Suppliers of every tier sell a part; at the cut-off it is paid."""
    day = this.sold_on
    living.begin_day(day)
    for tier, sellers in enumerate(_sellers(living, this)):
        for one in sellers:
            won = one.won * _SOLD_TENTHS[tier] // 10
            _sell(living, one, won, day)
    if this.number == 1:
        _begin_standing_order(living, day)
    ran = run_standing_orders(living.database, at(day, 14))
    if ran.left:
        living.problems.append(f"standing orders {ran.left}")
    paid = pay_sales(living.database, day)
    assert not isinstance(paid, Refusal), paid
    pay_out(living.desk, at(day, 16))


def _sellers(living: Living, this: Round) -> Iterator[list[Promised]]:
    """A few of each tier, others each time; what visitors hold stays whole."""
    kept = {tier[0].business_number for tier in living.cast.tiers}
    for tier, promised in enumerate(living.promised[this.number]):
        free = [one for one in promised if one.holder.business_number not in kept]
        yield free[this.number % 3 :: 7][: 2 + 2 * tier]


def _sell(living: Living, one: Promised, won: int, day: date) -> None:
    seller_id = living.company_of(one.holder).company_id
    key = (living.database, one.programme_id, one.receivable_id)
    done = sell(*key, won, seller_id, at(day, 11))
    # What was passed on since cannot be sold: a smaller part can.
    if isinstance(done, Refusal) and done.code == "more_than_retained":
        done = sell(*key, int(done.facts["retained"]) // 2, seller_id, at(day, 11))
    assert isinstance(done, Sale), done


def _begin_standing_order(living: Living, day: date) -> None:
    second = living.cast.tiers[1]
    actor = second[min(_STANDING_PLACE, len(second) - 1)]
    company_id = living.company_of(actor).company_id
    with living.database.transaction() as tx:
        kind = str(OrderKind.SELL_ABOVE)
        order = record_order(tx, company_id, kind, _KEEPS_WON, None, day)
    assert isinstance(order, StandingOrder), order


def _somebody_due(living: Living, day: date) -> Actor:
    """A tier-2 supplier that is paid on a day, that no visitor is, and whose money came before."""
    apart = {tier[0].business_number for tier in living.cast.tiers}
    apart |= {actor.business_number for actor in living.returned}
    second = living.cast.tiers[1]
    apart.add(second[min(_STANDING_PLACE, len(second) - 1)].business_number)
    for _, promised, _ in living.promised.values():
        for one in reversed(promised):
            if one.due == day and one.holder.business_number not in apart:
                return one.holder
    raise AssertionError(f"nobody is due on {day}")
