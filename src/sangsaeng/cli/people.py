"""`office` and `person`: the very first people, whom nobody inside could let in yet."""

from __future__ import annotations

from typing import Annotated

import typer

from sangsaeng.acts.model import Office, Role
from sangsaeng.acts.serving import decide_role_fits
from sangsaeng.cli.companies import find_company
from sangsaeng.cli.face import Json, OnDay, face_of, moment, print_json, today
from sangsaeng.cli.place import open_book
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.parties.people import unseal_person
from sangsaeng.parties.service_invitations import invite_by_hand
from sangsaeng.parties.service_powers import record_office
from sangsaeng.signin.rules_joining import check_email

_SQL = load(__package__)


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    offices = typer.Typer(help="help_office", no_args_is_help=True)
    offices.command("add", help="help_office_add")(add_office)
    app.add_typer(offices, name="office")
    people = typer.Typer(help="help_person", no_args_is_help=True)
    people.command("invite", help="help_person_invite")(invite)
    people.command("list", help="help_person_list")(list_people)
    app.add_typer(people, name="person")


def add_office(
    context: typer.Context,
    number: Annotated[str, typer.Argument(help="help_argument_number")],
    office: Annotated[Office, typer.Argument(help="help_argument_office")],
    on: OnDay = None,
    as_json: Json = False,
) -> None:
    """What a company is to the whole system; said again it changes nothing."""
    face = face_of(context)
    with open_book(face, as_json) as database, database.transaction() as tx:
        company = find_company(tx, number, "number")
        if isinstance(company, Refusal):
            face.stop_refused(company, as_json)
        record_office(tx, company.company_id, str(office), on or today())
    if as_json:
        print_json({"company_id": company.company_id, "office": str(office)})
        return
    face.say("office_added", name=company.name, office=str(office))


def invite(
    context: typer.Context,
    number: Annotated[str, typer.Argument(help="help_argument_number")],
    role: Annotated[Role, typer.Argument(help="help_argument_role")],
    email: Annotated[str | None, typer.Option("--email", help="help_option_email")] = None,
    on: OnDay = None,
    as_json: Json = False,
) -> None:
    """A link that lets one person in; it is printed here and stands nowhere else."""
    face = face_of(context)
    with open_book(face, as_json) as database, database.transaction() as tx:
        company = find_company(tx, number, "number")
        if isinstance(company, Refusal):
            face.stop_refused(company, as_json)
        refused = decide_role_fits(tx, company.company_id, role) or (
            None if email is None else check_email(email)
        )
        if refused:
            face.stop_refused(refused, as_json)
        token = invite_by_hand(tx, company.company_id, str(role), email, moment(on))
    if as_json:
        print_json({"company_id": company.company_id, "role": str(role), "token": token})
        return
    face.say("person_invited", name=company.name, role=str(role), token=token)


def list_people(
    context: typer.Context,
    number: Annotated[str | None, typer.Argument(help="help_argument_number")] = None,
    as_json: Json = False,
) -> None:
    """Who works where as what, up to which amount a step."""
    face = face_of(context)
    with open_book(face, as_json) as database, database.transaction() as tx:
        company_id = None
        if number is not None:
            company = find_company(tx, number, "number")
            if isinstance(company, Refusal):
                face.stop_refused(company, as_json)
            company_id = company.company_id
        rows = tx.rows(_SQL["every_power"], company_id=company_id)
        for row in rows:
            facts = unseal_person(tx.keys, row.pop("sealed"))
            row.update(name=facts.name, email=facts.email)
    if as_json:
        print_json({"people": rows})
        return
    names = ("company", "person_id", "name", "email", "role")
    headings = (
        "heading_company",
        "heading_person_id",
        "heading_person",
        "heading_email",
        "heading_role",
    )
    shown = [[str(row[name]) for name in names] for row in rows]
    face.print_table(headings, shown)
