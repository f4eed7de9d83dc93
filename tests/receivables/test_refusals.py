"""Every refusal of a promise, through the service: the code, the line, and nothing changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from books import open_book, some_terms, table_digests
from lived import Lived, a_book_that_has_lived
from sangsaeng.database.connection import Database
from sangsaeng.kernel.messages import LANGUAGES, explain
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.programmes import service as programmes
from sangsaeng.receivables.model import PromiseLine
from sangsaeng.receivables.service import issue, pass_on
from sangsaeng.receivables.service_taking_back import (
    cancel,
    record_amendment_notice,
    refuse_receivable,
)

Case = Callable[[Lived], Any]


def _issue(lived: Lived, *lines: PromiseLine, programme: int = 0) -> Any:
    number = programme or lived.credit
    return issue(lived.book.database, number, lines, lived.book.today)


def _root(lived: Lived, **other: Any) -> PromiseLine:
    book = lived.book
    told: dict[str, Any] = {
        "payee": "S1",
        "amount": 1000,
        "days": 10,
        "evidence": {"supplier": "S1", "buyer": "buyer", "total_won": 1000},
        **other,
    }
    evidence = told["evidence"] and book.invoice(**told["evidence"])
    day = book.today + timedelta(days=told["days"])
    return book.line(told["payee"], told["amount"], day, evidence, told.get("line_no", 1))


def _pass_on(lived: Lived, *lines: PromiseLine, parent: int = 0) -> Any:
    number = parent or lived.open_root
    return pass_on(lived.book.database, lived.credit, number, lines, lived.book.today)


def _child(lived: Lived, **other: Any) -> PromiseLine:
    return _root(lived, **{"days": 45, "evidence": None, **other})


def _matures(lived: Lived, number: int) -> date:
    with lived.book.database.transaction() as tx:
        row = tx.the(
            "SELECT matures_on FROM receivables.receivable WHERE receivable_id = %(id)s", id=number
        )
    found: date = row["matures_on"]
    return found


def _suspended(lived: Lived) -> Any:
    book = lived.book
    company = book.companies["buyer"].company_id
    with book.database.transaction() as tx:
        until = book.today + timedelta(days=1)
        programmes.record_suspension(tx, company, book.today, until, "test", 1)
    return lambda: _issue(lived, _root(lived))


def _amended(lived: Lived, then: Case) -> Any:
    today = lived.book.today
    assert (
        record_amendment_notice(lived.book.database, lived.credit, lived.open_root, today) is None
    )
    return lambda: then(lived)


def _invoice_of_open_root(lived: Lived, total_won: int) -> dict[str, Any]:
    with lived.book.database.transaction() as tx:
        row = tx.the(
            "SELECT approval_number, written_on FROM receivables.evidence e"
            " JOIN receivables.receivable r USING (evidence_id) WHERE receivable_id = %(id)s",
            id=lived.open_root,
        )
    told = {"number": row["approval_number"], "written_on": row["written_on"]}
    return {"supplier": "S2", "buyer": "buyer", "total_won": total_won, **told}


def _on_known(lived: Lived, total_won: int = 40_000) -> PromiseLine:
    evidence = _invoice_of_open_root(lived, total_won)
    return _root(lived, payee="S2", amount=5, days=3, evidence=evidence)


def _unclaimed(lived: Lived) -> Any:
    book, day = lived.book, _matures(lived, lived.open_root)
    waiting = book.pass_on(lived.credit, lived.open_root, "newcomer", 50, day)
    return lambda: _pass_on(lived, _child(lived, amount=5), parent=waiting)


def _running(lived: Lived, then: Callable[[int, int], Any]) -> Any:
    """The root's day is closed, its money is not there."""
    book = lived.book
    root = book.issue(lived.credit, "S1", 700, book.today)
    child = book.pass_on(lived.credit, root, "S2", 300, book.today + timedelta(days=9))
    book.end_day()
    book.today += timedelta(days=1)
    return lambda: then(root, child)


def _waits(lived: Lived) -> Any:
    """Money that came early waits with its root."""
    book = lived.book
    root = book.issue(lived.credit, "S1", 700, book.today + timedelta(days=9))
    book.fund(lived.credit, root, 700)
    return lambda: _cancel(lived, root, "S1")


def _cancel(lived: Lived, number: int, *names: str) -> Any:
    book = lived.book
    consents = [book.companies[name].company_id for name in names]
    return cancel(book.database, lived.credit, number, consents, book.today)


def _no_terms(lived: Lived) -> Any:
    """An agreement whose terms begin later than the day of the call."""
    book = lived.book
    number = book.programme("other")
    earlier = book.today - timedelta(days=30)
    return lambda: issue(book.database, number, [_root(lived)], earlier)


def _tiers(lived: Lived) -> Any:
    book, number = lived.book, lived.open_child
    day = _matures(lived, lived.open_child)
    for name in ("S1", "S2"):
        number = book.pass_on(lived.credit, number, name, 100, day)
    return lambda: _pass_on(lived, _child(lived, payee="S3", amount=5), parent=number)


def _s1(lived: Lived, **other: Any) -> dict[str, Any]:
    return {"supplier": "S1", "buyer": "buyer", "total_won": 1000, **other}


ISSUE: list[tuple[str, Case]] = [
    ("buyer_suspended", _suspended),
    ("unknown_programme", lambda b: lambda: _issue(b, _root(b), programme=99)),
    ("no_terms_in_force", _no_terms),
    ("nothing_to_do", lambda b: lambda: _issue(b)),
    ("not_a_whole_won", lambda b: lambda: _issue(b, _root(b, amount=0))),
    ("not_a_whole_won", lambda b: lambda: _issue(b, _root(b, amount=10**15 + 1))),
    ("payee_is_holder", lambda b: lambda: _issue(b, _root(b, payee="buyer"))),
    ("already_due", lambda b: lambda: _issue(b, _root(b, days=-1))),
    ("tenor_limit", lambda b: lambda: _issue(b, _root(b, days=91))),
    ("payment_term_limit", lambda b: lambda: _issue(b, _root(b, days=66))),
    ("evidence_missing", lambda b: lambda: _issue(b, _root(b, evidence=None))),
    (
        "evidence_missing",
        lambda b: lambda: _issue(b, _root(b, evidence=_s1(b, kind="statement"))),
    ),
    (
        "evidence_other_parties",
        lambda b: lambda: _issue(b, _root(b, evidence=_s1(b, supplier="S2"))),
    ),
    (
        "evidence_not_yet",
        lambda b: (
            lambda: _issue(
                b, _root(b, evidence=_s1(b, written_on=b.book.today + timedelta(days=1)))
            )
        ),
    ),
    ("invoice_amended", lambda b: _amended(b, lambda b: _issue(b, _on_known(b)))),
    ("invoice_differs", lambda b: lambda: _issue(b, _on_known(b, 40_001))),
    ("duplicate_invoice", lambda b: lambda: _issue(b, _on_known(b))),
    ("more_than_invoice", lambda b: lambda: _issue(b, _root(b, amount=1001))),
    (
        "deposit_not_covered",
        lambda b: (
            lambda: _issue(
                b,
                _root(b, amount=4001, evidence=_s1(b, buyer="payer", total_won=5000)),
                programme=b.cash,
            )
        ),
    ),
]
PASS_ON: list[tuple[str, Case]] = [
    ("nothing_to_do", lambda b: lambda: _pass_on(b)),
    ("unknown_receivable", lambda b: lambda: _pass_on(b, _child(b), parent=10**9)),
    ("cancelled", lambda b: lambda: _pass_on(b, _child(b), parent=b.cancelled)),
    ("unclaimed_yet", _unclaimed),
    ("already_due", lambda b: lambda: _pass_on(b, _child(b), parent=b.paid_child)),
    ("settlement_running", lambda b: _running(b, lambda _, c: _pass_on(b, _child(b), parent=c))),
    ("invoice_amended", lambda b: _amended(b, lambda b: _pass_on(b, _child(b)))),
    ("not_a_whole_won", lambda b: lambda: _pass_on(b, _child(b, amount=-5))),
    ("payee_is_holder", lambda b: lambda: _pass_on(b, _child(b, payee="S2"))),
    ("more_than_retained", lambda b: lambda: _pass_on(b, _child(b, amount=25_001))),
    ("maturity_order", lambda b: lambda: _pass_on(b, _child(b, days=5))),
    ("tier_limit", _tiers),
    ("tenor_limit", lambda b: lambda: _pass_on(b, _child(b, days=91))),
    ("payment_term_limit", lambda b: lambda: _pass_on(b, _child(b, days=66))),
]
TAKING_BACK: list[tuple[str, Case]] = [
    ("unknown_receivable", lambda b: lambda: _cancel(b, 10**9, "S1")),
    ("cancelled", lambda b: lambda: _cancel(b, b.cancelled, "S1")),
    ("consent_missing", lambda b: lambda: _cancel(b, b.open_child, "S2", "buyer")),
    ("has_sales_or_children", lambda b: lambda: _cancel(b, b.open_root, "S2")),
    ("already_funded", lambda b: lambda: _cancel(b, b.paid_child, "S2")),
    ("already_funded", _waits),
    ("already_due", lambda b: _running(b, lambda r, _: _cancel_both(b, r, _))),
    ("settlement_running", lambda b: _running(b, lambda _, c: _cancel(b, c, "S2"))),
    (
        "not_the_holder",
        lambda b: (
            lambda: refuse_receivable(
                b.book.database, b.credit, b.open_child, b.book.institution_id, b.book.today
            )
        ),
    ),
    (
        "unknown_receivable",
        lambda b: lambda: record_amendment_notice(b.book.database, b.credit, 10**9, b.book.today),
    ),
]


def _cancel_both(lived: Lived, root: int, _child: int) -> Any:
    """A root that is due cannot be cancelled, though nothing but its day speaks against it."""
    book = lived.book
    with book.database.transaction() as tx:
        row = tx.the(
            "SELECT receivable_id FROM receivables.receivable WHERE matures_on = %(day)s"
            " AND retained_won = face_won AND parent_id IS NULL",
            day=book.today - timedelta(days=1),
        )
    return _cancel(lived, row["receivable_id"], "S3")


@pytest.mark.parametrize(
    ("code", "case"),
    [*ISSUE, *PASS_ON, *TAKING_BACK],
    ids=[
        f"{kind}-{number}-{code}"
        for kind, cases in (("issue", ISSUE), ("pass_on", PASS_ON), ("back", TAKING_BACK))
        for number, (code, _) in enumerate(cases)
    ],
)
def test_a_refusal_has_its_code_and_changes_nothing(
    database: Database, book_url: str, code: str, case: Case
) -> None:
    lived = a_book_that_has_lived(database)
    if code == "already_due" and case is TAKING_BACK[6][1]:
        lived.book.issue(lived.credit, "S3", 900, lived.book.today)
    ask = case(lived)
    before = table_digests(book_url)
    done = ask()
    refusals: Sequence[Refusal] = done if isinstance(done, list) else [done]
    assert [one.code for one in refusals] == [code]
    assert all(explain(one, language) for one in refusals for language in LANGUAGES)
    assert table_digests(book_url) == before


def test_of_another_companys_invoice_nothing_is_told(database: Database, book_url: str) -> None:
    lived = a_book_that_has_lived(database)
    book, told = lived.book, _invoice_of_open_root(lived, 40_000)
    strange = book.programme("other buyer")
    asked = [
        (strange, "S2", {**told, "buyer": "other buyer"}),
        (strange, "S2", {**told, "buyer": "other buyer", "total_won": 39_999}),
        (strange, "S3", {**told, "buyer": "other buyer", "supplier": "S3"}),
        (lived.credit, "S3", {**told, "supplier": "S3"}),
    ]
    for other in (0, 1):
        if other:
            assert record_amendment_notice(*_noticed(lived)) is None
        before = table_digests(book_url)
        for programme, payee, evidence in asked:
            line = _root(lived, payee=payee, amount=5, days=3, evidence=evidence)
            done = _issue(lived, line, programme=programme)
            assert [(one.code, one.field, one.facts) for one in done] == [
                ("evidence_not_acceptable", "approval_number", {})
            ]
        assert table_digests(book_url) == before


def _noticed(lived: Lived) -> tuple[Database, int, int, date]:
    return lived.book.database, lived.credit, lived.open_root, lived.book.today


def test_a_file_says_every_wrong_line_at_once_and_changes_nothing(
    database: Database, book_url: str
) -> None:
    lived = a_book_that_has_lived(database)
    before = table_digests(book_url)
    lines = [
        _child(lived, amount=15_000, line_no=2),
        _child(lived, amount=0, line_no=3),
        _child(lived, amount=5_001, line_no=4),
        _child(lived, amount=5_000, line_no=5, payee="never met"),
        _child(lived, amount=1, line_no=6),
    ]
    done = _pass_on(lived, *lines)
    assert [(one.code, one.line) for one in done] == [
        ("not_a_whole_won", 3),
        ("more_than_retained", 4),
        ("more_than_retained", 6),
    ]
    assert table_digests(book_url) == before


def test_an_agreement_before_its_first_and_after_its_last_day_issues_nothing(
    database: Database, book_url: str
) -> None:
    book = open_book(database)
    number = book.programme(ends_on=book.today + timedelta(days=3))
    with database.transaction() as tx:
        early = some_terms(2, book.today - timedelta(days=9))
        programmes.record_terms(tx, number, early)
    evidence = book.invoice("S1", "buyer", 10, book.today - timedelta(days=2))
    line = book.line("S1", 10, book.today + timedelta(days=9), evidence)
    before = table_digests(book_url)
    for days in (-1, 4):
        done = issue(database, number, [line], book.today + timedelta(days=days))
        assert isinstance(done, list) and [one.code for one in done] == ["programme_not_open"]
    assert table_digests(book_url) == before
