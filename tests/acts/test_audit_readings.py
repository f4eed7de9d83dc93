"""Who sees which events of the log: a company its own, the operator's auditor all of them (G12)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from books import Book, noon, open_book
from people import People
from sangsaeng.acts.model import Caller, Office, Role
from sangsaeng.acts.pages import parse_cursor
from sangsaeng.acts.readings.audit import EventFilters
from sangsaeng.acts.registry import all_readings
from sangsaeng.acts.rules import may_read
from sangsaeng.acts.shape import Asked, Page
from sangsaeng.audit.model import Event, Outcome
from sangsaeng.audit.rules import check_export
from sangsaeng.audit.service import record_event
from sangsaeng.audit.service_sealing import seal_events
from sangsaeng.database.connection import WEB, Asking, Database
from sangsaeng.kernel.refusals import Refusal

EVENTS, EXPORT = all_readings()["audit.events"], all_readings()["audit.export"]


class Scene:
    """A supplier's act on the buyer's data, a rival's own, and the console's look at the buyer."""

    def __init__(self, database: Database) -> None:
        self.book: Book = open_book(database)
        self.database, self.at = database, noon(self.book.today)
        self.programme = self.book.programme()
        self.buyer, self.supplier, self.rival = (
            self.book.company(name).company_id for name in ("buyer", "S1", "rival")
        )
        People(self.book).office(self.book.foundation_id, Office.OPERATOR)
        told = (
            Event(self.at, "one", Outcome.DONE, 11, None, self.supplier, self.buyer),
            Event(self.at, "two", Outcome.DONE, 12, None, self.rival),
            Event(self.at, "three", Outcome.DONE, subject_id=self.buyer, code="x"),
        )
        with database.transaction() as tx:
            for event in told:
                record_event(tx, event)
        seal_events(database, self.at)

    def read(self, reader: int, limit: int = 100, **filters: object) -> list[tuple[object, ...]]:
        """Actions and persons as a company's reader sees them, page by page."""
        asked = EventFilters(**filters)  # type: ignore[arg-type]
        found: list[tuple[object, ...]] = []
        after = None
        with self.database.asked_by(Asking(WEB, reader)) as tx:
            while True:
                page = EVENTS.list_page(Asked(tx, reader, self.at, asked, after, limit))
                assert isinstance(page, Page) and len(page.rows) <= limit
                for row in page.rows:
                    EVENTS.row(**row)
                found += [(row["action"], row["person_id"]) for row in page.rows]
                if page.next_cursor is None:
                    return found
                parsed = parse_cursor(page.next_cursor)
                assert not isinstance(parsed, Refusal)
                after = parsed


@pytest.fixture
def scene(database: Database) -> Scene:
    return Scene(database)


def test_a_company_sees_what_it_did_and_what_was_done_to_it(scene: Scene) -> None:
    assert scene.read(scene.supplier) == [("one", 11)]
    assert scene.read(scene.rival) == [("two", 12)]
    assert scene.read(scene.buyer) == [("three", None), ("one", None)], "not who at the supplier"


def test_what_another_company_was_denied_is_the_operators_to_see(scene: Scene) -> None:
    denied = Event(scene.at, "four", Outcome.DENIED, 12, None, scene.rival, scene.buyer, code="x")
    with scene.database.transaction() as tx:
        record_event(tx, denied)
    assert ("four", None) not in scene.read(scene.buyer)
    assert ("four", 12) in scene.read(scene.rival)
    assert ("four", 12) in scene.read(scene.book.foundation_id)


def test_the_operator_sees_all_page_by_page(scene: Scene) -> None:
    everything = [("three", None), ("two", 12), ("one", 11)]
    assert scene.read(scene.book.foundation_id) == everything
    assert scene.read(scene.book.foundation_id, limit=1) == everything


def test_a_filter_finds_nothing_that_is_not_shown(scene: Scene) -> None:
    assert scene.read(scene.buyer, person_id=11) == []
    assert scene.read(scene.buyer, company_id=scene.rival) == []
    assert scene.read(scene.supplier, person_id=11, action="one") == [("one", 11)]
    assert scene.read(scene.buyer, outcome=Outcome.DENIED) == []
    day = scene.book.today
    assert len(scene.read(scene.buyer, from_day=day, until_day=day)) == 2


def test_the_export_is_the_operators_and_can_be_checked(scene: Scene) -> None:
    for company_id, count in ((scene.book.foundation_id, 4), (scene.buyer, 0)):
        with scene.database.asked_by(Asking(WEB, company_id)) as tx:
            page = EXPORT.list_page(Asked(tx, company_id, scene.at, EventFilters(), None, 100))
        assert isinstance(page, Page)
        lines = [EXPORT.row(**row).model_dump()["line"] for row in page.rows]
        assert len(lines) == count
        assert not isinstance(check_export(lines), Refusal)


def test_the_log_is_for_auditors_and_administrators(scene: Scene) -> None:
    maker = People(scene.book)
    auditor = maker.caller(
        scene.book.foundation_id, Role.AUDITOR, offices=frozenset({Office.OPERATOR})
    )
    head, clerk = (maker.caller(scene.buyer, role) for role in (Role.ADMINISTRATOR, Role.VIEWER))
    allowed: dict[Caller, tuple[bool, bool]] = {
        auditor: (True, True),
        head: (True, False),
        clerk: (False, False),
        replace(auditor, offices=frozenset()): (False, False),
    }
    for caller, may in allowed.items():
        assert tuple(may_read(caller, one) is None for one in (EVENTS, EXPORT)) == may
