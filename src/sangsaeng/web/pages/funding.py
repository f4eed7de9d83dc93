"""Money to fund as a buyer: which account by when, month by month; and what paying sooner does."""

from __future__ import annotations

from datetime import time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from starlette.responses import Response

from sangsaeng.acts.model import COMPANY_ROLES
from sangsaeng.early_payment.rules import price
from sangsaeng.kernel.money import Rounding, interest_won
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.programmes.model import RefundOwner, Terms
from sangsaeng.web.days import month_of
from sangsaeng.web.holding import bank_name, whole_number
from sangsaeng.web.pages.acting import errors_of
from sangsaeng.web.pages.buying import bought_in, buys
from sangsaeng.web.pages.calendar import weeks_of
from sangsaeng.web.shape import Group, Page
from sangsaeng.web.visits import Visit

_UNPROCESSABLE = 422
_TONES = {"due": "info", "grace": "warning", "unpaid": "danger", "funded": "success"}
_OPEN = ("unpaid", "grace", "due")
_FUNDED_SHOWN = 10
# A tenor that no settlement day lies behind.
_MOST_DAYS = 366
_MOST_RATE = Decimal(1)


def open_calls(visit: Visit) -> list[dict[str, Any]]:
    """What is to be funded by this buyer, the earliest day first, each with its account as text."""
    mine = {row["programme_id"] for row in bought_in(visit)}
    rows = [row for state in _OPEN for row in visit.rows("funding.calls", state=state)]
    found = [
        {**row, "bank": bank_name(visit, row["bank_code"]) if row["bank_code"] else ""}
        for row in rows
        if row["programme_id"] in mine
    ]
    return sorted(found, key=lambda row: (row["due_on"], row["call_id"]))


def _show(visit: Visit) -> Response:
    calls = open_calls(visit)
    nearest = calls[0]["due_on"] if calls else visit.today
    asked = month_of(visit.query("month")) or max(nearest, visit.today)
    first = asked.replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    last = after - timedelta(days=1)
    rows = visit.rows("money.calendar", limit=100, from_on=first, until=last)
    due = [{"due_on": row["day"], "won": row["outgoing_won"]} for row in rows]
    due = [row for row in due if row["won"]]
    closed = visit.rows("closed_days.list", limit=100, from_on=first, until=last)
    return visit.render(
        "pages/funding.html",
        calls=calls,
        funded=visit.rows("funding.calls", limit=_FUNDED_SHOWN, state="funded"),
        tones=_TONES,
        first=first,
        before=(first - timedelta(days=1)).replace(day=1),
        after=after,
        weeks=weeks_of(first, due, frozenset(row["day"] for row in closed), visit.today),
        total_won=sum(row["won"] for row in due),
    )


def _what_if(visit: Visit) -> Response:
    """Paying sooner by the terms in force: a calculation, nothing is entered."""
    programmes = bought_in(visit)
    visit.form.fields.update(
        {name: [value] for name, value in visit.call.request.query_params.items()}
    )
    asked = visit.form.text("programme_id")
    chosen = next((row for row in programmes if str(row["programme_id"]) == asked), None)
    if chosen is None and programmes:
        chosen = programmes[0]
    result, refusals = None, []
    if chosen is not None and visit.form.text("amount_won"):
        found = _reckon(visit, chosen["programme_id"])
        result, refusals = (None, found) if isinstance(found, list) else (found, [])
    return visit.render(
        "pages/what_if.html",
        _UNPROCESSABLE if refusals else 200,
        programmes=programmes,
        chosen=chosen,
        filled=visit.form,
        result=result,
        refusals=refusals,
        errors=errors_of(visit, refusals),
        may_offer=visit.may_enter("buyer_discount.set"),
    )


def _reckon(visit: Visit, programme_id: int) -> dict[str, Any] | list[Refusal]:
    """What a payee pays for its money so many days sooner, and what it earns the buyer."""
    refusals = []
    amount = whole_number(visit.form.text("amount_won"))
    if not amount:
        refusals.append(refuse("what_if_amount", "amount_won"))
    days = whole_number(visit.form.text("days"), 3)
    if not days or days > _MOST_DAYS:
        refusals.append(refuse("what_if_days", "days", most=_MOST_DAYS))
    rates: dict[str, Decimal] = {}
    for name in ("own_rate", "payee_rate"):
        rate = _rate(visit.form.text(name, "0") or "0")
        if isinstance(rate, Refusal):
            refusals.append(Refusal(rate.code, name))
        else:
            rates[name] = rate
    if refusals or not amount or not days:
        return refusals
    known = visit.rows("programmes.terms", programme_id=programme_id)
    row = next((one for one in known if one["in_force_from"] <= visit.today), None)
    if row is None:
        return [refuse("what_if_no_terms", "programme_id")]
    base = visit.rows("base_rates.list", limit=500)
    in_force = [one for one in base if one["since"] <= visit.today]
    newest = max(in_force, key=lambda one: one["since"], default=None)
    terms = _terms(row)
    if terms.follows_base_rate and newest is None:
        return [refuse("what_if_no_terms", "programme_id")]
    rate_of_day = Decimal(newest["rate_annual"]) if newest else None
    found = price(terms, rate_of_day, days, visit.today)
    cost = interest_won(amount, found.rate_annual, days, terms.rounding)
    fee = interest_won(amount, found.fee_rate_annual, days, terms.rounding)
    elsewhere = interest_won(amount, rates["payee_rate"], days, terms.rounding)
    own = interest_won(amount, rates["own_rate"], days, terms.rounding)
    return {
        "amount_won": amount,
        "days": days,
        "rate": found.rate_annual,
        "cost_won": cost,
        "elsewhere_won": elsewhere,
        "gain_won": elsewhere - cost,
        "has_elsewhere": rates["payee_rate"] > 0,
        "fee_won": fee,
        "earned_won": cost - fee,
        "own_won": own,
        "more_won": cost - fee - own,
        "payee_rate": rates["payee_rate"],
        "own_rate": rates["own_rate"],
    }


def _rate(text: str) -> Decimal | Refusal:
    """A rate as people write it: percent a year."""
    try:
        rate = Decimal(text.replace("%", "").replace(",", ".").strip()) / 100
    except InvalidOperation:
        return refuse("what_if_rate")
    return rate if rate.is_finite() and 0 <= rate <= _MOST_RATE else refuse("what_if_rate")


def _terms(row: dict[str, Any]) -> Terms:
    hour = row["cut_off_at"]
    return Terms(
        terms_id=row["terms_id"],
        in_force_from=row["in_force_from"],
        early_payment_rate_annual=Decimal(row["early_payment_rate_annual"]),
        deposit_incentive_rate_annual=Decimal(row["deposit_incentive_rate_annual"]),
        rounding=Rounding(row["rounding"]),
        refund_owner=RefundOwner(row["refund_owner"]),
        max_partial_sales=row["max_partial_sales"],
        follows_base_rate=row["follows_base_rate"],
        tenor_from_days=tuple(row["tenor_from_days"]),
        tenor_add_annual=tuple(Decimal(one) for one in row["tenor_add_annual"]),
        system_fee_rate_annual=Decimal(row["system_fee_rate_annual"]),
        auction=row["auction"],
        quote_valid_minutes=row["quote_valid_minutes"],
        cut_off_at=hour if isinstance(hour, time) else time.fromisoformat(hour),
    )


PAGES = (
    Page(
        code="funding",
        path="/funding",
        show=_show,
        open_to=COMPANY_ROLES,
        when=buys,
        group=Group.BUYING,
        order=30,
    ),
    Page(
        code="what_if",
        path="/what-if",
        show=_what_if,
        open_to=COMPANY_ROLES,
        when=buys,
        group=Group.BUYING,
        order=60,
    ),
)
