"""`standing-order add`, `end`, `list`, `run`: what companies have sold by themselves."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, time
from typing import Annotated

import typer

from sangsaeng.cli.companies import find_company
from sangsaeng.cli.face import MOST_ID, Face, Json, OnDay, face_of, print_json, today
from sangsaeng.cli.place import open_book
from sangsaeng.database.connection import Database
from sangsaeng.early_payment.model_standing import OrderKind, StandingOrder
from sangsaeng.early_payment.service_standing import end_order, list_orders, record_order
from sangsaeng.early_payment.service_standing_run import run_standing_orders
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal, refuse

CompanyOption = Annotated[str, typer.Option("--company", help="help_option_company")]
_KINDS = {
    OrderKind.SELL_ABOVE: "standing_sell_above",
    OrderKind.CASH_ON_DAY: "standing_cash_on_day",
}


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    orders = typer.Typer(no_args_is_help=True, help="help_standing_order")
    orders.command("add", help="help_standing_order_add")(add_command)
    orders.command("end", help="help_standing_order_end")(end_command)
    orders.command("list", help="help_standing_order_list")(list_command)
    orders.command("run", help="help_standing_order_run")(run_command)
    app.add_typer(orders, name="standing-order")


def add_command(
    context: typer.Context,
    company: CompanyOption,
    above: Annotated[int | None, typer.Option("--above", help="help_option_above")] = None,
    cash: Annotated[int | None, typer.Option("--cash", help="help_option_cash")] = None,
    day: Annotated[int | None, typer.Option("--day", help="help_option_day_of_month")] = None,
    on: OnDay = None,
    as_json: Json = False,
) -> None:
    """Have everything above an amount sold, or so much cash made on a day of each month."""
    face = face_of(context)
    if (above is None) is (cash is None):
        face.stop_refused(refuse("order_kind", "kind", value="--above | --cash"), as_json)
    kind = OrderKind.SELL_ABOVE if cash is None else OrderKind.CASH_ON_DAY
    amount = above if cash is None else cash
    with open_book(face, as_json) as database:
        company_id = _company(face, database, company, as_json)
        with database.transaction() as tx:
            made = record_order(tx, company_id, kind, amount or 0, day, on or today())
    _tell(face, made, as_json)


def end_command(
    context: typer.Context,
    order: Annotated[int, typer.Argument(min=1, max=MOST_ID, help="help_argument_order")],
    company: CompanyOption,
    on: OnDay = None,
    as_json: Json = False,
) -> None:
    """End an order; what it sold stays sold."""
    face = face_of(context)
    with open_book(face, as_json) as database:
        company_id = _company(face, database, company, as_json)
        with database.transaction() as tx:
            ended = end_order(tx, order, company_id, on or today())
    _tell(face, ended, as_json)


def list_command(context: typer.Context, company: CompanyOption, as_json: Json = False) -> None:
    """A company's standing orders."""
    face = face_of(context)
    with open_book(face, as_json) as database:
        company_id = _company(face, database, company, as_json)
        with database.transaction() as tx:
            orders = list_orders(tx, company_id)
    if as_json:
        print_json({"orders": [asdict(one) for one in orders]})
        return
    _print(face, orders)


def run_command(
    context: typer.Context,
    workers: Annotated[int, typer.Option(min=1, max=64, help="help_option_workers")] = 1,
    on: OnDay = None,
    as_json: Json = False,
) -> None:
    """Sell what the standing orders of all companies ask for now; said again it sells no more."""
    face = face_of(context)
    # A day given for rehearsal is worked at noon, before every cut-off that is usual.
    at = datetime.combine(on, time(12, 0), KOREA) if on else datetime.now(KOREA)
    with open_book(face, as_json) as database:
        ran = run_standing_orders(database, at, workers=workers)
    if as_json:
        print_json(asdict(ran))
        return
    face.say(
        "standing_orders_ran",
        count=ran.sale_count,
        won=ran.amount_won,
        proceeds=ran.proceeds_won,
    )
    for code, count in sorted(ran.left.items()):
        face.say("standing_orders_left", count=count, code=code)


def _company(face: Face, database: Database, number: str, as_json: bool) -> int:
    with database.transaction() as tx:
        found = find_company(tx, number, "company")
    if isinstance(found, Refusal):
        face.stop_refused(found, as_json)
    return found.company_id


def _tell(face: Face, order: StandingOrder | Refusal, as_json: bool) -> None:
    if isinstance(order, Refusal):
        face.stop_refused(order, as_json)
    if as_json:
        print_json(asdict(order))
        return
    _print(face, [order])


def _print(face: Face, orders: list[StandingOrder]) -> None:
    headings = (
        "heading_order",
        "heading_kind",
        "heading_amount",
        "heading_day_of_month",
        "heading_order_from",
        "heading_order_ended",
    )
    rows = [
        [
            str(one.order_id),
            face.text(_KINDS[one.kind]),
            one.amount_won,
            str(one.day_of_month or ""),
            one.from_on,
            one.ended_on or "",
        ]
        for one in orders
    ]
    face.print_table(headings, rows)
