"""Money to fund as a buyer: which account by when, month by month; and what paying sooner does."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from starlette.responses import Response

from sangsaeng.acts.model import COMPANY_ROLES
from sangsaeng.acts.readings.portal_buying import MOST_DAYS
from sangsaeng.api.problems import RefusedError
from sangsaeng.kernel.money import has_rate_places
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.web.amounts import parse_won
from sangsaeng.web.days import month_of
from sangsaeng.web.holding import bank_name
from sangsaeng.web.numbers import number_in
from sangsaeng.web.pages.acting import errors_of
from sangsaeng.web.pages.buying import bought_in, buys
from sangsaeng.web.pages.calendar import weeks_of
from sangsaeng.web.shape import Group, Page
from sangsaeng.web.visits import Visit

_UNPROCESSABLE = 422
_TONES = {"due": "info", "grace": "warning", "unpaid": "danger", "funded": "success"}
_OPEN = ("unpaid", "grace", "due")
_FUNDED_SHOWN = 10


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


def _issued(visit: Visit) -> list[dict[str, Any]]:
    """What the act that led here issued, by settlement day; nothing where none did."""
    act_id = number_in(visit.query("issued"))
    rows = visit.rows("buyer.issued_by_act", act_id=act_id) if act_id else []
    return [
        {**row, "bank": bank_name(visit, row["bank_code"]) if row["bank_code"] else ""}
        for row in rows
    ]


def _show(visit: Visit) -> Response:
    calls, issued = open_calls(visit), _issued(visit)
    nearest = calls[0]["due_on"] if calls else visit.today
    if issued:
        nearest = issued[0]["due_on"]
    marked: dict[date, int] = {}
    for row in issued:
        marked[row["due_on"]] = marked.get(row["due_on"], 0) + row["won"]
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
        issued=issued,
        marked=marked,
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
    if chosen is None and programmes and not asked:
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
    """What a payee pays for its money so many days sooner, and what it earns the buyer: reading
    `buyer.what_if`."""
    refusals = []
    amount = parse_won(visit.form.text("amount_won"))
    if not amount:
        refusals.append(refuse("what_if_amount", "amount_won"))
    days = number_in(visit.form.text("days"), 3)
    if not days or days > MOST_DAYS:
        refusals.append(refuse("what_if_days", "days", most=MOST_DAYS))
    rates: dict[str, str] = {}
    for name in ("own_rate", "payee_rate"):
        rate = _rate(visit.form.text(name, "0") or "0")
        if isinstance(rate, Refusal):
            refusals.append(Refusal(rate.code, name))
        else:
            rates[name] = rate
    if refusals:
        return refusals
    about = {"programme_id": programme_id, "amount_won": amount, "days": days, **rates}
    try:
        found = visit.one("buyer.what_if", **about)
    except RefusedError as refused:
        return list(refused.refusals)
    return {
        **found,
        "payee_rate": Decimal(rates["payee_rate"]),
        "own_rate": Decimal(rates["own_rate"]),
        "gain_won": found["payee_interest_won"] - found["interest_won"],
        "more_won": found["earned_won"] - found["own_interest_won"],
    }


def _rate(text: str) -> str | Refusal:
    """A rate as people write it, percent a year, as a fraction. A comma is none of a rate's: 1,000
    is no 1 percent."""
    try:
        rate = Decimal(text.replace("%", "").strip()) / 100
    except ArithmeticError:
        # No number at all, or one whose exponent no reckoning holds.
        return refuse("what_if_rate")
    right = rate.is_finite() and 0 <= rate <= 1 and has_rate_places(rate)
    return f"{abs(rate):f}" if right else refuse("what_if_rate")


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
