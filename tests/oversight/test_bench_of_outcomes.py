"""`bench outcomes` in small: what it measures is what the desk does."""

from __future__ import annotations

from sangsaeng.database.connection import Database
from sangsaeng.oversight.bench.outcomes import fill, measure


def test_every_claim_of_the_bench_is_determined_and_reckons_to_the_same_won(book_url: str) -> None:
    fill(book_url, suppliers=3, sites=30)
    with Database(book_url) as database:
        figures = measure(database, suppliers=3)
    assert figures["reckoned_again_the_same"] == 3
    assert figures["won"] > 0 and figures["lines_explained"] > 3
