"""A book that has lived: every table that a proof reads has rows in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from books import MONDAY, Book, noon, open_book
from sangsaeng.database.connection import Database
from sangsaeng.early_payment.model import Sale
from sangsaeng.early_payment.service import sell
from sangsaeng.receivables.model_attachment import Attachment, AttachmentKind, Released
from sangsaeng.receivables.service_attachment import record_attachment, release_attachment
from sangsaeng.receivables.service_taking_back import cancel


@dataclass(frozen=True)
class Lived:
    """The book and the numbers of its receivables."""

    book: Book
    credit: int
    cash: int
    root: int
    paid_child: int
    parked_child: int
    open_root: int
    open_child: int
    cancelled: int
    whole_child: int


def _sell(book: Book, programme: int, receivable: int, amount_won: int, seller: str) -> None:
    company = book.companies[seller].company_id
    sale = sell(book.database, programme, receivable, amount_won, company, noon(book.today))
    assert isinstance(sale, Sale), sale


def _creditors(book: Book, programme: int, soon: date) -> int:
    """Portions of a root and of its child that creditors attached; an order to be released."""
    for name in ("S4", "S5"):
        book.company(name)
    root = book.issue(programme, "S4", 8_000, soon)
    book.pass_on(programme, root, "S5", 1_000, soon + timedelta(days=1))
    book.fund(programme, root, 8_000)
    orders = (("S4", 3_000), ("S4", 2_000), ("S5", 400))
    served = [_attach(book, name, won) for name, won in orders]
    return served[0].attachment_id


def _attach(book: Book, name: str, amount_won: int) -> Attachment:
    company = book.companies[name].company_id
    kind, case = AttachmentKind.PROVISIONAL, f"2026-{amount_won}"
    done = record_attachment(book.database, company, kind, case, amount_won, book.today)
    assert isinstance(done, Attachment) and not done.found_nothing_won, done
    return done


def a_book_that_has_lived(database: Database) -> Lived:
    """Paid, parked, open, cancelled, returned and sent again, folded; all proofs hold."""
    book = open_book(database, MONDAY)
    prices = {
        "early_payment": "0.3",
        "system_fee_rate_annual": Decimal("0.1"),
        "follows_base_rate": True,
    }
    credit = book.programme("buyer", incentive="0.08", **prices)
    cash = book.programme("payer", "cash_deposit")
    guaranteed = book.programme("slow", policy="institution_advances")
    for name in ("S1", "S2", "S3"):
        book.company(name)
    soon, later = MONDAY + timedelta(days=1), MONDAY + timedelta(days=40)
    advanced = book.issue(guaranteed, "S1", 70_000, soon, buyer="slow")
    book.issue(guaranteed, "S2", 8_000, later, buyer="slow")
    root = book.issue(credit, "S1", 100_000, soon)
    paid_child = book.pass_on(credit, root, "S2", 30_000, soon + timedelta(days=1))
    parked_child = book.pass_on(credit, root, "S3", 20_000, later)
    _sell(book, credit, parked_child, 6_000, "S3")
    book.fund(credit, root, 100_000)
    book.deposit(cash, 9_000)
    book.issue(cash, "S2", 5_000, soon, buyer="payer")
    book.return_next("S1")
    let_go = _creditors(book, credit, soon)
    for _ in range(3):
        book.end_day()
        book.today += timedelta(days=1)
    assert isinstance(release_attachment(database, let_go, book.today), Released)
    # Two days late, and not all of it: principal and late interest stay open.
    book.fund(guaranteed, advanced, 25_000)
    book.name_account("S1")
    open_root = book.issue(credit, "S2", 40_000, later)
    open_child = book.pass_on(credit, open_root, "S3", 15_000, later + timedelta(days=2))
    _sell(book, credit, open_child, 5_000, "S3")
    _sell(book, credit, parked_child, 4_000, "S3")
    whole_child = book.pass_on(credit, open_root, "S1", 2_000, later)
    cancelled = book.pass_on(credit, open_root, "S1", 1_000, later)
    holder = book.companies["S1"].company_id
    assert cancel(database, credit, cancelled, [holder], book.today) is None
    book.end_day()
    book.today += timedelta(days=4)
    book.end_day()
    book.today += timedelta(days=1)
    # Sold today, and not yet past the cut-off: from a funder, and out of the deposit.
    _sell(book, credit, open_root, 3_000, "S2")
    _sell(book, credit, parked_child, 2_000, "S3")
    return Lived(
        book=book,
        credit=credit,
        cash=cash,
        root=root,
        paid_child=paid_child,
        parked_child=parked_child,
        open_root=open_root,
        open_child=open_child,
        cancelled=cancelled,
        whole_child=whole_child,
    )
