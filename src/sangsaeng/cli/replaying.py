"""`replay`: scenario files, each in a fresh book."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from sangsaeng.cli.face import REFUSED, Face, Json, face_of, print_json, refusal_as_data
from sangsaeng.cli.place import Place, open_place, read_bytes, remake
from sangsaeng.database.connection import Database
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.oversight.replay import Difference, replay
from sangsaeng.oversight.scenario import parse_scenario


@dataclass(frozen=True, slots=True)
class _Outcome:
    """One file: why it could not be run, or every difference; none when all holds."""

    file: str
    refusal: Refusal | None
    differences: Sequence[Difference]

    @property
    def holds(self) -> bool:
        return self.refusal is None and not self.differences


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("replay", help="help_replay")(replay_command)


def replay_command(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="help_argument_scenarios")],
    as_json: Json = False,
) -> None:
    """Run scenario files and print every difference; exit 0 only when all hold."""
    face = face_of(context)
    with open_place(face, as_json) as place:
        template = place.throw_away("replay_template")
        try:
            remake(face, place, template, as_json)
            outcomes = [_run(place, file, template) for file in files]
        finally:
            place.drop(template)
    if as_json:
        print_json({"files": [_as_data(outcome) for outcome in outcomes]})
    else:
        for outcome in outcomes:
            _print(face, outcome)
    if not all(outcome.holds for outcome in outcomes):
        raise typer.Exit(REFUSED)


def _run(place: Place, file: Path, template: str) -> _Outcome:
    data = read_bytes(file)
    if isinstance(data, Refusal):
        return _Outcome(str(file), data, ())
    try:
        scenario = parse_scenario(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        scenario = refuse("scenario_unreadable", None, what="UTF-8")
    if isinstance(scenario, Refusal):
        return _Outcome(str(file), scenario, ())
    name = place.throw_away("replay")
    try:
        place.copy(name, template)
        with Database(place.url(name)) as database:
            return _Outcome(str(file), None, replay(database, scenario))
    finally:
        place.drop(name)


def _as_data(outcome: _Outcome) -> dict[str, object]:
    return {
        "file": outcome.file,
        "holds": outcome.holds,
        "refusal": refusal_as_data(outcome.refusal) if outcome.refusal else None,
        "differences": [asdict(one) for one in outcome.differences],
    }


def _print(face: Face, outcome: _Outcome) -> None:
    if outcome.refusal is not None:
        face.say("replay_refused", file=outcome.file, why=face.refusal_text(outcome.refusal))
        return
    if outcome.holds:
        face.say("replay_holds", file=outcome.file)
        return
    face.say("replay_differs", file=outcome.file, count=len(outcome.differences))
    for one in outcome.differences:
        face.say(
            "replay_difference",
            place="" if one.event is None else f"#{one.event} ",
            day=one.day.isoformat(),
            what=one.what,
            expected=one.expected,
            actual=one.actual,
        )
