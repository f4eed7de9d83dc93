"""What a funder has out: purchases, exposure by buyer, when it comes back, what it earned, bids."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

from starlette.responses import Response

from sangsaeng.acts.listing import OWN
from sangsaeng.api.problems import RefusedError
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.papers.model import Column, Kind, Paper, Section, Table
from sangsaeng.papers.printing import render_csv, render_paper, render_xlsx
from sangsaeng.pictures.series import Frame, Series, render_series
from sangsaeng.pictures.svg import Picture
from sangsaeng.pictures.won import short_won
from sangsaeng.web.amounts import read_won
from sangsaeng.web.days import day_of
from sangsaeng.web.media import MEDIA_TYPES
from sangsaeng.web.numbers import number_in
from sangsaeng.web.pages.acting import entered, errors_of
from sangsaeng.web.pages.board import nature_of
from sangsaeng.web.paging import later_of
from sangsaeng.web.rendering import short_day_text
from sangsaeng.web.shape import Group, Page
from sangsaeng.web.visits import Visit

_UNPROCESSABLE = 422
_ROWS = 50
# A few for each buyer: more than any funder has.
_FACILITIES = 1_000
# More days than bars that can be told apart are gathered by month.
_MOST_BARS = 24
_MONTH = timedelta(days=31)
_QUOTE_STATES = ("open", "taken", "lapsed")
_QUOTE_TONES = {"open": "info", "taken": "success", "lapsed": "neutral"}
_A_DAY = timedelta(days=1)


def _funds(visit: Visit) -> bool:
    return bool(visit.standing["funds"])


def forecast_of(days: Sequence[Mapping[str, Any]], visit: Visit) -> Picture | None:
    """What comes back by day, or by month where there are many; None where nothing is out."""
    if not days:
        return None
    sums: dict[str, int] = defaultdict(int)
    by_month = len(days) > _MOST_BARS
    for row in days:
        day: date = row["day"]
        label = f"{day:%Y-%m}" if by_month else short_day_text(day, visit.lang)
        sums[label] += row["won"]
    title = visit.t("funder_forecast")
    bars = Series(visit.t("funder_comes_back"), list(sums.values()), bars=True)
    frame = Frame(list(sums), lambda won: short_won(won, visit.lang))
    return render_series("forecast", title, visit.t("funder_forecast_lead"), [bars], frame)


def _added_up(days: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The days with what has come back by each."""
    sums = accumulate(row["won"] for row in days)
    return [{**row, "by_then_won": won} for row, won in zip(days, sums, strict=True)]


def _forecast(visit: Visit) -> Response:
    """Cash by day as a file for the treasurer's own sheet."""
    form = visit.path_values["form"]
    if form not in MEDIA_TYPES:
        raise RefusedError(refuse("path_unknown"))
    t, summary = visit.t, visit.one("funder.summary")
    names = ("funder_comes_back", "funder_interest", "funder_by_then")
    columns = (Column(t("funder_day"), Kind.DAY), *(Column(t(name), Kind.WON) for name in names))
    rows = tuple(
        (row["day"], row["won"], row["interest_won"], row["by_then_won"])
        for row in _added_up(summary["days"])
    )
    table = Table(columns, rows, none=t("funder_nothing_out"))
    said = {"content-disposition": f'attachment; filename="forecast-{visit.today}.{form}"'}
    if form == "pdf":
        about = ((t("funder_as_of"), f"{summary['as_of']:%Y-%m-%d}"),)
        issuer = (visit.standing["name"], visit.standing["business_number"])
        section = Section("", table=table)
        paper = Paper(title=t("funder_forecast"), issuer=issuer, about=about, sections=(section,))
        data = render_paper(paper, visit.lang, visit.today)
    else:
        data = render_csv(table) if form == "csv" else render_xlsx(table)
    return Response(data, 200, said, MEDIA_TYPES[form])


def _show(visit: Visit) -> Response:
    summary = visit.one("funder.summary")
    first = visit.today.replace(day=1)
    statement = visit.rows("funders.statement", from_on=first, until=visit.today)
    return visit.render(
        "pages/funding_desk.html",
        summary=summary,
        picture=forecast_of(summary["days"], visit),
        coming=_added_up(summary["days"]),
        statement=statement,
        earned_won=sum(row["earned_won"] for row in statement),
        bought_won=sum(row["bought_won"] for row in statement),
        repaid_won=sum(row["repaid_won"] for row in statement),
    )


def _holdings(visit: Visit) -> Response:
    programme = number_in(visit.query("programme_id"))
    day = day_of(visit.query("day"))
    page = visit.read(
        "funders.holdings",
        _ROWS,
        visit.query("cursor"),
        programme_id=programme,
        # What is due on closed days comes back on the business day after them.
        due_from=nature_of(visit, day)["before"] + _A_DAY if day else None,
        due_until=day,
    )
    return visit.render(
        "pages/holdings.html",
        rows=page.rows,
        later=later_of(visit, page),
        facilities=visit.rows("facilities.list", limit=_FACILITIES),
        programme=programme,
        day=day,
    )


def _quotes(visit: Visit) -> Response:
    state = visit.query("state", "open")
    asked = state if state in _QUOTE_STATES else None
    page = visit.read("funder.quotes", _ROWS, visit.query("cursor"), state=asked)
    return visit.render(
        "pages/funder_quotes.html",
        rows=page.rows,
        later=later_of(visit, page),
        state=asked or "",
        states=(*_QUOTE_STATES, ""),
        tones=_QUOTE_TONES,
    )


def _statement(visit: Visit) -> Response:
    until = day_of(visit.query("until")) or visit.today
    from_on = day_of(visit.query("from_on")) or (until - _MONTH)
    refusals: Sequence[Refusal] = ()
    rows: Sequence[dict[str, Any]] = ()
    try:
        if until < from_on:
            raise RefusedError(refuse("funder_span", "until"))
        rows = visit.read("funders.statement", from_on=from_on, until=until).rows
    except RefusedError as refused:
        refusals = refused.refusals
    return visit.render(
        "pages/funder_statement.html",
        _UNPROCESSABLE if refusals else 200,
        rows=rows,
        from_on=from_on,
        until=until,
        refusals=refusals,
        errors=errors_of(visit, list(refusals)),
    )


def _auction(visit: Visit) -> Response:
    return _bidding(visit)


def _bidding(visit: Visit, refusals: Sequence[Refusal] = ()) -> Response:
    facilities = [
        row
        for row in visit.rows("facilities.list", limit=_FACILITIES, kind="purchase")
        if row["programme_id"] is not None
    ]
    asked = number_in(visit.form.text("programme_id") or visit.query("programme_id"))
    programme = asked or (facilities[0]["programme_id"] if facilities else None)
    day = day_of(visit.form.text("for_day") or visit.query("for_day")) or visit.today
    auction = None
    bids: Sequence[dict[str, Any]] = ()
    if programme is not None:
        try:
            auction = visit.one("auctions.one", programme_id=programme, for_day=day)
            bids = visit.rows("auctions.bids", programme_id=programme, for_day=day)
        except RefusedError:
            # None was opened for the day: the page says so.
            auction = None
    return visit.render(
        "pages/auction.html",
        _UNPROCESSABLE if refusals else 200,
        facilities=facilities,
        programme=programme,
        day=day,
        auction=auction,
        bids=bids,
        open=auction is not None and auction["closed_at"] is None,
        may_bid=visit.may_enter("auctions.bid"),
        filled=visit.form,
        refusals=refusals,
        errors=errors_of(visit, list(refusals)),
        request_key=visit.form.text("request_key") or secrets.token_hex(16),
    )


def _bid(visit: Visit) -> Response:
    form = visit.form
    won = read_won(form.text("amount_won"), "amount_won")
    if isinstance(won, Refusal):
        return _bidding(visit, [won])
    values: dict[str, Any] = {
        "programme_id": number_in(form.text("programme_id")),
        "for_day": form.text("for_day"),
        "facility_id": number_in(form.text("facility_id")),
        "rate_annual": form.text("rate_annual"),
        "amount_won": won,
    }
    done = visit.enter("auctions.bid", values)
    return _bidding(visit, done) if isinstance(done, list) else entered(visit, done)


def _page(code: str, path: str, show: Any, order: int, post: Any = None) -> Page:
    return Page(
        code=code,
        path=path,
        show=show,
        post=post,
        open_to=OWN,
        when=_funds,
        group=Group.FUNDING,
        order=order,
    )


PAGES = (
    _page("funding_desk", "/funding-desk", _show, 10),
    _page("funding_desk.holdings", "/funding-desk/holdings", _holdings, 20),
    _page("funding_desk.quotes", "/funding-desk/quotes", _quotes, 25),
    _page("funding_desk.statement", "/funding-desk/statement", _statement, 30),
    _page("funding_desk.auctions", "/funding-desk/auctions", _auction, 40, _bid),
    Page(
        code="funding_desk.forecast",
        path="/funding-desk/forecast/{form}",
        show=_forecast,
        open_to=OWN,
        when=_funds,
    ),
)
