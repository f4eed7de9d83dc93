"""What the bank answered: payouts that came back, money nobody explained, statements."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from sangsaeng.acts.listing import RUNS
from sangsaeng.api.problems import RefusedError
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.web.numbers import number_in
from sangsaeng.web.pages.acting import entered, errors_of
from sangsaeng.web.paging import later_of
from sangsaeng.web.shape import Group, Page
from sangsaeng.web.visits import Visit

_UNPROCESSABLE = 422
_ROWS = 50
# A few of each programme: more than any institution has.
MOST_ACCOUNTS = 2_000
_STATES = ("unknown", "returned", "rejected")


def _returns(visit: Visit) -> Response:
    state = visit.query("state")
    asked = state if state in _STATES else None
    page = visit.read("payouts.stuck", _ROWS, visit.query("cursor"), state=asked)
    return visit.render(
        "pages/returns.html",
        rows=page.rows,
        state=asked or "",
        states=("", *_STATES),
        later=later_of(visit, page),
    )


def _unidentified(visit: Visit) -> Response:
    return _unexplained(visit)


def _unexplained(visit: Visit, refusals: Sequence[Refusal] = ()) -> Response:
    page = visit.read("unidentified.list", _ROWS, visit.query("cursor"))
    waiting = visit.rows("acts.list", state="waiting", action="unidentified.identify")
    return visit.render(
        "pages/unidentified.html",
        _UNPROCESSABLE if refusals else 200,
        rows=page.rows,
        later=later_of(visit, page),
        accounts=_accounts(visit),
        programmes=visit.rows("programmes.list"),
        waiting=waiting,
        refusals=refusals,
        errors=errors_of(visit, list(refusals)),
        wrong=visit.form.text("entry_id"),
        may_identify=visit.may_enter("unidentified.identify"),
        request_key=secrets.token_hex(16),
    )


def _identify(visit: Visit) -> Response:
    form = visit.form
    # A number that is none is refused where it stands.
    values: dict[str, Any] = {
        name: number_in(form.text(name)) for name in ("entry_id", "programme_id")
    }
    done = visit.enter("unidentified.identify", values)
    return _unexplained(visit, done) if isinstance(done, list) else entered(visit, done)


def _accounts(visit: Visit) -> dict[int, dict[str, Any]]:
    listed = visit.rows("own_accounts.list", limit=MOST_ACCOUNTS)
    return {row["own_account_id"]: row for row in listed}


def _account(visit: Visit, number: int | None, action: str) -> dict[str, Any]:
    """One own account, or RefusedError `not_permitted`."""
    found = visit.rows("own_accounts.list", own_account_id=number) if number else ()
    if not found:
        raise RefusedError(refuse("not_permitted", None, action=action))
    return found[0]


def _reconciliation(visit: Visit) -> Response:
    accounts = _accounts(visit)
    asked = number_in(visit.query("account"))
    if asked is not None:
        accounts[asked] = _account(visit, asked, "bank.statements")
    page = visit.read("bank.statements", _ROWS, visit.query("cursor"), own_account_id=asked)
    rows = [{**row, "difference_won": row["closing_won"] - row["ledger_won"]} for row in page.rows]
    newest: dict[int, dict[str, Any]] = {}
    for row in rows:
        newest.setdefault(row["own_account_id"], row)
    return visit.render(
        "pages/reconciliation.html",
        rows=rows,
        later=later_of(visit, page),
        accounts=accounts,
        asked=asked,
        newest=newest,
    )


def _statement(visit: Visit) -> Response:
    account = _account(visit, number_in(visit.path_values["account"]), "bank.entries")
    day = visit.path_values["day"]
    about = {"own_account_id": account["own_account_id"], "from_on": day, "until": day}
    page = visit.read("bank.entries", _ROWS, visit.query("cursor"), **about)
    statements = visit.rows("bank.statements", **about)
    return visit.render(
        "pages/bank_day.html",
        account=account,
        day=day,
        rows=page.rows,
        later=later_of(visit, page),
        statements=statements,
    )


PAGES = (
    Page(
        code="returns",
        path="/returns",
        show=_returns,
        open_to=RUNS,
        group=Group.DESK,
        order=30,
    ),
    Page(
        code="unidentified",
        path="/unidentified",
        show=_unidentified,
        post=_identify,
        open_to=RUNS,
        group=Group.DESK,
        order=40,
    ),
    Page(
        code="reconciliation",
        path="/reconciliation",
        show=_reconciliation,
        open_to=RUNS,
        group=Group.DESK,
        order=50,
    ),
    Page(
        code="reconciliation.day",
        path="/reconciliation/{account}/{day}",
        show=_statement,
        open_to=RUNS,
    ),
)
