"""A month's statement: on the screen, and as a paper, a spreadsheet and CSV."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from starlette.responses import Response

from sangsaeng.acts.model import COMPANY_ROLES
from sangsaeng.papers.model import Column, Kind, Paper, Section, Table, totals_of
from sangsaeng.papers.printing import render_csv, render_paper, render_xlsx
from sangsaeng.web.media import MEDIA_TYPES
from sangsaeng.web.rendering import value_label
from sangsaeng.web.shape import Group, Page
from sangsaeng.web.visits import Visit

_KIND = "movement_row_what"
# Above so many movements a statement says that it is not whole.
_MOST = 5_000
_AT_ONCE = 1_000
_SHOWN = 200
_MONTHS = 12


def _show(visit: Visit) -> Response:
    month = _month(visit)
    rows, whole = _movements(visit, month)
    form = visit.query("as")
    if form in MEDIA_TYPES:
        return _file(visit, month, rows, whole, form)
    return visit.render(
        "pages/statements.html",
        month=month,
        months=_months(visit.today),
        # A sum of a part would be taken for the month's.
        sums=_sums(rows) if whole else [],
        rows=rows[:_SHOWN],
        more=len(rows) - _SHOWN,
        whole=whole,
        kind=_KIND,
    )


def _month(visit: Visit) -> date:
    """The month asked for; this one, where it is none of the last twelve."""
    asked = f"{visit.query('month')}-01"
    months = _months(visit.today)
    return next((one for one in months if one.isoformat() == asked), months[0])


def _months(today: date) -> list[date]:
    found = [today.replace(day=1)]
    while len(found) < _MONTHS:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found


def _movements(visit: Visit, month: date) -> tuple[list[dict[str, Any]], bool]:
    """What moved in a month, and whether that is all of it."""
    last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    rows: list[dict[str, Any]] = []
    cursor = ""
    while len(rows) < _MOST:
        span: dict[str, Any] = {"from_on": month, "until": last}
        page = visit.read("money.movements", _AT_ONCE, cursor, **span)
        rows += page.rows
        if page.next_cursor is None:
            return rows, True
        cursor = page.next_cursor
    return rows, False


def _sums(rows: Sequence[dict[str, Any]]) -> list[tuple[str, int, int, int]]:
    """By what it was: how much held grew, shrank, and went to the account."""
    names = ("in_won", "out_won", "cash_won")
    found: dict[str, list[int]] = {}
    for row in rows:
        of = found.setdefault(row["what"], [0, 0, 0])
        for place, name in enumerate(names):
            of[place] += row[name]
    return [(what, of[0], of[1], of[2]) for what, of in found.items()]


def _file(
    visit: Visit, month: date, rows: Sequence[dict[str, Any]], whole: bool, form: str
) -> Response:
    table = _table(visit, rows, whole)
    if form == "pdf":
        data = render_paper(_paper(visit, month, table, whole), visit.lang, visit.today)
    else:
        data = render_csv(table) if form == "csv" else render_xlsx(table)
    name = f"statement-{month:%Y-%m}.{form}"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(data, 200, headers, MEDIA_TYPES[form])


def _table(visit: Visit, rows: Sequence[dict[str, Any]], whole: bool) -> Table:
    t = visit.t
    columns = (
        Column(t("money_day"), Kind.DAY),
        Column(t("money_what")),
        Column(t("statement_receivable")),
        Column(t("statement_with")),
        Column(t("statement_in"), Kind.WON),
        Column(t("statement_out"), Kind.WON),
        Column(t("statement_cash"), Kind.WON),
    )
    cells = tuple(
        (
            row["day"],
            value_label(row["what"], visit.lang, _KIND),
            "" if row["receivable_id"] is None else str(row["receivable_id"]),
            row["with_whom"],
            row["in_won"],
            row["out_won"],
            row["cash_won"],
        )
        for row in rows
    )
    return totals_of(columns, cells, t("statement_sum")) if whole else Table(columns, cells)


def _paper(visit: Visit, month: date, table: Table, whole: bool) -> Paper:
    t, standing = visit.t, visit.standing
    about = (
        (t("statement_company"), str(standing["name"])),
        (t("pass_on_number"), str(standing["business_number"])),
        (t("statement_month"), f"{month:%Y-%m}"),
    )
    sections = (Section(t("statement_movements"), table=table),)
    notes = () if whole else (t("statement_not_whole", most=_MOST),)
    return Paper(title=t("page_statements"), about=about, sections=sections, notes=notes)


def _holds(visit: Visit) -> bool:
    return bool(visit.standing["holds"])


PAGES = (
    Page(
        code="statements",
        path="/statements",
        show=_show,
        open_to=COMPANY_ROLES,
        when=_holds,
        group=Group.MONEY,
        order=70,
    ),
)
