"""What passing a part on would earn its holder, before it decides. Pure.

The payees are assumed to sell the expected share of each line on the funding day of the parent, or
so many days after it: what they pay for early cash from then on comes out of the deposit and is
refunded whole. The rest of the line earns the deposit incentive up to its own day.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal

from sangsaeng.duties.model import Credit, Expected, Parent, PassOnLine, Preview
from sangsaeng.kernel.money import Rounding, check_won, days_between, interest_won, round_won
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.programmes.model import Terms


def decide_preview(
    parent: Parent, lines: Sequence[PassOnLine], expected: Expected
) -> Refusal | None:
    """Whether the question makes sense; the pass-on itself is decided by its own rules.

    Refusals in order: share_out_of_range, nothing_to_do, not_a_whole_won, maturity_order (each of
    its line), more_than_retained, attached.
    """
    if not 0 <= expected.sale_share <= 1:
        share = str(expected.sale_share)[:20]
        return refuse("share_out_of_range", "expected_sale_share", value=share)
    if not lines:
        return refuse("nothing_to_do", "lines")
    for number, line in enumerate(lines, start=1):
        amount = check_won(line.amount_won)
        if isinstance(amount, Refusal):
            return amount.at(number)
        if line.matures_on < parent.matures_on:
            days = (line.matures_on.isoformat(), parent.matures_on.isoformat())
            day, parent_day = days
            late = refuse("maturity_order", "matures_on", day=day, parent_day=parent_day)
            return late.at(number)
    total_won = sum(line.amount_won for line in lines)
    if total_won > parent.retained_won:
        retained = parent.retained_won
        return refuse("more_than_retained", "amount_won", amount=total_won, retained=retained)
    if total_won > parent.free_won:
        return refuse("attached", "amount_won", amount=total_won, free=parent.free_won)
    return None


def plan_preview(
    parent: Parent,
    lines: Sequence[PassOnLine],
    expected: Expected,
    terms: Terms,
    rate_of: Callable[[int], Decimal],
    credit: Credit,
) -> Preview:
    """The figures of a pass-on, line by line, each rounded as its settlement would round it.

    `rate_of`: the price of early payment for a tenor in days, as a fraction a year.
    """
    refund_won, before_won, after_won, forgone_won = 0, 0, 0, 0
    rates: list[Decimal] = []
    incentive_rate, rounding = terms.deposit_incentive_rate_annual, terms.rounding
    for line in lines:
        days = max(days_between(parent.funded_on, line.matures_on), 0)
        waits = min(expected.days_after_funding, days)
        sold_on = parent.funded_on + timedelta(days=waits)
        left = max(days_between(sold_on, line.matures_on), 0)
        sold_won = round_won(line.amount_won * expected.sale_share, Rounding.NEAREST)
        if left > 0 and sold_won > 0:
            rates.append(rate_of(left))
            refund_won += interest_won(sold_won, rates[-1], left, rounding)
        if sold_won > 0:
            # A sale changes the balance, so what it earned until then is rounded by itself.
            before_won += interest_won(line.amount_won, incentive_rate, waits, rounding)
            kept_won = line.amount_won - sold_won
            after_won += interest_won(kept_won, incentive_rate, left, rounding)
        else:
            after_won += interest_won(line.amount_won, incentive_rate, days, rounding)
        forgone_won += interest_won(line.amount_won, incentive_rate, days, rounding)
    own = parent.owner_id == parent.holder_id
    return Preview(
        amount_won=sum(line.amount_won for line in lines),
        refunds_belong_to_holder=own,
        interest_refund_won=refund_won if own else 0,
        incentives_won=(before_won, after_won) if own else (0, 0),
        for_first_tier_won=0 if own else refund_won + before_won + after_won,
        credit=credit,
        old_way_interest_forgone_won=forgone_won,
        early_payment_rate_annual=max(rates, default=None),
    )
