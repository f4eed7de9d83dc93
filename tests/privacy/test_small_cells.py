"""No difference of published totals is about fewer than three companies (decision 0027)."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from datetime import date

import psycopg
import pytest

from books import Book, open_book
from people import People
from sangsaeng.acts.model import Office
from sangsaeng.acts.readings.portal_buying import FEWEST
from sangsaeng.database.connection import WEB, Asking, Database

PROGRAMMES, TIERS = 3, 2
# By programme and tier: who holds something, and how much of it.
Cells = dict[tuple[int, int], dict[int, int]]


class Watched:
    """A book of three programmes whose receivables are put down as they come, and a ministry."""

    def __init__(self, database: Database, owner: psycopg.Connection) -> None:
        self.book: Book = open_book(database)
        self.owner, self.database = owner, database
        self.programmes = [self.book.programme() for _ in range(PROGRAMMES)]
        self.ministry = self.book.company("ministry", "public").company_id
        People(self.book).office(self.ministry, Office.MINISTRY)
        # Only totals are asked for: receivables without their trees will do.
        owner.execute("SET session_replication_role = replica")

    def hold(self, cells: Cells) -> None:
        self.owner.execute("DELETE FROM receivables.receivable")
        number = itertools.count(1)
        for (programme, tier), held in cells.items():
            for holder, won in held.items():
                self.owner.execute(
                    "INSERT INTO receivables.receivable (programme_id, receivable_id, root_id,"
                    " parent_id, tier, issuer_id, holder_id, face_won, retained_won, issued_on,"
                    " matures_on, terms_id, cash_flow_digest) VALUES (%(p)s, %(n)s, %(root)s,"
                    " %(parent)s, %(tier)s, 1, %(holder)s, %(won)s, %(won)s, %(day)s, %(day)s, 1,"
                    " '')",
                    {
                        "p": self.programmes[programme],
                        "n": (n := next(number)),
                        "root": n if tier == 1 else 0,
                        "parent": None if tier == 1 else 0,
                        "tier": tier,
                        "holder": holder,
                        "won": won,
                        "day": self.book.today,
                    },
                )

    def told(self) -> tuple[dict[tuple[int, int], int], dict[int, int]]:
        """Won by programme and tier, the others as (0, 0); and won by tier, as a screen shows."""
        day: date = self.book.today
        with self.database.asked_by(Asking(WEB, self.ministry)) as tx:
            rows = tx.rows("SELECT * FROM receivables.statistics(%(day)s, %(day)s)", day=day)
            tiers = tx.rows(
                "SELECT * FROM receivables.promised_by_tier('scheme', %(day)s, %(day)s)"
                " WHERE month IS NOT NULL",
                day=day,
            )
        cells = {(row["programme_id"], row["tier"]): row["issued_won"] for row in rows}
        enough = [row for row in tiers if row["company_count"] >= FEWEST]
        return cells, {row["tier"]: row["issued_won"] for row in enough}


@pytest.fixture
def watched(database: Database, owner: psycopg.Connection) -> Iterator[Watched]:
    yield Watched(database, owner)


def sets_told(watched: Watched, cells: Cells) -> list[frozenset[tuple[int, int]]]:
    """What each number that is told is the sum of; and that it is that sum."""
    won = {cell: sum(held.values()) for cell, held in cells.items()}
    shown, tiers = watched.told()
    named = {
        (watched.programmes.index(programme), tier): total
        for (programme, tier), total in shown.items()
        if programme
    }
    assert all(won[cell] == total for cell, total in named.items())
    sets = [frozenset({cell}) for cell in named]
    if (0, 0) in shown:
        others = frozenset(cells) - frozenset(named)
        assert sum(won[cell] for cell in others) == shown[0, 0]
        sets.append(others)
    for tier, total in tiers.items():
        of = frozenset(cell for cell in cells if cell[1] == tier)
        assert sum(won[cell] for cell in of) == total
        sets.append(of)
    return sets


def leaks(cells: Cells, sets: list[frozenset[tuple[int, int]]]) -> list[set[int]]:
    """Sums and differences of what is told that are about one or two companies."""
    found = []
    for signs in itertools.product((-1, 0, 1), repeat=len(sets)):
        times = {
            cell: sum(sign for sign, of in zip(signs, sets, strict=True) if cell in of)
            for cell in cells
        }
        left = {cell for cell, count in times.items() if count}
        companies = {holder for cell in left for holder in cells[cell]}
        if 0 < len(companies) < FEWEST:
            found.append(companies)
    return found


def some_cells(seed: int) -> Cells:
    """A few companies, so that small cells are common and companies stand in several of them."""
    chance = random.Random(seed)
    pool = range(1, chance.randint(3, 9))
    cells: Cells = {}
    for cell in itertools.product(range(PROGRAMMES), range(1, TIERS + 1)):
        size = min(chance.choice((0, 1, 1, 2, 3, 4, 5)), len(pool))
        if size:
            cells[cell] = {one: chance.randint(1, 9_999) for one in chance.sample(pool, size)}
    return cells


def test_no_sum_or_difference_of_what_is_told_is_about_fewer_than_three(watched: Watched) -> None:
    told = 0
    for seed in range(40):
        cells = some_cells(seed)
        watched.hold(cells)
        sets = sets_told(watched, cells)
        told += len(sets)
        assert not leaks(cells, sets), (seed, cells, sets)
    # Hiding everything would hold it too.
    assert told > 60


def test_one_hidden_programme_takes_the_one_with_the_fewest_companies_with_it(
    watched: Watched,
) -> None:
    def held(first: int, count: int) -> dict[int, int]:
        return {first + one: 1_000 for one in range(count)}

    cells = {(0, 1): held(1, 2), (1, 1): held(10, 4), (2, 1): held(20, 9)}
    watched.hold(cells)
    shown, tiers = watched.told()
    last = watched.programmes[2]
    assert shown == {(last, 1): 9_000, (0, 0): 6_000} and tiers == {1: 15_000}


def test_where_no_programme_is_small_all_are_told(watched: Watched) -> None:
    cells: Cells = {(n, 1): {10 * n + one: 5 for one in range(3)} for n in range(PROGRAMMES)}
    watched.hold(cells)
    shown, _ = watched.told()
    assert shown == {(programme, 1): 15 for programme in watched.programmes}
