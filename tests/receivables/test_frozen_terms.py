"""G11: new terms and new closed days change no receivable that is issued."""

from __future__ import annotations

from datetime import timedelta

import psycopg

from books import Book, open_book, some_terms
from clusters import Cluster
from sangsaeng.database.connection import Database
from sangsaeng.programmes import service as programmes

_DIGESTS = "SELECT receivable_id, cash_flow_digest, terms_id FROM receivables.receivable ORDER BY 1"
_INCENTIVES = "SELECT receivable_id, incentive_won FROM ledger.settled WHERE phase = 2 ORDER BY 1"


def _promised(database: Database) -> tuple[Book, int, int]:
    book = open_book(database)
    programme = book.programme(incentive="0.08")
    root = book.issue(programme, "S1", 1_000_000, book.today + timedelta(days=2))
    for name, days in (("S2", 9), ("S3", 30)):
        book.company(name)
        due = book.today + timedelta(days=days)
        book.pass_on(programme, root, name, 300_000, due)
    return book, programme, root


def _changed(book: Book, programme: int) -> None:
    with book.database.transaction() as tx:
        later = book.today + timedelta(days=1)
        terms = some_terms(2, later, incentive="0.5", rounding="nearest")
        programmes.record_terms(tx, programme, terms)
        programmes.record_closed_day(tx, book.today + timedelta(days=9), "strike")


def _live_on(book: Book, programme: int, root: int, url: str) -> list[tuple[int, ...]]:
    book.fund(programme, root, 1_000_000)
    for days in (2, 8, 20):
        book.today += timedelta(days=days)
        with book.database.transaction() as tx:
            book.today = programmes.get_calendar(tx).on_or_after(book.today)
        book.end_day()
    assert book.broken_proofs() == []
    with psycopg.connect(url) as owner:
        return owner.execute(_INCENTIVES).fetchall()


def test_new_terms_and_closed_days_leave_digests_and_cash_flows_alone(
    database: Database, book_url: str, cluster: Cluster
) -> None:
    book, programme, root = _promised(database)
    with psycopg.connect(book_url, autocommit=True) as owner:
        before = owner.execute(_DIGESTS).fetchall()
        _changed(book, programme)
        assert owner.execute(_DIGESTS).fetchall() == before
    changed = _live_on(book, programme, root, book_url)
    with cluster.fresh() as url, Database(url) as other:
        undisturbed = _live_on(*_promised(other), url)
    assert changed == undisturbed
    assert len(changed) == 2 and all(won for _, won in changed)


def test_what_is_passed_on_later_keeps_the_terms_of_its_tree(
    database: Database, book_url: str
) -> None:
    book, programme, root = _promised(database)
    _changed(book, programme)
    book.today += timedelta(days=1)
    book.pass_on(programme, root, "S2", 5, book.today + timedelta(days=5))
    new_root = book.issue(programme, "S1", 10, book.today + timedelta(days=5))
    with psycopg.connect(book_url) as owner:
        terms: dict[int, int] = dict(
            owner.execute("SELECT receivable_id, terms_id FROM receivables.receivable").fetchall()
        )
    assert terms.pop(new_root) == 2
    assert set(terms.values()) == {1}
