"""`company` and `account`: who takes part, and where each is paid."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from sangsaeng.cli.face import Json, OnDay, face_of, print_json, today
from sangsaeng.cli.place import open_book
from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.business_number import parse_business_number
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.parties.model import Company, HolderCheck
from sangsaeng.parties.rules import match_holder
from sangsaeng.parties.service import (
    find_companies,
    record_account,
    record_holder_check,
    record_joined,
)
from sangsaeng.programmes.service import get_calendar
from sangsaeng.receivables.service_taking_back import claim_waiting

_SQL = load(__package__)
# Who was asked about an account's holder, as the check records it.
_ASKED_AT = "entered at the command line"


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    companies = typer.Typer(help="help_company", no_args_is_help=True)
    companies.command("add", help="help_company_add")(add_company)
    companies.command("list", help="help_company_list")(list_companies)
    app.add_typer(companies, name="company")
    accounts = typer.Typer(help="help_account", no_args_is_help=True)
    accounts.command("add", help="help_account_add")(add_account)
    app.add_typer(accounts, name="account")


def find_company(tx: Tx, number: str, field: str) -> Company | Refusal:
    """The company of a business number as it was typed, or why there is none."""
    digits = parse_business_number(number, field)
    if isinstance(digits, Refusal):
        return digits
    found = find_companies(tx, [digits]).get(digits)
    return found or refuse("unknown_company", field, number=digits)


def add_company(
    context: typer.Context,
    number: Annotated[str, typer.Argument(help="help_argument_number")],
    name: Annotated[str, typer.Argument(help="help_argument_name")],
    size: Annotated[str, typer.Option(help="help_option_size")] = "small",
    on: OnDay = None,
    as_json: Json = False,
) -> None:
    """A company joins; what waited for it is its own from that day."""
    face = face_of(context)
    day = on or today()
    with open_book(face, as_json) as database, database.transaction() as tx:
        company = record_joined(tx, number, name, size, day)
        if isinstance(company, Refusal):
            face.stop_refused(company, as_json)
        claimed = claim_waiting(tx, company.company_id, day)
    if as_json:
        print_json({**asdict(company), "claimed": claimed})
        return
    face.say("company_added", name=company.name, number=company.business_number)
    if claimed:
        face.say("company_claimed", count=claimed)


def list_companies(context: typer.Context, as_json: Json = False) -> None:
    """Every company in the book, invited ones included."""
    face = face_of(context)
    with open_book(face, as_json) as database, database.transaction() as tx:
        rows = tx.rows(_SQL["every_company"])
    if as_json:
        print_json({"companies": rows})
        return
    headings = ("heading_number", "heading_name", "heading_size", "heading_joined")
    shown = [(row["business_number"], row["name"], row["size"], row["joined_on"]) for row in rows]
    face.print_table(headings, shown)


def add_account(
    context: typer.Context,
    number: Annotated[str, typer.Argument(help="help_argument_number")],
    bank: Annotated[str, typer.Option("--bank", help="help_option_bank")],
    account_number: Annotated[str, typer.Option("--number", help="help_option_account_number")],
    holder: Annotated[str | None, typer.Option("--holder", help="help_option_holder")] = None,
    bank_says: Annotated[
        str | None, typer.Option("--bank-says", help="help_option_bank_says")
    ] = None,
    on: OnDay = None,
    as_json: Json = False,
) -> None:
    """A company names an account; with the holder's name that the bank told, it is checked too."""
    face = face_of(context)
    day = on or today()
    with open_book(face, as_json) as database, database.transaction() as tx:
        company = find_company(tx, number, "number")
        if isinstance(company, Refusal):
            face.stop_refused(company, as_json)
        account = record_account(
            tx, company.company_id, bank, account_number, holder or company.name, day
        )
        if isinstance(account, Refusal):
            face.stop_refused(account, as_json)
        if bank_says is not None:
            same = match_holder(company.name, bank_says)
            outcome = HolderCheck.MATCHED if same else HolderCheck.MISMATCHED
            calendar = get_calendar(tx)
            account = record_holder_check(tx, account, outcome, _ASKED_AT, day, calendar)
    if as_json:
        print_json(asdict(account))
        return
    face.say("account_added", name=company.name, bank=bank, state=str(account.state))
