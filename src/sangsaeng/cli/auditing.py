"""`audit`: the log of who did what, sealed, exported, and checked without the book."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from sangsaeng.acts.readings.audit import midnight
from sangsaeng.audit.model import Outcome, Wanted
from sangsaeng.audit.rules import check_export
from sangsaeng.audit.service_sealing import export, get_head, list_events, seal_events
from sangsaeng.cli.companies import find_company
from sangsaeng.cli.face import (
    MOST_ID,
    MOST_NUMBER,
    Face,
    Json,
    check_period,
    face_of,
    parse_day,
    print_json,
)
from sangsaeng.cli.place import open_book, read_bytes
from sangsaeng.database.connection import Tx
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal, refuse

Company = Annotated[str | None, typer.Option("--company", help="help_option_audit_company")]
Person = Annotated[
    int | None, typer.Option("--person", min=1, max=MOST_ID, help="help_option_audit_person")
]
Programme = Annotated[
    int | None,
    typer.Option("--programme", min=1, max=MOST_NUMBER, help="help_option_audit_programme"),
]
Action = Annotated[str | None, typer.Option("--action", help="help_option_audit_action")]
Came = Annotated[Outcome | None, typer.Option("--outcome", help="help_option_audit_outcome")]
First = Annotated[
    date | None,
    typer.Option("--from", parser=parse_day, metavar="YYYY-MM-DD", help="help_option_audit_from"),
]
Last = Annotated[
    date | None,
    typer.Option("--until", parser=parse_day, metavar="YYYY-MM-DD", help="help_option_audit_until"),
]
File = Annotated[Path, typer.Argument(help="help_argument_audit_file")]
# What a list shows, and its heading.
_SHOWN = {
    "event_id": "audit_event_id",
    "happened_at": "audit_happened_at",
    "action": "audit_action",
    "outcome": "audit_outcome",
    "code": "audit_code",
    "person_id": "audit_person_id",
    "company_id": "audit_company_id",
    "subject_id": "audit_subject_id",
    "programme_id": "audit_programme_id",
    "act_id": "audit_act_id",
}


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    made = typer.Typer(help="help_audit", no_args_is_help=True)
    made.command("list", help="help_audit_list")(list_command)
    made.command("export", help="help_audit_export")(export_command)
    made.command("check", help="help_audit_check")(check_command)
    made.command("seal", help="help_audit_seal")(seal_command)
    made.command("head", help="help_audit_head")(head_command)
    app.add_typer(made, name="audit")


def list_command(
    context: typer.Context,
    company: Company = None,
    person: Person = None,
    programme_id: Programme = None,
    action: Action = None,
    outcome: Came = None,
    first: First = None,
    last: Last = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="help_option_audit_limit")] = 50,
    as_json: Json = False,
) -> None:
    """Events, the newest first."""
    face = face_of(context)
    typed = (company, person, programme_id, action, outcome, first, last)
    with open_book(face, as_json) as database, database.transaction() as tx:
        rows = list_events(tx, _wanted(face, tx, *typed, as_json=as_json), limit)
    if as_json:
        print_json({"events": rows})
        return
    cells = [[_cell(row[name]) for name in _SHOWN] for row in rows]
    face.print_table(list(_SHOWN.values()), cells)


def export_command(
    context: typer.Context,
    file: File,
    company: Company = None,
    person: Person = None,
    programme_id: Programme = None,
    action: Action = None,
    outcome: Came = None,
    first: First = None,
    last: Last = None,
    as_json: Json = False,
) -> None:
    """Write what is sealed as JSON Lines: events that are asked for, digests of the others."""
    face = face_of(context)
    typed = (company, person, programme_id, action, outcome, first, last)
    with open_book(face, as_json) as database, database.transaction() as tx:
        tx.snapshot()
        wanted = _wanted(face, tx, *typed, as_json=as_json)
        try:
            with file.open("w", encoding="utf-8", newline="\n") as written:
                written.writelines(f"{line}\n" for line in export(tx, wanted))
        except (OSError, ValueError) as failed:
            why = getattr(failed, "strerror", None) or str(failed)
            face.stop_refused(refuse("audit_unwritable", None, file=str(file), why=why), as_json)
        head = get_head(tx)
    if as_json:
        print_json({"file": str(file), "head": None if head is None else asdict(head)})
        return
    face.say("audit_exported", file=str(file), digest=head.digest if head else "")


def check_command(
    context: typer.Context,
    file: File,
    head: Annotated[str | None, typer.Option("--head", help="help_option_audit_head")] = None,
    as_json: Json = False,
) -> None:
    """Compute the chain of an export again; no book is opened."""
    face = face_of(context)
    data = read_bytes(file)
    if isinstance(data, Refusal):
        face.stop_refused(data, as_json)
    lines = data.decode("utf-8", errors="replace").removesuffix("\n").split("\n") if data else []
    checked = check_export(lines, head)
    if isinstance(checked, Refusal):
        face.stop_refused(checked, as_json)
    if as_json:
        print_json(asdict(checked))
        return
    counts = {"seals": checked.seals, "events": checked.events, "shown": checked.shown}
    face.say("audit_checked", **counts, digest=checked.digest)


def seal_command(context: typer.Context, as_json: Json = False) -> None:
    """Seal what is new; said again it seals nothing twice."""
    face = face_of(context)
    with open_book(face, as_json) as database:
        sealed = seal_events(database, datetime.now(KOREA))
    if as_json:
        print_json({"sealed": sealed})
        return
    face.say("audit_sealed", count=sealed)


def head_command(context: typer.Context, as_json: Json = False) -> None:
    """The newest seal, to be written down elsewhere."""
    face = face_of(context)
    with open_book(face, as_json) as database, database.transaction() as tx:
        head = get_head(tx)
    if as_json:
        print_json({"head": None if head is None else asdict(head)})
    elif head is None:
        face.say("audit_nothing_sealed")
    else:
        at = head.sealed_at.astimezone(KOREA).isoformat(timespec="seconds")
        face.say(
            "audit_head", digest=head.digest, seal=head.seal_id, events=head.event_count, at=at
        )


def _wanted(
    face: Face,
    tx: Tx,
    company: str | None,
    person_id: int | None,
    programme_id: int | None,
    action: str | None,
    outcome: Outcome | None,
    first: date | None,
    last: date | None,
    as_json: bool,
) -> Wanted:
    if first is not None and last is not None:
        check_period(face, first, last, as_json)
    found = None if company is None else find_company(tx, company, "company")
    if isinstance(found, Refusal):
        face.stop_refused(found, as_json)
    return Wanted(
        person_id=person_id,
        company_id=None if found is None else found.company_id,
        programme_id=programme_id,
        action=action,
        outcome=outcome,
        from_at=midnight(first),
        until_at=midnight(last, later=1),
    )


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(KOREA).isoformat(sep=" ", timespec="seconds")
    return value if value is None else str(value)
