"""`preview`, `tax-credit`, `base-rate`: what passing on earns, and the rate that prices follow."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated

import typer

from sangsaeng.cli.companies import find_company
from sangsaeng.cli.face import (
    MOST_ID,
    DayArgument,
    Face,
    FromDay,
    Json,
    MaturesOn,
    Number,
    OnDay,
    UntilDay,
    check_period,
    face_of,
    parse_day,
    print_json,
    today,
)
from sangsaeng.cli.place import open_book
from sangsaeng.cli.rates import parse_rate
from sangsaeng.duties.model import Credit, Expected, PassOnLine, Preview
from sangsaeng.duties.service_preview import preview_pass_on
from sangsaeng.duties.service_tax_credit import tax_credit_candidate
from sangsaeng.kernel.money import LARGEST_WON, has_rate_places
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.parties.model import CompanySize
from sangsaeng.programmes.service_base_rate import record_base_rate

_PERCENT = 100


def _parse_share(text: object) -> Decimal:
    """A share typed as 50% or as the fraction 0.5; a bare 1 or 50 could be either and is refused.
    A default comes here as it is."""
    told = str(text)[:20]
    in_percent = told.endswith("%")
    try:
        share = Decimal(told.removesuffix("%")) / (_PERCENT if in_percent else 1)
    except InvalidOperation:
        share = Decimal("NaN")
    if not share.is_finite() or not 0 <= share <= 1 or not has_rate_places(share):
        raise typer.BadParameter(f"{told} (50%, 0.5)")
    if share == 1 and not in_percent:
        raise typer.BadParameter(f"{told} (1%, 100%)")
    return share


TaxWon = Annotated[
    int | None, typer.Option("--tax", min=0, max=LARGEST_WON, help="help_option_tax")
]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("preview", help="help_preview")(preview_command)
    app.command("tax-credit", help="help_tax_credit")(tax_credit_command)
    rates = typer.Typer(help="help_base_rate", no_args_is_help=True)
    rates.command("add", help="help_base_rate_add")(base_rate_add_command)
    app.add_typer(rates, name="base-rate")


def preview_command(
    context: typer.Context,
    programme_id: Number,
    receivable_id: Annotated[
        int, typer.Option("--receivable", min=1, max=MOST_ID, help="help_option_parent")
    ],
    amount_won: Annotated[int, typer.Option("--amount", min=1, help="help_option_amount")],
    matures_on: MaturesOn,
    invoice_on: Annotated[
        date | None,
        typer.Option(
            "--invoice-on", parser=parse_day, metavar="YYYY-MM-DD", help="help_option_invoice_on"
        ),
    ] = None,
    sold: Annotated[
        Decimal, typer.Option("--sold", parser=_parse_share, help="help_option_sold")
    ] = Decimal(0),
    sold_after: Annotated[
        int, typer.Option("--sold-after", min=0, max=3650, help="help_option_sold_after")
    ] = 0,
    payee_size: Annotated[
        CompanySize, typer.Option("--payee-size", help="help_option_payee_size")
    ] = CompanySize.SMALL,
    tax_won: TaxWon = None,
    on: OnDay = None,
    as_json: Json = False,
) -> None:
    """What passing a part on would earn its holder, before it does."""
    face = face_of(context)
    assert matures_on is not None
    line = PassOnLine(amount_won, matures_on, invoice_on, str(payee_size))
    expected = Expected(sold, sold_after)
    day = on or today()
    with open_book(face, as_json) as database, database.transaction() as tx:
        asked = (programme_id, receivable_id, [line], expected, day, tax_won)
        seen = preview_pass_on(tx, *asked)
    if isinstance(seen, Refusal):
        face.stop_refused(seen, as_json)
    if as_json:
        own = {"deposit_incentive_won": seen.deposit_incentive_won, "paid_won": seen.paid_won}
        print_json({**asdict(seen), **own})
        return
    _print_preview(face, seen, expected)


def _print_preview(face: Face, seen: Preview, expected: Expected) -> None:
    rows = [
        (face.text("earned_interest_refund"), seen.interest_refund_won),
        (face.text("earned_deposit_incentive"), seen.deposit_incentive_won),
        *_credit_rows(face, seen.credit),
        (face.text("earned_by_keeping"), seen.old_way_interest_forgone_won),
    ]
    face.print_table(("heading_what", "heading_won"), rows)
    if seen.early_payment_rate_annual is not None:
        percent = format((seen.early_payment_rate_annual * _PERCENT).normalize(), "f")
        if expected.days_after_funding:
            face.say("preview_assumes_after", rate=percent, days=expected.days_after_funding)
        else:
            face.say("preview_assumes", rate=percent)
    if seen.withheld_won:
        face.say("preview_withheld", tax=seen.withheld_won, paid=seen.paid_won)
    if not seen.refunds_belong_to_holder:
        face.say("preview_for_first_tier", amount=seen.for_first_tier_won)


def _credit_rows(face: Face, credit: Credit) -> list[tuple[str, int | None]]:
    return [
        (face.text("earned_credit_gross"), credit.gross_won),
        (face.text("earned_credit_taken"), credit.taken_won),
        (face.text("earned_credit_surtax"), credit.surtax_won),
        (face.text("earned_credit_net"), credit.net_won),
    ]


def tax_credit_command(
    context: typer.Context,
    company: Annotated[str, typer.Option(help="help_option_company")],
    from_day: FromDay = None,
    until: UntilDay = None,
    tax_won: TaxWon = None,
    fall_won: Annotated[
        int,
        typer.Option("--cash-like-fall", min=0, max=LARGEST_WON, help="help_option_cash_like_fall"),
    ] = 0,
    on: OnDay = None,
    as_json: Json = False,
) -> None:
    """The tax credit on what a company paid by mutual benefit payment; by default this year's."""
    face = face_of(context)
    day = on or today()
    first, last = from_day or date(day.year, 1, 1), until or date(day.year, 12, 31)
    check_period(face, first, last, as_json)
    with open_book(face, as_json) as database, database.transaction() as tx:
        found = find_company(tx, company, "company")
        if isinstance(found, Refusal):
            face.stop_refused(found, as_json)
        seen = tax_credit_candidate(tx, found, first, last, day, tax_won, fall_won)
    if as_json:
        print_json({"from": first, "until": last, **asdict(seen)})
        return
    paid, later = _credit_rows(face, seen.paid), _credit_rows(face, seen.still_to_pay)
    rows = [(name, won, then) for (name, won), (_, then) in zip(paid, later, strict=True)]
    face.print_table(("heading_what", "heading_paid", "heading_still_to_pay"), rows)


def base_rate_add_command(
    context: typer.Context,
    since: DayArgument,
    rate: Annotated[str, typer.Argument(help="help_argument_base_rate")],
    reason: Annotated[str, typer.Option("--reason", help="help_option_base_rate_reason")],
    as_json: Json = False,
) -> None:
    """A base rate that the Bank of Korea set after this release."""
    face = face_of(context)
    rate_annual = parse_rate(rate, "rate_annual")
    if isinstance(rate_annual, Refusal):
        face.stop_refused(rate_annual, as_json)
    with open_book(face, as_json) as database, database.transaction() as tx:
        refused = record_base_rate(tx, since, rate_annual, reason, today())
    if refused:
        face.stop_refused(refused, as_json)
    if as_json:
        print_json({"since": since, "rate_annual": rate_annual})
        return
    percent = format((rate_annual * _PERCENT).normalize(), "f")
    face.say("base_rate_added", day=since.isoformat(), rate=percent)
