"""The benches over HTTP do what they measure: every call is answered and every proof holds."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from sangsaeng.acts.service import prepare_book
from sangsaeng.api.bench import http, http_bulk
from sangsaeng.api.bench.service_serving import serving
from sangsaeng.database.connection import Database
from sangsaeng.oversight.verify import verify


def test_clients_read_price_pass_on_and_sell(book_url: str, tmp_path: Path) -> None:
    prepare_book(book_url)
    with (
        serving(book_url, str(tmp_path), 1) as address,
        Database(book_url, size=2, role=None) as database,
    ):
        figures = http.measure(
            database, address, Namespace(clients=2, calls=10, repeat=1, workers=1)
        )
        assert [str(proof) for proof in verify(database) if not proof.holds] == []
    assert all(figures[f"{phase}_per_s"] > 0 for phase in ("read", "quote", "pass_on", "sale"))
    assert {f"mixed_{kind}_p99_ms" for kind in ("read", "quote", "pass_on", "sale")} <= set(figures)


def test_a_buyers_file_goes_in_every_way(book_url: str, tmp_path: Path) -> None:
    prepare_book(book_url)
    with (
        serving(book_url, str(tmp_path), 1) as address,
        Database(book_url, size=2, role=None) as database,
    ):
        given = Namespace(lines=20, repeat=0, workers=1, home=str(tmp_path))
        figures = http_bulk.measure(database, address, tmp_path, given)
        assert [str(proof) for proof in verify(database) if not proof.holds] == []
    assert figures["lines_to_cli"] > 0 and figures["sheet_two_to_cli_work"] > 0
