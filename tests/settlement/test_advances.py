"""The day the buyer does not pay: the institution does, everyone below has its money that same day,
and no supplier ever owes anything for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest
from advance_stage import (
    A_WEEK,
    DAY,
    DUE,
    GRACE,
    claim,
    claims,
    guaranteed,
    operating,
    suspended,
    taken,
)

from books import MONDAY, OWN_ON, Book, noon, open_book
from sangsaeng.database.connection import Database
from sangsaeng.payouts.service_dispatch import instruct
from sangsaeng.programmes.model import Facility, FacilityKind
from sangsaeng.programmes.service_facility import change_facility, list_facilities, set_up_facility
from sangsaeng.receivables.service_taking_back import cancel
from sangsaeng.settlement import service_run
from sangsaeng.settlement.service_advance import accrue_late_interest


@pytest.fixture
def book(database: Database) -> Book:
    opened = open_book(database)
    for name in ("T1", "T2", "T3"):
        opened.company(name)
    return opened


def _die(*_: object) -> None:
    raise KeyboardInterrupt


def test_every_tier_is_paid_that_same_day_from_the_institution_s_own_money(book: Book) -> None:
    programme = guaranteed(book)
    root = book.issue(programme, "T1", 900, DUE)
    child = book.pass_on(programme, root, "T2", 500, DUE)
    book.pass_on(programme, child, "T3", 200, DUE + A_WEEK)
    before = operating(book)
    book.today = DUE
    book.end_day()
    assert [book.received_won(name) for name in ("T1", "T2", "T3")] == [400, 300, 0]
    assert operating(book) == before - 900
    assert taken(book) == (0, 900)
    (owed,) = claims(book)
    parties = (owed.institution_id, owed.buyer_id, owed.principal_won, owed.since)
    assert parties == (book.institution_id, book.companies["buyer"].company_id, 900, DUE)
    assert book.broken_proofs() == []
    book.today = DUE + A_WEEK
    book.end_day()
    assert book.received_won("T3") == 200
    assert book.broken_proofs() == []


def test_the_transfer_is_instructed_before_anything_else(book: Book) -> None:
    # The institution's own account holds what the day's advance takes, and not a won more.
    programme = guaranteed(book, incentive="0.08")
    early = book.issue(programme, "T1", 9_000_000, MONDAY)
    book.pass_on(programme, early, "T2", 9_000_000, DUE)
    book.fund(programme, early, 9_000_000)
    book.issue(programme, "T3", 10**12, DUE)
    book.end_day()
    book.today = DUE
    book.settle()
    first = instruct(book.database, book.desk.rails, book.desk.limits, noon(book.today))
    # The transfer and what was parked; the incentive waits for money, the payee for the transfer.
    assert (first.item_count, first.total_won) == (2, 10**12 + 9_000_000)
    assert dict(first.waiting) == {"money_not_there_yet": 2}
    book.pay()
    assert book.received_won("T3") == 10**12
    assert book.received_won("T2") == 9_000_000


def test_payees_wait_while_the_institution_s_own_account_is_empty(book: Book) -> None:
    programme = guaranteed(book)
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
    programme = guaranteed(book)
    paid, open_root = (book.issue(programme, "T1", won, DUE) for won in (300, 500))
    later = book.issue(programme, "T1", 70, DUE + A_WEEK)
    book.fund(programme, paid, 300)
    book.today = DUE
    book.end_day()
    assert claim(book)[0] == 500
    assert taken(book) == (70, 500)
    book.today = GRACE
    book.fund(programme, later, 70)
    book.fund(programme, open_root, 500)
    assert taken(book) == (0, 0)
    assert claims(book) == []
    book.pay()
    assert book.broken_proofs() == []


def test_too_little_money_for_a_root_goes_to_the_institution_at_once(book: Book) -> None:
    programme = guaranteed(book)
    root = book.issue(programme, "T1", 900, DUE)
    book.fund(programme, root, 350)
    before = operating(book)
    book.today = DUE
    book.end_day()
    assert book.received_won("T1") == 900
    assert claim(book) == (550, 0)
    assert operating(book) == before - 550
    assert book.broken_proofs() == []


def test_a_run_that_is_killed_after_the_advance_advances_once(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme = guaranteed(book)
    root = book.issue(programme, "T1", 900, DUE)
    book.today = DUE
    with monkeypatch.context() as patch:
        patch.setattr(service_run, "_freeze", _die)
        with pytest.raises(KeyboardInterrupt):
            book.settle()
    assert taken(book) == (0, 900)
    refused = cancel(book.database, programme, root, [book.companies["T1"].company_id], book.today)
    assert refused is not None and refused.code == "already_funded"
    book.end_day()
    assert book.received_won("T1") == 900
    assert claim(book)[0] == 900
    assert book.broken_proofs() == []


def test_a_killed_advance_leaves_nothing_and_is_done_again(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme = guaranteed(book)
    book.issue(programme, "T1", 900, DUE)
    book.today = DUE
    with monkeypatch.context() as patch:
        patch.setattr("sangsaeng.settlement.service_advance.order_payouts", _die)
        with pytest.raises(KeyboardInterrupt):
            book.settle()
    assert (taken(book), claims(book)) == ((900, 0), [])
    book.end_day()
    assert (taken(book), book.received_won("T1")) == ((0, 900), 900)
    assert book.broken_proofs() == []


def test_a_guarantee_that_has_lapsed_or_was_lowered_still_pays_what_it_promised(
    book: Book,
) -> None:
    programme = guaranteed(book)
    book.issue(programme, "T1", 900, DUE)
    with book.database.transaction() as tx:
        (held,) = list_facilities(tx, FacilityKind.GUARANTEE)
        told = (held.facility_id, book.today, 1, book.today, held.least_rate_annual)
        assert isinstance(change_facility(tx, *told), Facility)
    book.today = DUE
    book.end_day()
    assert book.received_won("T1") == 900
    assert taken(book) == (0, 900)


def test_a_late_run_advances_every_day_it_missed(book: Book) -> None:
    programme = guaranteed(book)
    for number in range(3):
        book.issue(programme, "T1", 100 + number, MONDAY + timedelta(days=number))
    book.today = DUE
    book.end_day()
    assert book.received_won("T1") == 303
    assert claim(book)[0] == 303
    assert book.broken_proofs() == []


def test_a_promise_from_before_guarantees_is_unpaid_until_one_is_set_up(
    book: Book, owner: psycopg.Connection
) -> None:
    programme = guaranteed(book)
    book.issue(programme, "T1", 900, DUE)
    with book.database.transaction() as tx:
        (held,) = list_facilities(tx, FacilityKind.GUARANTEE)
    owner.execute(
        "DELETE FROM programmes.facility_change WHERE facility_id IN"
        " (SELECT facility_id FROM programmes.facility WHERE kind = 'guarantee')"
    )
    owner.execute("DELETE FROM programmes.facility WHERE kind = 'guarantee'")
    book.today = DUE
    book.end_day()
    assert (book.received_won("T1"), claims(book)) == (0, [])
    with book.database.transaction() as tx:
        made = set_up_facility(tx, replace(held, from_on=book.today), book.today)
    assert isinstance(made, Facility) and made.blocked_won == 900
    book.today = GRACE
    book.end_day()
    assert book.received_won("T1") == 900
    assert taken(book) == (0, 900)
    assert book.broken_proofs() == []


def test_no_supplier_s_account_is_touched_by_advance_default_and_ban(
    book: Book, owner: psycopg.Connection
) -> None:
    programme = guaranteed(book, incentive="0.08")
    root = book.issue(programme, "T1", 9_000_000, DUE)
    child = book.pass_on(programme, root, "T2", 4_000_000, DUE + 2 * A_WEEK)
    book.pass_on(programme, child, "T3", 1_000_000, DUE + 2 * A_WEEK)
    for day in (DUE, GRACE, GRACE + DAY, DUE + 2 * A_WEEK):
        book.today = day
        book.end_day()
    accrue_late_interest(book.database, book.today)
    assert suspended(book, book.today)
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
    assert {one.buyer_id for one in claims(book)} == {book.companies["buyer"].company_id}
    assert book.broken_proofs() == []
