"""Funders beside the book's own, and facilities that stand in no book."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from books import BANK, MONDAY, Book, noon
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.oversight.book import hear_banks
from sangsaeng.programmes import service as programmes
from sangsaeng.programmes.model import AccountPurpose, Facility, FacilityKind
from sangsaeng.programmes.service_facility import set_up_facility


def facility(number: int, **other: Any) -> Facility:
    """A facility to purchase of provider 1 with figures of no importance, but for those given."""
    given: dict[str, Any] = {
        "provider_id": 1,
        "programme_id": 1,
        "least_rate_annual": Decimal(0),
        "limit_won": 10**12,
        "ends_on": None,
        **other,
    }
    account = number if given["programme_id"] is not None else None
    return Facility(
        facility_id=number,
        kind=FacilityKind.PURCHASE,
        buyer_id=1,
        own_account_id=account,
        from_on=date(2020, 1, 1),
        **given,
    )


def own_account(book: Book, owner_id: int, number: str, won: int = 10**12) -> int:
    """A funder's account at the book's bank, with money on it; its number in the book."""
    with book.database.transaction() as tx:
        made = programmes.record_own_account(
            tx, AccountPurpose.FUNDING, owner_id, BANK, number, "funding"
        )
    book.bank.open_account(number)
    book.bank.credit(number, won, "own funds")
    hear_banks(book.desk, noon(book.today))
    return made.own_account_id


def funder(
    book: Book,
    programme: int,
    name: str,
    number: str,
    limit_won: int,
    least: str = "0",
    ends_on: date | None = None,
    cap_won: int | None = None,
) -> tuple[int, int]:
    """A funder of a programme beside the book's own: its facility and its company."""
    company = book.company(name, "large", account=False)
    account = own_account(book, company.company_id, number)
    with book.database.transaction() as tx:
        asked = programmes.get_programme(tx, programme)
        assert not isinstance(asked, Refusal)
        common: dict[str, Any] = {
            "facility_id": 0,
            "kind": FacilityKind.PURCHASE,
            "provider_id": company.company_id,
            "buyer_id": asked.buyer_id,
            "from_on": MONDAY,
        }
        made = set_up_facility(
            tx,
            Facility(
                **common,
                programme_id=programme,
                own_account_id=account,
                least_rate_annual=Decimal(least),
                limit_won=limit_won,
                ends_on=ends_on,
            ),
            MONDAY,
        )
        assert not isinstance(made, Refusal), made
        if cap_won is not None:
            cap = Facility(
                **common,
                programme_id=None,
                own_account_id=None,
                least_rate_annual=Decimal(0),
                limit_won=cap_won,
                ends_on=None,
            )
            assert not isinstance(set_up_facility(tx, cap, MONDAY), Refusal)
    return made.facility_id, company.company_id
