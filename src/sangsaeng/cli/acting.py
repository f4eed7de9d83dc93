"""`act`: every step of the product from the console, entered and approved by named people.

The console speaks for a person: its powers, limits and the rule of four eyes (G13) hold as they do
over the API, and the log names the person and that a console command was given.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from sangsaeng.acts.model import Caller, Office, Power, Role
from sangsaeng.acts.registry import acts
from sangsaeng.acts.service import dry_run, enter
from sangsaeng.acts.service_deciding import decide
from sangsaeng.acts.service_executing import Entered
from sangsaeng.acts.shape import Act
from sangsaeng.cli.companies import find_company
from sangsaeng.cli.face import MOST_ID, Face, Json, OnDay, face_of, moment, print_json
from sangsaeng.cli.place import open_book
from sangsaeng.database.connection import Database
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse

_SQL = load(__package__)
# A list of 10,000 lines is 3 MB of JSON; a file beyond this is not one act.
_MOST_BYTES = 64 * 1024 * 1024

Code = Annotated[str, typer.Argument(help="help_argument_act_code")]
ActNumber = Annotated[int, typer.Argument(min=1, max=MOST_ID, help="help_argument_act")]
Person = Annotated[int, typer.Option("--person", min=1, max=MOST_ID, help="help_option_person")]
Company = Annotated[str, typer.Option("--company", help="help_option_company")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    made = typer.Typer(help="help_act", no_args_is_help=True)
    made.command("shape", help="help_act_shape")(shape)
    made.command("enter", help="help_act_enter")(enter_command)
    made.command("show", help="help_act_show")(show)
    made.command("approve", help="help_act_approve")(approve)
    made.command("reject", help="help_act_reject")(reject)
    made.command("waiting", help="help_act_waiting")(waiting)
    app.add_typer(made, name="act")


def shape(context: typer.Context, code: Code) -> None:
    """What an act is given, as a JSON schema, and who may enter and approve it."""
    act = _known(face_of(context), code, True)
    print_json(
        {
            "code": act.code,
            "enter": sorted(map(str, act.enter)),
            "approve": sorted(map(str, act.approve)),
            "given": act.given.model_json_schema(),
        }
    )


def enter_command(
    context: typer.Context,
    code: Code,
    file: Annotated[Path, typer.Argument(help="help_argument_given")],
    person: Person,
    company: Company,
    dry: Annotated[bool, typer.Option("--dry-run", help="help_option_dry_run")] = False,
    on: OnDay = None,
    as_json: Json = False,
) -> None:
    """Enter an act out of a JSON file; where nobody must approve it is done at once."""
    face = face_of(context)
    act = _known(face, code, as_json)
    given = _read(face, act, file, as_json)
    at = moment(on)
    with open_book(face, as_json) as database:
        caller = _caller(face, database, person, company, at, as_json)
        if dry:
            tried = dry_run(database, caller, act, given, at)
            if isinstance(tried, list):
                face.stop_refused(tried, as_json)
            print_json(tried.model_dump(mode="json"))
            return
        done = enter(database, caller, act, given, at)
    _say(face, done, as_json)


def show(context: typer.Context, number: ActNumber, as_json: Json = False) -> None:
    """What was entered, as it would be executed; what is confidential stays sealed."""
    face = face_of(context)
    with open_book(face, as_json) as database, database.transaction() as tx:
        row = tx.row(_SQL["act_to_decide"], act_id=number)
    if row is None:
        face.stop_refused(refuse("unknown_act", "act_id", act=str(number)), as_json)
    print_json({**row, "given": json.loads(row["given"])})


def approve(
    context: typer.Context,
    number: ActNumber,
    person: Person,
    company: Company,
    on: OnDay = None,
    as_json: Json = False,
) -> None:
    """Approve what another person entered; with the last approval it is executed."""
    _decide(face_of(context), number, (person, company), True, moment(on), as_json)


def reject(
    context: typer.Context,
    number: ActNumber,
    person: Person,
    company: Company,
    on: OnDay = None,
    as_json: Json = False,
) -> None:
    """Reject what another person entered: it ends and nothing is done."""
    _decide(face_of(context), number, (person, company), False, moment(on), as_json)


def waiting(
    context: typer.Context, company: Company, on: OnDay = None, as_json: Json = False
) -> None:
    """Acts that wait for a word of a company's people."""
    face = face_of(context)
    with open_book(face, as_json) as database, database.transaction() as tx:
        found = find_company(tx, company, "company")
        if isinstance(found, Refusal):
            face.stop_refused(found, as_json)
        about = {"company_id": found.company_id, "at": moment(on)}
        rows = tx.rows(_SQL["acts_waiting_for"], **about)
    if as_json:
        print_json({"acts": rows})
        return
    names = ("act_id", "action", "entered_by", "entered_at")
    headings = ("heading_act", "heading_action", "heading_person", "heading_since")
    face.print_table(headings, [[str(row[name]) for name in names] for row in rows])


def _decide(
    face: Face, number: int, who: tuple[int, str], approved: bool, at: datetime, as_json: bool
) -> None:
    with open_book(face, as_json) as database:
        caller = _caller(face, database, *who, at, as_json)
        with database.transaction() as tx:
            row = tx.row(_SQL["act_to_decide"], act_id=number)
        # Without an act the desk says so itself, in its own words.
        digest = row["digest"] if row else ""
        done = decide(database, caller, number, digest, approved, at)
    _say(face, done, as_json)


def _say(face: Face, done: Entered | list[Refusal], as_json: bool) -> None:
    if isinstance(done, list):
        face.stop_refused(done, as_json)
    if done.refusals:
        face.stop_refused(done.refusals, as_json)
    if as_json:
        print_json({"act_id": done.act_id, "state": done.state, "answer": done.answer})
        return
    face.say("act_stands", act=str(done.act_id), state=done.state)
    if done.answer is not None:
        print_json(done.answer)


def _known(face: Face, code: str, as_json: bool) -> Act[Any]:
    act = acts().get(code)
    if act is None:
        face.stop_refused(refuse("unknown_action", "code", action=code[:60]), as_json)
    return act


def _read(face: Face, act: Act[Any], file: Path, as_json: bool) -> Any:
    """The file's content as the act wants it; every fault with its place."""
    try:
        if file.stat().st_size > _MOST_BYTES:
            face.stop_refused(_unreadable(file, "too large"), as_json)
        text = file.read_bytes()
    except OSError as failed:
        face.stop_refused(_unreadable(file, failed.strerror or "?"), as_json)
    try:
        return act.given.model_validate_json(text)
    except ValidationError as wrong:
        faults = [
            refuse("given_unfit", ".".join(map(str, one["loc"])), why=one["msg"][:200])
            for one in wrong.errors(include_url=False, include_input=False)
        ]
        face.stop_refused(faults, as_json)


def _unreadable(file: Path, why: str) -> Refusal:
    return refuse("file_unreadable", "file", file=file.name, why=why)


def _caller(
    face: Face, database: Database, person: int, number: str, at: datetime, as_json: bool
) -> Caller:
    """The person with the powers it has at the company now; a person without any is refused by the
    rules as anybody else."""
    with database.transaction() as tx:
        company = find_company(tx, number, "company")
        if isinstance(company, Refusal):
            face.stop_refused(company, as_json)
        about = {"company_id": company.company_id}
        rows = tx.rows(_SQL["powers_of_person"], person_id=person, **about)
        offices = tx.rows(_SQL["offices_of"], **about)
    return Caller(
        company_id=company.company_id,
        powers=_powers(rows),
        offices=frozenset(Office(row["office"]) for row in offices),
        person_id=person,
        stepped_up_at=at,
    )


def _powers(rows: Sequence[dict[str, Any]]) -> tuple[Power, ...]:
    return tuple(Power(Role(row["role"]), row["limit_won"]) for row in rows)
