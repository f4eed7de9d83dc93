"""A sale is not taken back from a creditor whose order found too little because of it."""

from __future__ import annotations

from test_bad_input import AT, DAY, attach, book, company, refusal, with_root

from books import Book
from sangsaeng.early_payment.model import Sale
from sangsaeng.early_payment.service import sell
from sangsaeng.early_payment.service_cut_off import cancel_sale
from sangsaeng.receivables.model_attachment import Attachment, Released
from sangsaeng.receivables.service_attachment import list_attachments, release_attachment

__all__ = ["book"]


def orders_of(book: Book, name: str) -> list[Attachment]:
    with book.database.transaction() as tx:
        return list_attachments(tx, company(book, name))


def test_a_sale_is_not_taken_back_from_an_order_that_found_too_little(book: Book) -> None:
    programme, root = with_root(book)
    done = sell(book.database, programme, root, 5_000_000, company(book), AT)
    assert isinstance(done, Sale), done
    attach(book, "T1", 6_000_000)
    (order,) = orders_of(book, "T1")
    assert (order.locked_won, order.found_nothing_won) == (4_000_000, 2_000_000)
    given = (book.database, programme, done.sale_id, company(book), AT)
    assert refusal(book, lambda: cancel_sale(*given)).code == "attached"
    assert isinstance(release_attachment(book.database, order.attachment_id, DAY), Released)
    assert cancel_sale(*given) is None


def test_a_sale_is_taken_back_where_the_order_found_enough(book: Book) -> None:
    programme, root = with_root(book)
    done = sell(book.database, programme, root, 5_000_000, company(book), AT)
    assert isinstance(done, Sale), done
    attach(book, "T1", 4_000_000)
    assert cancel_sale(book.database, programme, done.sale_id, company(book), AT) is None
