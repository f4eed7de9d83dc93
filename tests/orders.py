"""Creditors' orders for tests, in one line each."""

from __future__ import annotations

from books import Book
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.receivables.model_attachment import Attachment, AttachmentKind, Released
from sangsaeng.receivables.service_attachment import (
    locked_won_of,
    record_attachment,
    release_attachment,
)


def serve(
    book: Book, name: str, amount_won: int, reference: str | None = None
) -> Attachment | Refusal:
    """An order against a company is served today; a case number of its own unless one is given."""
    company = book.company(name).company_id
    kind = AttachmentKind.ATTACHMENT
    case = reference or f"{book.today}-{name}-{amount_won}"
    return record_attachment(book.database, company, kind, case, amount_won, book.today)


def attach(book: Book, name: str, amount_won: int, reference: str | None = None) -> Attachment:
    """An order that is recorded."""
    done = serve(book, name, amount_won, reference)
    assert isinstance(done, Attachment), done
    return done


def let_go(book: Book, order: Attachment) -> Released:
    """The order ends today."""
    done = release_attachment(book.database, order.attachment_id, book.today)
    assert isinstance(done, Released), done
    return done


def locked_of(book: Book, name: str) -> int:
    """What creditors hold of a company, in won."""
    company_id = book.companies[name].company_id
    with book.database.transaction() as tx:
        return locked_won_of(tx, [company_id]).get(company_id, 0)
