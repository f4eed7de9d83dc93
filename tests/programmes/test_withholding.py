"""Tax withheld from refunds and incentives: the rule, its twin in SQL, and net payouts."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from books import Book, noon, open_book
from sangsaeng.database.connection import Database
from sangsaeng.early_payment.model import Sale
from sangsaeng.early_payment.service import sell
from sangsaeng.kernel.business_number import check_digit
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.parties.rules import is_corporation
from sangsaeng.programmes import service_withholding
from sangsaeng.programmes.rules_withholding import WithholdingLaw, split_withheld, withheld_won
from sangsaeng.programmes.service_withholding import (
    Remittance,
    get_remittance,
    record_withholding,
    withholding_law_on,
)
from sangsaeng.statutes.loader import rate_on

DAY = date(2026, 4, 6)


def _law() -> WithholdingLaw:
    law = withholding_law_on(DAY)
    assert isinstance(law, WithholdingLaw), law
    return law


def _corporate_number(serial: int) -> str:
    nine = f"99981{serial:04d}"
    return f"{nine}{check_digit(nine)}"


@pytest.mark.parametrize(
    ("gross_won", "corporation", "parts"),
    [
        (100_000, True, (14_000, 1_400)),
        (7_142, True, (0, 0)),  # 999.88: below 1,000 won
        (7_143, True, (1_000, 100)),
        (7_142, False, (990, 90)),  # no small-amount exemption for a person's interest
        (71, False, (0, 0)),
        (72, False, (10, 0)),
        (12_345_678, True, (1_728_390, 172_830)),
    ],
)
def test_each_part_drops_what_is_below_ten_won(
    gross_won: int, corporation: bool, parts: tuple[int, int]
) -> None:
    assert withheld_won(gross_won, corporation, _law()) == parts


@given(st.integers(1, 10**13), st.booleans())
def test_the_two_parts_are_found_again_in_their_sum(gross_won: int, corporation: bool) -> None:
    parts = withheld_won(gross_won, corporation, _law())
    assert split_withheld(sum(parts), _law()) == parts
    assert 0 <= sum(parts) < gross_won


def test_a_corporation_is_known_by_its_number() -> None:
    known = {f"{group:02d}": is_corporation(f"123{group:02d}45678") for group in range(100)}
    assert {group for group, yes in known.items() if yes} == {str(n) for n in range(81, 89)}


_TWIN = """
    SELECT programmes.withheld_won(%s, %s, %s, %s, %s), parties.is_corporation(%s)
"""


def test_the_rule_and_its_twin_in_sql_agree(
    book_url: str,
) -> None:
    chance, law = random.Random(3), _law()
    with psycopg.connect(book_url) as connection:
        for gross_won in [*range(1, 200), *(chance.randint(1, 10**12) for _ in range(500))]:
            number = f"{chance.randint(0, 10**10 - 1):010d}"
            corporation = is_corporation(number)
            rate, least = law.rate(corporation), law.least_won(corporation)
            values = (gross_won, rate, least, law.local_rate, law.unit_won, number)
            row = connection.execute(_TWIN, values).fetchone()
            assert row == (sum(withheld_won(gross_won, corporation, law)), corporation)


def _withhold(book: Book, number: int, *flows: str) -> None:
    with book.database.transaction() as tx:
        for flow in flows:
            assert record_withholding(tx, number, flow, book.today, True) is None


def _story(database: Database, *flows: str) -> tuple[Book, int]:
    """T2 sells before the funding and after it; T1 owns refunds and incentive."""
    book = open_book(database, DAY)
    book._numbers["T1"] = _corporate_number(1)
    number = book.programme(incentive="0.0365")
    for name in ("T1", "T2"):
        book.company(name)
    if flows:
        _withhold(book, number, *flows)
    root = book.issue(number, "T1", 400_000_000, date(2026, 5, 8))
    child = book.pass_on(number, root, "T2", 300_000_000, date(2026, 5, 28))
    seller = book.companies["T2"].company_id
    for sold_on, won in ((date(2026, 4, 28), 100_000_000), (date(2026, 5, 18), 100_000_000)):
        while book.today < sold_on:
            _next_day(book, number, root)
        sold = sell(database, number, child, won, seller, noon(book.today).replace(hour=9))
        assert isinstance(sold, Sale), sold
    while book.today < date(2026, 5, 29):
        _next_day(book, number, root)
    assert book.broken_proofs() == []
    return book, number


def _next_day(book: Book, number: int, root: int) -> None:
    if book.calendar.is_business_day(book.today):
        if book.today == date(2026, 5, 8):
            book.fund(number, root, 400_000_000)
        book.end_day()
    book.today += timedelta(days=1)


# 100,000,000 x 4.2 % x 20 / 365, what T2's first sale gets back; its second, 10 days, comes back
# whole; 200,000,000 x 3.65 % x 10 / 365 at the second sale, 100,000,000 for ten days at the end.
REFUND_1, REFUND_2, AT_CHANGE, AT_END = 230_137, 115_068, 200_000, 100_000


def test_without_a_switch_everything_is_paid_gross(database: Database) -> None:
    book, _ = _story(database)
    gross = REFUND_1 + REFUND_2 + AT_CHANGE + AT_END
    assert book.received_won("T1") == 100_000_000 + gross


def test_with_both_switches_the_payee_gets_the_net_and_the_tax_waits(database: Database) -> None:
    book, number = _story(database, "interest_refund", "deposit_incentive")
    parts = [withheld_won(won, True, _law()) for won in (REFUND_1, REFUND_2, AT_CHANGE, AT_END)]
    tax_won = sum(map(sum, parts))
    gross = REFUND_1 + REFUND_2 + AT_CHANGE + AT_END
    assert book.received_won("T1") == 100_000_000 + gross - tax_won
    with book.database.transaction() as tx:
        found = get_remittance(tx, number, date(2026, 5, 8))
    assert isinstance(found, Remittance)
    assert found.national_won == sum(national for national, _ in parts)
    assert found.local_won == sum(local for _, local in parts)
    assert len(found.items) == 4
    assert found.pay_by == date(2026, 6, 10)


def test_a_month_whose_law_changes_in_it_is_split_by_the_law_of_each_day(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def doubled_after_the_15th(name: str, day: date) -> Decimal | Refusal:
        told = rate_on(name, day)
        later = name == "withholding_local_rate" and day > date(2026, 5, 15)
        return 2 * told if later and isinstance(told, Decimal) else told

    monkeypatch.setattr(service_withholding, "rate_on", doubled_after_the_15th)
    _, number = _story(database, "interest_refund", "deposit_incentive")
    with database.transaction() as tx:
        found = get_remittance(tx, number, date(2026, 5, 8))
    assert isinstance(found, Remittance)
    grosses = {REFUND_1: 10, REFUND_2: 5, AT_CHANGE: 5, AT_END: 5}
    expected = [
        (national, national // share // 10 * 10)
        for won, share in grosses.items()
        for national in (won * 14 // 1_000 * 10,)
    ]
    assert sorted((one.national_won, one.local_won) for one in found.items) == sorted(expected)


def test_an_agreement_nobody_knows_withholds_and_remits_nothing(database: Database) -> None:
    open_book(database, DAY)
    with database.transaction() as tx:
        for refused in (
            record_withholding(tx, 999, "interest_refund", DAY, True),
            get_remittance(tx, 999, DAY),
        ):
            assert isinstance(refused, Refusal) and refused.code == "unknown_programme"


def test_each_flow_has_its_own_switch(database: Database) -> None:
    book, _ = _story(database, "deposit_incentive")
    tax_won = sum(sum(withheld_won(won, True, _law())) for won in (AT_CHANGE, AT_END))
    gross = REFUND_1 + REFUND_2 + AT_CHANGE + AT_END
    assert book.received_won("T1") == 100_000_000 + gross - tax_won


@pytest.mark.parametrize(
    ("flow", "since", "code"),
    [
        ("salary", DAY, "unknown_withholding_flow"),
        ("interest_refund", date(2018, 12, 31), "law_value_missing"),
    ],
)
def test_a_switch_nobody_could_follow_is_refused(
    database: Database, flow: str, since: date, code: str
) -> None:
    book = open_book(database, DAY)
    number = book.programme()
    with database.transaction() as tx:
        refused = record_withholding(tx, number, flow, since, True)
    assert isinstance(refused, Refusal)
    assert refused.code == code


def test_a_day_is_entered_once(database: Database) -> None:
    book = open_book(database, DAY)
    number = book.programme()
    with database.transaction() as tx:
        assert record_withholding(tx, number, "interest_refund", DAY, True) is None
        assert record_withholding(tx, number, "interest_refund", DAY, True) is None
        refused = record_withholding(tx, number, "interest_refund", DAY, False)
    assert isinstance(refused, Refusal)
    assert refused.code == "withholding_known"


def test_ten_won_of_tax_that_go_astray_are_found(
    database: Database, owner: psycopg.Connection
) -> None:
    book, _ = _story(database, "interest_refund", "deposit_incentive")
    change = "UPDATE ledger.line SET amount_won = amount_won + %s WHERE kind = %s"
    for kind in (28, 37, 38):
        assert owner.execute(change, (-10, kind)).rowcount > 0
        assert [proof for proof in book.broken_proofs() if "g9_owed" in proof]
        owner.execute(change, (10, kind))
    assert book.broken_proofs() == []


def test_a_switch_for_a_day_whose_run_is_over_is_refused(database: Database) -> None:
    book = open_book(database)
    number = book.programme("buyer")
    closed = book.today
    with database.transaction() as tx:
        assert record_withholding(tx, number, "deposit_incentive", closed, True) is None
    book.end_day()
    book.today += timedelta(days=1)
    with database.transaction() as tx:
        late = record_withholding(tx, number, "interest_refund", closed, True)
        again = record_withholding(tx, number, "deposit_incentive", closed, True)
        in_time = record_withholding(tx, number, "interest_refund", book.today, True)
    assert late is not None and late.code == "withholding_too_late"
    assert again is None and in_time is None
