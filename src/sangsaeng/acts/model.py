"""Roles, callers, what is entered and answered, and who may do an act: plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Role(StrEnum):
    """What a person may be to a company; one person may have several, at several companies."""

    VIEWER = "viewer"
    ENTERER = "enterer"
    APPROVER = "approver"
    ADMINISTRATOR = "administrator"
    OPERATIONS = "operations"
    CREDIT = "credit"
    TREASURY = "treasury"
    AUDITOR = "auditor"
    FOUNDATION = "foundation"
    MINISTRY = "ministry"
    PROGRAMME_OFFICER = "programme_officer"
    ASSESSOR = "assessor"
    VERIFIER = "verifier"
    WORKER_REPRESENTATIVE = "worker_representative"


class Office(StrEnum):
    """What a company is to the whole system, besides a buyer or a supplier."""

    OPERATOR = "operator"
    INSTITUTION = "institution"
    FOUNDATION = "foundation"
    MINISTRY = "ministry"
    PROGRAMME = "programme"
    VERIFIER = "verifier"
    SITE = "site"


COMPANY_ROLES = frozenset({Role.VIEWER, Role.ENTERER, Role.APPROVER, Role.ADMINISTRATOR})
INSTITUTION_ROLES = frozenset({Role.OPERATIONS, Role.CREDIT, Role.TREASURY, Role.AUDITOR})
# A role has force only at a company that holds one of these offices; company roles need none.
OFFICES_OF_ROLE: Mapping[Role, frozenset[Office]] = {
    **{role: frozenset({Office.INSTITUTION, Office.OPERATOR}) for role in INSTITUTION_ROLES},
    Role.FOUNDATION: frozenset({Office.FOUNDATION}),
    Role.MINISTRY: frozenset({Office.MINISTRY}),
    Role.PROGRAMME_OFFICER: frozenset({Office.PROGRAMME}),
    Role.ASSESSOR: frozenset({Office.PROGRAMME}),
    Role.VERIFIER: frozenset({Office.VERIFIER}),
    Role.WORKER_REPRESENTATIVE: frozenset({Office.SITE}),
}


@dataclass(frozen=True, slots=True)
class Power:
    """A role at a company, up to an amount a step (None: without limit)."""

    role: Role
    limit_won: int | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a person of a company in a session, or a machine of a company with a key.

    `stepped_up_at`: when the person last proved itself anew; None for a machine. `scopes`: codes of
    acts and readings a machine may use, `*` at the end of one for all that begin so. `mandate_*`:
    the leave of a company's only person to act alone, up to an amount. `confirmed`: the company is
    known to be itself; until then a link alone speaks for it. `visiting`: a visitor of a
    demonstration, who is a persona without any proof.
    """

    company_id: int
    powers: tuple[Power, ...] = ()
    offices: frozenset[Office] = frozenset()
    person_id: int | None = None
    key_id: int | None = None
    scopes: tuple[str, ...] = ()
    limit_won: int | None = None
    session_id: int | None = None
    stepped_up_at: datetime | None = None
    mandate_id: int | None = None
    mandate_limit_won: int = 0
    confirmed: bool = True
    visiting: bool = False

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that have force at this company."""
        return frozenset(
            power.role
            for power in self.powers
            if power.role in COMPANY_ROLES or OFFICES_OF_ROLE[power.role] & self.offices
        )

    def could_have(self, roles: frozenset[Role]) -> bool:
        """Whether any of the roles could have force at this company: what a machine of it may be
        let do is no more than what its people may."""
        return any(role in COMPANY_ROLES or OFFICES_OF_ROLE[role] & self.offices for role in roles)


class Given(BaseModel):
    """What is entered: exact types, no unknown field; won are whole numbers of JSON, not text."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Answer(BaseModel):
    """What comes back; rates and days as text, won as whole numbers."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Consent(StrEnum):
    """Who must agree before an act is executed."""

    NOBODY = "nobody"  # moves no money, changes no right: done when entered
    ANOTHER = "another"  # another person of the same company
    INSTITUTION = "institution"  # as ANOTHER; where the company has nobody else, its institution's


@dataclass(frozen=True, slots=True, kw_only=True)
class Powers:
    """Who may enter an act and who must approve it; `code` is stable for ever.

    `agree_by`: who approves at the other companies that must agree; empty: the same as `approve`.
    `steps_up`: the person must have proved itself within minutes. `by_key`: machines may enter it;
    `by_visitor`: so may the visitors of a demonstration.
    """

    code: str
    enter: frozenset[Role]
    approve: frozenset[Role] = frozenset()
    agree_by: frozenset[Role] = frozenset()
    consent: Consent = Consent.NOBODY
    steps_up: bool = False
    by_key: bool = True
    by_visitor: bool = True

    @property
    def second_person(self) -> bool:
        """Whether nobody can do it alone without a mandate (G13)."""
        return self.consent is not Consent.NOBODY

    def deciders(self, own: bool, offices: frozenset[Office]) -> frozenset[Role]:
        """Whose word counts at a company with these offices: its `own` act's, or another's that it
        must agree to. Where it holds an office for it, only that office's people bind it."""
        if own or not self.agree_by:
            return self.approve
        of_office = frozenset(
            role for role in self.agree_by - COMPANY_ROLES if OFFICES_OF_ROLE[role] & offices
        )
        return of_office or self.agree_by & COMPANY_ROLES


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """Who may read a list or a document."""

    code: str
    read: frozenset[Role]
    by_key: bool = True
