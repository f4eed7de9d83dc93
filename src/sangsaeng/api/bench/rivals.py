"""Who is who in a world of two rivals, and the signs that tell what one may not see of others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from sangsaeng.acts.model import COMPANY_ROLES, OFFICES_OF_ROLE, Office, Powers, Readers, Role
from sangsaeng.api.bench.service_people import Headers

Things = dict[str, list[int]]


@dataclass
class Member:
    """One company. `signs`: what only it and its own counterparties may read, as text."""

    name: str
    number: str
    company_id: int
    account: str = ""
    signs: set[str] = field(default_factory=set)
    things: Things = field(default_factory=dict)

    def owns(self, kind: str, *numbers: int) -> None:
        """Add things by the name of the field that would name them."""
        self.things.setdefault(kind, []).extend(numbers)

    @property
    def called(self) -> set[str]:
        """Its name and its number, as written and as grouped."""
        digits = self.number
        return {self.name, digits, f"{digits[:3]}-{digits[3:5]}-{digits[5:]}"}


@dataclass
class Side:
    """A buyer, the tiers below it, and the funder that buys what they sell."""

    buyer: Member
    tiers: list[Member]
    funder: Member
    programme_id: int = 0

    @property
    def members(self) -> list[Member]:
        """Every company of this side."""
        return [self.buyer, *self.tiers, self.funder]

    def things(self) -> Things:
        """Everything there is on this side, by the name of the field that would name it."""
        found: Things = {"programme_id": [self.programme_id]}
        for member in self.members:
            for kind, numbers in {**member.things, "company_id": [member.company_id]}.items():
                found.setdefault(kind, []).extend(numbers)
        return found

    def all_signs(self) -> set[str]:
        """Every sign that stands for something of this side."""
        numbers = {str(one) for many in self.things().values() for one in many if one > 10**9}
        named = set().union(*(one.called | one.signs | {one.account} for one in self.members))
        return named | numbers

    def hidden_from(self, member: Member) -> set[str]:
        """What a member of this side may not see of the others: account numbers, whoever is more
        than one tier below, and, for a funder, who sold."""
        hidden = {one.account for one in self.members if one is not member}
        if member is self.funder:
            return hidden.union(*(one.called for one in self.tiers))
        chain = [self.buyer, *self.tiers]
        below = chain[chain.index(member) + 2 :]
        return hidden.union(*(one.called | one.signs for one in below))


@dataclass
class Asker:
    """Somebody who asks. `scopes`: a machine's. `offices`: of its company. `hidden`: what it may
    not be told; `own` and `rival`: what it names, of its side and of the other."""

    name: str
    headers: Headers
    roles: frozenset[Role] = frozenset()
    scopes: tuple[str, ...] = ()
    offices: frozenset[Office] = frozenset()
    hidden: frozenset[str] = frozenset()
    own: Things = field(default_factory=dict)
    rival: Things = field(default_factory=dict)
    numbers: tuple[str, ...] = ()
    company_id: int = 0

    @property
    def nobody(self) -> bool:
        """Whether it says nothing of itself."""
        return not self.headers

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """Finds what it may not be told; figures as whole figures."""
        if not self.hidden:
            return None
        words = "|".join(re.escape(one) for one in sorted(self.hidden, key=len, reverse=True))
        return re.compile(rf"(?<![0-9A-Za-z])(?:{words})(?![0-9A-Za-z])")

    def may(self, one: Powers | Readers) -> bool:
        """Whether the matrix lets it in, worked out anew from the words of docs/powers.md."""
        roles = one.enter if isinstance(one, Powers) else one.read
        if self.scopes:
            here = any(_has_force(role, self.offices) for role in roles)
            return one.by_key and here and any(_names(scope, one.code) for scope in self.scopes)
        return any(role in roles and _has_force(role, self.offices) for role in self.roles)


@dataclass
class World:
    """Two rival sides, everybody who asks, and the moment it was made. `prove_anew`: everybody
    proves that it is itself, which holds for minutes."""

    sides: tuple[Side, Side]
    askers: list[Asker]
    at: datetime
    prove_anew: Callable[[datetime], None]


def _has_force(role: Role, offices: Iterable[Office]) -> bool:
    return role in COMPANY_ROLES or bool(OFFICES_OF_ROLE[role] & set(offices))


def _names(scope: str, code: str) -> bool:
    return code.startswith(scope[:-1]) if scope.endswith("*") else scope == code
