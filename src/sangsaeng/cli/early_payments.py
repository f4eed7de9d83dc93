"""`early-payment` and `cut-off`: cash before the settlement day, at the buyer's price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

import typer

from sangsaeng.cli.companies import find_company
from sangsaeng.cli.face import (
    MOST_ID,
    DayArgument,
    Face,
    Json,
    Number,
    OnDay,
    face_of,
    moment,
    print_json,
    today,
)
from sangsaeng.cli.place import open_book
from sangsaeng.database.connection import Database
from sangsaeng.early_payment.model import Quote, Sale
from sangsaeng.early_payment.model_stated import Stated
from sangsaeng.early_payment.service import accept_many, list_sales, quote_many
from sangsaeng.early_payment.service_cut_off import cancel_sale, pay_sales
from sangsaeng.early_payment.service_stated import list_stated
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.money import percent
from sangsaeng.kernel.refusals import Refusal, refuse

Company = Annotated[str, typer.Option("--company", help="help_option_company")]
Receivables = Annotated[
    list[int], typer.Option("--receivable", min=1, max=MOST_ID, help="help_option_sold_receivable")
]
Amount = Annotated[int | None, typer.Option("--amount", help="help_option_sold_amount")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    made = typer.Typer(help="help_early_payment", no_args_is_help=True)
    made.command("quote", help="help_early_payment_quote")(quote_command)
    made.command("accept", help="help_early_payment_accept")(accept_command)
    made.command("sell", help="help_early_payment_sell")(sell_command)
    made.command("cancel", help="help_early_payment_cancel")(cancel_command)
    made.command("list", help="help_early_payment_list")(list_command)
    app.add_typer(made, name="early-payment")
    app.command("cut-off", help="help_cut_off")(cut_off_command)


def quote_command(
    context: typer.Context,
    programme_id: Number,
    receivables: Receivables,
    company: Company,
    amount_won: Amount = None,
    on: OnDay = None,
    as_json: Json = False,
) -> None:
    """What early cash costs, in won and percent a year; a firm price for some minutes."""
    face = face_of(context)
    with open_book(face, as_json) as database:
        seller_id = _seller(face, database, company, as_json)
        wanted = _wanted(face, receivables, amount_won, as_json)
        given = (programme_id, wanted, seller_id, moment(on))
        stated = _quotes(face, database, given, as_json)
    if as_json:
        print_json({"quotes": [_as_data(one) for one in stated]})
        return
    _state(face, stated)


def accept_command(
    context: typer.Context,
    programme_id: Number,
    quotes: Annotated[
        list[int], typer.Option("--quote", min=1, max=MOST_ID, help="help_option_quote")
    ],
    company: Company,
    on: OnDay = None,
    as_json: Json = False,
) -> None:
    """Sell at quotes' prices: all of them or none."""
    face = face_of(context)
    with open_book(face, as_json) as database:
        seller_id = _seller(face, database, company, as_json)
        sales = accept_many(database, programme_id, quotes, seller_id, moment(on))
    _tell_sold(face, sales, as_json)


def sell_command(
    context: typer.Context,
    programme_id: Number,
    receivables: Receivables,
    company: Company,
    amount_won: Amount = None,
    yes: Annotated[bool, typer.Option("--yes", help="help_option_yes")] = False,
    on: OnDay = None,
    as_json: Json = False,
) -> None:
    """State the price, ask, and sell. A program (--json) has seen the price and says --yes."""
    face = face_of(context)
    at = moment(on)
    if as_json and not yes:
        face.stop_refused(refuse("price_not_agreed", "yes"), as_json)
    with open_book(face, as_json) as database:
        seller_id = _seller(face, database, company, as_json)
        wanted = _wanted(face, receivables, amount_won, as_json)
        stated = _quotes(face, database, (programme_id, wanted, seller_id, at), as_json)
        if not as_json:
            _state(face, stated)
        if not yes and not typer.confirm(face.text("sale_asked")):
            face.stop_refused(refuse("price_not_agreed", "yes"), as_json)
        ids = [one.quote.quote_id for one in stated]
        # Who thought about it for long may have outlived the quote.
        sales = accept_many(database, programme_id, ids, seller_id, max(at, moment(on)))
    _tell_sold(face, sales, as_json)


def cancel_command(
    context: typer.Context,
    programme_id: Number,
    sale_id: Annotated[int, typer.Option("--sale", min=1, max=MOST_ID, help="help_option_sale")],
    company: Company,
    on: OnDay = None,
    as_json: Json = False,
) -> None:
    """Take a sale back before the cut-off of its day."""
    face = face_of(context)
    with open_book(face, as_json) as database:
        seller_id = _seller(face, database, company, as_json)
        refused = cancel_sale(database, programme_id, sale_id, seller_id, moment(on))
    if refused:
        face.stop_refused(refused, as_json)
    if as_json:
        print_json({"cancelled": sale_id})
        return
    face.say("sale_taken_back", sale=str(sale_id))


def list_command(context: typer.Context, company: Company, as_json: Json = False) -> None:
    """A company's sales, the newest first."""
    face = face_of(context)
    with open_book(face, as_json) as database:
        seller_id = _seller(face, database, company, as_json)
        with database.transaction() as tx:
            rows = list_sales(tx, seller_id)
    if as_json:
        print_json({"sales": rows})
        return
    headings = (
        "heading_sale",
        "heading_receivable",
        "heading_sold_on",
        "heading_amount",
        "heading_sale_days",
        "heading_rate",
        "heading_interest",
        "heading_proceeds",
        "heading_state",
    )
    face.print_table(headings, [_cells(face, row) for row in rows])


def cut_off_command(context: typer.Context, day: DayArgument, as_json: Json = False) -> None:
    """Send everything sold up to a day to the banks; it can no longer be taken back."""
    face = face_of(context)
    with open_book(face, as_json) as database:
        # By the clock and no other day: what is cut off in advance is cut off for everybody.
        done = pay_sales(database, day, today())
    if isinstance(done, Refusal):
        face.stop_refused(done, as_json)
    if as_json:
        count, won = (done.purchase_count, done.proceeds_won) if done else (0, 0)
        print_json({"day": day, "purchase_count": count, "proceeds_won": won})
    elif done is None:
        face.say("cut_off_known", day=day.isoformat())
    else:
        about = {"count": done.purchase_count, "won": done.proceeds_won}
        face.say("cut_off_done", day=day.isoformat(), **about)


def _seller(face: Face, database: Database, number: str, as_json: bool) -> int:
    with database.transaction() as tx:
        found = find_company(tx, number, "company")
    if isinstance(found, Refusal):
        face.stop_refused(found, as_json)
    return found.company_id


def _wanted(
    face: Face, receivables: Sequence[int], amount_won: int | None, as_json: bool
) -> list[tuple[int, int | None]]:
    """All that can be sold of each; a part only of a single one."""
    if amount_won is not None and len(receivables) > 1:
        face.stop_refused(refuse("amount_of_one_only", "amount"), as_json)
    return [(receivable_id, amount_won) for receivable_id in receivables]


def _quotes(
    face: Face,
    database: Database,
    given: tuple[int, list[tuple[int, int | None]], int, datetime],
    as_json: bool,
) -> list[Stated]:
    quotes = quote_many(database, *given)
    if isinstance(quotes, Refusal):
        face.stop_refused(quotes, as_json)
    with database.transaction() as tx:
        return list_stated(tx, quotes)


def _as_data(stated: Stated) -> dict[str, Any]:
    data = asdict(stated)
    return {**data.pop("quote"), **data}


def _state(face: Face, stated: Sequence[Stated]) -> None:
    for one in stated:
        quote = one.quote
        face.say(
            "quote_stated",
            quote=str(quote.quote_id),
            receivable=str(quote.receivable_id),
            tier=str(one.tier),
            buyer=one.buyer,
            amount=quote.amount_won,
            days=quote.days,
            due=quote.matures_on.isoformat(),
            rate=percent(quote.rate_annual),
            interest=quote.interest_won,
            fee_rate=percent(quote.fee_rate_annual),
            fee=one.fee_won,
            proceeds=quote.proceeds_won,
        )
        _say_rates(face, quote)
        face.say("quote_paid_from_deposit" if one.from_deposit else "quote_paid_by_funder")
    if len(stated) > 1:
        quotes = [one.quote for one in stated]
        face.say(
            "quotes_in_all",
            count=len(quotes),
            amount=sum(one.amount_won for one in quotes),
            interest=sum(one.interest_won for one in quotes),
            proceeds=sum(one.proceeds_won for one in quotes),
        )
    until = min((one.quote.valid_until for one in stated), default=None)
    if until is not None:
        face.say("quote_valid", until=until.astimezone(KOREA).strftime("%Y-%m-%d %H:%M:%S"))


def _say_rates(face: Face, quote: Quote) -> None:
    if quote.base_rate_annual is not None:
        face.say("quote_follows_base_rate", rate=percent(quote.base_rate_annual))
    if quote.auction_rate_annual is not None:
        face.say("quote_at_auction", rate=percent(quote.auction_rate_annual))


def _tell_sold(face: Face, sales: list[Sale] | list[Refusal], as_json: bool) -> None:
    refusals = [one for one in sales if isinstance(one, Refusal)]
    if refusals:
        face.stop_refused(refusals, as_json)
    sold = [one for one in sales if isinstance(one, Sale)]
    if as_json:
        print_json({"sales": [asdict(one) for one in sold]})
        return
    for one in sold:
        face.say(
            "sold",
            sale=str(one.sale_id),
            receivable=str(one.receivable_id),
            amount=one.amount_won,
            rate=percent(one.rate_annual),
            interest=one.interest_won,
            proceeds=one.proceeds_won,
        )


def _cells(face: Face, row: dict[str, Any]) -> list[object]:
    state = "sale_cancelled" if row["cancelled_at"] else "sale_stands"
    return [
        str(row["sale_id"]),
        str(row["receivable_id"]),
        row["sold_on"],
        row["amount_won"],
        row["days"],
        percent(row["rate_annual"]),
        row["interest_won"],
        row["proceeds_won"],
        face.text(state),
    ]
