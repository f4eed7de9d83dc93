"""Agreements with buyers: their terms and the days of these, limits, accounts, who takes part."""

from __future__ import annotations

from functools import partial
from typing import Any

from starlette.responses import Response

from sangsaeng.acts.listing import RUNS
from sangsaeng.api.problems import RefusedError
from sangsaeng.kernel.refusals import refuse
from sangsaeng.web.holding import bank_name
from sangsaeng.web.numbers import number_in
from sangsaeng.web.pages.payments import MOST_ACCOUNTS
from sangsaeng.web.paging import later_of
from sangsaeng.web.shape import Group, Page
from sangsaeng.web.visits import Visit

_ROWS = 50
# The first companies of a programme; the others stand on their own page.
_SHOWN = 12
# One or two of each programme: more than stand on a page of them.
_FACILITIES = 1_000
# What is done to a programme that stands already, each on its own form with the number filled in.
_CHANGES = (
    "programmes.add_terms",
    "programmes.admit_funder",
    "guarantees.set_up",
    "withholding.set",
    "auctions.open",
)


def _list(visit: Visit) -> Response:
    page = visit.read("programmes.list", _ROWS, visit.query("cursor"))
    return visit.render(
        "pages/programmes.html",
        rows=page.rows,
        later=later_of(visit, page),
        facilities=_by_programme(visit.rows("facilities.list", limit=_FACILITIES)),
        may_open=visit.may_enter("programmes.open"),
    )


def _by_programme(rows: Any) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["programme_id"], []).append(row)
    return found


def _one(visit: Visit) -> Response:
    number = number_in(visit.path_values["programme_id"])
    found = visit.rows("programmes.list", programme_id=number) if number else ()
    if not found:
        raise RefusedError(refuse("unknown_programme", None, value=str(number or 0)))
    terms = visit.rows("programmes.terms", programme_id=number)
    in_force = next((one for one in terms if one["in_force_from"] <= visit.today), None)
    return visit.render(
        "pages/programme.html",
        programme=found[0],
        bank=partial(bank_name, visit),
        terms=terms,
        in_force=in_force,
        facilities=visit.rows("facilities.list", counts_for=number),
        accounts=visit.rows("own_accounts.list", limit=MOST_ACCOUNTS),
        companies=visit.rows("companies.in_programme", limit=_SHOWN, programme_id=number),
        withholding=visit.rows("withholding.list", programme_id=number),
        changes=[code for code in _CHANGES if visit.may_enter(code)],
    )


PAGES = (
    Page(
        code="programmes",
        path="/programmes",
        show=_list,
        open_to=RUNS,
        group=Group.DESK,
        order=60,
    ),
    Page(code="programmes.one", path="/programmes/{programme_id}", show=_one, open_to=RUNS),
)
