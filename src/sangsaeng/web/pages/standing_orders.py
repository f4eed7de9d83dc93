"""Early cash by itself: orders to sell above an amount, or to make cash on a day of each month."""

from __future__ import annotations

import secrets
from typing import Any

from starlette.responses import Response

from sangsaeng.acts.model import COMPANY_ROLES
from sangsaeng.early_payment.model_standing import OrderKind
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.web.amounts import parse_won
from sangsaeng.web.numbers import number_in
from sangsaeng.web.pages.acting import entered, errors_of
from sangsaeng.web.shape import Group, Page
from sangsaeng.web.visits import Visit

_UNPROCESSABLE = 422
_HINTS = {
    OrderKind.SELL_ABOVE: "standing_order_kind_sell_above",
    OrderKind.CASH_ON_DAY: "standing_order_kind_cash_on_day",
}


def _show(visit: Visit) -> Response:
    return _page(visit)


def _page(visit: Visit, refusals: list[Refusal] | None = None) -> Response:
    rows = visit.rows("standing_orders.list")
    running = [row for row in rows if row["ended_on"] is None or row["ended_on"] > visit.today]
    return visit.render(
        "pages/standing_orders.html",
        _UNPROCESSABLE if refusals else 200,
        running=running,
        ended=[row for row in rows if row not in running],
        kinds=tuple(OrderKind),
        hints=_HINTS,
        filled=visit.form,
        refusals=refusals or [],
        errors=errors_of(visit, refusals or []),
        changes=visit.may_enter("standing_orders.add"),
        request_key=secrets.token_hex(16),
    )


def _post(visit: Visit) -> Response:
    form = visit.form
    if form.text("decision") == "end":
        code = "standing_orders.end"
        values: dict[str, Any] = {"order_id": number_in(form.text("order_id")) or 0}
    else:
        code, values = "standing_orders.add", _wanted(visit)
    done = visit.enter(code, values)
    if isinstance(done, list):
        return _page(visit, done)
    return visit.go("/standing-orders") if done.state == "executed" else entered(visit, done)


def _wanted(visit: Visit) -> dict[str, Any]:
    """As it was written; what is no number stays text, so that the act says what is wrong."""
    form = visit.form
    values: dict[str, Any] = {"kind": form.text("kind")}
    for name in ("amount_won", "day_of_month"):
        text = form.text(name)
        number = parse_won(text) if name == "amount_won" else number_in(text)
        if text:
            values[name] = text if number is None else number
    if values["kind"] == OrderKind.SELL_ABOVE:
        values.pop("day_of_month", None)
    return values


def _holds(visit: Visit) -> bool:
    return bool(visit.standing["holds"])


PAGES = (
    Page(
        code="standing_orders",
        path="/standing-orders",
        show=_show,
        post=_post,
        open_to=COMPANY_ROLES,
        when=_holds,
        group=Group.MONEY,
        order=50,
    ),
)
