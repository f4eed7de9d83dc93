"""`calls`, `settle` and `payouts`: the settlement day."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Annotated

import typer

from sangsaeng.cli.face import DayArgument, Json, OnDay, face_of, print_json, today
from sangsaeng.cli.place import open_book
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.payouts.service_dispatch import count_by_state
from sangsaeng.receivables.service_taking_back import return_unclaimed
from sangsaeng.settlement.service_funding import call_funding, list_calls
from sangsaeng.settlement.service_run import settle_day


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("calls", help="help_calls")(calls_command)
    app.command("settle", help="help_settle")(settle_command)
    app.command("payouts", help="help_payouts")(payouts_command)


def calls_command(
    context: typer.Context,
    days: Annotated[int, typer.Option(min=0, max=366, help="help_option_days")] = 14,
    on: OnDay = None,
    as_json: Json = False,
) -> None:
    """Call the buyers' money for the days ahead, and list what is still missing."""
    face = face_of(context)
    day = on or today()
    with open_book(face, as_json) as database:
        call_funding(database, day, days)
        with database.transaction() as tx:
            rows = list_calls(tx, day + timedelta(days=days))
    if as_json:
        print_json({"calls": rows})
        return
    columns = ("programme_id", "due_on", "called_won", "missing_won", "reference", "state")
    headings = (
        "heading_programme",
        "heading_due",
        "heading_called",
        "heading_missing",
        "heading_reference",
        "heading_state",
    )
    face.print_table(headings, [[row[name] for name in columns] for row in rows])


def settle_command(
    context: typer.Context,
    day: DayArgument,
    workers: Annotated[int, typer.Option(min=1, max=64, help="help_option_workers")] = 1,
    as_json: Json = False,
) -> None:
    """Settle everything due by a day; said again it finishes or repeats nothing."""
    face = face_of(context)
    with open_book(face, as_json) as database:
        returned = return_unclaimed(database, day)
        totals = settle_day(database, day, workers)
    if isinstance(totals, Refusal):
        face.stop_refused(totals, as_json)
    if as_json:
        print_json({"day": day, "returned_unclaimed": returned, **asdict(totals)})
        return
    face.say(
        "day_settled",
        day=day.isoformat(),
        count=totals.settled_count,
        paid=totals.paid_won,
        parked=totals.parked_won,
        payouts=totals.payout_count,
        returned=returned,
    )


def payouts_command(context: typer.Context, as_json: Json = False) -> None:
    """How all payouts stand."""
    face = face_of(context)
    with open_book(face, as_json) as database:
        rows = count_by_state(database)
    if as_json:
        print_json({"payouts": rows})
        return
    columns = ("state", "payout_count", "won")
    headings = ("heading_state", "heading_count", "heading_won")
    face.print_table(headings, [[row[name] for name in columns] for row in rows])
