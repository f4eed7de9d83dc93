"""What a holder earns by passing a part on, before it does: refund, incentive, tax credit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from sangsaeng.database.connection import Row, Tx
from sangsaeng.database.statements import load
from sangsaeng.duties.law import credit_law_on, year_law_on
from sangsaeng.duties.model import Credit, Expected, Parent, PassOnLine, Payment, Preview
from sangsaeng.duties.rules_preview import decide_preview, plan_preview
from sangsaeng.duties.rules_tax_credit import plan_credit
from sangsaeng.early_payment.rules import price
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.parties.rules import is_corporation
from sangsaeng.parties.service import list_companies
from sangsaeng.programmes import service as programmes
from sangsaeng.programmes.model import RefundOwner, Terms
from sangsaeng.programmes.rules_withholding import Flow, withheld_won
from sangsaeng.programmes.service_base_rate import base_rate_on
from sangsaeng.programmes.service_withholding import (
    list_withholding_programmes,
    withholding_law_on,
)

_SQL = load(__package__)


def preview_pass_on(
    tx: Tx,
    programme_id: int,
    parent_id: int,
    lines: Sequence[PassOnLine],
    expected: Expected,
    today: date,
    tax_won: int | None = None,
) -> Preview | Refusal:
    """What passing these parts on today would earn the holder of a receivable.

    Assumed: the parent is funded on its settlement day, and the base rate stays as it is today;
    of refund and incentive tax is withheld where the agreement does so on the last line's day, as
    if each were one payment. `tax_won`: the holder's income or corporate tax of the year, for the
    credit's cap. Refusals in order: unknown_receivable, cancelled, those of `decide_preview`, and
    law_value_missing where the terms follow a base rate, or tax is withheld, nobody knows how.
    """
    row = tx.row(_SQL["get_parent"], programme_id=programme_id, receivable_id=parent_id)
    return preview_of(tx, (programme_id, parent_id), row, lines, expected, today, tax_won)


def preview_of(
    tx: Tx,
    key: tuple[int, int],
    row: Row | None,
    lines: Sequence[PassOnLine],
    expected: Expected,
    today: date,
    tax_won: int | None = None,
) -> Preview | Refusal:
    """`preview_pass_on` of a receivable (programme and number) whose row a face has read: who
    may not see its tree is shown no more of it than `duties/queries.sql` (`get_parent`) names."""
    programme_id, parent_id = key
    if row is None:
        return refuse("unknown_receivable", "receivable_id", receivable=str(parent_id))
    if row["cancelled_on"] is not None:
        return refuse("cancelled", "receivable_id", receivable=str(parent_id))
    terms = programmes.get_terms(tx, programme_id, row["terms_id"])
    parent = _parent(row, terms, _first_parked_on(tx, row, today))
    refused = decide_preview(parent, lines, expected)
    if refused:
        return refused
    base = base_rate_on(tx, today) if terms.follows_base_rate else None
    if isinstance(base, Refusal):
        return base

    def rate_of(tenor_days: int) -> Decimal:
        return price(terms, base, tenor_days, today).rate_annual

    credit = _credit(parent, lines, today, tax_won)
    seen = plan_preview(parent, lines, expected, terms, rate_of, credit)
    tax = _withheld(tx, programme_id, parent.holder_id, seen, max(one.matures_on for one in lines))
    return tax if isinstance(tax, Refusal) else replace(seen, withheld_won=tax)


def _withheld(tx: Tx, programme_id: int, holder_id: int, seen: Preview, day: date) -> int | Refusal:
    """National and local tax together; nothing where refund and incentive are another's."""
    paid = {
        Flow.INTEREST_REFUND: (seen.interest_refund_won,),
        Flow.DEPOSIT_INCENTIVE: seen.incentives_won,
    }
    taxed = [
        won
        for flow, parts in paid.items()
        if sum(parts) and programme_id in list_withholding_programmes(tx, flow, day)
        for won in parts
    ]
    if not taxed:
        return 0
    law = withholding_law_on(day)
    if isinstance(law, Refusal):
        return law
    corporate = is_corporation(list_companies(tx, [holder_id])[holder_id].business_number)
    return sum(sum(withheld_won(won, corporate, law)) for won in taxed)


def _first_parked_on(tx: Tx, row: Row, today: date) -> date:
    """When the money of the parts begins to lie in the deposit account."""
    day: date = programmes.get_calendar(tx).on_or_after(row["root_matures_on"])
    return max(day, today)


def _parent(row: Row, terms: Terms, funded_on: date) -> Parent:
    first = terms.refund_owner is RefundOwner.FIRST_TIER
    return Parent(
        holder_id=row["holder_id"],
        holder_size=row["holder_size"],
        owner_id=row["first_tier_id"] if first else row["holder_id"],
        retained_won=row["retained_won"],
        free_won=row["retained_won"] - row["locked_won"],
        matures_on=row["matures_on"],
        funded_on=funded_on,
    )


def _credit(
    parent: Parent, lines: Sequence[PassOnLine], today: date, tax_won: int | None
) -> Credit:
    payments = [
        Payment(
            amount_won=line.amount_won,
            invoice_on=line.invoice_on or today,
            settles_on=line.matures_on,
            payer_size=parent.holder_size,
            payee_size=line.payee_size,
            law=credit_law_on(line.matures_on),
        )
        for line in lines
    ]
    last_day = max(line.matures_on for line in lines)
    return plan_credit(payments, year_law_on(last_day), tax_won)
