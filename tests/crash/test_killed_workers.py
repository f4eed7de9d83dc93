"""Kill -9 of the worker at every step of a settlement day: the same ledger, nothing twice."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from crash_scene import DAY, Death, keep_bank, ledger_rows, set_the_scene, start_worker, undisturbed

from books import Book
from clusters import Cluster
from sangsaeng.database.connection import Database
from sangsaeng.database.migrations import create_database, drop_database
from watched_bank import WatchedBank

_RUN, _BOOK = "sangsaeng.settlement.service_run", "sangsaeng.oversight.book"
_DISPATCH, _BANK = "sangsaeng.payouts.service_dispatch", "sangsaeng.payouts.service_bank"
_SETTLE = [
    ("_open", 1),
    ("call_funding", 1),
    ("cover_from_money_at_hand", 1),
    ("cover_from_deposits", 1),
    ("_freeze", 1),
    *[("_post_chunk", number) for number in (1, 2, 3, 4, 5, 6, 7)],
    *[("_set_state", number) for number in (1, 2, 3, 4)],
    ("_finish", 1),
    ("_prove", 1),
    ("close_calls", 1),
    ("_release", 1),
]
_PAY = [
    (_BOOK, "instruct", 1),
    (_DISPATCH, "_store", 1),
    (_DISPATCH, "_store", 2),
    (_DISPATCH, "_batch", 1),
    (_BOOK, "send", 1),
    ("bank", "send", 1),
    ("bank", "send", 2),
    (_BOOK, "hear_banks", 1),
    (_BANK, "record_events", 1),
    (_BOOK, "record_message", 1),
    (_BOOK, "record_message", 2),
]
DEATHS = [
    *[Death(_RUN, f, n, w, "settle") for f, n in _SETTLE for w in ("before", "after")],
    *[Death(m, f, n, w, "pay") for m, f, n in _PAY for w in ("before", "after")],
]


@pytest.fixture(scope="module")
def scene(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """The eve of the day, and what an undisturbed day makes of it."""
    name = f"{cluster.prefix}_scene"
    create_database(cluster.url_of("postgres"), name, cluster.template)
    with Database(cluster.url_of(name)) as database:
        book = set_the_scene(database)
    books = tmp_path_factory.mktemp("bank") / "books"
    keep_bank(book, books)
    found = Scene(cluster, name, books.read_bytes(), book)
    with cluster.fresh(name) as url:
        bank = books.with_name("undisturbed")
        found.reference = found.whole_day(url, bank)
    yield found
    drop_database(cluster.url_of("postgres"), name)


class Scene:
    """Where each test begins, and where it must end."""

    def __init__(self, cluster: Cluster, name: str, bank: bytes, book: Book) -> None:
        self.cluster, self.name, self.bank, self.book = cluster, name, bank, book
        self.reference: tuple[list[list[Any]], dict[str, dict[str, int]]] = ([], {})

    def whole_day(
        self, url: str, books: Path, death: Death | None = None
    ) -> tuple[list[list[Any]], dict[str, dict[str, int]]]:
        """Settle and pay in processes of their own, the dying one first; ledger and bank."""
        books.write_bytes(self.bank)
        for work in ("settle", "pay"):
            if death is not None and death.work == work:
                died = start_worker(url, DAY, death, books)
                died.communicate()
                assert died.returncode == -9, f"{death} was never reached"
            worker = start_worker(url, DAY, undisturbed(work), books)
            words = worker.communicate()
            assert worker.returncode == 0, words
        bank = pickle.loads(books.read_bytes())
        assert isinstance(bank, WatchedBank)
        # Own transfers carry the number of their chunk, which a rerun may give anew.
        paid = {
            account: {about: won for about, won in sorted(items.items()) if "-4-" not in about}
            for account, items in bank.delivered.items()
        }
        return ledger_rows(url), paid


def test_the_undisturbed_day_settles_parks_pays_and_waits(scene: Scene) -> None:
    rows, paid = scene.reference
    assert len(rows[2]) > 8 and len(rows[3]) > 8
    assert {row[6] for row in rows[4]} == {"credited"}
    assert "grace" in {row[3] for row in rows[7]}
    assert sum(sum(items.values()) for items in paid.values()) > 1000


@pytest.mark.parametrize("death", DEATHS, ids=str)
def test_a_worker_killed_at_any_step_leaves_no_trace(
    scene: Scene, death: Death, tmp_path: Path
) -> None:
    with scene.cluster.fresh(scene.name) as url:
        rows, paid = scene.whole_day(url, tmp_path / "books", death)
        with Database(url) as database:
            scene.book.database = database
            assert scene.book.broken_proofs() == []
    for mine, theirs in zip(rows, scene.reference[0], strict=True):
        assert mine == theirs
    assert paid == scene.reference[1]
