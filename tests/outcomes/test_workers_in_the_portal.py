"""Workers' links and the hotline as pages: made once, written to without sign-in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from works_given import accepted
from works_stage import Works

from api.served import Told, face_url, serving
from sangsaeng.acts.model import Caller
from sangsaeng.api.app import make_app
from sangsaeng.api.callers import csrf_token_of
from sangsaeng.api.settings import Settings
from sangsaeng.database.connection import DOOR, Asking, Database
from sangsaeng.parties.people import PersonFacts, seal_person
from sangsaeng.signin.model import How
from sangsaeng.signin.service_sessions import begin_session
from sangsaeng.web.admitting import LANGUAGE
from sangsaeng.web.serving import add_portal

ORIGIN = "http://portal.example"
FROM_US = {"origin": ORIGIN}
SETTINGS = Settings(origins=(ORIGIN,), insecure_development=True, body_seconds=5)


@pytest.fixture(scope="module")
def scene(database_of: Any) -> Iterator[tuple[Works, httpx.Client]]:
    """One site whose works were accepted, and the portal."""
    with database_of() as database:
        works = Works(database)
        accepted(works, 1)
        with Database(face_url(database.url), role=None) as web:
            app = make_app(web, lambda: works.at, SETTINGS, Told({}))
            add_portal(app, app.state.counter)
            with serving(app) as url, httpx.Client(base_url=url, timeout=30) as client:
                client.cookies.set(LANGUAGE, "en")
                yield works, client


def _officer(works: Works, client: httpx.Client) -> tuple[httpx.Client, dict[str, str]]:
    caller = works.officers.first
    assert isinstance(caller, Caller) and caller.person_id is not None
    with works.book.database.transaction() as tx:
        tx.run(
            "UPDATE parties.person SET sealed = %(sealed)s WHERE person_id = %(person_id)s",
            sealed=seal_person(tx.keys, PersonFacts("Lee", "lee@example.invalid")),
            person_id=caller.person_id,
        )
    with works.book.database.asked_by(Asking(DOOR)) as tx:
        begun = begin_session(tx, caller.person_id, How.PASSWORD_TOTP, works.at, "test")
    own = httpx.Client(base_url=client.base_url, timeout=30)
    own.cookies.set(SETTINGS.cookie, begun.token)
    own.cookies.set(LANGUAGE, "en")
    return own, {"csrf_token": csrf_token_of(begun.token), "company_id": str(caller.company_id)}


def test_a_button_pressed_twice_makes_its_links_once(scene: tuple[Works, httpx.Client]) -> None:
    works, client = scene
    own, carried = _officer(works, client)
    (match,) = works.rows("SELECT match_id FROM outcomes.match WHERE state = 'accepted'")
    path = f"/safety/{works.programme}/matches/{match['match_id']}/links"
    with own:
        (key,) = re.findall(r'name="request_key" value="([0-9a-f]{32})"', own.get(path).text)
        sent = {**carried, "count": "2", "request_key": key}
        pages = []
        for _ in range(2):
            answer = own.post(path, data=sent, headers=FROM_US)
            assert answer.status_code == 200, re.sub(r"<[^>]+>", " ", answer.text)[-2500:]
            pages.append(re.findall(r"/worker/[0-9a-f]{64}", answer.text))
    assert pages[0] == pages[1] and len(set(pages[0])) == 2
    assert len(works.rows("SELECT confirmation_id FROM outcomes.confirmation")) == 2
    assert "Open until" in client.get(pages[0][0]).text


@pytest.mark.parametrize("number", ["9999999999", "abc", "0", "²"])
def test_a_hotline_of_no_programme_leads_nowhere_and_keeps_nothing(
    scene: tuple[Works, httpx.Client], number: str
) -> None:
    works, client = scene
    before = works.rows("SELECT note_id FROM outcomes.hotline")
    assert client.get(f"/hotline/{number}").status_code == 404
    sent = client.post(f"/hotline/{number}", data={"text": "a hand was cut"}, headers=FROM_US)
    assert sent.status_code == 404
    assert works.rows("SELECT note_id FROM outcomes.hotline") == before


def test_a_worker_who_wrote_a_lot_is_told_to_wait_and_of_no_passkey(
    scene: tuple[Works, httpx.Client],
) -> None:
    works, client = scene
    path = f"/hotline/{works.programme}"
    for number in range(60):
        answer = client.post(path, data={"text": f"note {number}"}, headers=FROM_US)
        if answer.status_code != 303:
            break
    assert answer.status_code == 422
    assert "No sign-in is needed" in answer.text and "passkey" not in answer.text
