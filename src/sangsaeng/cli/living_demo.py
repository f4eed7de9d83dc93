"""`living`: the living example, half a year of both schemes in one book, for the portal to show."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from datetime import time as clock_time
from pathlib import Path
from threading import Event, Thread
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from sangsaeng.cli.face import REFUSED, Face, Json, console, face_of, parse_day, print_json
from sangsaeng.cli.living.cast import WHOLE, Scale
from sangsaeng.cli.living.play import Lived, play
from sangsaeng.cli.living.teller import Teller
from sangsaeng.cli.place import open_place, remake
from sangsaeng.cli.safety.cast import Size
from sangsaeng.cli.verifying import print_proofs
from sangsaeng.cli.working import PORTAL_NAMED_BY, all_chores, open_post
from sangsaeng.database.connection import Database
from sangsaeng.jobs.clock import Clock
from sangsaeng.jobs.service_work import Settings
from sangsaeng.jobs.worker import Worker
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.notices.channels.file_sink import FOLDER

LIVING_BOOK = "sangsaeng_demo_living"
_FOLDER = Path("demo") / "living"
# Enough of each for every part of the story to have somebody to happen to.
_SMALL = Scale((3, 8, 4), 3, Size(5, 2))
# A day that is named is looked at in its morning, after the desks have begun.
_MORNING = clock_time(10)
# A power cut while it is played costs a second playing, no money.
_NOT_FOR_EVER = {"synchronous_commit": "off"}


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("living", help="help_living")(living_command)


def living_command(
    context: typer.Context,
    today: Annotated[
        date | None,
        typer.Option(
            "--today", parser=parse_day, metavar="YYYY-MM-DD", help="help_option_living_today"
        ),
    ] = None,
    small: Annotated[bool, typer.Option("--small", help="help_option_living_small")] = False,
    as_json: Json = False,
) -> None:
    """Play in a book of its own, made anew; exit 0 only when every proof holds."""
    face = face_of(context)
    began = time.monotonic()
    now = datetime.now(KOREA) if today is None else datetime.combine(today, _MORNING, KOREA)
    with open_place(face, as_json) as place:
        remake(face, place, LIVING_BOOK, as_json)
        with Database(place.url(LIVING_BOOK), settings=_NOT_FOR_EVER) as database:
            lived = _play(face, database, now, _SMALL if small else WHOLE, as_json)
    if as_json:
        print_json(_as_data(lived))
    else:
        _print(face, lived, int(time.monotonic() - began))
    if not lived.holds:
        raise typer.Exit(REFUSED)


@contextmanager
def working_behind(database: Database, home: Path, portal: str) -> Iterator[None]:
    """The teller and a worker of a living book, for as long as the block runs; letters go into a
    folder of the home, their links to the `portal`."""
    stop, clock = Event(), Clock(database)
    settings = Settings(packs_folder=home / _FOLDER)
    told_by = {FOLDER: str(home / _FOLDER / "letters"), PORTAL_NAMED_BY: portal}
    post = open_post(told_by)
    assert not isinstance(post, Refusal), post
    worker = Worker(database, settings, all_chores(post=post), clock.now)
    teller = Teller(database, Clock(database))
    threads = [Thread(target=run, args=(stop,), daemon=True) for run in (teller.run, worker.run)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _play(face: Face, database: Database, now: datetime, scale: Scale, as_json: bool) -> Lived:
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console(error=as_json),
        transient=True,
        disable=as_json,
    )
    with bar:
        task = bar.add_task(face.text("living_steps"), total=None)

        def told(number: int, of: int) -> None:
            bar.update(task, completed=number, total=of)

        return play(database, now, scale, face.home / _FOLDER, told)


def _print(face: Face, lived: Lived, seconds: int) -> None:
    print_proofs(face, list(lived.proofs))
    first, second, third = lived.tiers_won
    face.say("living_tiers", months=lived.rounds, first=first, second=second, third=third)
    face.say("living_people", personas=lived.personas, acts=lived.acts)
    for problem in lived.problems:
        face.say("demo_problem", what=problem)
    face.say("living_done" if lived.holds else "living_went_wrong", seconds=seconds)


def _as_data(lived: Lived) -> dict[str, object]:
    return {
        "holds": lived.holds,
        "rounds": lived.rounds,
        "tiers_won": list(lived.tiers_won),
        "personas": lived.personas,
        "acts": lived.acts,
        "problems": list(lived.problems),
    }
