"""The day the buyer does not pay: the institution does, everyone below has its money that same day,
and the buyer's money makes the institution whole again. No supplier ever owes anything for it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import psycopg
import pytest

from books import MONDAY, OWN_ON, Book, noon, open_book
from sangsaeng.database.connection import Database
from sangsaeng.ledger.model import AccountKind
from sangsaeng.ledger.service import list_balances
from sangsaeng.payouts.service_dispatch import instruct
from sangsaeng.programmes.model import Facility, FacilityKind
from sangsaeng.programmes.service import standing_on
from sangsaeng.programmes.service_facility import (
    change_facility,
    list_facilities,
    set_up_facility,
)
from sangsaeng.receivables.service_taking_back import cancel
from sangsaeng.settlement import service_run
from sangsaeng.settlement.receipts import reference_of_root
from sangsaeng.settlement.service_advance import Claim, accrue_late_interest, list_claims
from sangsaeng.settlement.service_funding import cover_roots, list_calls

DUE = MONDAY + timedelta(days=4)  # a Friday
GRACE = DUE + timedelta(days=3)
A_WEEK = timedelta(days=7)
DAY = timedelta(days=1)


@pytest.fixture
def book(database: Database) -> Book:
    opened = open_book(database)
    for name in ("T1", "T2", "T3"):
        opened.company(name)
    return opened


def _guaranteed(book: Book, **terms: object) -> int:
    return book.programme(policy="institution_advances", **terms)


def _taken(book: Book) -> tuple[int, int]:
    with book.database.transaction() as tx:
        (held,) = list_facilities(tx, FacilityKind.GUARANTEE)
    return held.blocked_won, held.used_won


def _claims(book: Book, day: date | None = None) -> list[Claim]:
    with book.database.transaction() as tx:
        return list_claims(tx, day or book.today)


def _claim(book: Book, day: date | None = None) -> tuple[int, int]:
    return sum(one.principal_won for one in _claims(book, day)), sum(
        one.late_interest_won for one in _claims(book, day)
    )


def _balance(book: Book, kind: AccountKind) -> int:
    with book.database.transaction() as tx:
        return sum(row["balance_won"] for row in list_balances(tx) if row["kind"] == kind)


def _call(book: Book) -> dict[str, object]:
    with book.database.transaction() as tx:
        return list_calls(tx, book.today)[0]


def _states(book: Book, owner: psycopg.Connection) -> list[str]:
    rows = owner.execute("SELECT state FROM settlement.funding_call ORDER BY due_on").fetchall()
    return [state for (state,) in rows]


def _suspended(book: Book, day: date) -> bool:
    with book.database.transaction() as tx:
        return standing_on(tx, book.companies["buyer"].company_id, day).suspended


def _operating(book: Book) -> int:
    """What the bank says the institution's own account holds."""
    return book.bank._balance[OWN_ON]


def _die(*_: object) -> None:
    raise KeyboardInterrupt


def test_every_tier_is_paid_that_same_day_from_the_institution_s_own_money(book: Book) -> None:
    programme = _guaranteed(book)
    root = book.issue(programme, "T1", 900, DUE)
    child = book.pass_on(programme, root, "T2", 500, DUE)
    book.pass_on(programme, child, "T3", 200, DUE + A_WEEK)
    before = _operating(book)
    book.today = DUE
    book.end_day()
    assert [book.received_won(name) for name in ("T1", "T2", "T3")] == [400, 300, 0]
    assert _operating(book) == before - 900
    assert _taken(book) == (0, 900)
    (claim,) = _claims(book)
    parties = (claim.institution_id, claim.buyer_id, claim.principal_won, claim.since)
    assert parties == (book.institution_id, book.companies["buyer"].company_id, 900, DUE)
    assert book.broken_proofs() == []
    book.today = DUE + A_WEEK
    book.end_day()
    assert book.received_won("T3") == 200
    assert book.broken_proofs() == []


def test_the_transfer_is_instructed_before_what_it_pays_for(book: Book) -> None:
    programme = _guaranteed(book)
    book.issue(programme, "T1", 900, DUE)
    book.today = DUE
    book.settle()
    first = instruct(book.database, book.desk.rails, book.desk.limits, noon(book.today))
    assert (first.item_count, first.total_won) == (1, 900)
    assert dict(first.waiting) == {"money_not_there_yet": 1}
    book.pay()
    assert book.received_won("T1") == 900


def test_payees_wait_while_the_institution_s_own_account_is_empty(book: Book) -> None:
    programme = _guaranteed(book)
    book.issue(programme, "T1", 2 * 10**12, DUE)
    book.today = DUE
    book.end_day()
    assert book.received_won("T1") == 0
    assert book.broken_proofs() == []
    book.bank.credit(OWN_ON, 2 * 10**12, "own funds")
    book.pay()
    assert book.received_won("T1") == 2 * 10**12
    assert book.broken_proofs() == []


def test_what_the_buyer_covered_is_not_advanced(book: Book) -> None:
    programme = _guaranteed(book)
    paid, open_root = (book.issue(programme, "T1", won, DUE) for won in (300, 500))
    later = book.issue(programme, "T1", 70, DUE + A_WEEK)
    book.fund(programme, paid, 300)
    book.today = DUE
    book.end_day()
    assert _claim(book)[0] == 500
    assert _taken(book) == (70, 500)
    book.today = GRACE
    book.fund(programme, later, 70)
    book.fund(programme, open_root, 500)
    assert _taken(book) == (0, 0)
    assert _claims(book) == []
    book.pay()
    assert book.broken_proofs() == []


def test_too_little_money_for_a_root_goes_to_the_institution_at_once(book: Book) -> None:
    programme = _guaranteed(book)
    root = book.issue(programme, "T1", 900, DUE)
    book.fund(programme, root, 350)
    before = _operating(book)
    book.today = DUE
    book.end_day()
    assert book.received_won("T1") == 900
    assert _claim(book) == (550, 0)
    assert _operating(book) == before - 550
    assert book.broken_proofs() == []


def test_a_run_that_is_killed_after_the_advance_advances_once(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme = _guaranteed(book)
    root = book.issue(programme, "T1", 900, DUE)
    book.today = DUE
    with monkeypatch.context() as patch:
        patch.setattr(service_run, "_freeze", _die)
        with pytest.raises(KeyboardInterrupt):
            book.settle()
    assert _taken(book) == (0, 900)
    refused = cancel(book.database, programme, root, [book.companies["T1"].company_id], book.today)
    assert refused is not None and refused.code == "already_funded"
    book.end_day()
    assert book.received_won("T1") == 900
    assert _claim(book)[0] == 900
    assert book.broken_proofs() == []


def test_a_killed_advance_leaves_nothing_and_is_done_again(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme = _guaranteed(book)
    book.issue(programme, "T1", 900, DUE)
    book.today = DUE
    with monkeypatch.context() as patch:
        patch.setattr("sangsaeng.settlement.service_advance.order_payouts", _die)
        with pytest.raises(KeyboardInterrupt):
            book.settle()
    assert (_taken(book), _claims(book)) == ((900, 0), [])
    book.end_day()
    assert (_taken(book), book.received_won("T1")) == ((0, 900), 900)
    assert book.broken_proofs() == []


def test_a_guarantee_that_has_lapsed_or_was_lowered_still_pays_what_it_promised(
    book: Book,
) -> None:
    programme = _guaranteed(book)
    book.issue(programme, "T1", 900, DUE)
    with book.database.transaction() as tx:
        (held,) = list_facilities(tx, FacilityKind.GUARANTEE)
        told = (held.facility_id, book.today, 1, book.today, held.least_rate_annual)
        assert isinstance(change_facility(tx, *told), Facility)
    book.today = DUE
    book.end_day()
    assert book.received_won("T1") == 900
    assert _taken(book) == (0, 900)


def test_a_late_run_advances_every_day_it_missed(book: Book) -> None:
    programme = _guaranteed(book)
    for number in range(3):
        book.issue(programme, "T1", 100 + number, MONDAY + timedelta(days=number))
    book.today = DUE
    book.end_day()
    assert book.received_won("T1") == 303
    assert _claim(book)[0] == 303
    assert book.broken_proofs() == []


def test_a_promise_from_before_guarantees_is_unpaid_until_one_is_set_up(
    book: Book, owner: psycopg.Connection
) -> None:
    programme = _guaranteed(book)
    book.issue(programme, "T1", 900, DUE)
    with book.database.transaction() as tx:
        (held,) = list_facilities(tx, FacilityKind.GUARANTEE)
    owner.execute("DELETE FROM programmes.facility_change")
    owner.execute("DELETE FROM programmes.facility WHERE kind = 'guarantee'")
    book.today = DUE
    book.end_day()
    assert (book.received_won("T1"), _claims(book)) == (0, [])
    with book.database.transaction() as tx:
        made = set_up_facility(tx, replace(held, from_on=book.today), book.today)
    assert isinstance(made, Facility) and made.blocked_won == 900
    book.today = GRACE
    book.end_day()
    assert book.received_won("T1") == 900
    assert _taken(book) == (0, 900)
    assert book.broken_proofs() == []


def test_a_buyer_that_pays_the_call_in_its_grace_day_is_not_suspended_for_a_day_s_interest(
    book: Book, owner: psycopg.Connection
) -> None:
    programme = _guaranteed(book)
    book.issue(programme, "T1", 36_500_000, DUE)
    book.today = DUE
    book.end_day()
    assert _states(book, owner) == ["grace"]
    call = _call(book)
    assert call["missing_won"] == 36_500_000
    book.today = GRACE
    book.pay_in(36_500_000, str(call["reference"]))
    book.end_day()
    assert _states(book, owner) == ["funded"]
    assert not _suspended(book, GRACE + DAY)
    # Three days at 15.5 %: the buyer still owes them, and they bear nothing themselves.
    assert _claim(book) == (0, 46_500)
    assert _claim(book, GRACE + 50 * DAY) == (0, 46_500)
    assert _taken(book) == (0, 0)
    assert book.broken_proofs() == []


def test_a_call_that_is_not_paid_back_in_grace_is_unpaid_and_recovered_later(
    book: Book, owner: psycopg.Connection
) -> None:
    programme = _guaranteed(book)
    root = book.issue(programme, "T1", 900, DUE)
    book.today = DUE
    book.end_day()
    book.fund(programme, root, 899)
    book.today = GRACE
    book.end_day()
    assert _states(book, owner) == ["unpaid"]
    assert not _suspended(book, GRACE)
    assert _suspended(book, GRACE + DAY)
    assert _call(book)["missing_won"] == 1
    book.today = GRACE + DAY
    book.fund(programme, root, 1)
    book.end_day()
    assert _states(book, owner) == ["funded"]
    assert _suspended(book, GRACE + A_WEEK), "the ban stands"
    assert book.received_won("T1") == 900
    assert book.broken_proofs() == []


def test_money_goes_to_what_it_names_then_to_principal_then_to_interest_then_to_roots(
    book: Book,
) -> None:
    programme = _guaranteed(book)
    first = book.issue(programme, "T1", 365_000, MONDAY)
    second = book.issue(programme, "T1", 100_000, DUE)
    third = book.issue(programme, "T1", 50_000, GRACE + A_WEEK)
    book.end_day()
    book.today = DUE
    book.end_day()
    book.today = MONDAY + timedelta(days=10)
    # To the root it names, though another advance is older.
    book.fund(programme, second, 40_000)
    assert _claim(book)[0] == 365_000 + 60_000
    assert _recovered(book) == {first: 0, second: 40_000}
    # What is left over of it goes to the oldest.
    book.fund(programme, second, 70_000)
    assert _recovered(book) == {first: 10_000, second: 100_000}
    # Then late interest: 365,000 x 15.5 % x 10 / 365, and 100,000 x 15.5 % x 6 / 365 once rounded.
    book.pay_in(355_000 + 1_000, reference_of_root(programme, first))
    assert _claim(book) == (0, 1_550 + 254 - 1_000)
    # Then whole roots; what is named is covered first even while interest is open.
    book.fund(programme, third, 50_000)
    assert _claim(book) == (0, 804)
    assert _taken(book) == (0, 0)
    book.fund(programme, third, 803)
    book.fund(programme, third, 2)
    assert (_claims(book), _balance(book, AccountKind.BUYER_MONEY)) == ([], -1)
    book.pay()
    assert book.broken_proofs() == []


def _recovered(book: Book) -> dict[int, int]:
    with psycopg.connect(book.database.url) as connection:
        rows = connection.execute("SELECT root_id, recovered_won FROM settlement.advance")
        return dict(rows.fetchall())


def test_money_for_a_day_s_call_recovers_that_day_first_and_covers_its_roots_whole(
    book: Book,
) -> None:
    programme = _guaranteed(book)
    older = book.issue(programme, "T1", 400, MONDAY)
    called = book.issue(programme, "T1", 300, DUE)
    book.end_day()
    book.today = DUE
    book.end_day()
    reference = f"SF{programme:06d}{DUE:%Y%m%d}"
    book.pay_in(350, reference)
    assert _recovered(book) == {older: 50, called: 300}
    book.issue(programme, "T1", 20, GRACE)
    book.pay_in(25, f"SF{programme:06d}{GRACE:%Y%m%d}")
    assert _recovered(book) == {older: 55, called: 300}
    assert _taken(book) == (0, 345)
    book.today = GRACE
    book.end_day()
    assert book.broken_proofs() == []


def test_recovered_money_moves_to_the_institution_s_own_account_outside_of_any_run(
    book: Book,
) -> None:
    programme = _guaranteed(book)
    root = book.issue(programme, "T1", 900, DUE)
    before = _operating(book)
    book.today = DUE
    book.end_day()
    book.today = GRACE
    book.fund(programme, root, 900)
    assert _operating(book) == before - 900
    book.pay()
    assert _operating(book) == before
    assert _balance(book, AccountKind.OUTGOING) == _balance(book, AccountKind.INCOMING) == 0
    assert book.broken_proofs() == []


def test_late_interest_is_booked_on_demand_and_not_twice(book: Book) -> None:
    programme = _guaranteed(book)
    book.issue(programme, "T1", 999_999, DUE)
    book.today = DUE
    book.end_day()
    booked = 0
    for days in (1, 1, 5, 40):
        booked += accrue_late_interest(book.database, DUE + timedelta(days=days))
    assert booked == 999_999 * 155 * 40 // 365_000
    assert accrue_late_interest(book.database, DUE + timedelta(days=20)) == 0
    assert _claim(book, DUE + timedelta(days=40)) == (999_999, booked)
    assert _balance(book, AccountKind.LATE_INTEREST_CLAIM) == booked
    assert book.broken_proofs() == []


def test_money_that_comes_from_many_sides_at_once_is_given_out_once(book: Book) -> None:
    programme = _guaranteed(book)
    roots = [book.issue(programme, "T1", 1_000, DUE) for _ in range(4)]
    book.today = DUE
    book.end_day()
    book.today = DUE + A_WEEK
    entries = [(roots[number % 4], 130) for number in range(24)]
    with psycopg.connect(book.database.url, autocommit=True) as owner:
        owner.execute(
            "INSERT INTO ledger.line (programme_id, kind, item_id, debit, credit, amount_won,"
            " booked_on) SELECT %s, 20, n, ledger.account(203, 1), ledger.account(220, %s), 130,"
            " %s FROM generate_series(1, 24) n",
            (programme, programme, book.today),
        )

    def give(root: int, _won: int) -> None:
        cover_roots(book.database, programme, book.today, root)
        accrue_late_interest(book.database, book.today)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda told: give(*told), entries))
    assert _claim(book)[0] == 4_000 - 24 * 130
    assert _taken(book) == (0, 4_000 - 24 * 130)
    broken = [one for one in book.broken_proofs() if "g7" in one]
    assert broken == []


def test_no_supplier_s_account_is_touched_by_advance_default_and_ban(
    book: Book, owner: psycopg.Connection
) -> None:
    programme = _guaranteed(book, incentive="0.08")
    root = book.issue(programme, "T1", 9_000_000, DUE)
    child = book.pass_on(programme, root, "T2", 4_000_000, DUE + 2 * A_WEEK)
    book.pass_on(programme, child, "T3", 1_000_000, DUE + 2 * A_WEEK)
    for day in (DUE, GRACE, GRACE + DAY, DUE + 2 * A_WEEK):
        book.today = day
        book.end_day()
    accrue_late_interest(book.database, book.today)
    assert _suspended(book, book.today)
    assert [book.received_won(name) for name in ("T2", "T3")] == [3_000_000, 1_000_000]
    debited = owner.execute(
        "SELECT DISTINCT k.name, c.name FROM ledger.leg l"
        " JOIN ledger.account_kind k ON k.kind = ledger.kind_of(l.debit)"
        " JOIN ledger.account_kind c ON c.kind = ledger.kind_of(l.credit)"
        " WHERE k.owned_by = 'company' OR k.name IN ('claim', 'parked')"
    ).fetchall()
    # What is a holder's own becomes money on its way to it, or the part of one below it.
    assert set(debited) == {
        ("claim", "claim"),
        ("claim", "parked"),
        ("claim", "outgoing"),
        ("parked", "outgoing"),
        ("incentive_due", "outgoing"),
    }
    in_debit = owner.execute(
        "SELECT count(*) FROM (SELECT account, sum(won) AS won FROM ("
        " SELECT debit AS account, amount_won AS won FROM ledger.leg"
        " UNION ALL SELECT credit, -amount_won FROM ledger.leg) x"
        " JOIN ledger.account_kind k ON k.kind = ledger.kind_of(account)"
        " WHERE k.owned_by = 'company' GROUP BY account) y WHERE won > 0"
    ).fetchone()
    assert in_debit == (0,)
    owed = owner.execute(
        "SELECT DISTINCT k.name, k.owned_by FROM ledger.leg l"
        " JOIN ledger.account_kind k ON k.kind = ledger.kind_of(l.debit) WHERE l.kind IN (30, 34)"
    ).fetchall()
    assert set(owed) == {("advance", "receivable"), ("late_interest_claim", "receivable")}
    assert {one.buyer_id for one in _claims(book)} == {book.companies["buyer"].company_id}
    assert book.broken_proofs() == []
