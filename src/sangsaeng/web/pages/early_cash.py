"""Early cash: how much, what it costs, one tap; then the cash on its way, and taking it back."""

from __future__ import annotations

import json
import secrets
from datetime import datetime
from typing import Any

from starlette.responses import Response

from sangsaeng.acts.model import Role
from sangsaeng.acts.service_executing import Entered
from sangsaeng.api.problems import RefusedError
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.web.amounts import parse_won, read_won
from sangsaeng.web.holding import account_in_use, account_text
from sangsaeng.web.numbers import number_in
from sangsaeng.web.selling import (
    Offer,
    Scope,
    asked_quotes,
    find_scope,
    parse_parts,
    price,
    render_parts,
)
from sangsaeng.web.shape import Group, Page
from sangsaeng.web.visits import Visit

_UNPROCESSABLE = 422
# A bar of some hundred steps, each a round sum.
_STEP_DIGITS = 3
_AT_ONCE = 1000
_SELLS = frozenset({Role.ENTERER, Role.APPROVER})


def _show(visit: Visit) -> Response:
    scope = _scope(visit, visit.query("programme_id"), visit.query("receivable_id"))
    amount = read_won(visit.query("amount_won"), "amount_won")
    if isinstance(amount, Refusal):
        return _sheet(visit, scope, None, [amount])
    return _sheet(visit, scope, amount)


def _quote(visit: Visit) -> Response:
    """The price alone, for a page that asks as the bar moves; else the whole page."""
    if visit.call.request.headers.get("hx-request") != "true":
        return _show(visit)
    scope = _scope(visit, visit.query("programme_id"), visit.query("receivable_id"))
    amount = read_won(visit.query("amount_won"), "amount_won") or 0
    if scope is not None and isinstance(amount, Refusal):
        offer: Offer | None = Offer(0, scope.most_won, refusals=(amount,))
    else:
        offer = _offer(visit, scope, 0 if isinstance(amount, Refusal) else amount)
    return visit.render("pages/early_cash_offer.html", **_shown(visit, scope, offer))


def _accept(visit: Visit) -> Response:
    """The firm price is taken and accepted in one: never below what the page had shown."""
    form, key = visit.form, visit.form_key()
    scope = _scope(visit, form.text("programme_id"), form.text("receivable_id"))
    amount = read_won(form.text("amount_won"), "amount_won")
    if isinstance(amount, Refusal):
        return _sheet(visit, scope, None, [amount])
    parts = parse_parts(form.text("parts"))
    if not parts or amount != sum(won for _, won in parts):
        # The amount was moved after the price was shown: the price of it comes first.
        return _sheet(visit, scope, amount, [refuse("early_cash_look_again", "amount_won")])
    programme_id = number_in(form.text("programme_id")) or 0
    priced = visit.enter("early_payment.quote", asked_quotes(programme_id, parts), f"{key}-price")
    if isinstance(priced, list):
        return _sheet(visit, scope, amount, priced)
    assert priced.answer is not None
    shown_won = parse_won(form.text("proceeds_won")) or 0
    if priced.answer["proceeds_won"] < shown_won:
        return _sheet(visit, scope, amount, [refuse("early_cash_price_changed", "amount_won")])
    done = _sell(visit, programme_id, priced, f"{key}-sale")
    if isinstance(done, list):
        return _sheet(visit, scope, amount, done)
    return visit.go(f"/early-cash/{done.act_id}")


def _sell(visit: Visit, programme_id: int, priced: Entered, key: str) -> Entered | list[Refusal]:
    assert priced.answer is not None
    values = {
        "programme_id": programme_id,
        "quote_ids": [one["quote_id"] for one in priced.answer["quotes"]],
        "amount_won": priced.answer["amount_won"],
    }
    return visit.enter("early_payment.accept", values, key)


def _scope(visit: Visit, programme_id: str, receivable_id: str) -> Scope | None:
    return find_scope(visit, number_in(programme_id), number_in(receivable_id))


def _offer(visit: Visit, scope: Scope | None, amount_won: int | None) -> Offer | None:
    return None if scope is None else price(visit, scope, amount_won)


def _sheet(
    visit: Visit,
    scope: Scope | None,
    amount_won: int | None,
    refusals: list[Refusal] | None = None,
) -> Response:
    """The sheet as asked; where it was refused, with why and the price as it is now."""
    offer = _offer(visit, scope, amount_won)
    return visit.render(
        "pages/early_cash.html",
        _UNPROCESSABLE if refusals else 200,
        refusals=refusals or [],
        step=_step(scope.most_won if scope else 0),
        **_shown(visit, scope, offer),
    )


def _shown(visit: Visit, scope: Scope | None, offer: Offer | None) -> dict[str, Any]:
    """What the sheet and its price fragment both need."""
    account = account_in_use(visit)
    first = scope.rows[0] if scope else None
    quotes = list(offer.quotes) if offer else []
    return {
        "scope": scope,
        "offer": offer,
        "row": first,
        "account": account_text(visit, account),
        "cut_off_at": _cut_off(visit, first) if first else None,
        "parts": render_parts(offer.parts) if offer else "",
        "rates": _span([one["rate_annual"] for one in quotes]),
        "days": _span([one["days"] for one in quotes]),
        "from_deposit": bool(quotes) and all(one["from_deposit"] for one in quotes),
        "fee_won": sum(one["fee_won"] for one in quotes),
        "request_key": secrets.token_hex(16),
    }


def _span(values: list[Any]) -> tuple[Any, Any] | None:
    """The smallest and the largest; None of nothing."""
    return (min(values), max(values)) if values else None


def _cut_off(visit: Visit, row: dict[str, Any]) -> str:
    """Until what time of a day a sale is made and taken back: by the terms of its receivable."""
    key = {"programme_id": row["programme_id"], "receivable_id": row["receivable_id"]}
    terms_id = visit.one("receivables.one", **key)["terms_id"]
    terms = visit.rows("programmes.terms", programme_id=row["programme_id"])
    found = next(one for one in terms if one["terms_id"] == terms_id)
    cut_off_at: str = found["cut_off_at"]
    return cut_off_at


def _step(most_won: int) -> int:
    step: int = 10 ** max(len(str(most_won)) - _STEP_DIGITS, 0)
    return step


def _on_its_way(visit: Visit) -> Response:
    return _follow(visit)


def _follow(visit: Visit, refusals: list[Refusal] | None = None) -> Response:
    """A sale as it stands: waiting for somebody, on its way, taken back, or paid."""
    act = visit.one("acts.one", act_id=number_in(visit.path_values["act_id"]) or 0)
    if act["action"] != "early_payment.accept" or act["company_id"] != visit.caller.company_id:
        raise RefusedError(refuse("unknown_act", "act_id", act=str(act["act_id"])))
    given = json.loads(act["opened"])
    quotes = _quotes_of(visit, given)
    sales = _sales_of(visit, given["programme_id"], act)
    first = quotes[0] if quotes else None
    cut_off_at = _cut_off(visit, first) if first else None
    today = bool(sales) and sales[0]["sold_on"] == visit.today
    standing = [one for one in sales if one["cancelled_at"] is None]
    return visit.render(
        "pages/early_cash_made.html",
        _UNPROCESSABLE if refusals else 200,
        refusals=refusals or [],
        act=act,
        sales=sales,
        standing=standing,
        quotes=quotes,
        proceeds_won=sum(one["proceeds_won"] for one in standing or quotes),
        account=_paid_to(visit, standing),
        cut_off_at=cut_off_at,
        open_still=today and cut_off_at is not None and _before(visit.at, cut_off_at),
        valid_until=min((one["valid_until"] for one in quotes), default=None),
        request_key=secrets.token_hex(16),
    )


def _before(at: datetime, cut_off_at: str) -> bool:
    return f"{at.astimezone(KOREA):%H:%M}" < cut_off_at


def _paid_to(visit: Visit, sales: list[dict[str, Any]]) -> str | None:
    """Where the money of these sales went, or will go as it stands today."""
    if not sales:
        return account_text(visit, account_in_use(visit))
    about = {"programme_id": sales[0]["programme_id"], "from_on": sales[0]["sold_on"]}
    paid = [
        row
        for row in visit.rows("payouts.list", limit=_AT_ONCE, **about)
        if row["purpose"] == "sale_proceeds" and row["bank_account_id"] is not None
    ]
    # Those of the first cut-off since: one payout is of a part of a sale, and names no sale.
    first_on = min((row["booked_on"] for row in paid), default=None)
    numbers = {row["bank_account_id"] for row in paid if row["booked_on"] == first_on}
    if not numbers:
        return account_text(visit, account_in_use(visit))
    known = [row for row in visit.rows("accounts.list") if row["bank_account_id"] in numbers]
    return ", ".join(account_text(visit, row) or "" for row in known)


def _quotes_of(visit: Visit, given: dict[str, Any]) -> list[dict[str, Any]]:
    """The prices that an act takes, as they were quoted, however many were quoted since."""
    wanted: set[int] = set(given["quote_ids"])
    about = {"programme_id": given["programme_id"]}
    return _numbered(visit, "early_payment.quotes", "quote_id", wanted, **about)


def _sales_of(visit: Visit, programme_id: int, act: dict[str, Any]) -> list[dict[str, Any]]:
    if act["state"] != "executed":
        return []
    made: set[int] = {one["sale_id"] for one in act["answer"]["sales"]}
    day = act["ended_at"].astimezone(KOREA).date()
    about = {"programme_id": programme_id, "from_on": day, "until": day}
    return _numbered(visit, "early_payment.sales", "sale_id", made, **about)


def _numbered(
    visit: Visit, code: str, name: str, wanted: set[int], **about: Any
) -> list[dict[str, Any]]:
    """The rows of these numbers of a list whose newest come first, begun at the newest of them."""
    found: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None and len(found) < len(wanted) and visit.may_read(code):
        page = visit.read(code, _AT_ONCE, cursor, up_to=max(wanted), **about)
        found += [row for row in page.rows if row[name] in wanted]
        past = page.rows and page.rows[-1][name] <= min(wanted)
        cursor = None if past else page.next_cursor
    return found


def _take_back(visit: Visit) -> Response:
    act_id = number_in(visit.path_values["act_id"]) or 0
    if visit.form.text("decision") == "withdraw":
        done: Entered | list[Refusal] = visit.withdraw(act_id)
    else:
        sale = {name: number_in(visit.form.text(name)) for name in ("programme_id", "sale_id")}
        done = visit.enter("early_payment.cancel", sale)
    if isinstance(done, list):
        return _follow(visit, done)
    if done.state == "waiting":
        return visit.go(f"/acts/{done.act_id}")
    return visit.go(f"/early-cash/{act_id}")


def _holds(visit: Visit) -> bool:
    return bool(visit.standing["holds"])


PAGES = (
    Page(
        code="early_cash",
        path="/early-cash",
        show=_show,
        post=_accept,
        open_to=_SELLS,
        when=_holds,
        group=Group.MONEY,
        order=20,
    ),
    Page(code="early_cash.quote", path="/early-cash/quote", show=_quote, open_to=_SELLS),
    Page(
        code="early_cash.made",
        path="/early-cash/{act_id}",
        show=_on_its_way,
        post=_take_back,
        open_to=frozenset(Role),
    ),
)
