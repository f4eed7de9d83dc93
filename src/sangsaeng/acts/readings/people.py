"""Companies known, and the people, powers, machines and invitations of a company."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from sangsaeng.acts.fields import BusinessNumber, ItemId, ProgrammeId
from sangsaeng.acts.listing import ADMINISTRATORS, EVERYONE, OWN, RUNS, Order, read_page
from sangsaeng.acts.model import Answer, Given, Role
from sangsaeng.acts.shape import Asked, Page, Reading, Refused
from sangsaeng.database.statements import load
from sangsaeng.parties.people import unseal_person

_SQL = load(__package__)
_APPROVES = frozenset({Role.APPROVER, Role.ADMINISTRATOR})


class KnownFilters(Given):
    """By business number, or by how the name begins."""

    business_number: BusinessNumber | None = None
    name: Annotated[str, Field(min_length=1, max_length=100)] | None = None


class KnownInProgrammeFilters(KnownFilters):
    """In which programme."""

    programme_id: ProgrammeId


class CompanyRow(Answer):
    """A company the asker knows; `joined_on` None: invited, not on the system yet."""

    company_id: int
    business_number: str
    name: str
    joined_on: date | None


class PowerOf(Answer):
    """A role at the company, up to an amount a step."""

    power_id: int
    role: str
    limit_won: int | None


class PersonRow(Answer):
    """Somebody who works for the company, with every power in force there."""

    person_id: int
    name: str
    email: str
    telephone: str
    language: str
    created_at: datetime
    disabled_at: datetime | None
    powers: list[PowerOf]


class PowerRow(PowerOf):
    """A power of the person who asks, at the company it asks for."""

    granted_at: datetime


class MandateRow(Answer):
    """A company's only person may act alone, up to an amount, until a moment."""

    mandate_id: int
    company_id: int
    company: str
    person_id: int
    limit_won: int
    from_at: datetime
    ends_at: datetime
    ended_at: datetime | None


class KeyRow(Answer):
    """A machine of the company: what it may enter and read, and until when."""

    key_id: int
    label: str
    scopes: list[str]
    limit_won: int | None
    made_at: datetime
    ends_at: datetime
    ended_at: datetime | None


class InvitationRow(Answer):
    """An invitation; a name is None where it is not the asker's to know."""

    invitation_id: int
    side: Literal["sent", "received"]
    business_number: str | None
    company: str | None
    invited_by: str | None
    role: str
    limit_won: int | None
    made_at: datetime
    ends_at: datetime
    accepted_at: datetime | None
    withdrawn_at: datetime | None


_KNOWN = Order("companies.known", {"company_id": int})
_KNOWN_RUN = Order("companies.in_programme", {"company_id": int})


class MandateFilters(Given):
    """Of which company."""

    company_id: ItemId | None = None


_PEOPLE = Order("people.list", {"person_id": int})
_POWERS = Order("powers.mine", {"power_id": int})
_MANDATES = Order("mandates.list", {"mandate_id": int}, newest_first=True)
_MANDATES_RUN = Order("mandates.in_programmes", {"mandate_id": int}, newest_first=True)
_KEYS = Order("api_keys.list", {"key_id": int}, newest_first=True)
_INVITATIONS = Order("invitations.list", {"invitation_id": int}, newest_first=True)


def _people(asked: Asked) -> Page | Refused:
    page = read_page(asked, _PEOPLE, _SQL["list_my_people"])
    if not isinstance(page, Page):
        return page
    rows = []
    for row in page.rows:
        shown = {name: value for name, value in row.items() if name != "sealed"}
        rows.append({**shown, **asdict(unseal_person(asked.tx.keys, row["sealed"]))})
    return Page(rows, page.next_cursor)


def _powers(asked: Asked) -> Page | Refused:
    given = {"me": asked.company_id, "person": asked.person_id}
    return _POWERS.cut(asked, asked.tx.rows(_SQL["list_my_powers"], **given))


READINGS = (
    Reading(
        code=_KNOWN.code,
        path="/companies",
        read=OWN,
        filters=KnownFilters,
        row=CompanyRow,
        list_page=lambda asked: read_page(asked, _KNOWN, _SQL["list_known"]),
    ),
    Reading(
        code=_KNOWN_RUN.code,
        path="/programmes/{programme_id}/companies",
        read=RUNS,
        of_others=True,
        filters=KnownInProgrammeFilters,
        row=CompanyRow,
        list_page=lambda asked: read_page(asked, _KNOWN_RUN, _SQL["list_known_in_programme"]),
    ),
    Reading(
        code=_PEOPLE.code,
        path="/people",
        read=ADMINISTRATORS,
        by_key=False,
        row=PersonRow,
        list_page=_people,
    ),
    Reading(
        code=_POWERS.code,
        path="/powers/mine",
        read=EVERYONE,
        by_key=False,
        row=PowerRow,
        list_page=_powers,
    ),
    Reading(
        code=_MANDATES.code,
        path="/mandates",
        read=_APPROVES,
        row=MandateRow,
        list_page=lambda asked: read_page(
            asked, _MANDATES, _SQL["list_my_mandates"], runs=False, company_id=None
        ),
    ),
    Reading(
        code=_MANDATES_RUN.code,
        path="/mandates/in-programmes",
        read=RUNS,
        of_others=True,
        filters=MandateFilters,
        row=MandateRow,
        list_page=lambda asked: read_page(
            asked, _MANDATES_RUN, _SQL["list_my_mandates"], runs=True
        ),
    ),
    Reading(
        code=_KEYS.code,
        path="/api-keys",
        read=ADMINISTRATORS,
        by_key=False,
        row=KeyRow,
        list_page=lambda asked: read_page(asked, _KEYS, _SQL["list_my_keys"]),
    ),
    Reading(
        code=_INVITATIONS.code,
        path="/invitations",
        read=OWN,
        row=InvitationRow,
        list_page=lambda asked: read_page(asked, _INVITATIONS, _SQL["list_my_invitations"]),
    ),
)
