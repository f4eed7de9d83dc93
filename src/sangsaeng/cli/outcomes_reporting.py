"""`outcomes report`, `outcomes export`: what a programme came to, for people and in standards."""

from __future__ import annotations

import json
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from sangsaeng.cli.face import MOST_NUMBER, Face, Json, console, face_of, print_json
from sangsaeng.cli.place import open_book
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.reports.indigo import render_indigo
from sangsaeng.outcomes.reports.model import NOBODY, NOWHERE, Figures, Publication
from sangsaeng.outcomes.reports.ocds import render_record_package, render_release_package
from sangsaeng.outcomes.reports.service import read_figures
from sangsaeng.outcomes.reports.sheets import render_workbook
from sangsaeng.outcomes.reports.virtuous_cycle import render_report, render_text


class Standard(StrEnum):
    """In which a programme is published."""

    INDIGO = "indigo"
    OCDS = "ocds"
    OCDS_RECORD = "ocds-record"


_RENDERERS = {
    Standard.INDIGO: render_indigo,
    Standard.OCDS: render_release_package,
    Standard.OCDS_RECORD: render_record_package,
}
Programme = Annotated[
    int, typer.Argument(min=1, max=MOST_NUMBER, help="help_argument_outcome_programme")
]


def register(group: typer.Typer) -> None:
    """Add the commands to the group."""
    group.command("report", help="help_outcomes_report")(report_command)
    group.command("export", help="help_outcomes_export")(export_command)


def report_command(
    context: typer.Context,
    programme: Programme,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", help="help_option_outcomes_xlsx")] = None,
    as_json: Json = False,
) -> None:
    """Print the virtuous-cycle report; with --xlsx also the figures behind it as a workbook."""
    face = face_of(context)
    figures = _figures(face, programme, as_json)
    if xlsx is not None:
        _write(face, xlsx, render_workbook(figures, face.language), as_json)
    report = render_report(figures)
    if as_json:
        print_json(report)
        return
    text = render_text(report, face.language)
    console().print(text, highlight=False, markup=False, soft_wrap=True, end="")


def export_command(
    context: typer.Context,
    programme: Programme,
    standard: Annotated[Standard, typer.Option("--standard", help="help_option_standard")],
    to: Annotated[Path, typer.Option("--to", help="help_option_export_to")],
    uri: Annotated[str, typer.Option("--uri", help="help_option_uri")] = NOWHERE,
    ocid_prefix: Annotated[str, typer.Option("--ocid-prefix", help="help_option_ocid")] = NOBODY,
    as_json: Json = False,
) -> None:
    """Write a programme as a standard has it; what does not fit its schema is not written."""
    face = face_of(context)
    figures = _figures(face, programme, as_json)
    made = _RENDERERS[standard](figures, Publication(uri, ocid_prefix))
    if isinstance(made, list):
        face.stop_refused(made, as_json)
    text = json.dumps(made, ensure_ascii=False, indent=2) + "\n"
    _write(face, to, text.encode(), as_json)
    if as_json:
        print_json({"file": str(to), "standard": str(standard)})
        return
    face.say("outcomes_exported", file=str(to), standard=str(standard))


def _figures(face: Face, programme: int, as_json: bool) -> Figures:
    with open_book(face, as_json) as database, database.transaction() as tx:
        # Every figure as of one moment.
        tx.snapshot()
        figures = read_figures(tx, programme, datetime.now(KOREA))
    if isinstance(figures, Refusal):
        face.stop_refused(figures, as_json)
    return figures


def _write(face: Face, path: Path, data: bytes, as_json: bool) -> None:
    try:
        path.write_bytes(data)
    except OSError as failed:
        why = failed.strerror or str(failed)
        face.stop_refused(refuse("file_unwritable", None, file=str(path), why=why), as_json)
