"""`facility` and `advances`: who stands ready with how much, and what buyers owe for advances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Annotated

import typer

from sangsaeng.cli.companies import find_company
from sangsaeng.cli.face import (
    MOST_NUMBER,
    Face,
    FromDay,
    Json,
    OnDay,
    UntilDay,
    face_of,
    print_json,
    today,
)
from sangsaeng.cli.place import open_book
from sangsaeng.cli.rates import parse_rate
from sangsaeng.database.connection import Tx
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.parties.service import list_companies
from sangsaeng.programmes.model import Facility, FacilityKind
from sangsaeng.programmes.service import get_programme
from sangsaeng.programmes.service_facility import (
    UNCHANGED,
    change_facility,
    list_facilities,
    set_up_facility,
)
from sangsaeng.settlement.service_advance import accrue_late_interest, list_claims

_KINDS = {
    FacilityKind.PURCHASE: "facility_purchase",
    FacilityKind.GUARANTEE: "facility_guarantee",
}
ProgrammeOption = Annotated[
    int | None,
    typer.Option("--programme", min=1, max=MOST_NUMBER, help="help_option_facility_programme"),
]
BuyerOption = Annotated[str | None, typer.Option("--buyer", help="help_option_facility_buyer")]
RateOption = Annotated[str | None, typer.Option("--least-rate", help="help_option_least_rate")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    made = typer.Typer(help="help_facility", no_args_is_help=True)
    made.command("add", help="help_facility_add")(add_facility_command)
    made.command("change", help="help_facility_change")(change_facility_command)
    made.command("list", help="help_facility_list")(list_facilities_command)
    app.add_typer(made, name="facility")
    app.command("advances", help="help_advances")(advances_command)


def add_facility_command(
    context: typer.Context,
    kind: Annotated[FacilityKind, typer.Option("--kind", help="help_option_facility_kind")],
    limit_won: Annotated[int, typer.Option("--limit", min=0, help="help_option_limit")],
    programme_id: ProgrammeOption = None,
    buyer: BuyerOption = None,
    provider: Annotated[str | None, typer.Option(help="help_option_provider")] = None,
    paying_account: Annotated[
        int | None,
        typer.Option("--account", min=1, max=MOST_NUMBER, help="help_option_paying_account"),
    ] = None,
    least_rate: RateOption = None,
    since: FromDay = None,
    until: UntilDay = None,
    as_json: Json = False,
) -> None:
    """A provider stands ready for a buyer: in one programme, or up to a cap over all of them."""
    face = face_of(context)
    day = since or today()
    with open_book(face, as_json) as database, database.transaction() as tx:
        sides = _sides(tx, kind, programme_id, buyer, provider)
        rate = Decimal(0) if least_rate is None else parse_rate(least_rate, "least_rate")
        for refused in (sides, rate):
            if isinstance(refused, Refusal):
                face.stop_refused(refused, as_json)
        assert isinstance(sides, tuple) and isinstance(rate, Decimal)
        asked = Facility(
            facility_id=0,
            kind=kind,
            provider_id=sides[0],
            buyer_id=sides[1],
            programme_id=programme_id,
            own_account_id=paying_account,
            least_rate_annual=rate,
            limit_won=limit_won,
            from_on=day,
            ends_on=until,
        )
        made = set_up_facility(tx, asked, day)
        if isinstance(made, Refusal):
            face.stop_refused(made, as_json)
    _say(face, "facility_added", made, as_json)


def _say(face: Face, code: str, facility: Facility, as_json: bool) -> None:
    if as_json:
        print_json({**asdict(facility), "kind": str(facility.kind), "free_won": facility.free_won})
        return
    number = str(facility.facility_id)
    face.say(code, number=number, limit=facility.limit_won, free=facility.free_won)


def _sides(
    tx: Tx, kind: FacilityKind, programme_id: int | None, buyer: str | None, provider: str | None
) -> tuple[int, int] | Refusal:
    """Provider and buyer: a programme names its buyer and the institution that guarantees in it."""
    if (programme_id is None) is (buyer is None):
        return refuse("facility_scope_missing", "programme")
    provider_id = buyer_id = None
    if programme_id is not None:
        programme = get_programme(tx, programme_id)
        if isinstance(programme, Refusal):
            return programme
        buyer_id = programme.buyer_id
        if kind is FacilityKind.GUARANTEE:
            provider_id = programme.institution_id
    if buyer is not None:
        found = find_company(tx, buyer, "buyer")
        if isinstance(found, Refusal):
            return found
        buyer_id = found.company_id
    if provider is not None:
        found = find_company(tx, provider, "provider")
        if isinstance(found, Refusal):
            return found
        provider_id = found.company_id
    if provider_id is None:
        return refuse("provider_missing", "provider")
    assert buyer_id is not None
    return provider_id, buyer_id


def change_facility_command(
    context: typer.Context,
    facility_id: Annotated[
        int, typer.Argument(min=1, max=MOST_NUMBER, help="help_argument_facility")
    ],
    limit_won: Annotated[
        int | None, typer.Option("--limit", min=0, help="help_option_limit")
    ] = None,
    least_rate: RateOption = None,
    until: UntilDay = None,
    no_end: Annotated[bool, typer.Option("--no-end", help="help_option_no_end")] = False,
    on: OnDay = None,
    as_json: Json = False,
) -> None:
    """Another limit, end or least rate; what is not named stays, and so does every promise made."""
    face = face_of(context)
    with open_book(face, as_json) as database, database.transaction() as tx:
        rate = None if least_rate is None else parse_rate(least_rate, "least_rate")
        if isinstance(rate, Refusal):
            face.stop_refused(rate, as_json)
        ends_on = None if no_end else until or UNCHANGED
        changed = change_facility(tx, facility_id, on or today(), limit_won, ends_on, rate)
        if isinstance(changed, Refusal):
            face.stop_refused(changed, as_json)
    _say(face, "facility_changed", changed, as_json)


def list_facilities_command(
    context: typer.Context,
    programme_id: ProgrammeOption = None,
    buyer: BuyerOption = None,
    as_json: Json = False,
) -> None:
    """Every facility with what is blocked, used and free; of a programme with the caps above it."""
    face = face_of(context)
    with open_book(face, as_json) as database, database.transaction() as tx:
        buyer_id = None
        if buyer is not None:
            found = find_company(tx, buyer, "buyer")
            if isinstance(found, Refusal):
                face.stop_refused(found, as_json)
            buyer_id = found.company_id
        if programme_id is not None:
            programme = get_programme(tx, programme_id)
            if isinstance(programme, Refusal):
                face.stop_refused(programme, as_json)
            buyer_id = buyer_id or programme.buyer_id
        facilities = list_facilities(tx, None, buyer_id, programme_id)
        ids = [one.provider_id for one in facilities] + [one.buyer_id for one in facilities]
        names = {number: one.name for number, one in list_companies(tx, ids).items()}
    if as_json:
        rows = [{**asdict(one), "kind": str(one.kind)} for one in facilities]
        print_json({"facilities": [{**row, "free_won": _free(row)} for row in rows]})
        return
    _print_facilities(face, facilities, names)


def _free(row: dict[str, object]) -> int:
    return Facility(**row).free_won  # type: ignore[arg-type]


def _print_facilities(face: Face, facilities: Sequence[Facility], names: dict[int, str]) -> None:
    headings = (
        "heading_facility",
        "heading_kind",
        "heading_provider",
        "heading_buyer",
        "heading_programme",
        "heading_limit",
        "heading_blocked",
        "heading_used",
        "heading_free",
        "heading_ends",
    )
    rows = [
        (
            str(one.facility_id),
            face.text(_KINDS[one.kind]),
            names[one.provider_id],
            names[one.buyer_id],
            "" if one.programme_id is None else str(one.programme_id),
            one.limit_won,
            one.blocked_won,
            one.used_won,
            one.free_won,
            one.ends_on,
        )
        for one in facilities
    ]
    face.print_table(headings, rows)


def advances_command(
    context: typer.Context,
    accrue: Annotated[bool, typer.Option("--accrue", help="help_option_accrue")] = False,
    on: OnDay = None,
    as_json: Json = False,
) -> None:
    """What buyers owe for advances, with late interest to the day; no supplier ever does."""
    face = face_of(context)
    day = on or today()
    with open_book(face, as_json) as database:
        booked = accrue_late_interest(database, day, today()) if accrue else None
        if isinstance(booked, Refusal):
            face.stop_refused(booked, as_json)
        with database.transaction() as tx:
            claims = list_claims(tx, day)
    if as_json:
        shown: dict[str, object] = {"advances": [asdict(one) for one in claims]}
        print_json(shown if booked is None else {**shown, "accrued_won": booked})
        return
    if booked is not None:
        face.say("late_interest_accrued", won=booked, day=day.isoformat())
    headings = (
        "heading_programme",
        "heading_institution",
        "heading_buyer",
        "heading_since",
        "heading_principal",
        "heading_late_interest",
    )
    rows = [
        (
            str(one.programme_id),
            one.institution,
            one.buyer,
            one.since,
            one.principal_won,
            one.late_interest_won,
        )
        for one in claims
    ]
    face.print_table(headings, rows)
