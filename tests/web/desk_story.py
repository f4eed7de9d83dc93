"""A settlement day of an institution: money half there, a payout that comes back, a stray entry."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from books import noon
from sangsaeng.acts.model import Office, Role
from sangsaeng.database.connection import Database
from sangsaeng.early_payment.model import Sale
from sangsaeng.early_payment.service import sell
from sangsaeng.settlement.service_funding import call_funding
from sangsaeng.web.admitting import LANGUAGE

from .visiting import Portal, Visitor, visited

# The names are as long as the register allows none to be, and longer than a phone is wide.
LONG_NAME = "주식회사 가온누리초정밀자동차부품기술개발제조"
PAID_WON, LATE_WON, STRAY_WON, SOLD_WON = 123_456_789_012, 3_000_000, 777_000, 1_000_000


@dataclass
class Day:
    """The portal on the day, and whom the tests send there."""

    portal: Portal
    programme_id: int
    due: date

    def desk(self, name: str, *roles: Role) -> Visitor:
        """Somebody of the institution, which operates the book too."""
        found = self.portal.visitor(name, self.portal.book.institution_id, *roles)
        found.client.cookies.set(LANGUAGE, "en")
        return found

    def events(self) -> int:
        """How many looks and acts the log holds."""
        with self.portal.book.database.transaction() as tx:
            return int(tx.the("SELECT count(*) AS events FROM audit.event")["events"])

    def operations(self) -> tuple[Visitor, Visitor]:
        """Who enters and who approves."""
        return (
            self.desk("Operations", Role.OPERATIONS),
            self.desk("Second", Role.OPERATIONS, Role.TREASURY),
        )


@contextmanager
def a_settlement_day(database: Database) -> Iterator[Day]:
    """Two calls for today, one of them missing; S2's account closes; a part of S1's was sold."""
    with visited(database) as portal:
        book = portal.book
        programme, other = book.programme(), book.programme("slow")
        for name in ("S1", "S2", LONG_NAME):
            book.company(name)
        due = book.today + timedelta(days=3)
        first = book.issue(programme, LONG_NAME, PAID_WON, due)
        second = book.issue(programme, "S2", 2_000_000, due)
        book.issue(other, "S1", LATE_WON, due, buyer="slow")
        later = book.issue(programme, "S1", 5_000_000, due + timedelta(days=30))
        seller = book.companies["S1"].company_id
        sold = sell(database, programme, later, SOLD_WON, seller, noon(book.today))
        assert isinstance(sold, Sale), sold
        call_funding(database, book.today)
        book.fund(programme, first, PAID_WON)
        book.fund(programme, second, 2_000_000)
        book.pay_in(STRAY_WON, "nobody knows")
        book.return_next("S2")
        book.today = due
        portal.at = noon(due)
        portal.people.office(book.institution_id, Office.INSTITUTION, Office.OPERATOR)
        yield Day(portal, programme, due)
