"""Where a company's money goes: its accounts, the first and a change, with the cooling-off."""

from __future__ import annotations

import secrets

from starlette.responses import Response

from sangsaeng.acts.model import COMPANY_ROLES
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.parties.institutions import list_institutions
from sangsaeng.web.holding import account_in_use, account_state, account_text
from sangsaeng.web.pages.acting import entered, errors_of
from sangsaeng.web.shape import Group, Page
from sangsaeng.web.visits import Visit

_UNPROCESSABLE = 422
_TONES = {
    "usable": "success",
    "cooling": "warning",
    "unchecked": "info",
    "refused": "danger",
    "closed": "neutral",
}
_WHY = {
    "usable": "account_usable",
    "cooling": "account_cooling",
    "unchecked": "account_unchecked",
    "refused": "account_refused",
    "closed": "account_closed",
}
# The Bank of Korea keeps no accounts of companies.
_NOT_FOR_COMPANIES = "central_bank"


def _show(visit: Visit) -> Response:
    return _page(visit)


def _page(visit: Visit, refusals: list[Refusal] | None = None) -> Response:
    rows = visit.rows("accounts.list")
    accounts = [
        {**row, "text": account_text(visit, row), "now": account_state(row, visit.today)}
        for row in rows
    ]
    in_use = account_in_use(visit)
    first = not any(row["usable_from"] for row in rows)
    banks = [
        (one.code, one.name[visit.lang])
        for one in list_institutions(visit.today)
        if one.kind != _NOT_FOR_COMPANIES
    ]
    return visit.render(
        "pages/account.html",
        _UNPROCESSABLE if refusals else 200,
        accounts=sorted(accounts, key=lambda one: -one["bank_account_id"]),
        in_use=account_text(visit, in_use),
        first=first,
        alone=visit.caller.mandate_id is not None,
        banks=banks,
        filled=visit.form,
        refusals=refusals or [],
        errors=errors_of(visit, refusals or []),
        changes=visit.may_enter("accounts.first" if first else "accounts.change"),
        tones=_TONES,
        whys=_WHY,
        request_key=visit.form.text("request_key") or secrets.token_hex(16),
    )


def _post(visit: Visit) -> Response:
    """The first account is checked by its bank alone; another one needs a second person too."""
    first = not any(row["usable_from"] for row in visit.rows("accounts.list"))
    values = {
        "bank_code": visit.form.text("bank_code"),
        "account_number": visit.form.text("account_number"),
    }
    done = visit.enter("accounts.first" if first else "accounts.change", values)
    if isinstance(done, list):
        return _page(visit, done)
    return visit.go("/account") if done.state == "executed" else entered(visit, done)


def _holds(visit: Visit) -> bool:
    return bool(visit.standing["holds"])


PAGES = (
    Page(
        code="account",
        path="/account",
        show=_show,
        post=_post,
        open_to=COMPANY_ROLES,
        listed=_holds,
        group=Group.MONEY,
        order=60,
    ),
)
