"""The payer's side: what waits to be settled and paid, and what may still come."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from starlette.responses import Response

from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.web.numbers import number_in
from sangsaeng.web.safety.forms import post_short
from sangsaeng.web.safety.leads import address_of
from sangsaeng.web.safety.reading import (
    MOST,
    UNPROCESSABLE,
    error_items,
    leads_on,
    number,
    programme_of,
)
from sangsaeng.web.shape import Page
from sangsaeng.web.visits import Visit

_PAY = "outcomes.payments.pay"
# The sides of the equation, as `verify` prints it.
LEFT = ("cash_won", "commitment_won", "advances_won", "clawbacks_due_won")
RIGHT = (
    "pool_won",
    "running_reserve_won",
    "stage1_reserves_won",
    "success_reserves_won",
    "retentions_won",
    "payables_won",
    "outgoing_won",
)


def _show(visit: Visit, refusals: Sequence[Refusal] = ()) -> Response:
    programme = programme_of(visit)
    about = {"programme_id": programme["programme_id"]}
    money = visit.one("outcomes.money.one", **about)
    payables = visit.rows("outcomes.payables.list", limit=MOST, standing="open", **about)
    waiting = visit.rows("outcomes.waiting.list", limit=MOST, **about)
    awards = visit.rows("outcomes.awards.list", limit=MOST, **about)
    retentions = visit.rows("outcomes.retentions.list", limit=MOST, **about)
    chosen = visit.form.all("payable_ids")
    return visit.render(
        "safety/money.html",
        UNPROCESSABLE if refusals else 200,
        programme=programme,
        money=money,
        left=LEFT,
        right=RIGHT,
        payables=payables,
        payable_sum=sum(one["amount_won"] for one in payables),
        chosen=chosen or [str(one["payable_id"]) for one in payables],
        may_pay=visit.may_enter(_PAY),
        settle=[
            {**one, "href": address_of(one)}
            for one in waiting
            if one["what"] in ("settle", "object")
        ],
        outlook=_outlook(awards, retentions),
        pending=visit.rows("acts.list", action=_PAY, state="waiting"),
        request_key=visit.form.text("request_key") or secrets.token_hex(16),
        items=error_items(visit, refusals),
    )


def _outlook(
    awards: Sequence[dict[str, int]], retentions: Sequence[dict[str, int]]
) -> dict[str, int]:
    """What may still be paid at most, in won: all of it is set aside already."""
    parts = {"stage1": "stage1_won", "success": "success_cap_won"}
    found = {
        part: sum(
            one[whole] - one[f"{part}_spent_won"] - one[f"{part}_released_won"] for one in awards
        )
        for part, whole in parts.items()
    }
    return {**found, "retention": sum(one["left_won"] for one in retentions)}


def _post(visit: Visit) -> Response:
    if visit.form.text("decision"):
        return post_short(visit, {}, _show)
    programme_id = number(visit, "programme_id")
    chosen = map(number_in, visit.form.all("payable_ids"))
    ids = [one for one in chosen if one is not None]
    if not ids:
        return _show(visit, [refuse("safety_nothing_chosen", "payable_ids")])
    payables = visit.rows(
        "outcomes.payables.list", limit=MOST, standing="open", programme_id=programme_id
    )
    total = sum(one["amount_won"] for one in payables if one["payable_id"] in ids)
    given = {"programme_id": programme_id, "payable_ids": ids, "total_won": total}
    done = visit.enter(_PAY, given)
    return _show(visit, done) if isinstance(done, list) else leads_on(visit, done)


PAGES = (Page(code="safety.money", path="/safety/{programme_id}/money", show=_show, post=_post),)
