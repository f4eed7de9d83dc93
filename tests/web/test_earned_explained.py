"""An incentive and a refund are opened from the statement down to the journal, in two languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest

from books import noon
from sangsaeng.acts.model import Role
from sangsaeng.database.connection import Database
from sangsaeng.early_payment.model import Quote
from sangsaeng.early_payment.service import accept, quote
from sangsaeng.web.admitting import LANGUAGE

from .visiting import text_of, visited

ROOT_WON, PART_WON, SOLD_WON = 90_000_003, 30_000_001, 10_000_000
_LINK = re.compile(r'href="(/explain/payout/[^"]*)"')


@pytest.mark.parametrize("language", ["ko", "en"])
def test_what_passing_on_earned_opens_from_the_statement(
    database_of: Callable[[], AbstractContextManager[Database]], language: str
) -> None:
    with database_of() as database, visited(database) as portal:
        book = portal.book
        programme = book.programme(incentive="0.0131", early_payment="0.0437")
        names = ("T1", "T2", "T3")
        first, second, other = (book.company(name).company_id for name in names)
        due = book.today + timedelta(days=20)
        root = book.issue(programme, "T1", ROOT_WON, due)
        part = book.pass_on(programme, root, "T2", PART_WON, due + timedelta(days=20))
        sold = book.pass_on(programme, root, "T2", SOLD_WON, due + timedelta(days=20))
        made = quote(database, programme, sold, SOLD_WON, second, noon(book.today))
        assert isinstance(made, Quote), made
        accept(database, programme, made.quote_id, second, noon(book.today))
        book.fund(programme, root, ROOT_WON)
        while book.today < due + timedelta(days=25):
            book.end_day()
            book.today = book.calendar.on_or_after(book.today + timedelta(days=1))
        owner = portal.visitor("Owner", first, Role.ENTERER, Role.APPROVER)
        owner.client.cookies.set(LANGUAGE, language)
        links = set(_LINK.findall(owner.get("/money?tab=paid")))
        tops = {link for link in links if "settlement" not in link and "proceeds" not in link}
        assert {link.partition("purpose=")[2] for link in tops} == {"incentive", "interest_refund"}
        # The refund was paid in the month in which the portal's clock stands.
        told = set(_LINK.findall(owner.get(f"/statements?month={due:%Y-%m}")))
        assert told and told <= tops
        stranger = portal.visitor("Other", other, Role.ENTERER)
        for link in tops:
            html = owner.get(link)
            page, there = text_of(html), f"/receivables/{programme}/"
            assert f"{there}{root}" in html
            assert f"{there}{part}" not in html and f"{there}{sold}" not in html
            assert not re.search(r"(value|explain|field)_[a-z_]+", page)
            assert stranger.client.get(link).is_error
