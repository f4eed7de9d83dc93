"""A month's statement of what a company holds, or owes as a buyer: what stood open, what moved and
what stands at its end. On the screen, and as a paper, a spreadsheet and CSV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from starlette.responses import Response

from sangsaeng.acts.model import COMPANY_ROLES
from sangsaeng.papers.model import Column, Kind, Paper, Section, Table
from sangsaeng.papers.printing import render_csv, render_paper, render_xlsx
from sangsaeng.web.media import MEDIA_TYPES
from sangsaeng.web.pages.buying import buys
from sangsaeng.web.rendering import value_label
from sangsaeng.web.shape import Group, Page
from sangsaeng.web.visits import Visit

_KIND = "movement_row_what"
# Above so many movements a statement says that it is not whole.
_MOST = 5_000
_SHOWN = 200
# Figures and lines are two readings; so often they are read again where something moved between.
_TRIES = 3
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Month:
    """A month's statement: its figures, and its lines each with what stood after it. `whole`:
    whether these are all of its lines."""

    side: str
    first: date
    figures: Mapping[str, Any]
    rows: Sequence[dict[str, Any]]

    @property
    def whole(self) -> bool:
        """Whether no line is missing."""
        return len(self.rows) == int(self.figures["movement_count"])


def _show(visit: Visit) -> Response:
    return _page(visit, "held", "/statements")


def _show_owed(visit: Visit) -> Response:
    return _page(visit, "owed", "/statements/owed")


def _page(visit: Visit, side: str, path: str) -> Response:
    form = visit.query("as")
    in_file = form in MEDIA_TYPES
    month = _read(visit, side, _month(visit), _MOST if in_file else _SHOWN)
    if in_file:
        return _file(visit, month, form)
    return visit.render(
        "pages/statements.html",
        path=path,
        title="page_statements" if side == "held" else "page_statements_owed",
        lead="statement_lead" if side == "held" else "statement_owed_lead",
        cash="statement_cash" if side == "held" else "statement_own_money",
        month=month.first,
        months=_months(visit.today),
        figures=month.figures,
        closing=_closing(visit, month.first),
        rows=month.rows,
        more=month.figures["movement_count"] - len(month.rows),
        most=_MOST,
        kind=_KIND,
    )


def _closing(visit: Visit, first: date) -> str:
    """What the last figure is called: a month that is not over ends today."""
    return "statement_closing" if _last(first) < visit.today else "statement_closing_now"


def _last(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


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


def _read(visit: Visit, side: str, first: date, most: int) -> Month:
    """A month's figures, and of its lines as many as wanted, which end where the figures do."""
    for _ in range(_TRIES):
        month = _read_once(visit, side, first, most)
        ends = month.rows[-1]["stood_won"] if month.rows else month.figures["opening_won"]
        if (month.whole and ends == month.figures["closing_won"]) or len(month.rows) == most:
            break
    return month


def _read_once(visit: Visit, side: str, first: date, most: int) -> Month:
    span: dict[str, Any] = {"from_on": first, "until": _last(first), "side": side}
    figures = visit.one("money.statement", **span)
    rows: list[dict[str, Any]] = []
    stood = figures["opening_won"]
    for row in visit.read("money.movements", most, **span).rows:
        stood += row["in_won"] - row["out_won"]
        rows.append({**row, "stood_won": stood})
    return Month(side, first, figures, rows)


def _file(visit: Visit, month: Month, form: str) -> Response:
    table = _table(visit, month)
    if form == "pdf":
        data = render_paper(_paper(visit, month, table), visit.lang, visit.today)
    else:
        told = table if month.whole else _said_cut(visit, table)
        data = render_csv(told) if form == "csv" else render_xlsx(told)
    about = "statement" if month.side == "held" else "statement-owed"
    name = f"{about}-{month.first:%Y-%m}.{form}"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(data, 200, headers, MEDIA_TYPES[form])


def _said_cut(visit: Visit, table: Table) -> Table:
    """A file without notes says in its last line that lines are missing."""
    said = ("", visit.t("statement_not_whole", most=_MOST))
    return replace(table, totals=said + ("",) * (len(table.columns) - len(said)))


def _table(visit: Visit, month: Month) -> Table:
    """What stood, every line with what stood after it, and the sums: of a part of a month none, as
    they would be taken for the month's."""
    t, figures = visit.t, month.figures
    columns = (
        Column(t("money_day"), Kind.DAY),
        Column(t("money_what")),
        Column(t("statement_receivable")),
        Column(t("statement_with")),
        Column(t("statement_in"), Kind.WON),
        Column(t("statement_out"), Kind.WON),
        Column(t("statement_balance"), Kind.WON),
        Column(t("statement_cash" if month.side == "held" else "statement_own_money"), Kind.WON),
    )
    opened = (month.first, t("statement_opening"), "", "", None, None, figures["opening_won"], None)
    cells = tuple(
        (
            row["day"],
            value_label(row["what"], visit.lang, _KIND),
            "" if row["receivable_id"] is None else str(row["receivable_id"]),
            row["with_whom"],
            row["in_won"],
            row["out_won"],
            row["stood_won"],
            row["cash_won"],
        )
        for row in month.rows
    )
    names = ("in_won", "out_won", "closing_won", "cash_won")
    sums = (t("statement_sum"), "", "", "", *(figures[name] for name in names))
    return Table(columns, (opened, *cells), sums if month.whole else None)


def _paper(visit: Visit, month: Month, table: Table) -> Paper:
    t, standing = visit.t, visit.standing
    about = (
        (t("statement_company"), str(standing["name"])),
        (t("pass_on_number"), str(standing["business_number"])),
        (t("statement_month"), f"{month.first:%Y-%m}"),
        (t("statement_opening"), _won(visit, month, "opening_won")),
        (t("statement_in"), _won(visit, month, "in_won")),
        (t("statement_out"), _won(visit, month, "out_won")),
        (t(_closing(visit, month.first)), _won(visit, month, "closing_won")),
    )
    sections = (Section(t("statement_movements"), table=table),)
    notes = () if month.whole else (t("statement_not_whole", most=_MOST),)
    title = t("page_statements" if month.side == "held" else "page_statements_owed")
    return Paper(title=title, about=about, sections=sections, notes=notes)


def _won(visit: Visit, month: Month, name: str) -> str:
    return visit.t("statement_won", won=month.figures[name])


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
    Page(
        code="statements.owed",
        path="/statements/owed",
        show=_show_owed,
        open_to=COMPANY_ROLES,
        when=buys,
        group=Group.BUYING,
        order=70,
    ),
)
