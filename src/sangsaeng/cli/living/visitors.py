"""The people that a visitor may be: a few at each kind of company, with the powers they need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sangsaeng.acts.model import Caller, Office, Role
from sangsaeng.cli.living.safety import Play
from sangsaeng.cli.living.stage import Living
from sangsaeng.cli.safety.players import join_person
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.oversight.demo.cast import Actor
from sangsaeng.parties.service_mandates import confirm_representative
from sangsaeng.signin.service_agreement import accept_terms, open_terms
from sangsaeng.signin.service_personas import add_persona

_ENTERS, _APPROVES = (Role.ENTERER,), (Role.APPROVER, Role.ADMINISTRATOR)
_ALONE = (Role.ENTERER, Role.APPROVER, Role.ADMINISTRATOR)
# What a company's only person may do alone, a step: more than any promise to tier 3.
MANDATE_WON = 100_000_000
MANDATE_LASTS = timedelta(days=365)


@dataclass
class Visitors:
    """Everybody by role, and in which order a visitor is shown them."""

    living: Living
    at: datetime
    shown: list[tuple[Caller, str]] = field(default_factory=list)
    called: dict[str, Caller] = field(default_factory=dict)
    names: Iterator[str] = field(default_factory=lambda: iter(()))

    def let_in(
        self,
        actor: Actor,
        parts: Sequence[tuple[str, Sequence[Role]]],
        offices: frozenset[Office] = frozenset(),
    ) -> None:
        """People of a company, each with its title; the first company word is accepted for all."""
        company = self.living.company_of(actor)
        people = []
        for order, (title, roles) in enumerate(parts):
            email = f"v{order}.{company.business_number}@some.example"
            about = (self.living.database, company, offices, roles, next(self.names), email)
            caller = join_person(*about, self.at)
            self.called[title] = caller
            self.shown.append((caller, title))
            people.append(caller)
        if not offices:
            self._check(company.company_id, people)

    def _check(self, company_id: int, people: Sequence[Caller]) -> None:
        """The company accepts its terms, and who acts for it was seen to bind it."""
        database = self.living.database
        opened = open_terms(database, company_id, "ko", self.at)
        signer = next(one for one in people if Role.ADMINISTRATOR in one.roles)
        later = self.at + timedelta(minutes=10)
        done = accept_terms(database, signer, opened.digest, later)
        assert not isinstance(done, Refusal), done
        operator = self.living.company_of(self.living.cast.institution).company_id
        with database.transaction() as tx:
            for caller in people:
                assert caller.person_id is not None
                about = (company_id, caller.person_id, operator, self.at, 0)
                refused = confirm_representative(tx, *about)
                assert refused is None, refused


def let_visitors_in(living: Living, at: datetime) -> Visitors:
    """Those of mutual benefit payment; a tier-3 owner is alone with a mandate."""
    cast = living.cast
    visitors = Visitors(living, at, names=iter(cast.people))
    buyer = (("persona_buyer_enters", _ENTERS), ("persona_buyer_approves", _APPROVES))
    visitors.let_in(cast.buyer, buyer)
    first = (("persona_tier_1_enters", _ENTERS), ("persona_tier_1_approves", _APPROVES))
    visitors.let_in(cast.tiers[0][0], first)
    second = (("persona_tier_2_enters", _ENTERS), ("persona_tier_2_owner", _APPROVES))
    visitors.let_in(cast.tiers[1][0], second)
    visitors.let_in(cast.tiers[2][0], (("persona_tier_3_owner", _ALONE),))
    runs = frozenset({Office.OPERATOR, Office.INSTITUTION})
    desks = (
        ("persona_operations", (Role.OPERATIONS,)),
        ("persona_credit", (Role.CREDIT, Role.OPERATIONS)),
        ("persona_treasury", (Role.TREASURY,)),
        ("persona_auditor", (Role.AUDITOR,)),
    )
    visitors.let_in(cast.institution, desks, runs)
    funder = (("persona_funder_enters", _ENTERS), ("persona_funder_approves", _APPROVES))
    visitors.let_in(cast.funder, funder)
    foundation, ministry = frozenset({Office.FOUNDATION}), frozenset({Office.MINISTRY})
    visitors.let_in(cast.foundation, (("persona_foundation", (Role.FOUNDATION,)),), foundation)
    visitors.let_in(cast.ministry, (("persona_ministry", (Role.MINISTRY,)),), ministry)
    _give_mandate(visitors)
    return visitors


def show_players(visitors: Visitors, safety: Play) -> None:
    """Those of pay for success: each role once or twice, where something waits for it."""
    troupe, late, paid = safety.troupe, safety.late, safety.determined
    site = late.matches[safety.late_match]
    agency, payer, verifier = troupe.administrator, troupe.payer, safety.waits.verifier
    visitors.shown += [
        (agency.first, "persona_officer"),
        (agency.second, "persona_officer_second"),
        (agency.more[0], "persona_assessor"),
        (payer.first, "persona_payer"),
        (payer.second, "persona_payer_second"),
        (late.supplier.first, "persona_safety_supplier"),
        (late.supplier.second, "persona_safety_supplier_approves"),
        (paid.supplier.first, "persona_safety_rewarded"),
        (paid.supplier.second, "persona_safety_rewarded_approves"),
        (site.first, "persona_site_owner"),
        (site.second, "persona_workers"),
        (verifier.first, "persona_verifier"),
        (verifier.second, "persona_verifier_second"),
    ]


def record_personas(visitors: Visitors) -> int:
    """Put everybody on the page on which a visitor chooses; how many."""
    with visitors.living.database.transaction() as tx:
        for position, (caller, title) in enumerate(visitors.shown, start=1):
            assert caller.person_id is not None
            add_persona(tx, caller.person_id, caller.company_id, position, title)
    return len(visitors.shown)


def _give_mandate(visitors: Visitors) -> None:
    owner = visitors.living.cast.tiers[2][0]
    given = {
        "business_number": owner.business_number,
        "limit_won": MANDATE_WON,
        "ends_at": (visitors.at + MANDATE_LASTS).isoformat(),
    }
    desks = (visitors.called["persona_operations"], visitors.called["persona_credit"])
    visitors.living.people.do("mandates.give", given, *desks)
