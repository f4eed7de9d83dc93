"""A worker's link and the hotline over HTTP: no sign-in, with the web's login alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any

import httpx
import pytest
from works_given import accepted
from works_stage import Works

from api.served import DEVELOPMENT, Told, face_url, serving
from sangsaeng.acts.kinds.outcomes_confirmations import LinkWanted
from sangsaeng.api.app import make_app
from sangsaeng.database.connection import Database


@pytest.fixture(scope="module")
def scene(database_of: Any) -> Iterator[tuple[Works, httpx.Client]]:
    """One site whose works were accepted, and a server for whoever has a telephone."""
    with database_of() as database:
        works = Works(database)
        accepted(works, 1)
        with (
            Database(face_url(database.url), role=None) as web,
            serving(make_app(web, lambda: works.at, DEVELOPMENT, Told({}))) as url,
            httpx.Client(base_url=url, timeout=30) as client,
        ):
            yield works, client


def _linked(works: Works, token: str) -> None:
    (match,) = works.rows("SELECT match_id FROM outcomes.match WHERE state = 'accepted'")
    given = LinkWanted(
        programme_id=works.programme,
        match_id=match["match_id"],
        token_digest=sha256(token.encode()).hexdigest(),
        ends_at=works.at + timedelta(days=7),
    )
    works.done("outcomes.confirmations.make", works.officers, given)


def test_a_worker_looks_answers_once_and_then_the_link_is_over(
    scene: tuple[Works, httpx.Client],
) -> None:
    works, client = scene
    _linked(works, "one")
    looked = client.post("/v1/workers/look", json={"token": "one"})
    assert looked.status_code == 200 and looked.json()["site"] == "site0 works"
    said = {"token": "one", "in_use": True, "trained": False, "note": "nobody showed me"}
    assert client.post("/v1/workers/answer", json=said).status_code == 204
    again = client.post("/v1/workers/answer", json=said)
    assert again.status_code == 404 and "link_over" in again.text
    assert client.post("/v1/workers/look", json={"token": "one"}).status_code == 404
    (row,) = works.rows("SELECT in_use, trained FROM outcomes.confirmation")
    assert tuple(row.values()) == (True, False)


def test_a_note_comes_in_and_nothing_comes_back(scene: tuple[Works, httpx.Client]) -> None:
    works, client = scene
    note = {"programme_id": works.programme, "text": "a hand was cut and nobody wrote it down"}
    answered = client.post("/v1/workers/hotline", json=note)
    assert (answered.status_code, answered.content) == (204, b"")
    nowhere = client.post("/v1/workers/hotline", json={**note, "programme_id": 1_000_000_777})
    assert nowhere.status_code == 404
    assert len(works.rows("SELECT note_id FROM outcomes.hotline")) == 1
    elsewhere = client.post(
        "/v1/workers/hotline", json=note, headers={"origin": "https://elsewhere.example"}
    )
    assert elsewhere.status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        {"token": "two"},
        {"token": "two", "in_use": "yes", "trained": True},
        {"token": "", "in_use": True, "trained": True},
        {"token": "two", "in_use": True, "trained": True, "name": "Kim"},
        {"token": "two", "in_use": True, "trained": True, "note": "x" * 4_001},
    ],
)
def test_a_body_that_says_less_or_more_is_refused(
    scene: tuple[Works, httpx.Client], body: dict[str, Any]
) -> None:
    _, client = scene
    assert client.post("/v1/workers/answer", json=body).status_code in (400, 422)
