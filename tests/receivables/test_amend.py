"""Amending a promise: by consent, leaf first, and never half."""

from __future__ import annotations

from datetime import timedelta

from books import open_book, table_digests
from sangsaeng.database.connection import Database
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.receivables.model import Written
from sangsaeng.receivables.service_amend import amend


def test_a_root_amended_by_consent_is_paid_in_its_new_amount_on_its_new_day(
    database: Database,
) -> None:
    book = open_book(database)
    programme_id = book.programme()
    due = book.today + timedelta(days=7)
    book.company("T1")
    root = book.issue(programme_id, "T1", 1_000_000, due)
    later = due + timedelta(days=7)
    holder = book.companies["T1"].company_id
    done = amend(database, programme_id, root, 900_000, later, [holder], book.today)
    assert isinstance(done, Written), done
    assert book.broken_proofs() == []
    book.fund(programme_id, done.receivable_ids[0], 900_000)
    book.today = due
    book.end_day()
    assert book.received_won("T1") == 0
    book.today = later
    book.end_day()
    assert book.received_won("T1") == 900_000
    assert book.broken_proofs() == []


def test_a_child_amended_takes_more_of_its_parent_and_gives_the_old_part_back(
    database: Database,
) -> None:
    book = open_book(database)
    programme_id = book.programme()
    due = book.today + timedelta(days=7)
    book.company("T1")
    book.company("T2")
    root = book.issue(programme_id, "T1", 1_000_000, due)
    child = book.pass_on(programme_id, root, "T2", 300_000, due)
    holder = book.companies["T2"].company_id
    done = amend(database, programme_id, child, 800_000, due, [holder], book.today)
    assert isinstance(done, Written), done
    too_much = amend(
        database, programme_id, done.receivable_ids[0], 1_000_001, due, [holder], book.today
    )
    assert isinstance(too_much, Refusal) and too_much.code == "more_than_retained"
    book.fund(programme_id, root, 1_000_000)
    book.today = due
    book.end_day()
    assert (book.received_won("T1"), book.received_won("T2")) == (200_000, 800_000)
    assert book.broken_proofs() == []


def test_an_amendment_that_is_refused_changes_nothing_at_all(
    database: Database, book_url: str
) -> None:
    book = open_book(database)
    programme_id = book.programme()
    due = book.today + timedelta(days=7)
    book.company("T1")
    book.company("T2")
    root = book.issue(programme_id, "T1", 1_000_000, due)
    child = book.pass_on(programme_id, root, "T2", 300_000, due)
    t1, t2 = (book.companies[name].company_id for name in ("T1", "T2"))
    before = table_digests(book_url)
    asked = {
        "consent_missing": (child, 200_000, due, [t1]),
        "has_sales_or_children": (root, 900_000, due, [t1]),
        "maturity_order": (child, 300_000, due - timedelta(days=1), [t2]),
        "payment_term_limit": (child, 300_000, book.today + timedelta(days=80), [t2]),
        "not_a_whole_won": (child, 0, due, [t2]),
    }
    for code, (number, won, day, consents) in asked.items():
        refused = amend(database, programme_id, number, won, day, consents, book.today)
        assert isinstance(refused, Refusal) and refused.code == code, refused
    assert table_digests(book_url) == before
