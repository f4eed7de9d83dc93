"""Who works where as what: own people and powers; the companies of programmes an institution runs;
people who lost every way to sign in."""

from __future__ import annotations

from functools import partial
from typing import Any

from starlette.responses import Response

from sangsaeng.acts.listing import ADMINISTRATORS, RUNS
from sangsaeng.api.problems import RefusedError
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.signin.service_recovery import (
    approve_recovery,
    list_open_recoveries,
    list_recoveries,
    withdraw_recovery,
)
from sangsaeng.web.holding import bank_name
from sangsaeng.web.numbers import number_in
from sangsaeng.web.pages.acting import errors_of
from sangsaeng.web.paging import later_of
from sangsaeng.web.shape import Group, Page
from sangsaeng.web.visits import Visit

_UNPROCESSABLE = 422
_ROWS = 50
# What the desk does about a company, each on its own form with the company filled in.
_OF_COMPANY = (
    "mandates.give",
    "mandates.end",
    "representatives.confirm",
    "accounts.check",
    "attachments.add",
    "insolvencies.add",
)
_BY_COMPANY_NUMBER = frozenset({"attachments.add", "insolvencies.add"})


def _show(visit: Visit) -> Response:
    return _people(visit)


def _people(visit: Visit, refusals: list[Refusal] | None = None) -> Response:
    refusals = refusals or []
    call, caller = visit.call, visit.caller
    runs = visit.may_read("companies.in_programme")
    programmes = visit.rows("programmes.list") if runs else []
    found: dict[str, Any] = {"companies": [], "later": None, "programme_id": None}
    if programmes:
        asked = number_in(visit.query("programme_id"))
        programme_id = asked or programmes[0]["programme_id"]
        text = visit.query("name").strip()[:100]
        number = text if text.isascii() and text.isdecimal() else None
        page = visit.read(
            "companies.in_programme",
            _ROWS,
            visit.query("cursor"),
            programme_id=programme_id,
            business_number=number,
            name=None if number else text,
        )
        found = {
            "companies": page.rows,
            "later": later_of(visit, page),
            "programme_id": programme_id,
        }
    return visit.render(
        "pages/people.html",
        _UNPROCESSABLE if refusals else 200,
        **found,
        programmes=programmes,
        people=visit.rows("people.list"),
        invitations=visit.rows("invitations.list"),
        mandates=visit.rows("mandates.in_programmes") or visit.rows("mandates.list"),
        recoveries=list_recoveries(call.database, caller, call.at),
        open_recoveries=list_open_recoveries(call.database, caller, call.at),
        refusals=refusals,
        errors=errors_of(visit, refusals),
        wrong=visit.form.text("recovery_id"),
    )


def _post(visit: Visit) -> Response:
    form, call = visit.form, visit.call
    number = number_in(form.text("recovery_id")) or 0
    if form.text("step") == "withdraw":
        done = withdraw_recovery(call.database, visit.caller, number, call.at)
    else:
        company = number_in(form.text("of_company")) or 0
        about = (number, company, form.text("code"))
        done = approve_recovery(call.database, visit.caller, *about, call.at)
    if isinstance(done, Refusal) and done.code in ("step_up_needed", "sign_in_needed"):
        raise RefusedError(done)
    if isinstance(done, Refusal):
        return _people(visit, [done])
    return visit.go("/people", done="recovery")


def _company(visit: Visit) -> Response:
    programme_id = number_in(visit.path_values["programme_id"])
    number = visit.path_values["number"]
    listed = visit.read(
        "companies.in_programme", 1, programme_id=programme_id, business_number=number
    )
    if not listed.rows:
        raise RefusedError(refuse("unknown_company", None, number=number[:20]))
    company = listed.rows[0]
    about = {"company_id": company["company_id"]}
    return visit.render(
        "pages/people_company.html",
        company=company,
        bank=partial(bank_name, visit),
        programme_id=programme_id,
        accounts=visit.rows("accounts.in_programme", **about),
        attachments=visit.rows("attachments.in_programmes", **about),
        insolvencies=visit.rows("insolvencies.in_programmes", **about),
        payouts=visit.rows("payouts.in_programme", limit=_ROWS, programme_id=programme_id, **about),
        mandates=visit.rows("mandates.in_programmes", **about),
        doing=[
            (code, "company_number" if code in _BY_COMPANY_NUMBER else "business_number")
            for code in _OF_COMPANY
            if visit.may_enter(code)
        ],
    )


PAGES = (
    Page(
        code="people",
        path="/people",
        show=_show,
        post=_post,
        open_to=RUNS | ADMINISTRATORS,
        group=Group.COMPANY,
        order=100,
    ),
    Page(
        code="people.company",
        path="/people/{programme_id}/{number}",
        show=_company,
        open_to=RUNS,
    ),
)
