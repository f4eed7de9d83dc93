"""How a story begins: three agreements, two funders, one guarantee; the same in book and twin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st
from naive import Naive
from naive_pieces import Agreement, Deal, Room
from wishes import SUPPLIERS

from books import Book, some_terms
from sangsaeng.kernel.money import LARGEST_WON
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.programmes.model import Facility, FacilityKind
from sangsaeng.programmes.service import record_terms
from sangsaeng.programmes.service_base_rate import record_base_rate
from sangsaeng.programmes.service_facility import (
    change_facility,
    list_facilities,
    set_up_facility,
)

# A spring with Children's Day, Buddha's birthday and a local election in it.
FIRST_DAYS = st.dates(date(2026, 4, 6), date(2026, 5, 29))
CREDIT, CASH, ADVANCED = 1, 2, 3
_NEW_BASE = Decimal("0.0225")


@dataclass(frozen=True)
class Opening:
    """What the agreements of a story have in common, and how big the pockets are."""

    variant: str
    max_tier: int
    nearest: bool
    first_tier: bool
    incentive: str
    price: str
    fee: str
    steps: tuple[tuple[int, str], ...]
    follows_base: bool
    one_buyer: bool
    insolvent_may: bool
    limits: tuple[int, int]
    leasts: tuple[str, str]
    cap: int | None
    guarantee: int
    attached: bool

    def terms(self) -> dict[str, Any]:
        """The terms as the book's helper takes them."""
        return {
            "incentive": self.incentive,
            "early_payment": self.price,
            "rounding": "nearest" if self.nearest else "truncate",
            "refund_owner": "first_tier" if self.first_tier else "direct_parent",
            "follows_base_rate": self.follows_base,
            "system_fee_rate_annual": Decimal(self.fee),
            "tenor_from_days": tuple(begin for begin, _ in self.steps),
            "tenor_add_annual": tuple(Decimal(more) for _, more in self.steps),
        }

    def deal(self) -> Deal:
        """The same as the twin takes them."""
        return Deal(
            incentive=Fraction(self.incentive),
            nearest=self.nearest,
            owner_is_first_tier=self.first_tier,
            price=Fraction(self.price),
            fee=Fraction(self.fee),
            follows_base=self.follows_base,
            steps=tuple((begin, Fraction(more)) for begin, more in self.steps),
        )


OPENINGS = st.builds(
    Opening,
    variant=st.sampled_from(["credit", "government", "distribution", "next_day_public"]),
    max_tier=st.sampled_from([2, 4, 4]),
    nearest=st.booleans(),
    first_tier=st.booleans(),
    incentive=st.sampled_from(["0", "0.0123", "0.0789", "0.08"]),
    price=st.sampled_from(["0.042", "0.0517"]),
    fee=st.sampled_from(["0", "0.0031", "0.042"]),
    steps=st.sampled_from([(), ((10, "0.0021"), (31, "0.0055"))]),
    follows_base=st.booleans(),
    one_buyer=st.booleans(),
    insolvent_may=st.sampled_from([True, True, False]),
    limits=st.tuples(
        st.sampled_from([60_000, LARGEST_WON, 1_500_000]),
        st.sampled_from([LARGEST_WON, 1_000_000]),
    ),
    leasts=st.tuples(st.sampled_from(["0", "0.05"]), st.sampled_from(["0", "0.03"])),
    cap=st.sampled_from([None, 400_000]),
    guarantee=st.sampled_from([LARGEST_WON, 9_000_000]),
    attached=st.booleans(),
)


def open_agreements(book: Book, naive: Naive, opening: Opening) -> None:
    """A credit agreement of B1, one by cash deposit of B2, and one in which the institution pays
    in the place of B3, or of B1 again."""
    third = "B1" if opening.one_buyer else "B3"
    kinds = (
        (CREDIT, "B1", opening.variant, "unpaid_no_recourse"),
        (CASH, "B2", "cash_deposit", "unpaid_no_recourse"),
        (ADVANCED, third, "credit", "institution_advances"),
    )
    if opening.follows_base:
        with book.database.transaction() as tx:
            since = book.today + timedelta(days=6)
            assert (
                record_base_rate(tx, since, _NEW_BASE, "a decision of the story", book.today)
                is None
            )
        naive.new_base = since, Fraction(_NEW_BASE)
    for number, buyer, variant, policy in kinds:
        made = book.programme(
            buyer,
            variant,
            policy,
            max_tier=opening.max_tier,
            claim_days=4,
            insolvent_may_pass_on=opening.insolvent_may,
            **opening.terms(),
        )
        assert made == number
        naive.agreements[number] = Agreement(
            buyer,
            variant,
            opening.max_tier,
            4,
            [(book.today, opening.deal())],
            advances=policy == "institution_advances",
            insolvent_may=opening.insolvent_may,
        )
        naive.joined.add(buyer)
    for name in SUPPLIERS[:-2]:
        book.company(name)
        naive.joined.add(name)
    _open_pockets(book, naive, opening)


def new_terms(book: Book, naive: Naive, number: int, opening: Opening, since: date) -> None:
    """Other terms for what is issued from a day on."""
    agreement = naive.agreements[number]
    order = len(agreement.deals) + 1
    with book.database.transaction() as tx:
        record_terms(tx, number, some_terms(order, since, **opening.terms()))
    agreement.deals.append((since, opening.deal()))


def _open_pockets(book: Book, naive: Naive, opening: Opening) -> None:
    """Both funders for B1's credit agreement, the second with a cap on B1 as well; the first alone
    for the others."""
    other, account = book.funder(1)
    buyer = book.companies["B1"].company_id
    with book.database.transaction() as tx:
        for facility in list_facilities(tx):
            limit, least = facility.limit_won, facility.least_rate_annual
            if facility.kind is FacilityKind.GUARANTEE:
                limit = opening.guarantee
            elif facility.programme_id == CREDIT:
                limit, least = opening.limits[0], Decimal(opening.leasts[0])
            done = change_facility(tx, facility.facility_id, book.today, limit, None, least)
            assert not isinstance(done, Refusal), done
        wanted = [(CREDIT, account, opening.limits[1], Decimal(opening.leasts[1]))]
        if opening.cap is not None:
            wanted.append((None, None, opening.cap, Decimal(0)))
        for programme, own, limit, least in wanted:
            asked = Facility(
                0,
                FacilityKind.PURCHASE,
                other,
                buyer,
                programme,
                own,
                least,
                limit,
                book.today,
                None,
            )
            done = set_up_facility(tx, asked, book.today)
            assert not isinstance(done, Refusal), done
        found = list_facilities(tx)
    names = {company.company_id: name for name, company in book.companies.items()}
    for one in found:
        naive.rooms[one.facility_id] = Room(
            number=one.facility_id,
            kind=str(one.kind),
            provider=one.provider_id,
            buyer=names[one.buyer_id],
            programme=one.programme_id,
            account=one.own_account_id,
            least=Fraction(one.least_rate_annual),
            limit=one.limit_won,
            ends=one.ends_on,
        )
