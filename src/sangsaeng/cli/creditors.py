"""`attachment` and `insolvency`: what courts order over a company, and when it ends."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import typer

from sangsaeng.cli.companies import find_company
from sangsaeng.cli.face import MOST_ID, DayArgument, Face, Json, OnDay, face_of, print_json, today
from sangsaeng.cli.place import open_book
from sangsaeng.database.connection import Database
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.parties.model import Company, InsolvencyKind
from sangsaeng.parties.service import list_companies
from sangsaeng.programmes.service_insolvency import (
    decide_not_ahead,
    end_insolvency,
    record_insolvency,
)
from sangsaeng.receivables.model_attachment import Attachment, AttachmentKind
from sangsaeng.receivables.service_attachment import (
    list_attachments,
    record_attachment,
    release_attachment,
)

Reference = Annotated[str, typer.Option("--reference", help="help_option_case_number")]
CompanyNumber = Annotated[str, typer.Argument(help="help_argument_number")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    attachments = typer.Typer(help="help_attachment", no_args_is_help=True)
    attachments.command("add", help="help_attachment_add")(add_attachment)
    attachments.command("release", help="help_attachment_release")(end_attachment)
    attachments.command("list", help="help_attachment_list")(show_attachments)
    app.add_typer(attachments, name="attachment")
    insolvencies = typer.Typer(help="help_insolvency", no_args_is_help=True)
    insolvencies.command("add", help="help_insolvency_add")(add_insolvency)
    insolvencies.command("end", help="help_insolvency_end")(close_insolvency)
    app.add_typer(insolvencies, name="insolvency")


def add_attachment(
    context: typer.Context,
    number: CompanyNumber,
    reference: Reference,
    amount_won: Annotated[int, typer.Option("--amount", help="help_option_attached_amount")],
    kind: Annotated[
        AttachmentKind, typer.Option(help="help_option_attachment_kind")
    ] = AttachmentKind.ATTACHMENT,
    on: OnDay = None,
    as_json: Json = False,
) -> None:
    """An order is served: the company's own unpaid portions are locked up to its amount."""
    face = face_of(context)
    with open_book(face, as_json) as database:
        company = _company(face, database, number, as_json)
        day = on or today()
        done = record_attachment(database, company.company_id, kind, reference, amount_won, day)
    if isinstance(done, Refusal):
        face.stop_refused(done, as_json)
    if as_json:
        print_json(_as_data(done))
        return
    face.say(
        "attachment_added",
        attachment=str(done.attachment_id),
        name=company.name,
        locked=done.locked_won,
        nothing=done.found_nothing_won,
    )


def end_attachment(
    context: typer.Context,
    attachment_id: Annotated[
        int, typer.Argument(min=1, max=MOST_ID, help="help_argument_attachment")
    ],
    on: OnDay = None,
    as_json: Json = False,
) -> None:
    """An order ends: what it locked is the holder's again."""
    face = face_of(context)
    with open_book(face, as_json) as database:
        done = release_attachment(database, attachment_id, on or today())
    if isinstance(done, Refusal):
        face.stop_refused(done, as_json)
    if as_json:
        print_json(asdict(done))
        return
    face.say(
        "attachment_ended",
        attachment=str(attachment_id),
        freed=done.freed_won,
        to_pay=done.to_pay_won,
        locked_on=done.locked_on_won,
    )


def show_attachments(
    context: typer.Context,
    company: Annotated[str | None, typer.Option(help="help_option_company")] = None,
    as_json: Json = False,
) -> None:
    """Every order against a company, or all, and what it holds."""
    face = face_of(context)
    with open_book(face, as_json) as database:
        found = _company(face, database, company, as_json) if company else None
        with database.transaction() as tx:
            orders = list_attachments(tx, found.company_id if found else None)
            names = list_companies(tx, [one.company_id for one in orders])
    if as_json:
        print_json({"attachments": [_as_data(one) for one in orders]})
        return
    headings = (
        *("heading_attachment", "heading_name", "heading_case", "heading_kind"),
        *("heading_amount", "heading_locked", "heading_served", "heading_released"),
    )
    rows = [
        (
            *(one.attachment_id, names[one.company_id].name, one.reference, str(one.kind)),
            *(one.amount_won, one.locked_won, one.served_on, one.released_on),
        )
        for one in orders
    ]
    face.print_table(headings, rows)


def add_insolvency(
    context: typer.Context,
    number: CompanyNumber,
    reference: Reference,
    since: DayArgument,
    kind: Annotated[
        InsolvencyKind, typer.Option(help="help_option_insolvency_kind")
    ] = InsolvencyKind.REHABILITATION,
    as_json: Json = False,
) -> None:
    """A court has opened a proceeding: the company issues nothing as a buyer."""
    face = face_of(context)
    with open_book(face, as_json) as database:
        company = _company(face, database, number, as_json)
        with database.transaction() as tx:
            ahead = decide_not_ahead(since, today())
            number_of = company.company_id
            done = ahead or record_insolvency(tx, number_of, kind, reference, since)
    if isinstance(done, Refusal):
        face.stop_refused(done, as_json)
    if as_json:
        print_json(asdict(done))
        return
    face.say("insolvency_added", name=company.name, reference=reference, day=str(since))


def close_insolvency(
    context: typer.Context,
    number: CompanyNumber,
    reference: Reference,
    on: OnDay = None,
    as_json: Json = False,
) -> None:
    """The proceeding has ended."""
    face = face_of(context)
    day = on or today()
    with open_book(face, as_json) as database:
        company = _company(face, database, number, as_json)
        with database.transaction() as tx:
            done = end_insolvency(tx, company.company_id, reference, day, today())
    if isinstance(done, Refusal):
        face.stop_refused(done, as_json)
    if as_json:
        print_json(asdict(done))
        return
    face.say("insolvency_ended", name=company.name, reference=reference, day=str(day))


def _company(face: Face, database: Database, number: str, as_json: bool) -> Company:
    with database.transaction() as tx:
        company = find_company(tx, number, "number")
    if isinstance(company, Refusal):
        face.stop_refused(company, as_json)
    return company


def _as_data(order: Attachment) -> dict[str, Any]:
    return {
        **asdict(order),
        "locked_won": order.locked_won,
        "found_nothing_won": order.found_nothing_won,
    }
