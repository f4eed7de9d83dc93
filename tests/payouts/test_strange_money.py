"""Money nobody explained, banks that are silent, and rules that are broken."""

from __future__ import annotations

from datetime import timedelta

import psycopg

from books import CASH_ON, noon, open_book
from sangsaeng.database.connection import Database
from sangsaeng.database.migrations import migrate
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.oversight.book import pay_out
from sangsaeng.oversight.verify import guard, verify
from sangsaeng.payouts.model import Receipt
from sangsaeng.payouts.rails.model import EntryBooked, Statement
from sangsaeng.payouts.rails.simulated import render_events
from sangsaeng.payouts.service_bank import Recorded, record_message
from sangsaeng.payouts.service_unidentified import identify, list_unidentified
from sangsaeng.programmes.model import AccountPurpose
from sangsaeng.programmes.service import record_own_account
from sangsaeng.settlement.service_funding import cover_roots


def test_money_under_a_wrong_reference_waits_and_is_given_to_its_programme_by_a_person(
    database: Database,
) -> None:
    book = open_book(database)
    programme_id = book.programme()
    due = book.today + timedelta(days=7)
    book.company("T1")
    book.issue(programme_id, "T1", 1_000_000, due)
    for reference in ("SF99999920260508", "SD000001", "두레 대금", "SR000001-999"):
        book.pay_in(250_000, reference)
    assert [row["amount_won"] for row in list_unidentified(database)] == [250_000] * 4
    assert book.broken_proofs() == []
    for row in list_unidentified(database):
        done = identify(database, row["entry_id"], Receipt(programme_id), book.today)
        assert not isinstance(done, Refusal), done
        again = identify(database, row["entry_id"], Receipt(programme_id), book.today)
        assert isinstance(again, Refusal) and again.code == "unknown_entry"
    cover_roots(database, programme_id, book.today)
    assert list_unidentified(database) == [] and book.broken_proofs() == []
    book.today = due
    book.end_day()
    assert book.received_won("T1") == 1_000_000


def test_while_a_rule_is_broken_nothing_is_instructed_and_proven_again_it_goes_on(
    database: Database, owner: psycopg.Connection
) -> None:
    book = open_book(database)
    programme_id = book.programme()
    due = book.today + timedelta(days=7)
    book.company("T1")
    root = book.issue(programme_id, "T1", 1_000_000, due)
    book.fund(programme_id, root, 1_000_000)
    book.today = due
    book.settle()
    owner.execute("UPDATE receivables.evidence SET financed_won = financed_won - 1")
    assert not all(proof.holds for proof in guard(database, due))
    assert pay_out(book.desk, noon(due)) == 0
    owner.execute("UPDATE receivables.evidence SET financed_won = financed_won + 1")
    assert all(proof.holds for proof in guard(database, due))
    assert pay_out(book.desk, noon(due)) == 1
    assert book.received_won("T1") == 1_000_000


def test_a_book_restored_into_another_cluster_keeps_its_balances_and_counts_on(
    database: Database, owner: psycopg.Connection, book_url: str
) -> None:
    book = open_book(database)
    programme_id = book.programme()
    due = book.today + timedelta(days=7)
    book.company("T1")
    root = book.issue(programme_id, "T1", 1_000_000, due)
    book.fund(programme_id, root, 1_000_000)
    book.today = due
    book.end_day()
    far = 10**15
    owner.execute("UPDATE ledger.line SET posted_xid = posted_xid + %s", (far,))
    owner.execute("UPDATE ledger.settled SET posted_xid = posted_xid + %s", (far,))
    owner.execute("UPDATE ledger.fold SET horizon_xid = horizon_xid + %s", (far,))
    migrate(book_url)
    later = book.calendar.after(due)
    second = book.issue(programme_id, "T1", 500_000, later)
    book.fund(programme_id, second, 500_000)
    book.today = later
    book.end_day()
    assert book.received_won("T1") == 1_500_000
    assert [str(proof) for proof in verify(database) if not proof.holds] == []


def test_an_account_that_was_opened_with_money_is_not_stopped_for_it(database: Database) -> None:
    book = open_book(database)
    with database.transaction() as tx:
        own = record_own_account(
            tx, AccountPurpose.SETTLEMENT, book.institution_id, "004", "55500000001", "old"
        )
    day = book.today
    opened = Statement(None, own.account_number, "first", 1, 700, 700, (), day, day)
    done = record_message(database, "simulated", "s1", render_events([opened]), noon(day), _nobody)
    assert isinstance(done, Recorded) and done.reconciled[0].stopped_for is None
    assert [row["amount_won"] for row in list_unidentified(database)] == [700]
    assert book.broken_proofs() == []


def test_a_message_with_a_figure_that_is_no_amount_is_refused_whole(database: Database) -> None:
    book = open_book(database)
    account = CASH_ON
    for won in (0, -5, 10**30):
        entry = EntryBooked(None, account, f"E{won}", won, "credit", book.today, book.today)
        data = render_events([entry])
        done = record_message(database, "simulated", f"m{won}", data, noon(book.today), _nobody)
        assert isinstance(done, Refusal) and done.code == "bank_message_unreadable", done
    assert book.broken_proofs() == []


def _nobody(_entry: EntryBooked) -> Receipt | None:
    return None
