"""`calls`, `settle`, `pay` and `payouts`: the settlement day."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Annotated

import typer

from sangsaeng.cli.face import (
    MOST_ID,
    MOST_NUMBER,
    DayArgument,
    Json,
    OnDay,
    face_of,
    print_json,
    today,
)
from sangsaeng.cli.place import open_book
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.service_paying import order_paid
from sangsaeng.oversight.book import Desk, hear_banks, limits_on
from sangsaeng.payouts.model import Receipt
from sangsaeng.payouts.rails.folder import FolderTransport
from sangsaeng.payouts.service_dispatch import count_by_state, instruct, send
from sangsaeng.payouts.service_unidentified import identify, list_unidentified
from sangsaeng.settlement.service_funding import call_funding, cover_roots, list_calls
from sangsaeng.settlement.service_run import resume_run, settle_day


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("calls", help="help_calls")(calls_command)
    app.command("settle", help="help_settle")(settle_command)
    app.command("pay", help="help_pay")(pay_command)
    app.command("payouts", help="help_payouts")(payouts_command)
    app.command("unidentified", help="help_unidentified")(unidentified_command)


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
    resume: Annotated[bool, typer.Option("--resume", help="help_option_resume")] = False,
    on: OnDay = None,
    as_json: Json = False,
) -> None:
    """Settle everything due by a day; said again it finishes or repeats nothing."""
    face = face_of(context)
    with open_book(face, as_json) as database:
        refused = resume_run(database, day) if resume else None
        if refused is not None:
            face.stop_refused(refused, as_json)
        totals = settle_day(database, day, workers, today=on or today())
    if isinstance(totals, Refusal):
        face.stop_refused(totals, as_json)
    if as_json:
        print_json({"day": day, **asdict(totals)})
        return
    face.say(
        "day_settled",
        day=day.isoformat(),
        count=totals.settled_count,
        paid=totals.paid_won,
        parked=totals.parked_won,
        payouts=totals.payout_count,
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


def pay_command(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="help_argument_folder")],
    on: OnDay = None,
    as_json: Json = False,
) -> None:
    """Exchange files with a bank: read what lies in `in/`, then write what is owed to `out/`."""
    face = face_of(context)
    day = on or today()
    # A day given for rehearsal is worked at noon, inside every rail's hours.
    at = datetime.combine(day, time(12, 0), KOREA) if on else datetime.now(KOREA)
    with open_book(face, as_json) as database:
        transport = FolderTransport(folder)
        with database.transaction() as tx:
            limits = limits_on(tx, day)
        if isinstance(limits, Refusal):
            face.stop_refused(limits, as_json)
        desk = Desk(database, {"iso20022": transport}, ("iso20022",), limits)
        heard = hear_banks(desk, at)
        order_paid(database, day)
        done = instruct(database, desk.rails, desk.limits, at)
        send(database, desk.transports, at)
    if as_json:
        print_json({"heard": asdict(heard), "instructed": asdict(done)})
    else:
        face.say(
            "files_exchanged",
            messages=heard.messages,
            entries=heard.new_entries,
            files=done.batch_count,
            count=done.item_count,
            won=done.total_won,
        )
        for reconciled in heard.reconciled:
            if reconciled.stopped_for is not None:
                face.say(
                    "account_is_stopped",
                    account=str(reconciled.own_account_id),
                    code=reconciled.stopped_for,
                )
        for code, count in sorted(done.waiting.items()):
            face.say("payouts_wait", count=count, why=face.refusal_text(done.reasons[code]))
    if heard.unreadable:
        face.stop_refused(heard.unreadable, as_json)


def unidentified_command(
    context: typer.Context,
    entry: Annotated[
        int | None, typer.Option("--entry", min=1, max=MOST_ID, help="help_option_entry")
    ] = None,
    programme_id: Annotated[
        int | None,
        typer.Option("--programme", min=1, max=MOST_NUMBER, help="help_option_programme"),
    ] = None,
    on: OnDay = None,
    as_json: Json = False,
) -> None:
    """List money nobody explained; with an entry and a programme, give it to its buyer."""
    face = face_of(context)
    day = on or today()
    with open_book(face, as_json) as database:
        if entry is not None and programme_id is not None:
            done = identify(database, entry, Receipt(programme_id), day)
            if isinstance(done, Refusal):
                face.stop_refused(done, as_json)
            cover_roots(database, programme_id, day)
        rows = list_unidentified(database)
    if as_json:
        print_json({"unidentified": rows})
        return
    columns = ("entry_id", "own_account_id", "direction", "amount_won", "booked_on", "remittance")
    headings = (
        "heading_entry",
        "heading_own_account",
        "heading_direction",
        "heading_amount",
        "heading_booked",
        "heading_remittance",
    )
    face.print_table(
        headings, [[str(row["entry_id"]), *(row[name] for name in columns[1:])] for row in rows]
    )
