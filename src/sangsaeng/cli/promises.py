"""`issue`, `pass-on`, `cancel`, `amend`, `refuse`, `held`: promises from files, and back again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer

from sangsaeng.cli.companies import find_company
from sangsaeng.cli.face import (
    MOST_ID,
    Face,
    Json,
    MaturesOn,
    Number,
    OnDay,
    face_of,
    print_json,
    today,
)
from sangsaeng.cli.place import open_book, read_bytes, write_bytes
from sangsaeng.database.connection import Database
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.receivables.evidence.corrected_file import render_corrected_xlsx
from sangsaeng.receivables.evidence.model import IssueLine, PassOnLine, Sheet
from sangsaeng.receivables.service_amend import amend
from sangsaeng.receivables.service_files import (
    FileTaken,
    issue_sheet,
    issue_xml_files,
    pass_on_sheet,
)
from sangsaeng.receivables.service_taking_back import cancel, refuse_receivable

_SQL = load("sangsaeng.receivables")
_SHEETS = frozenset({".xlsx", ".csv", ".tsv", ".txt"})
ReceivableOption = Annotated[
    int, typer.Option("--receivable", min=1, max=MOST_ID, help="help_option_receivable")
]
Corrected = Annotated[Path | None, typer.Option("--corrected", help="help_option_corrected")]
AnySheet = Sheet[IssueLine] | Sheet[PassOnLine]


_STATES = {
    "open": "state_open",
    "grace": "state_grace",
    "unpaid": "state_unpaid",
    "parked": "state_parked",
    "attached": "state_attached",
    "paid": "state_paid",
    "cancelled": "state_cancelled",
}
_WHAT_FOLLOWS = {"grace": "what_follows_grace", "unpaid": "what_follows_unpaid"}
_HELD_HEADINGS = (
    "heading_receivable",
    "heading_tier",
    "heading_issuer",
    "heading_buyer",
    "heading_face",
    "heading_retained",
    "heading_passed_on",
    "heading_sold",
    "heading_locked",
    "heading_matures",
    "heading_state",
    "heading_guarantor",
)


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("issue", help="help_issue")(issue_command)
    app.command("pass-on", help="help_pass_on")(pass_on_command)
    app.command("cancel", help="help_cancel")(cancel_command)
    app.command("amend", help="help_amend")(amend_command)
    app.command("refuse", help="help_refuse")(refuse_command)
    app.command("held", help="help_held")(held_command)


def issue_command(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="help_argument_invoices")],
    programme_id: Number,
    matures_on: MaturesOn = None,
    matures_after: Annotated[
        int, typer.Option(min=0, max=366, help="help_option_matures_after")
    ] = 30,
    corrected: Corrected = None,
    on: OnDay = None,
    as_json: Json = False,
) -> None:
    """Issue roots from tax-invoice XML files, or from one spreadsheet; all of them or none."""
    face = face_of(context)
    contents = _read_all(face, files, as_json)
    sheets = [path for path in files if path.suffix.lower() in _SHEETS]
    if sheets and len(files) > 1:
        face.stop_refused(refuse("sheet_stands_alone", None, file=str(sheets[0])), as_json)

    def maturity(written_on: date) -> date:
        return matures_on or written_on + timedelta(days=matures_after)

    day = on or today()
    sheet: AnySheet | None = None
    with open_book(face, as_json) as database:
        if sheets:
            name = files[0].name
            taken, sheet = issue_sheet(database, programme_id, contents[0], name, day)
        else:
            taken = issue_xml_files(database, programme_id, contents, maturity, day)
    if sheet is None:
        taken = _name_files(taken, files)
    _tell(face, taken, sheet, corrected, as_json)


def pass_on_command(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="help_argument_suppliers")],
    programme_id: Number,
    receivable_id: ReceivableOption,
    corrected: Corrected = None,
    on: OnDay = None,
    as_json: Json = False,
) -> None:
    """Pass parts of a receivable on to the suppliers in a spreadsheet, all lines or none."""
    face = face_of(context)
    (data,) = _read_all(face, [file], as_json)
    # The same file twice is a slip of the hand: the second time it answers as the first.
    key = f"pass-on-{programme_id}-{receivable_id}-{hashlib.sha256(data).hexdigest()}"
    with open_book(face, as_json) as database:
        taken, sheet = pass_on_sheet(
            database, programme_id, receivable_id, data, file.name, on or today(), key
        )
    _tell(face, taken, sheet, corrected, as_json)


def cancel_command(
    context: typer.Context,
    programme_id: Number,
    receivable_id: ReceivableOption,
    consents: Annotated[
        list[str] | None, typer.Option("--consent", help="help_option_consent")
    ] = None,
    on: OnDay = None,
    as_json: Json = False,
) -> None:
    """Cancel a receivable with the consent of its holder."""
    face = face_of(context)
    with open_book(face, as_json) as database:
        ids = [_company_id(face, database, one, "consent", as_json) for one in consents or []]
        refused = cancel(database, programme_id, receivable_id, ids, on or today())
    _tell_taken_back(face, refused, receivable_id, as_json)


def amend_command(
    context: typer.Context,
    programme_id: Number,
    receivable_id: ReceivableOption,
    amount_won: Annotated[int, typer.Option("--amount", min=1, help="help_option_amount")],
    matures_on: MaturesOn,
    consents: Annotated[
        list[str] | None, typer.Option("--consent", help="help_option_consent")
    ] = None,
    on: OnDay = None,
    as_json: Json = False,
) -> None:
    """Give a receivable another amount and day with the consent of its holder."""
    face = face_of(context)
    assert matures_on is not None
    with open_book(face, as_json) as database:
        ids = [_company_id(face, database, one, "consent", as_json) for one in consents or []]
        done = amend(
            database, programme_id, receivable_id, amount_won, matures_on, ids, on or today()
        )
    if isinstance(done, Refusal):
        face.stop_refused(done, as_json)
    if as_json:
        print_json({"receivable_id": done.receivable_ids[0], "replaces": receivable_id})
    else:
        face.say("amended", old=str(receivable_id), new=str(done.receivable_ids[0]))


def refuse_command(
    context: typer.Context,
    programme_id: Number,
    receivable_id: ReceivableOption,
    company: Annotated[str, typer.Option(help="help_option_company")],
    on: OnDay = None,
    as_json: Json = False,
) -> None:
    """A payee does not want what it was given; it goes back."""
    face = face_of(context)
    with open_book(face, as_json) as database:
        company_id = _company_id(face, database, company, "company", as_json)
        day = on or today()
        refused = refuse_receivable(database, programme_id, receivable_id, company_id, day)
    _tell_taken_back(face, refused, receivable_id, as_json)


def held_command(
    context: typer.Context,
    company: Annotated[str, typer.Option(help="help_option_company")],
    as_json: Json = False,
) -> None:
    """What a company holds, and who stands behind it."""
    face = face_of(context)
    with open_book(face, as_json) as database:
        company_id = _company_id(face, database, company, "company", as_json)
        with database.transaction() as tx:
            rows = tx.rows(_SQL["list_held"], company_id=company_id)
    if as_json:
        print_json({"held": rows})
        return
    shown = [
        [
            str(row["receivable_id"]),
            row["tier"],
            row["issuer"],
            row["buyer"],
            *(row[name] for name in ("face_won", "retained_won", "passed_on_won", "sold_won")),
            row["locked_won"],
            row["matures_on"],
            face.text(_STATES[row["state"]]),
            row["institution"] if row["default_policy"] == "institution_advances" else "-",
        ]
        for row in rows
    ]
    face.print_table(_HELD_HEADINGS, shown)
    for state, what_follows in _WHAT_FOLLOWS.items():
        for buyer in sorted({row["buyer"] for row in rows if row["state"] == state}):
            face.say(what_follows, buyer=buyer)


def _read_all(face: Face, files: Sequence[Path], as_json: bool) -> list[bytes]:
    contents = [read_bytes(path) for path in files]
    refused = [one for one in contents if isinstance(one, Refusal)]
    if refused:
        face.stop_refused(refused, as_json)
    return [one for one in contents if isinstance(one, bytes)]


def _company_id(face: Face, database: Database, number: str, field: str, as_json: bool) -> int:
    with database.transaction() as tx:
        found = find_company(tx, number, field)
    if isinstance(found, Refusal):
        face.stop_refused(found, as_json)
    return found.company_id


def _name_files(taken: FileTaken, files: Sequence[Path]) -> FileTaken:
    """A refusal of XML files counts files; here it says which file that is."""
    named = tuple(
        Refusal(one.code, f"{files[one.line - 1].name}:{one.field or ''}", None, one.facts)
        if one.line is not None
        else one
        for one in taken.refusals
    )
    return FileTaken(taken.written, named, taken.notices)


def _tell(
    face: Face, taken: FileTaken, sheet: AnySheet | None, corrected: Path | None, as_json: bool
) -> None:
    if taken.refusals:
        if corrected is not None and sheet is not None and sheet.refusals:
            unwritten = write_bytes(corrected, _corrected(sheet, face))
            if unwritten:
                face.stop_refused([*taken.refusals, unwritten], as_json)
            if not as_json:
                face.say("corrected_written", file=str(corrected))
        face.stop_refused(taken.refusals, as_json)
    ids = list(taken.written.receivable_ids) if taken.written else []
    total_won = taken.written.total_won if taken.written else 0
    invited = taken.written.invited if taken.written else 0
    if as_json:
        data = {"receivable_ids": ids, "total_won": total_won, "invited": invited}
        print_json({**data, "notices": list(taken.notices)})
        return
    if ids:
        span = {"first": str(ids[0]), "last": str(ids[-1])}
        face.say("promises_written", count=len(ids), total=total_won, invited=invited, **span)
    if taken.notices:
        face.say("notices_recorded", count=len(taken.notices))


def _corrected(sheet: AnySheet, face: Face) -> bytes:
    # The two kinds of sheet differ only in their lines, which a corrected file does not show.
    return render_corrected_xlsx(sheet, face.language)  # type: ignore[misc]


def _tell_taken_back(
    face: Face, refused: Refusal | None, receivable_id: int, as_json: bool
) -> None:
    if refused:
        face.stop_refused(refused, as_json)
    if as_json:
        print_json({"cancelled": receivable_id})
        return
    face.say("promise_taken_back", receivable=str(receivable_id))
