"""`auction`: funders' sealed bids for a day's purchases."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated

import typer

from sangsaeng.cli.companies import find_company
from sangsaeng.cli.face import (
    MOST_NUMBER,
    Face,
    Json,
    Number,
    OnDay,
    face_of,
    moment,
    parse_day,
    print_json,
)
from sangsaeng.cli.place import open_book
from sangsaeng.cli.rates import parse_rate
from sangsaeng.database.connection import Database
from sangsaeng.early_payment.model_auction import Auction
from sangsaeng.early_payment.service_auction import (
    close_auction,
    list_bids,
    open_auction,
    place_bid,
)
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.money import percent
from sangsaeng.kernel.refusals import Refusal


def _parse_moment(text: str) -> datetime:
    """A moment as it is typed; without an offset it is Korean time."""
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text[:30]} (YYYY-MM-DDTHH:MM)") from None
    parse_day(given.date().isoformat())
    return given if given.tzinfo else given.replace(tzinfo=KOREA)


ForDay = Annotated[
    date,
    typer.Option("--for", parser=parse_day, metavar="YYYY-MM-DD", help="help_option_for_day"),
]
Bidder = Annotated[str, typer.Option("--company", help="help_option_bidder")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    made = typer.Typer(help="help_auction", no_args_is_help=True)
    made.command("open", help="help_auction_open")(open_command)
    made.command("bid", help="help_auction_bid")(bid_command)
    made.command("bids", help="help_auction_bids")(bids_command)
    made.command("close", help="help_auction_close")(close_command)
    app.add_typer(made, name="auction")


def open_command(
    context: typer.Context,
    programme_id: Number,
    for_day: ForDay,
    closes_at: Annotated[
        datetime,
        typer.Option(
            "--closes", parser=_parse_moment, metavar="YYYY-MM-DDTHH:MM", help="help_option_closes"
        ),
    ],
    wanted_won: Annotated[int, typer.Option("--wanted", min=1, help="help_option_wanted")],
    on: OnDay = None,
    as_json: Json = False,
) -> None:
    """Ask a programme's funders for sealed bids for a day to come."""
    face = face_of(context)
    with open_book(face, as_json) as database:
        given = (programme_id, for_day, closes_at, wanted_won, moment(on))
        opened = open_auction(database, *given)
    _tell(face, opened, as_json)


def bid_command(
    context: typer.Context,
    programme_id: Number,
    for_day: ForDay,
    facility_id: Annotated[
        int, typer.Option("--facility", min=1, max=MOST_NUMBER, help="help_option_bidding_facility")
    ],
    company: Bidder,
    rate: Annotated[str, typer.Option("--rate", help="help_option_bid_rate")],
    amount_won: Annotated[int, typer.Option("--amount", min=1, help="help_option_bid_amount")],
    on: OnDay = None,
    as_json: Json = False,
) -> None:
    """A funder's bid; until the auction closes a new one takes the place of the last."""
    face = face_of(context)
    rate_annual = parse_rate(rate, "rate")
    if isinstance(rate_annual, Refusal):
        face.stop_refused(rate_annual, as_json)
    with open_book(face, as_json) as database:
        provider_id = _provider(face, database, company, as_json)
        whose = (programme_id, for_day, facility_id, provider_id)
        done = place_bid(database, *whose, rate_annual, amount_won, moment(on))
    if isinstance(done, Refusal):
        face.stop_refused(done, as_json)
    if as_json:
        print_json(asdict(done))
        return
    day = for_day.isoformat()
    face.say("bid_placed", day=day, rate=percent(done.rate_annual), amount=done.amount_won)


def bids_command(
    context: typer.Context,
    programme_id: Number,
    for_day: ForDay,
    company: Annotated[str | None, typer.Option("--company", help="help_option_bidder")] = None,
    on: OnDay = None,
    as_json: Json = False,
) -> None:
    """The bids once the auction has closed; a funder sees its own at any time."""
    face = face_of(context)
    with open_book(face, as_json) as database:
        who = None if company is None else _provider(face, database, company, as_json)
        with database.transaction() as tx:
            bids = list_bids(tx, programme_id, for_day, moment(on), who)
    if isinstance(bids, Refusal):
        face.stop_refused(bids, as_json)
    if as_json:
        print_json({"bids": [asdict(one) for one in bids]})
        return
    headings = ("heading_facility", "heading_rate", "heading_amount", "heading_taken")
    rows = [
        (str(one.facility_id), percent(one.rate_annual), one.amount_won, one.taken_won)
        for one in bids
    ]
    face.print_table(headings, rows)


def close_command(
    context: typer.Context,
    programme_id: Number,
    for_day: ForDay,
    on: OnDay = None,
    as_json: Json = False,
) -> None:
    """Open the bids and set the day's rate, for good."""
    face = face_of(context)
    with open_book(face, as_json) as database:
        closed = close_auction(database, programme_id, for_day, moment(on))
    _tell(face, closed, as_json)


def _provider(face: Face, database: Database, number: str, as_json: bool) -> int:
    with database.transaction() as tx:
        found = find_company(tx, number, "company")
    if isinstance(found, Refusal):
        face.stop_refused(found, as_json)
    return found.company_id


def _tell(face: Face, auction: Auction | Refusal, as_json: bool) -> None:
    if isinstance(auction, Refusal):
        face.stop_refused(auction, as_json)
    if as_json:
        print_json(asdict(auction))
        return
    day = auction.for_day.isoformat()
    if auction.closed_at is None:
        closes = auction.closes_at.astimezone(KOREA).strftime("%Y-%m-%d %H:%M")
        face.say("auction_opened", day=day, closes=closes, wanted=auction.wanted_won)
    elif auction.rate_annual is None:
        face.say("auction_without_rate", day=day)
    else:
        face.say("auction_rate", day=day, rate=percent(auction.rate_annual))
