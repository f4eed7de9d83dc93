"""Any list as a file: CSV and .xlsx for a spreadsheet, PDF for paper; the same filters as shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from starlette.responses import Response

from sangsaeng.acts.registry import all_readings
from sangsaeng.acts.shape import Reading
from sangsaeng.api.listing import NoFilters
from sangsaeng.api.problems import RefusedError
from sangsaeng.kernel.refusals import refuse
from sangsaeng.papers.model import Cell, Column, Kind, Paper, Section, Table
from sangsaeng.papers.printing import render_csv, render_paper, render_xlsx
from sangsaeng.web.fields import fields_of, values_from
from sangsaeng.web.media import MEDIA_TYPES
from sangsaeng.web.pages.lists import reading_name
from sangsaeng.web.rendering import day_text, label_of, moment_text, value_label
from sangsaeng.web.shape import Page
from sangsaeng.web.showing import Look, Shown, columns_of, show_value
from sangsaeng.web.submitted import Submitted
from sangsaeng.web.visits import Visit

# As many as a person looks through; a company's whole book comes from the API.
_MOST_ROWS = 10_000
# Pages of paper are typeset, not copied: as many as are printed in some seconds.
_MOST_PRINTED = 1_000
_PAGE = 500
_KINDS = {Look.WON: Kind.WON, Look.RATE: Kind.RATE, Look.DAY: Kind.DAY}


def _show(visit: Visit) -> Response:
    code, form = visit.path_values["code"], visit.path_values["form"]
    reading = all_readings().get(code)
    if reading is None or reading.one or form not in MEDIA_TYPES:
        raise RefusedError(refuse("path_unknown"))
    if not visit.may_read(code):
        raise RefusedError(refuse("not_permitted", None, action=code[:100]))
    asked = {
        name: [value]
        for name, value in visit.call.request.query_params.multi_items()
        if name not in ("cursor", "company")
    }
    filters = values_from(Submitted(asked), fields_of(reading.filters or NoFilters))
    most = _MOST_PRINTED if form == "pdf" else _MOST_ROWS
    rows, cut = _rows(visit, code, filters, most)
    table = table_of(visit, reading, rows)
    said = {"content-disposition": f'attachment; filename="{code}.{form}"'}
    return Response(_rendered(visit, code, table, form, cut), 200, said, MEDIA_TYPES[form])


def _rows(
    visit: Visit, code: str, filters: dict[str, Any], most: int
) -> tuple[list[dict[str, Any]], bool]:
    """Every row up to so many, page after page; and whether more were left out."""
    found: list[dict[str, Any]] = []
    after = ""
    while True:
        page = visit.read(code, min(_PAGE, most - len(found)), after, **filters)
        found += page.rows
        after = page.next_cursor or ""
        if not after or len(found) >= most:
            return found, bool(after)


def _rendered(visit: Visit, code: str, table: Table, form: str, cut: bool) -> bytes:
    if form == "csv":
        return render_csv(table)
    if form == "xlsx":
        return render_xlsx(table)
    notes = (visit.t("download_cut", most=len(table.rows)),) if cut else ()
    issuer = (visit.standing["name"], visit.standing["business_number"])
    paper = Paper(
        title=visit.t(reading_name(code)),
        issuer=issuer,
        about=((visit.t("download_rows"), f"{len(table.rows):,}"),),
        sections=(Section("", table=table),),
        notes=notes,
    )
    printed: bytes = render_paper(paper, visit.lang, visit.today)
    return printed


def table_of(visit: Visit, reading: Reading, rows: Sequence[dict[str, Any]]) -> Table:
    """Rows of a list as typed cells, with the headings and words of the screen."""
    columns = columns_of(reading.row)
    lines = tuple(
        tuple(_cell(visit, show_value(name, row[name], kind), look) for name, look, kind in columns)
        for row in rows
    )
    heads = tuple(
        Column(label_of(name, visit.lang), _KINDS.get(look, Kind.TEXT)) for name, look, _ in columns
    )
    return Table(heads, lines, none=visit.t("list_empty"))


def _cell(visit: Visit, one: Shown, look: Look) -> Cell:
    """One value; numbers that count nothing, such as those of rows, are text."""
    value = one.value
    if one.look is Look.NONE or value is None:
        return None
    if look in _KINDS:
        return _typed(visit, value, look)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if one.look is Look.MOMENT:
        return moment_text(value, visit.lang)
    if one.look is Look.DAY:
        return day_text(value, visit.lang)
    if one.look is Look.YES_NO:
        return visit.t("web_yes") if value else visit.t("web_no")
    if one.look is Look.CHOICE:
        return value_label(value, visit.lang, one.kind_of_value)
    if one.look is Look.CHOICES:
        return ", ".join(value_label(each, visit.lang, one.kind_of_value) for each in value)
    return visit.t("web_a_file") if one.look is Look.FILE else str(value)


def _typed(visit: Visit, value: Any, look: Look) -> Cell:
    if look is Look.RATE:
        return Decimal(value)
    if look is Look.DAY and not isinstance(value, date):
        return day_text(value, visit.lang)
    found: Cell = value
    return found


PAGES = (Page(code="download", path="/lists/{code}/{form}", show=_show),)
