"""`withholding`: from which flow of an agreement tax is withheld, and what is to be paid in."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from sangsaeng.cli.face import DayArgument, Json, Number, OnDay, face_of, print_json, today
from sangsaeng.cli.place import open_book
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.programmes.service_withholding import get_remittance, record_withholding


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    withholding = typer.Typer(help="help_withholding", no_args_is_help=True)
    withholding.command("set", help="help_withholding_set")(set_command)
    withholding.command("remittance", help="help_withholding_remittance")(remittance_command)
    app.add_typer(withholding, name="withholding")


def set_command(
    context: typer.Context,
    flow: Annotated[str, typer.Argument(help="help_argument_flow")],
    programme_id: Number,
    off: Annotated[bool, typer.Option("--off", help="help_option_off")] = False,
    on: OnDay = None,
    as_json: Json = False,
) -> None:
    """From a day on tax is withheld from a flow, or no longer."""
    face = face_of(context)
    since = on or today()
    with open_book(face, as_json) as database, database.transaction() as tx:
        refused = record_withholding(tx, programme_id, flow, since, not off)
    if refused:
        face.stop_refused(refused, as_json)
    if as_json:
        key = {"programme_id": programme_id, "flow": flow, "since": since}
        print_json({**key, "withheld": not off})
        return
    said = "withholding_off" if off else "withholding_on"
    face.say(said, flow=flow, day=since.isoformat())


def remittance_command(
    context: typer.Context,
    month: DayArgument,
    programme_id: Number,
    as_json: Json = False,
) -> None:
    """What is to be paid in to the tax office for the month of a day, payee by payee."""
    face = face_of(context)
    with open_book(face, as_json) as database, database.transaction() as tx:
        found = get_remittance(tx, programme_id, month)
    if isinstance(found, Refusal):
        face.stop_refused(found, as_json)
    if as_json:
        print_json(asdict(found))
        return
    headings = ("heading_number", "heading_name", "heading_flow", "heading_day")
    won = ("heading_national_tax", "heading_local_tax")
    rows = [
        (
            one.business_number,
            one.name,
            str(one.flow),
            one.booked_on,
            one.national_won,
            one.local_won,
        )
        for one in found.items
    ]
    face.print_table((*headings, *won), rows)
    sums = {"national": found.national_won, "local": found.local_won}
    face.say("remittance_due", day=found.pay_by.isoformat(), **sums)
