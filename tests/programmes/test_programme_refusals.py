"""An agreement that cannot be opened is refused by name; nothing is written."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from books import Book, open_book, some_terms, table_digests
from sangsaeng.database.connection import Database
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.programmes import service as programmes
from sangsaeng.programmes.model import Programme
from sangsaeng.programmes.rules import LARGEST_TIER
from sangsaeng.programmes.variants import variants


def _asked(book: Book) -> Programme:
    with book.database.transaction() as tx:
        found = programmes.get_programme(tx, 1)
    assert isinstance(found, Programme)
    return found


@pytest.mark.parametrize(
    ("code", "change", "size"),
    [
        ("unknown_variant", {"variant": "barter"}, "large"),
        ("unknown_default_policy", {"default_policy": "hope"}, "large"),
        ("tier_limit", {"max_tier": LARGEST_TIER + 1}, "large"),
        ("tier_limit", {"max_tier": 0}, "large"),
        ("buyer_size_not_allowed", {"variant": "government"}, "large"),
        ("buyer_size_not_allowed", {"variant": "next_day_public"}, "small"),
    ],
)
def test_an_agreement_is_refused_with(
    database: Database, book_url: str, code: str, change: dict[str, Any], size: str
) -> None:
    book = open_book(database)
    book.programme()
    asked = replace(_asked(book), **change)
    before = table_digests(book_url)
    with database.transaction() as tx:
        done = programmes.record_programme(tx, asked, size)
    assert isinstance(done, Refusal) and done.code == code
    assert table_digests(book_url) == before


@pytest.mark.parametrize("variant", sorted(variants()))
def test_every_variant_opens_for_its_own_buyers(database: Database, variant: str) -> None:
    book = open_book(database)
    assert book.programme(variant=variant) == 1


def test_terms_are_those_of_the_last_day_they_began(database: Database) -> None:
    book = open_book(database)
    number = book.programme()
    later = book.today + timedelta(days=5)
    with database.transaction() as tx:
        programmes.record_terms(tx, number, some_terms(7, later))
    found = []
    with database.transaction() as tx:
        for days in (-1, 0, 4, 5, 400):
            terms = programmes.terms_on(tx, number, book.today + timedelta(days=days))
            found.append(terms.code if isinstance(terms, Refusal) else terms.terms_id)
    assert found == ["no_terms_in_force", 1, 1, 7, 7]


def test_a_suspended_buyer_is_free_again_after_the_last_day(database: Database) -> None:
    book = open_book(database)
    buyer = book.company("buyer").company_id
    until = book.today + timedelta(days=3)
    with database.transaction() as tx:
        programmes.record_suspension(tx, buyer, book.today, until, "test", 1)
        days = [book.today + timedelta(days=number) for number in (-1, 0, 3, 4)]
        standing = [programmes.standing_on(tx, buyer, day).suspended for day in days]
    assert standing == [False, True, True, False]
