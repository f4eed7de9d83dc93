"""`funder` and `buyer-discount`: the book of those who buy early, the buyer itself among them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from sangsaeng.cli.companies import find_company
from sangsaeng.cli.face import (
    MOST_NUMBER,
    Face,
    FromDay,
    Json,
    Number,
    OnDay,
    UntilDay,
    check_period,
    face_of,
    print_json,
    today,
)
from sangsaeng.cli.place import open_book, write_bytes
from sangsaeng.cli.rates import parse_rate
from sangsaeng.database.connection import Tx
from sangsaeng.early_payment.funders_csv import (
    FLOW_COLUMNS,
    HOLDING_COLUMNS,
    STATEMENT_COLUMNS,
    list_flow_cells,
    list_holding_cells,
    list_statement_cells,
    render_csv,
)
from sangsaeng.early_payment.model_funders import Holding
from sangsaeng.early_payment.rules_funders import plan_forecast
from sangsaeng.early_payment.service_funders import (
    list_exposures,
    list_holdings,
    list_statement,
    set_up_buyer_discount,
)
from sangsaeng.kernel.money import percent
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.programmes.model import Facility

Company = Annotated[str, typer.Option("--company", help="help_option_company")]
Csv = Annotated[Path | None, typer.Option("--csv", help="help_option_csv")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    made = typer.Typer(help="help_funder", no_args_is_help=True)
    made.command("holdings", help="help_funder_holdings")(holdings_command)
    made.command("statement", help="help_funder_statement")(statement_command)
    app.add_typer(made, name="funder")
    discount = typer.Typer(help="help_buyer_discount", no_args_is_help=True)
    discount.command("set", help="help_buyer_discount_set")(buyer_discount_command)
    app.add_typer(discount, name="buyer-discount")


def holdings_command(
    context: typer.Context, company: Company, csv: Csv = None, as_json: Json = False
) -> None:
    """What a funder holds, what it may still buy, and what comes back on which day."""
    face = face_of(context)

    def read(tx: Tx, provider_id: int) -> tuple[list[Holding], list[Facility]]:
        return list_holdings(tx, provider_id), list_exposures(tx, provider_id)

    held, exposures = _read(face, company, read, as_json)
    flows = plan_forecast(held)
    _write(face, csv, HOLDING_COLUMNS, list_holding_cells(held), as_json)
    if as_json:
        print_json(
            {
                "holdings": [{**_plain(one), "paid_won": one.paid_won} for one in held],
                "exposures": [{**_plain(one), "free_won": one.free_won} for one in exposures],
                "forecast": [{**asdict(one), "net_won": one.net_won} for one in flows],
            }
        )
        return
    face.print_table(HOLDING_COLUMNS, list_holding_cells(held), "title_holdings")
    face.print_table(FLOW_COLUMNS, list_flow_cells(flows), "title_forecast")
    headings = (
        "heading_facility",
        "heading_programme",
        "heading_limit",
        "heading_blocked",
        "heading_used",
        "heading_free",
        "heading_least_rate",
        "heading_ends",
    )
    face.print_table(headings, [_exposure(one) for one in exposures], "title_exposures")


def statement_command(
    context: typer.Context,
    company: Company,
    since: FromDay = None,
    until: UntilDay = None,
    csv: Csv = None,
    as_json: Json = False,
) -> None:
    """Bought, repaid and earned from a day to a day; without days, this month to today."""
    face = face_of(context)
    last = until or today()
    first = since or last.replace(day=1)
    check_period(face, first, last, as_json)
    lines = _read(face, company, lambda tx, who: list_statement(tx, who, first, last), as_json)
    _write(face, csv, STATEMENT_COLUMNS, list_statement_cells(lines), as_json)
    if as_json:
        data = [{**asdict(one), "ties": one.ties} for one in lines]
        print_json({"from": first, "until": last, "statement": data})
    else:
        # Down the page: fourteen columns of won would be cut at the edge of a screen.
        for cells in list_statement_cells(lines):
            named = zip(STATEMENT_COLUMNS, cells, strict=True)
            rows = [(face.text(code), _grouped(cell)) for code, cell in named]
            face.print_table(("heading_what", "heading_won"), rows, "title_statement")
    if not all(one.ties for one in lines):
        if as_json:
            raise typer.Exit(1)
        face.stop_refused(refuse("statement_does_not_tie"), as_json)


def buyer_discount_command(
    context: typer.Context,
    programme_id: Number,
    account: Annotated[
        int, typer.Option("--account", min=1, max=MOST_NUMBER, help="help_option_buyers_account")
    ],
    limit_won: Annotated[int, typer.Option("--limit", min=0, help="help_option_limit")],
    target: Annotated[str, typer.Option("--target", help="help_option_target")],
    until: UntilDay = None,
    on: OnDay = None,
    as_json: Json = False,
) -> None:
    """The buyer pays early with its own cash, up to a limit and for a yield it sets."""
    face = face_of(context)
    rate = parse_rate(target, "target")
    if isinstance(rate, Refusal):
        face.stop_refused(rate, as_json)
    with open_book(face, as_json) as database, database.transaction() as tx:
        day = on or today()
        made = set_up_buyer_discount(tx, programme_id, account, limit_won, rate, day, until)
        if isinstance(made, Refusal):
            face.stop_refused(made, as_json)
    if as_json:
        print_json({**_plain(made), "free_won": made.free_won})
        return
    named = {"number": str(made.facility_id), "rate": percent(made.least_rate_annual)}
    face.say("buyer_discount_set", **named, limit=made.limit_won, free=made.free_won)


def _read(face: Face, company: str, read: Callable[[Tx, int], Any], as_json: bool) -> Any:
    with open_book(face, as_json) as database, database.transaction() as tx:
        tx.snapshot()
        found = find_company(tx, company, "company")
        if isinstance(found, Refusal):
            face.stop_refused(found, as_json)
        return read(tx, found.company_id)


def _write(
    face: Face, path: Path | None, columns: Sequence[str], rows: list[Any], as_json: bool
) -> None:
    if path is None:
        return
    unwritten = write_bytes(path, render_csv(columns, rows, face.language))
    if unwritten:
        face.stop_refused(unwritten, as_json)


def _grouped(cell: object) -> str:
    return f"{cell:,}" if isinstance(cell, int) else str(cell)


def _plain(one: Holding | Facility) -> dict[str, Any]:
    return {name: str(v) if name in {"kind", "rounding"} else v for name, v in asdict(one).items()}


def _exposure(one: Facility) -> list[object]:
    return [
        str(one.facility_id),
        "" if one.programme_id is None else str(one.programme_id),
        one.limit_won,
        one.blocked_won,
        one.used_won,
        one.free_won,
        percent(one.least_rate_annual),
        one.ends_on,
    ]
