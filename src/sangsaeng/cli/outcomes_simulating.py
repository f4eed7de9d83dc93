"""`outcomes simulate`: candidate rules on invented programmes; no book is needed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from sangsaeng.cli.face import Face, Json, console, face_of, print_json
from sangsaeng.cli.place import read_bytes
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.simulation.model import RuleSet, check_same_world, check_size, read_rules
from sangsaeng.oversight.scenario_yaml import read_yaml

_DEFAULT_PROGRAMMES, _MOST_PROGRAMMES = 1_000, 100_000
_PAGE, _DATA = "report.html", "report.json"


def register(group: typer.Typer) -> None:
    """Add the command to the group."""
    group.command("simulate", help="help_outcomes_simulate")(simulate_command)


def simulate_command(
    context: typer.Context,
    rules: Annotated[Path, typer.Argument(help="help_argument_sim_rules")],
    to: Annotated[Path, typer.Option("--to", help="help_option_report_folder")],
    against: Annotated[Path | None, typer.Option("--against", help="help_option_against")] = None,
    programmes: Annotated[
        int,
        typer.Option("--programmes", min=1, max=_MOST_PROGRAMMES, help="help_option_programmes"),
    ] = _DEFAULT_PROGRAMMES,
    seed: Annotated[int, typer.Option("--seed", min=0, max=2**63, help="help_option_seed")] = 1,
    processes: Annotated[
        int, typer.Option("--processes", min=1, max=64, help="help_option_processes")
    ] = 2,
    as_json: Json = False,
) -> None:
    """Invent programmes, apply the rules, write the report, show its first table."""
    # scipy and matplotlib take seconds to load: only this command waits for them.
    from sangsaeng.outcomes.simulation import judging, report, running  # noqa: PLC0415

    face = face_of(context)
    rule_sets = [_read(face, path, as_json) for path in (rules, against) if path is not None]
    if len(rule_sets) > 1 and (wrong := check_same_world(rule_sets[0], rule_sets[1])):
        face.stop_refused(wrong, as_json)
    if wrong := check_size(rule_sets[0], programmes):
        face.stop_refused(wrong, as_json)
    _make_folder(face, to, as_json)
    with _bar(as_json) as bar:
        task = bar.add_task(face.text("sim_progress"), total=programmes)

        def tell(done: int) -> None:
            bar.advance(task, done)

        ran = running.run(rule_sets, programmes, seed, processes, tell)
    judged = judging.judge(ran)
    page, data = to / _PAGE, to / _DATA
    _write(face, page, report.render_html(judged, face.language), as_json)
    _write(face, data, report.render_json(judged), as_json)
    if as_json:
        print_json(judged)
        return
    _print(face, judged, report.headings, report.rows)
    face.say("sim_written", page=str(page), data=str(data))


def _read(face: Face, path: Path, as_json: bool) -> RuleSet:
    data = read_bytes(path)
    if isinstance(data, Refusal):
        face.stop_refused(data, as_json)
    try:
        told = read_yaml(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, yaml.YAMLError) as wrong:
        what = str(wrong).replace("\n", " ")[:200]
        face.stop_refused(refuse("simulation_unreadable", None, place="-", what=what), as_json)
    found = read_rules(told)
    if isinstance(found, list):
        face.stop_refused(found, as_json)
    return found


def _bar(as_json: bool) -> Progress:
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    shown = console(error=True)
    return Progress(*columns, TimeElapsedColumn(), console=shown, transient=True, disable=as_json)


def _make_folder(face: Face, folder: Path, as_json: bool) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as failed:
        face.stop_refused(_unwritable(folder, failed), as_json)


def _write(face: Face, path: Path, text: str, as_json: bool) -> None:
    try:
        path.write_text(text, "utf-8")
    except OSError as failed:
        face.stop_refused(_unwritable(path, failed), as_json)


def _unwritable(path: Path, failed: OSError) -> Refusal:
    return refuse("file_unwritable", None, file=str(path), why=failed.strerror or str(failed))


def _print(
    face: Face,
    judged: dict[str, Any],
    headings: Callable[..., list[str]],
    rows: Callable[..., list[list[str]]],
) -> None:
    first, *others = headings(judged, face.language)
    table = Table()
    table.add_column(first)
    for name in others:
        table.add_column(name, justify="right")
    for row in rows(judged, face.language):
        table.add_row(*row)
    console().print(table, highlight=False, markup=False)
