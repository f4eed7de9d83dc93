"""Early payment: prices, sales, taking a sale back, and standing orders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from sangsaeng.acts.fields import ItemId, ProgrammeId, RateOut, Won, WonOrNone
from sangsaeng.acts.model import Answer, Consent, Given, Role
from sangsaeng.acts.owning import checked_for, receivables_held
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.acts.standing import sold_won
from sangsaeng.early_payment.model import Sale
from sangsaeng.early_payment.model_standing import OrderKind, StandingOrder
from sangsaeng.early_payment.model_stated import Stated
from sangsaeng.early_payment.service import accept_many, quote_many
from sangsaeng.early_payment.service_cut_off import cancel_sale
from sangsaeng.early_payment.service_standing import end_order, record_order
from sangsaeng.early_payment.service_stated import list_stated
from sangsaeng.kernel.money import LARGEST_WON
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.parties.check_levels import Step

MOST_QUOTES = 1_000


class SalePart(Given):
    """A part of a receivable; without an amount, all that can be sold of it."""

    receivable_id: ItemId
    amount_won: Won | None = None


class AskQuotes(Given):
    """Firm prices, a list of one programme: all of them or none, a receivable once in it."""

    programme_id: ProgrammeId
    parts: Annotated[list[SalePart], Field(min_length=1, max_length=MOST_QUOTES)]


class QuoteStated(Answer):
    """What a seller must know before it accepts: won, percent a year as a fraction, days.

    `interest_won` is all that early cash costs; the system's `fee_won` is inside it.
    """

    quote_id: int
    receivable_id: int
    buyer: str
    tier: int
    amount_won: int
    days: int
    matures_on: date
    rate_annual: RateOut
    fee_rate_annual: RateOut
    base_rate_annual: RateOut | None
    auction_rate_annual: RateOut | None
    interest_won: int
    fee_won: int
    proceeds_won: int
    from_deposit: bool
    valid_until: datetime


class Quotes(Answer):
    """Prices in the order they were asked for; each can be accepted until its `valid_until`."""

    quotes: list[QuoteStated]
    amount_won: int
    interest_won: int
    proceeds_won: int


class AcceptQuotes(Given):
    """Sell at quotes' prices, all of them or none; `amount_won`: what the quotes sell in all."""

    programme_id: ProgrammeId
    quote_ids: Annotated[list[ItemId], Field(min_length=1, max_length=MOST_QUOTES)]
    amount_won: Won


class SaleMade(Answer):
    """One sale; `proceeds_won` are paid after the day's cut-off."""

    sale_id: int
    receivable_id: int
    amount_won: int
    days: int
    rate_annual: RateOut
    interest_won: int
    proceeds_won: int
    from_deposit: bool


class Sales(Answer):
    """Sales in the order of their quotes."""

    sales: list[SaleMade]
    amount_won: int
    proceeds_won: int


class SaleNamed(Given):
    """One sale."""

    programme_id: ProgrammeId
    sale_id: ItemId


class SaleCancelled(Answer):
    """The sale that never was."""

    cancelled: int


class OrderWanted(Given):
    """Have everything sold that is above an amount, or so much cash made on a day of each month."""

    kind: OrderKind
    amount_won: WonOrNone
    day_of_month: Annotated[int, Field(ge=1, le=31)] | None = None


class OrderNamed(Given):
    """One standing order."""

    order_id: ItemId


class OrderStated(Answer):
    """A standing order; from `ended_on` on it does nothing."""

    order_id: int
    kind: OrderKind
    amount_won: int
    day_of_month: int | None
    from_on: date
    ended_on: date | None


def _quote(acting: Acting, given: AskQuotes) -> Quotes | Refused:
    ids = [one.receivable_id for one in given.parts]
    refused = _once_each(ids) or receivables_held(acting, given.programme_id, ids)
    if refused:
        return refused
    wanted = [(one.receivable_id, one.amount_won) for one in given.parts]
    seller = (acting.company_id, acting.at)
    made = quote_many(acting.database, given.programme_id, wanted, *seller)
    if isinstance(made, Refusal):
        return made
    return Quotes(
        quotes=[_stated(one) for one in list_stated(acting.tx, made)],
        amount_won=sum(one.amount_won for one in made),
        interest_won=sum(one.interest_won for one in made),
        proceeds_won=sum(one.proceeds_won for one in made),
    )


def _once_each(receivable_ids: Sequence[int]) -> Refusal | None:
    """Interest is rounded part by part: a receivable cut small in one list would cost none."""
    lines: dict[int, int] = {}
    for line, receivable_id in enumerate(receivable_ids, start=1):
        first_line = lines.setdefault(receivable_id, line)
        if first_line != line:
            about: dict[str, str | int] = {
                "receivable": str(receivable_id),
                "first_line": first_line,
            }
            return refuse("receivable_stands_twice", "receivable_id", **about).at(line)
    return None


def _stated(stated: Stated) -> QuoteStated:
    quote = stated.quote
    return QuoteStated(
        quote_id=quote.quote_id,
        receivable_id=quote.receivable_id,
        buyer=stated.buyer,
        tier=stated.tier,
        amount_won=quote.amount_won,
        days=quote.days,
        matures_on=quote.matures_on,
        rate_annual=quote.rate_annual,
        fee_rate_annual=quote.fee_rate_annual,
        base_rate_annual=quote.base_rate_annual,
        auction_rate_annual=quote.auction_rate_annual,
        interest_won=quote.interest_won,
        fee_won=stated.fee_won,
        proceeds_won=quote.proceeds_won,
        from_deposit=stated.from_deposit,
        valid_until=quote.valid_until,
    )


def _accept(acting: Acting, given: AcceptQuotes) -> Sales | Refused:
    shallow = checked_for(acting, Step.SELL, given.amount_won)
    if shallow:
        return shallow
    seller = (acting.company_id, acting.at)
    done = accept_many(acting.database, given.programme_id, given.quote_ids, *seller)
    sales = [one for one in done if isinstance(one, Sale)]
    if not sales:
        return [one for one in done if isinstance(one, Refusal)]
    twice = _once_each([one.receivable_id for one in sales])
    if twice:
        return twice
    sold_won = sum(one.amount_won for one in sales)
    if sold_won != given.amount_won:
        return refuse("stated_sum_differs", "amount_won", stated=given.amount_won, found=sold_won)
    return Sales(
        sales=[_sale(one) for one in sales],
        amount_won=sold_won,
        proceeds_won=sum(one.proceeds_won for one in sales),
    )


def _sale(sale: Sale) -> SaleMade:
    return SaleMade(**{name: getattr(sale, name) for name in SaleMade.model_fields})


def _cancel(acting: Acting, given: SaleNamed) -> SaleCancelled | Refused:
    whose = (given.programme_id, given.sale_id, acting.company_id)
    refused = cancel_sale(acting.database, *whose, acting.at)
    return refused or SaleCancelled(cancelled=given.sale_id)


def _add_order(acting: Acting, given: OrderWanted) -> OrderStated | Refused:
    shallow = checked_for(acting, Step.SELL, _most_sold_won(given))
    if shallow:
        return shallow
    wanted = (given.kind, given.amount_won, given.day_of_month)
    return _order(record_order(acting.tx, acting.company_id, *wanted, acting.today))


def _end_order(acting: Acting, given: OrderNamed) -> OrderStated | Refused:
    return _order(end_order(acting.tx, given.order_id, acting.company_id, acting.today))


def _order(order: StandingOrder | Refusal) -> OrderStated | Refused:
    if isinstance(order, Refusal):
        return order
    return OrderStated(**{name: getattr(order, name) for name in OrderStated.model_fields})


def _most_sold_won(given: OrderWanted) -> int:
    """What one step of an order may sell: above an amount there is no bound, so that only people
    without a limit can let it run."""
    return given.amount_won if given.kind is OrderKind.CASH_ON_DAY else LARGEST_WON


ACTS = (
    Act(
        code="early_payment.quote",
        path="/early-payment/quotes",
        given=AskQuotes,
        answer=Quotes,
        enter=frozenset({Role.ENTERER, Role.APPROVER}),
        programme_of=lambda given: given.programme_id,
        execute=_quote,
    ),
    Act(
        code="early_payment.accept",
        path="/early-payment/accept",
        given=AcceptQuotes,
        answer=Sales,
        enter=frozenset({Role.ENTERER, Role.APPROVER}),
        approve=frozenset({Role.APPROVER}),
        consent=Consent.ANOTHER,
        steps_up=True,
        amount_won=lambda given: given.amount_won,
        programme_of=lambda given: given.programme_id,
        execute=_accept,
    ),
    Act(
        code="early_payment.cancel",
        path="/early-payment/cancel",
        given=SaleNamed,
        answer=SaleCancelled,
        enter=frozenset({Role.ENTERER, Role.APPROVER}),
        approve=frozenset({Role.APPROVER}),
        consent=Consent.ANOTHER,
        steps_up=True,
        programme_of=lambda given: given.programme_id,
        standing_won=sold_won,
        execute=_cancel,
    ),
    Act(
        code="standing_orders.add",
        path="/standing-orders/add",
        given=OrderWanted,
        answer=OrderStated,
        enter=frozenset({Role.ENTERER, Role.APPROVER}),
        approve=frozenset({Role.APPROVER}),
        consent=Consent.ANOTHER,
        steps_up=True,
        amount_won=_most_sold_won,
        execute=_add_order,
    ),
    Act(
        code="standing_orders.end",
        path="/standing-orders/end",
        given=OrderNamed,
        answer=OrderStated,
        enter=frozenset({Role.ENTERER, Role.APPROVER}),
        approve=frozenset({Role.APPROVER}),
        consent=Consent.ANOTHER,
        steps_up=True,
        execute=_end_order,
    ),
)
