"""The companies and people of the demonstration, let in as they are in a real book."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sangsaeng.acts.model import Caller, Office, Power, Role
from sangsaeng.cli.safety.cast import cast
from sangsaeng.database.connection import Database
from sangsaeng.kernel.business_number import invented_business_number
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.parties import service as parties
from sangsaeng.parties.model import Company, HolderCheck
from sangsaeng.parties.service_invitations import invite_by_hand
from sangsaeng.parties.service_powers import grant_power, record_office
from sangsaeng.programmes.service import get_calendar
from sangsaeng.signin.service_joining import Joined, Joiner, accept_invitation

# Business numbers of the demonstration begin here, apart from those of the other one.
_FIRST_NUMBER = 5_000
_BANKS = ("004", "088", "020", "081", "011", "003", "023", "031", "032", "034")


@dataclass
class Player:
    """A company with its people: `first` enters, `second` approves."""

    company_id: int
    name: str
    number: str
    account_number: str
    first: Caller
    second: Caller
    more: list[Caller] = field(default_factory=list)


@dataclass
class Players:
    """Lets companies and people in, one after another."""

    database: Database
    at: datetime
    count: int = 0
    people: int = 0

    def company(
        self,
        name: str,
        roles: Sequence[Sequence[Role]],
        offices: frozenset[Office] = frozenset(),
        size: str = "small",
    ) -> Player:
        """A company with an account that was checked, and one person for each set of roles."""
        self.count += 1
        number = invented_business_number(_FIRST_NUMBER + self.count)
        day = self.at.astimezone(KOREA).date()
        bank, digits = _BANKS[self.count % len(_BANKS)], f"{70_000_000_000 + self.count}"
        with self.database.transaction() as tx:
            made = parties.record_joined(tx, number, name, size, day)
            assert isinstance(made, Company), made
            account = parties.record_account(tx, made.company_id, bank, digits, name, day)
            assert not isinstance(account, Refusal), account
            matched = HolderCheck.MATCHED
            parties.record_holder_check(tx, account, matched, "demo", day, get_calendar(tx))
            for office in offices:
                record_office(tx, made.company_id, str(office), day)
        people = [self._person(made, offices, of_one, n) for n, of_one in enumerate(roles)]
        named = (made.company_id, name, number, digits)
        return Player(*named, people[0], people[1], people[2:])

    def _person(
        self, company: Company, offices: frozenset[Office], roles: Sequence[Role], order: int
    ) -> Caller:
        self.people += 1
        names = cast()["people"]
        name = names[self.people % len(names)]
        email = f"p{order}.{company.business_number}@some.example"
        return join_person(self.database, company, offices, roles, name, email, self.at)


def join_person(
    database: Database,
    company: Company,
    offices: frozenset[Office],
    roles: Sequence[Role],
    name: str,
    email: str,
    at: datetime,
) -> Caller:
    """A person comes to a company by an invitation from the console; as it asks for acts."""
    first, *others = roles
    with database.transaction() as tx:
        token = invite_by_hand(tx, company.company_id, str(first), email, at)
    joiner = Joiner(business_number=company.business_number, name=name, email=email)
    joined = accept_invitation(database, token, joiner, at)
    assert isinstance(joined, Joined), joined
    with database.transaction() as tx:
        for role in others:
            about = (company.company_id, joined.person_id, str(role), None, at, 0)
            assert isinstance(grant_power(tx, *about), int)
    return Caller(
        company_id=company.company_id,
        powers=tuple(Power(role) for role in roles),
        offices=offices,
        person_id=joined.person_id,
        stepped_up_at=at,
    )
