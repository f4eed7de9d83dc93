"""Every list of pay for success says its values in words, in both languages, with rows in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any

import pytest
from portal_stage import portal_over, visit
from programme_rows import Rows
from psycopg.types.json import Jsonb
from reported import Told

from outcome_events import EVENTS
from outcome_events import REASONS as EVENT_REASONS
from sangsaeng.acts.model import Caller, Office, Role
from sangsaeng.acts.registry import all_readings
from sangsaeng.acts.shape import Asked, Page
from sangsaeng.database.connection import WEB, Asking
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.messages import LANGUAGES, catalogue
from sangsaeng.outcomes.controls.registry import controls
from sangsaeng.outcomes.model_choosing import Unfit
from sangsaeng.outcomes.model_site import REASONS
from sangsaeng.outcomes.sealed import HOTLINE_TEXT
from sangsaeng.web.admitting import LANGUAGE
from web.visiting import Portal, text_of

DRAWN = {
    "seed": "0f",
    "nonce": "0f",
    "act_id": 1,
    "drawn_at": "2026-04-06T12:00:00+09:00",
    "fitting": [1],
    "drawn": [1],
}
# Documents: a whole file, or text that is called what it is called elsewhere.
DOCUMENTS = ("outcomes.exports.", "outcomes.evidence.content", "outcomes.agreements.preview")

_CODE = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)+")
CYCLE = {
    "ko": ("나간 돈", "나아진 것", "돌아온 것"),
    "en": ("Money out", "What got better", "What came back"),
}
# Lists that this programme has rows for: fewer would show nothing.
_LEAST_FILLED = 25
_FACTS = re.compile(r"{(\w+)}")
_WORD = re.compile(r"[a-z]+")
_CELLS = re.compile(r"<(?:td|dd)[^>]*>(.*?)</(?:td|dd)>", re.DOTALL)


class Listed(Told):
    """A programme with a row in every list, each value that a row may have in one of them."""

    def __init__(self, database: Any) -> None:
        super().__init__(database)
        self.book = self.stage.book
        self.at: datetime = self.stage.at(400)
        company = self.stage.company("kosme")
        roles = (Role.PROGRAMME_OFFICER, Role.ASSESSOR)
        office = frozenset({Office.PROGRAMME})
        self.officer: Caller = self.stage.people.caller(company, *roles, offices=office)
        with self.book.database.transaction() as tx:
            self._fill(Rows(self.stage, tx, self.programme_id))

    def _fill(self, rows: Rows) -> None:
        about = {"programme_id": self.programme_id}
        (award, disputed), at, today = self.awards, rows.at, rows.today
        (match,) = rows.tx.rows("SELECT match_id FROM outcomes.match LIMIT 1")
        at_match = {**about, "match_id": match["match_id"]}
        for number, (subject, states) in enumerate(EVENTS.items()):
            for state in states:
                told = {"subject": subject, "to_state": state, "happened_at": at}
                if state == "sites_drawn":
                    told |= {"award_id": award, "facts": Jsonb(DRAWN)}
                rows.add("event", **about, event_id=rows.number(), subject_id=number, **told)
        reasons = (*REASONS, *Unfit, *EVENT_REASONS)
        for reason in reasons:
            told = {"subject": "match", "to_state": "left", "reason": str(reason)}
            number = rows.number()
            rows.add("event", **about, event_id=number, subject_id=1, happened_at=at, **told)
        for code, control in controls().items():
            facts = dict.fromkeys(_FACTS.findall(catalogue()[control.says]["en"]), "1")
            told = {"subject": "match", "subject_id": 1, "facts": Jsonb(facts), "stops": False}
            number = rows.number()
            rows.add("finding", **about, finding_id=number, control=code, found_at=at, **told)
        for kind in ("injury", "death", "serious", "disease"):
            told = {"kind": kind, "happened_on": today, "recorded_at": at}
            rows.add("incident", **at_match, incident_id=rows.number(), **told)
        grounds = ("fraud", "misuse", "sold", "moved_abroad", "business_closed", "bankruptcy")
        for ground in (*grounds, "death_by_defect", "redetermined"):
            told = {"statement": "said", "base_won": 1, "hearing_on": today, "opened_at": at}
            number = rows.number()
            rows.add("clawback", **about, clawback_id=number, award_id=award, ground=ground, **told)
        told = {"inspected_on": today, "in_use": True, "announced": False, "note": "Seen"}
        rows.add("inspection", **at_match, inspection_id=1, recorded_at=at, **told)
        told = {"stratum": "*", "metric": "ltifr", "value": 1, "source": "COMWEL", "set_at": at}
        rows.add("reference", **about, **told)
        band = {"model": "PG1", "least_won": 1, "most_won": 2, "source": "KOSHA", "set_at": at}
        rows.add("price_band", **about, **band)
        sealed = rows.tx.keys.seal("Told", HOTLINE_TEXT)
        rows.add("hotline", **about, note_id=1, text_sealed=sealed, received_at=at)
        link = {"token_digest": b"t", "made_at": at, "ends_at": self.at + timedelta(days=1)}
        rows.add("confirmation", **at_match, confirmation_id=1, **link)
        link["token_digest"] = b"u"
        rows.add("confirmation", **at_match, confirmation_id=2, **link)
        text = '{"metrics": [], "units": []}'
        told = {"text": text, "digest": sha256(text.encode()).digest(), "proposed_at": at}
        rows.add("target", **about, award_id=disputed, version=1, **told)


@pytest.fixture(scope="module")
def listed(database_of: Any) -> Iterator[tuple[Listed, Portal]]:
    with database_of() as database:
        made = Listed(database)
        with portal_over(database, made) as portal:
            yield made, portal


def test_links_of_one_day_are_one_line_and_no_page_loses_one(
    listed: tuple[Listed, Portal],
) -> None:
    made, portal = listed
    client = visit(portal, made.officer, made.at).client
    found: list[dict[str, Any]] = []
    asked: dict[str, Any] = {"limit": 1}
    while asked:
        page = client.get("/v1/outcomes/coming", params=asked).json()
        found += page["rows"]
        cursor = page.get("next_cursor")
        asked = {"limit": 1, "cursor": cursor} if cursor else {}
    links = [row for row in found if row["what"] == "link"]
    assert [row["count"] for row in links] == [2]
    whole = client.get("/v1/outcomes/coming").json()["rows"]
    assert found == whole
    keys = [(row["day"], row["what"], row["programme_id"], row["award_id"]) for row in whole]
    assert len(set(keys)) == len(keys)


def test_a_months_end_is_its_last_day_also_after_a_short_month(
    listed: tuple[Listed, Portal],
) -> None:
    made, portal = listed
    reading = all_readings()["outcomes.coming.list"]
    assert reading.filters is not None
    given = reading.filters.model_validate({"days": 100})
    company_id = made.officer.company_id
    ends: set[date] = set()
    with portal.book.database.transaction() as tx:
        spans = tx.rows("SELECT observed_from, observed_until FROM outcomes.period")
    for span in spans:
        day = span["observed_from"]
        while day < span["observed_until"]:
            at = datetime.combine(day, time(9), KOREA)
            with portal.web.asked_by(Asking(WEB, company_id, made.officer.person_id)) as tx:
                page = reading.list_page(Asked(tx, company_id, at, given))
            assert isinstance(page, Page)
            ends |= {row["day"] for row in page.rows if row["what"] == "month"}
            day += timedelta(days=15)
    assert len(ends) > 3 and all((one + timedelta(days=1)).day == 1 for one in ends), ends


def test_no_list_shows_a_code_where_there_are_words(listed: tuple[Listed, Portal]) -> None:
    made, portal = listed
    visitor = visit(portal, made.officer, made.at)
    typed = {row["name"] for row in _rows(made, "SELECT name FROM parties.company")}
    typed |= {row["name"] for row in _rows(made, "SELECT name FROM outcomes.site")}
    typed |= {"said", "site"}
    typed |= {row["ground"] for row in _rows(made, "SELECT ground FROM outcomes.dispute")}
    wrong: list[str] = []
    filled: list[str] = []
    for code, reading in all_readings().items():
        if not code.startswith("outcomes.") or code.startswith(DOCUMENTS) or reading.one:
            continue
        for language in LANGUAGES:
            visitor.client.cookies.set(LANGUAGE, language)
            page = visitor.client.get(f"/lists/{code}?programme_id={made.programme_id}")
            assert page.status_code == 200, code
            cells = {text_of(cell) for cell in _CELLS.findall(page.text)} - typed
            filled += [code] if cells else []
            wrong += [f"{code}: {cell}" for cell in cells if _CODE.search(cell)]
            # In Korean a lone English word is a code too.
            if language == "ko":
                wrong += [f"{code}: {cell}" for cell in cells if _WORD.fullmatch(cell)]
    assert not wrong
    assert len(set(filled)) > _LEAST_FILLED


def test_the_cycle_is_told_from_money_out_to_what_came_back(
    listed: tuple[Listed, Portal],
) -> None:
    made, portal = listed
    visitor = visit(portal, made.officer, made.at)
    for language, parts in CYCLE.items():
        visitor.client.cookies.set(LANGUAGE, language)
        page = visitor.client.get(f"/safety/{made.programme_id}/report").text
        places = [page.index(f">{part}<") for part in parts]
        assert places == sorted(places)
        assert "caught_in" not in text_of(page)
        assert not _CODE.findall(text_of(page))
    rows = _rows(made, "SELECT amount_won FROM outcomes.follow_on")
    assert rows and all(f"{row['amount_won']:,}" in page for row in rows)


def _rows(made: Listed, statement: Any) -> list[dict[str, Any]]:
    with made.book.database.transaction() as tx:
        return tx.rows(statement)
