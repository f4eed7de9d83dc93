"""`outcomes demo`: a whole pay-for-success programme, played by the people whose acts they are."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from sangsaeng.cli.face import REFUSED, Face, Json, console, face_of, print_json
from sangsaeng.cli.outcomes_explaining import print_determination
from sangsaeng.cli.place import open_place, remake
from sangsaeng.cli.safety.cast import WHOLE, Size
from sangsaeng.cli.safety.play import Ending, play, steps_of
from sangsaeng.cli.verifying import print_proofs
from sangsaeng.database.connection import Database, Row
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.reports.indigo import render_indigo
from sangsaeng.outcomes.reports.model import NOBODY, NOWHERE, Figures, Publication
from sangsaeng.outcomes.reports.ocds import render_release_package
from sangsaeng.outcomes.reports.service import read_figures
from sangsaeng.outcomes.reports.sheets import render_workbook
from sangsaeng.outcomes.reports.virtuous_cycle import render_report, render_text
from sangsaeng.outcomes.service_determining import find_determination

DEMO_BOOK = "sangsaeng_demo_outcomes"
_FOLDER = Path("demo") / "outcomes"
_MOST_SUPPLIERS, _MOST_SITES = 60, 6


def register(group: typer.Typer) -> None:
    """Add the command to the group."""
    group.command("demo", help="help_outcomes_demo")(demo_command)


def demo_command(
    context: typer.Context,
    suppliers: Annotated[
        int, typer.Option(min=4, max=_MOST_SUPPLIERS, help="help_option_suppliers")
    ] = WHOLE.suppliers,
    sites_each: Annotated[
        int, typer.Option(min=2, max=_MOST_SITES, help="help_option_sites_each")
    ] = WHOLE.sites_each,
    as_json: Json = False,
) -> None:
    """Play in a book of its own, made anew; exit 0 only when every proof holds."""
    face = face_of(context)
    began = time.monotonic()
    with open_place(face, as_json) as place:
        remake(face, place, DEMO_BOOK, as_json)
        with Database(place.url(DEMO_BOOK)) as database:
            ending = _play(face, database, Size(suppliers, sites_each), as_json)
            with database.transaction() as tx:
                refused = find_determination(tx, ending.refused_id)
                figures = read_figures(tx, ending.programme_id, datetime.now(KOREA))
    assert not isinstance(refused, Refusal) and not isinstance(figures, Refusal)
    _write(face, face.home / _FOLDER, figures)
    if as_json:
        print_json({"holds": ending.holds, "acts": ending.acts, **ending.sums})
    else:
        _print(face, ending, refused, int(time.monotonic() - began))
    if not ending.holds:
        raise typer.Exit(REFUSED)


def _play(face: Face, database: Database, size: Size, as_json: bool) -> Ending:
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
        task = bar.add_task(face.text("safety_acts"), total=steps_of(size))

        def told(number: int) -> None:
            bar.update(task, completed=number)

        def tell(code: str, facts: Mapping[str, int]) -> None:
            if not as_json:
                bar.console.print(face.text(code, **facts), highlight=False, markup=False)

        return play(database, size, told, tell)


def _write(face: Face, folder: Path, figures: Figures) -> None:
    """The report as text and workbook, and the programme in both standards."""
    folder.mkdir(parents=True, exist_ok=True)
    text = render_text(render_report(figures), face.language)
    (folder / "report.txt").write_text(text, "utf-8")
    (folder / "figures.xlsx").write_bytes(render_workbook(figures, face.language))
    where = Publication(NOWHERE, NOBODY)
    for name, made in (
        ("indigo", render_indigo(figures, where)),
        ("ocds", render_release_package(figures, where)),
    ):
        assert not isinstance(made, list), made
        (folder / f"{name}.json").write_text(
            json.dumps(made, ensure_ascii=False, indent=2) + "\n", "utf-8"
        )


def _print(face: Face, ending: Ending, refused: Row, seconds: int) -> None:
    console().print()
    rows = [(row["amount_won"], row["claims"]) for row in ending.rewards]
    face.print_table(("heading_reward", "heading_claims"), rows)
    shown = [p for p in ending.proofs if p.rule in ("G9", "G14", "G15") or not p.holds]
    print_proofs(face, shown)
    face.say("safety_refused")
    print_determination(face, refused)
    sums = {name.removesuffix("_won"): won for name, won in ending.sums.items()}
    face.say("safety_money", **sums)
    if not ending.holds:
        face.say("safety_went_wrong")
    folder = str(face.home / _FOLDER)
    face.say("safety_done", acts=ending.acts, seconds=seconds, folder=folder)
