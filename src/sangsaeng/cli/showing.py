"""`demo`: the demonstration in the terminal, from invoices to bank accounts."""

from __future__ import annotations

import time
from datetime import date
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from sangsaeng.cli.face import REFUSED, Face, Json, console, face_of, print_json
from sangsaeng.cli.place import open_place, remake
from sangsaeng.cli.verifying import print_proofs
from sangsaeng.database.connection import Database
from sangsaeng.kernel.refusals import Fact, refuse
from sangsaeng.oversight.demo.outcome import Outcome
from sangsaeng.oversight.demo.play import PICTURE, play
from sangsaeng.payouts.rails.mock_bank_process import mock_bank_installed

DEMO_BOOK = "sangsaeng_demo"
_FOLDER = "demo"
_EXPECTED_DAYS = 29


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("demo", help="help_demo")(demo_command)


def demo_command(
    context: typer.Context,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="help_option_no_serve")] = False,
    as_json: Json = False,
) -> None:
    """Play the demonstration in its own book, made anew; exit 0 only when all came right."""
    face = face_of(context)
    began = time.monotonic()
    if not mock_bank_installed():
        face.stop_refused(refuse("demo_needs_mock_bank"), as_json)
    with open_place(face, as_json) as place:
        remake(face, place, DEMO_BOOK, as_json)
        with Database(place.url(DEMO_BOOK)) as database:
            outcome = _play(face, database, as_json)
    seconds = int(time.monotonic() - began)
    if as_json:
        print_json(_as_data(face, outcome))
    else:
        _print(face, outcome, seconds)
        if not no_serve:
            face.say("demo_portal_besides")
    if not outcome.holds:
        raise typer.Exit(REFUSED)


def _play(face: Face, database: Database, as_json: bool) -> Outcome:
    # Progress and story are for people; JSON keeps the output to one document.
    screen = console(error=as_json)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=screen,
        transient=True,
        disable=as_json,
    )
    with bar:
        task = bar.add_task(face.text("demo_days"), total=_EXPECTED_DAYS)

        def tell(day: date, code: str, /, **facts: Fact) -> None:
            if not as_json:
                line = f"{day.isoformat()}  {face.text(code, **facts)}"
                bar.console.print(line, highlight=False, markup=False, soft_wrap=True)

        def day_done(_day: date, number: int) -> None:
            bar.update(task, completed=number)

        return play(database, face.home / _FOLDER, tell, day_done)


def _print(face: Face, outcome: Outcome, seconds: int) -> None:
    console().print()
    headings = ("heading_tier", "heading_companies", "heading_payments", "heading_received")
    rows = [
        (
            face.text("demo_tier", tier=line.tier),
            line.companies,
            line.payments,
            line.received_won,
            f"{line.tenths_of_days // 10}.{line.tenths_of_days % 10}",
            line.banks,
        )
        for line in outcome.tiers
    ]
    face.print_table((*headings, "heading_average_days", "heading_banks"), rows)
    print_proofs(face, list(outcome.proofs))
    face.say(
        "demo_totals",
        promised=outcome.promised_won,
        interest=outcome.interest_won,
        refunded=outcome.refunded_won,
        paid=outcome.received_won,
        runs=outcome.runs,
    )
    face.say(
        "demo_bank_totals",
        messages=outcome.bank_messages,
        statements=outcome.statements,
        came_back=outcome.came_back,
    )
    for row in outcome.payouts:
        standing = {"state": str(row["state"]), "count": row["payout_count"], "won": row["won"]}
        face.say("demo_payouts", **standing)
    folder = face.home / _FOLDER
    face.say("demo_files", folder=str(folder), picture=str(folder / PICTURE))
    for problem in outcome.problems:
        face.say("demo_problem", what=problem)
    face.say("demo_came_right" if outcome.holds else "demo_went_wrong", seconds=seconds)


def _as_data(face: Face, outcome: Outcome) -> dict[str, object]:
    return {
        "holds": outcome.holds,
        "promised_won": outcome.promised_won,
        "interest_won": outcome.interest_won,
        "refunded_won": outcome.refunded_won,
        "runs": outcome.runs,
        "tiers": [
            {
                "tier": line.tier,
                "companies": line.companies,
                "payments": line.payments,
                "received_won": line.received_won,
                "average_days": f"{line.tenths_of_days // 10}.{line.tenths_of_days % 10}",
                "banks": line.banks,
            }
            for line in outcome.tiers
        ],
        "payouts": list(outcome.payouts),
        "came_back": outcome.came_back,
        "statements": outcome.statements,
        "problems": list(outcome.problems),
        "folder": str(face.home / _FOLDER),
    }
