"""A quote is its own holder's, from the moment it was made."""

from __future__ import annotations

from datetime import timedelta

from test_bad_input import AT, asked, book, company, quoted, refusal, with_root

from books import Book
from sangsaeng.early_payment.model import Sale
from sangsaeng.early_payment.service import accept
from sangsaeng.early_payment.service_cut_off import cancel_sale

__all__ = ["book"]


def test_a_quote_is_not_taken_before_it_was_made(book: Book) -> None:
    programme, root = with_root(book)
    made = quoted(book, programme, root, 1_000)
    before = AT - timedelta(seconds=1)
    given = (book.database, programme, made.quote_id, company(book), before)
    assert refusal(book, lambda: accept(*given)).code == "stale_quote"
    assert isinstance(accept(*given[:4], AT), Sale)


def test_what_another_holds(book: Book) -> None:
    programme, root = with_root(book)
    assert asked(book, programme, root, seller="T2") == "not_the_holder"
    made = quoted(book, programme, root, 1_000)
    given = (book.database, programme, made.quote_id, company(book, "T2"), AT)
    # Quotes have numbers that follow each other: another's is answered as one there is not.
    nobodys = (book.database, programme, made.quote_id + 1_000, company(book, "T2"), AT)
    for asked_for in (given, nobodys):
        told = refusal(book, lambda key=asked_for: accept(*key))  # type: ignore[misc]
        assert (told.code, told.facts["value"]) == ("quote_not_open", str(asked_for[2]))
    done = accept(book.database, programme, made.quote_id, company(book), AT)
    assert isinstance(done, Sale)
    given = (book.database, programme, done.sale_id, company(book, "T2"), AT)
    assert refusal(book, lambda: cancel_sale(*given)).code == "unknown_sale"
