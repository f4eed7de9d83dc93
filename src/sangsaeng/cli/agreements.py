"""`programme`, `own-account` and `closed-day`: what the institution sets up."""

from __future__ import annotations

from dataclasses import asdict
from datetime import time
from enum import StrEnum
from typing import Annotated

import typer

from sangsaeng.cli.companies import find_company
from sangsaeng.cli.face import (
    MOST_NUMBER,
    DayArgument,
    FromDay,
    Json,
    OnDay,
    UntilDay,
    face_of,
    print_json,
    today,
)
from sangsaeng.cli.place import open_book
from sangsaeng.cli.pricing import (
    CutOffAt,
    FollowsBaseRate,
    QuoteMinutes,
    SystemFee,
    TenorSteps,
    WithAuction,
    parse_pricing,
)
from sangsaeng.cli.rates import parse_rate
from sangsaeng.kernel.money import Rounding
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.programmes import service as programmes
from sangsaeng.programmes.model import (
    AccountPurpose,
    DefaultPolicy,
    Programme,
    RefundOwner,
    Terms,
)
from sangsaeng.programmes.service_agreements import add_own_account as add_account
from sangsaeng.programmes.service_agreements import add_terms as agree_terms
from sangsaeng.programmes.service_agreements import open_programme as open_agreement

NumberArgument = Annotated[
    int, typer.Argument(min=1, max=MOST_NUMBER, help="help_option_programme")
]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    made = typer.Typer(help="help_programme", no_args_is_help=True)
    made.command("open", help="help_programme_open")(open_programme)
    made.command("terms", help="help_programme_terms")(add_terms)
    made.command("list", help="help_programme_list")(list_programmes)
    app.add_typer(made, name="programme")
    own = typer.Typer(help="help_own_account", no_args_is_help=True)
    own.command("add", help="help_own_account_add")(add_own_account)
    app.add_typer(own, name="own-account")
    closed = typer.Typer(help="help_closed_day", no_args_is_help=True)
    closed.command("add", help="help_closed_day_add")(add_closed_day)
    app.add_typer(closed, name="closed-day")


def add_own_account(
    context: typer.Context,
    purpose: Annotated[AccountPurpose, typer.Option(help="help_option_purpose")],
    owner: Annotated[str, typer.Option(help="help_option_owner")],
    bank: Annotated[str, typer.Option("--bank", help="help_option_bank")],
    account_number: Annotated[str, typer.Option("--number", help="help_option_account_number")],
    name: Annotated[str | None, typer.Option(help="help_option_account_name")] = None,
    as_json: Json = False,
) -> None:
    """Register one of the scheme's own bank accounts."""
    face = face_of(context)
    with open_book(face, as_json) as database, database.transaction() as tx:
        company = find_company(tx, owner, "owner")
        if isinstance(company, Refusal):
            face.stop_refused(company, as_json)
        own = add_account(
            tx, purpose, company.company_id, bank, account_number, name or company.name, today()
        )
        if isinstance(own, Refusal):
            face.stop_refused(own, as_json)
    if as_json:
        print_json(asdict(own))
        return
    face.say("own_account_added", number=str(own.own_account_id), purpose=str(own.purpose))


def open_programme(
    context: typer.Context,
    buyer: Annotated[str, typer.Option(help="help_option_buyer")],
    institution: Annotated[str, typer.Option(help="help_option_institution")],
    foundation: Annotated[str, typer.Option(help="help_option_foundation")],
    settlement_account: Annotated[int, typer.Option(help="help_option_settlement_account")],
    deposit_account: Annotated[int, typer.Option(help="help_option_deposit_account")],
    operating_account: Annotated[int, typer.Option(help="help_option_operating_account")],
    variant: Annotated[str, typer.Option(help="help_option_variant")] = "credit",
    default_policy: Annotated[str, typer.Option(help="help_option_default_policy")] = str(
        DefaultPolicy.INSTITUTION_ADVANCES
    ),
    max_tier: Annotated[int, typer.Option(help="help_option_max_tier")] = 4,
    claim_days: Annotated[int, typer.Option(min=1, max=366, help="help_option_claim_days")] = 30,
    insolvent_may_pass_on: Annotated[
        bool,
        typer.Option(
            "--insolvent-may-pass-on/--insolvent-may-not-pass-on",
            help="help_option_insolvent_may_pass_on",
        ),
    ] = True,
    on: OnDay = None,
    until: UntilDay = None,
    as_json: Json = False,
) -> None:
    """Open an agreement between a buyer, an institution and the Foundation."""
    face = face_of(context)
    with open_book(face, as_json) as database, database.transaction() as tx:
        parties = {}
        numbers = {"buyer": buyer, "institution": institution, "foundation": foundation}
        for field, number in numbers.items():
            company = find_company(tx, number, field)
            if isinstance(company, Refusal):
                face.stop_refused(company, as_json)
            parties[field] = company
        asked = Programme(
            programme_id=0,
            buyer_id=parties["buyer"].company_id,
            institution_id=parties["institution"].company_id,
            foundation_id=parties["foundation"].company_id,
            variant=variant,
            # An unknown policy is the programme desk's refusal, not a command line's.
            default_policy=default_policy,  # type: ignore[arg-type]
            max_tier=max_tier,
            opened_on=on or today(),
            ends_on=until,
            claim_days=claim_days,
            insolvent_may_pass_on=insolvent_may_pass_on,
            settlement_account_id=settlement_account,
            deposit_account_id=deposit_account,
            operating_account_id=operating_account,
        )
        opened = open_agreement(tx, asked, str(parties["buyer"].size))
        if isinstance(opened, Refusal):
            face.stop_refused(opened, as_json)
    if as_json:
        print_json(asdict(opened))
        return
    face.say("programme_opened", number=str(opened.programme_id), buyer=parties["buyer"].name)


def add_terms(
    context: typer.Context,
    programme_id: NumberArgument,
    early_payment_rate: Annotated[str, typer.Option(help="help_option_early_payment_rate")],
    deposit_incentive_rate: Annotated[str, typer.Option(help="help_option_incentive_rate")] = "0",
    rounding: Annotated[Rounding, typer.Option(help="help_option_rounding")] = Rounding.TRUNCATE,
    refund_owner: Annotated[
        RefundOwner, typer.Option(help="help_option_refund_owner")
    ] = RefundOwner.FIRST_TIER,
    max_partial_sales: Annotated[
        int, typer.Option(min=0, max=1000, help="help_option_max_partial_sales")
    ] = 5,
    follows_base_rate: FollowsBaseRate = False,
    tenor_steps: TenorSteps = None,
    system_fee_rate: SystemFee = "0",
    auction: WithAuction = False,
    quote_minutes: QuoteMinutes = 30,
    cut_off_at: CutOffAt = time(16, 0),
    since: FromDay = None,
    as_json: Json = False,
) -> None:
    """Add terms to an agreement; what was issued before keeps its own."""
    face = face_of(context)
    day = since or today()
    rates = []
    for field, text in (
        ("early_payment_rate", early_payment_rate),
        ("deposit_incentive_rate", deposit_incentive_rate),
    ):
        rate = parse_rate(text, field)
        if isinstance(rate, Refusal):
            face.stop_refused(rate, as_json)
        rates.append(rate)
    pricing = parse_pricing(rates[0], follows_base_rate, tenor_steps, system_fee_rate)
    if isinstance(pricing, Refusal):
        face.stop_refused(pricing, as_json)
    with open_book(face, as_json) as database, database.transaction() as tx:
        asked = Terms(
            terms_id=0,
            in_force_from=day,
            early_payment_rate_annual=rates[0],
            deposit_incentive_rate_annual=rates[1],
            rounding=rounding,
            refund_owner=refund_owner,
            max_partial_sales=max_partial_sales,
            **pricing,
            auction=auction,
            quote_valid_minutes=quote_minutes,
            cut_off_at=cut_off_at,
        )
        terms = agree_terms(tx, programme_id, asked)
        if isinstance(terms, Refusal):
            face.stop_refused(terms, as_json)
    if as_json:
        print_json({"programme_id": programme_id, **_plain_terms(terms)})
        return
    face.say("terms_added", number=str(programme_id), day=day.isoformat())


def _plain_terms(terms: Terms) -> dict[str, object]:
    return {name: str(v) if isinstance(v, StrEnum) else v for name, v in asdict(terms).items()}


def list_programmes(context: typer.Context, as_json: Json = False) -> None:
    """Every agreement."""
    face = face_of(context)
    with open_book(face, as_json) as database, database.transaction() as tx:
        rows = programmes.list_programmes(tx)
    if as_json:
        print_json({"programmes": rows})
        return
    columns = ("programme_id", "buyer", "institution", "variant", "default_policy", "opened_on")
    headings = (
        "heading_programme",
        "heading_buyer",
        "heading_institution",
        "heading_variant",
        "heading_policy",
        "heading_opened",
    )
    face.print_table(headings, [[row[name] for name in columns] for row in rows])


def add_closed_day(
    context: typer.Context,
    day: DayArgument,
    reason: Annotated[str, typer.Option(help="help_option_reason")],
    as_json: Json = False,
) -> None:
    """Banks are closed on a day nobody knew of; what is due moves to the next business day."""
    face = face_of(context)
    with open_book(face, as_json) as database, database.transaction() as tx:
        programmes.record_closed_day(tx, day, reason)
    if as_json:
        print_json({"day": day, "reason": reason})
        return
    face.say("closed_day_added", day=day.isoformat(), reason=reason)
