"""Any list as a table, any document as labelled values; and the index of everything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from sangsaeng.acts.registry import acts, all_readings
from sangsaeng.acts.shape import Reading
from sangsaeng.api.listing import NoFilters
from sangsaeng.api.problems import RefusedError
from sangsaeng.kernel.refusals import refuse
from sangsaeng.web.fields import fields_of, values_from
from sangsaeng.web.pages.acting import errors_of
from sangsaeng.web.pages.acts import act_name
from sangsaeng.web.shape import Group, Page
from sangsaeng.web.showing import columns_of, show_value, show_values
from sangsaeng.web.submitted import Submitted
from sangsaeng.web.visits import Visit

_ROWS = 50
# What an act or a list is about, by the first word of its code.
_PARTS: Mapping[str, tuple[str, ...]] = {
    "part_money": (
        "receivables",
        "early_payment",
        "standing_orders",
        "evidence",
        "names",
        "preview",
    ),
    "part_earnings": ("tax_credit", "withholding", "late_interest", "buyer_discount"),
    "part_accounts": ("accounts", "payouts", "bank", "deposits", "ledger", "own_accounts"),
    "part_settlement": ("settlement", "funding", "cut_off", "unidentified", "verify", "advances"),
    "part_programmes": (
        "programmes",
        "facilities",
        "funders",
        "auctions",
        "base_rates",
        "guarantees",
    ),
    "part_default": ("playbooks", "attachments", "insolvencies"),
    "part_people": ("people", "powers", "mandates", "invitations", "companies", "company", "acts"),
    "part_safety": ("outcomes",),
    "part_scheme": ("statistics", "scheme", "closed_days", "audit"),
}


def reading_name(code: str) -> str:
    """The sentence that names a list."""
    return "reading_" + code.replace(".", "_")


def _reading(visit: Visit) -> Reading:
    code = visit.path_values["code"]
    if code not in all_readings() or not visit.may_read(code):
        raise RefusedError(refuse("not_permitted", None, action=code[:100]))
    return all_readings()[code]


def _show(visit: Visit) -> Response:
    reading = _reading(visit)
    asked = [
        (name, value)
        for name, value in visit.call.request.query_params.multi_items()
        if name not in ("cursor", "company")
    ]
    fields = fields_of(reading.filters or NoFilters)
    needs_one = any(one.name == "programme_id" and one.required for one in fields)
    only = None
    if needs_one and "programme_id" not in dict(asked):
        only = visit.only_programme(reading.code)
        asked += [("programme_id", str(only))] if only else []
    filters = values_from(Submitted({name: [value] for name, value in asked}), fields)
    shared: dict[str, Any] = {
        "reading": reading,
        "name": reading_name(reading.code),
        "fields": fields,
        "filled": Submitted({name: [value] for name, value in asked}),
        "asked": urlencode(asked),
    }
    needed = [one.name for one in fields if one.required and one.name not in filters]
    if needed:
        return visit.render("pages/list.html", **shared, asks=True, **_nothing(reading))
    try:
        if reading.one:
            shown = show_values(visit.one(reading.code, **filters), reading.row)
            found = {**_nothing(reading), "one": shown}
            return visit.render("pages/list.html", **shared, asks=False, **found)
        page = visit.read(reading.code, _ROWS, visit.query("cursor"), **filters)
    except RefusedError as refused:
        if only:
            # The programme was our guess, not the visitor's fault.
            return visit.render("pages/list.html", **shared, asks=True, **_nothing(reading))
        errors = errors_of(visit, refused.refusals)
        found = {**_nothing(reading), "refusals": refused.refusals, "errors": errors}
        return visit.render("pages/list.html", 422, **shared, asks=True, **found)
    columns = columns_of(reading.row)
    lines = [[show_value(name, row[name], kind) for name, _, kind in columns] for row in page.rows]
    later = None
    if page.next_cursor:
        later = f"/lists/{reading.code}?{urlencode([*asked, ('cursor', page.next_cursor)])}"
    found = {**_nothing(reading), "columns": columns, "lines": lines, "later": later}
    return visit.render("pages/list.html", **shared, asks=False, **found)


def _nothing(reading: Reading) -> Mapping[str, Any]:
    return {
        "columns": columns_of(reading.row),
        "lines": [],
        "later": None,
        "one": None,
        "refusals": [],
        "errors": {},
    }


def _everything(visit: Visit) -> Response:
    """What this person may read and enter, by what it is about."""
    parts: dict[str, dict[str, list[tuple[str, str]]]] = {}
    for code in all_readings():
        if visit.may_read(code):
            part = parts.setdefault(_part(code), {"lists": [], "acts": []})
            part["lists"].append((reading_name(code), f"/lists/{code}"))
    for code in acts():
        if visit.may_enter(code):
            part = parts.setdefault(_part(code), {"lists": [], "acts": []})
            part["acts"].append((act_name(code), f"/do/{code}"))
    known = [*_PARTS, "part_system"]
    ordered = {part: parts[part] for part in known if part in parts}
    return visit.render("pages/everything.html", parts=ordered)


def _part(code: str) -> str:
    first = code.split(".", maxsplit=1)[0]
    return next((part for part, firsts in _PARTS.items() if first in firsts), "part_system")


PAGES = (
    Page(code="list", path="/lists/{code}", show=_show),
    Page(
        code="everything",
        path="/everything",
        show=_everything,
        group=Group.COMPANY,
        order=900,
    ),
)
