"""Acts over HTTP: entered by one, approved by another, once for each request key."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from books import kept_digests
from people import People
from sangsaeng.acts.model import Office, Role
from sangsaeng.acts.readings.acts import ActFilters
from sangsaeng.acts.readings.receivables import TierFilters
from sangsaeng.acts.registry import all_readings
from sangsaeng.acts.shape import Page
from sangsaeng.api.service_reading import read
from sangsaeng.database.connection import Database

from .served import Scene, served


@pytest.fixture
def scene(database: Database) -> Iterator[Scene]:
    with served(database) as made:
        yield made


def _key(text: str) -> dict[str, str]:
    return {"idempotency-key": text}


def test_one_enters_and_another_approves(scene: Scene) -> None:
    with scene.client("enterer") as enterer, scene.client("approver") as approver:
        entered = enterer.post("/v1/receivables/issue", json=scene.issue(), headers=_key("a"))
        assert entered.status_code == 202, entered.text
        assert entered.json()["needed_of"] == [scene.buyer_id]
        waiting = approver.get("/v1/acts", params={"mine_to_approve": "true"}).json()["rows"]
        assert [row["act_id"] for row in waiting] == [entered.json()["act_id"]]
        path = f"/v1/acts/{entered.json()['act_id']}"
        seen = approver.get(path).json()
        done = approver.post(f"{path}/approve", json={"digest": seen["digest"]})
        assert done.status_code == 200, done.text
        assert done.json()["state"] == "executed"
        assert done.json()["answer"]["total_won"] == 1_000_000
        again = approver.post(f"{path}/approve", json={"digest": seen["digest"]})
        assert (again.status_code, again.json()["code"]) == (409, "act_over")
    assert scene.count("receivables.receivable") == 1


def test_a_request_sent_twice_is_done_once(scene: Scene) -> None:
    with scene.client("enterer") as client:
        sent = [
            client.post("/v1/receivables/issue", json=scene.issue(), headers=_key("a"))
            for _ in range(2)
        ]
        assert [one.headers["idempotency-hit"] for one in sent] == ["false", "true"]
        assert sent[0].json()["act_id"] == sent[1].json()["act_id"]
        other = client.post("/v1/receivables/issue", json=scene.issue(7), headers=_key("a"))
        assert (other.status_code, other.json()["code"]) == (409, "idempotency_conflict")
        without = client.post("/v1/receivables/issue", json=scene.issue(8))
        assert (without.status_code, without.json()["code"]) == (400, "idempotency_key_missing")
    assert scene.count("parties.act") == 1


def test_a_dry_run_keeps_nothing(scene: Scene) -> None:
    before = kept_digests(scene.book.database.url)
    with scene.client("enterer") as client:
        tried = client.post("/v1/receivables/issue?dry_run=true", json=scene.issue())
        assert tried.status_code == 200, tried.text
        assert (tried.json()["state"], tried.json()["act_id"]) == ("rehearsed", None)
    assert kept_digests(scene.book.database.url) == before


def test_a_list_is_walked_page_by_page_and_saved_as_a_file(scene: Scene) -> None:
    with scene.client("enterer") as enterer, scene.client("viewer") as viewer:
        made = [
            enterer.post("/v1/receivables/issue", json=scene.issue(won), headers=_key(f"k{won}"))
            for won in range(1, 8)
        ]
        wanted = sorted((one.json()["act_id"] for one in made), reverse=True)
        seen: list[int] = []
        path: str | None = "/v1/acts?state=waiting&limit=3"
        while path:
            page = viewer.get(path)
            seen += [row["act_id"] for row in page.json()["rows"]]
            path = page.links.get("next", {}).get("url")
            assert (path is None) == (page.json()["next_cursor"] is None)
        assert seen == wanted
        saved = viewer.get("/v1/acts?download=true")
        assert saved.headers["content-disposition"] == 'attachment; filename="acts-list.jsonl"'
        assert saved.headers["content-type"].startswith("application/jsonl")
        assert [json.loads(line)["act_id"] for line in saved.text.splitlines()] == wanted


def test_a_look_at_anothers_data_is_an_event_and_so_is_one_refused(scene: Scene) -> None:
    with scene.client("viewer") as viewer:
        path = next(
            "/v1" + one.path
            for one in all_readings().values()
            if one.subject is not None and "{" not in one.path
        )
        viewer.get(path, params={"company_id": str(scene.buyer_id + 1)})
    with scene.book.database.transaction() as tx:
        rows = tx.rows("SELECT subject_id, outcome FROM audit.event WHERE subject_id IS NOT NULL")
    assert [row["subject_id"] for row in rows] == [scene.buyer_id + 1]


def test_a_look_at_many_companies_data_is_one_event_a_call_and_names_the_programme(
    scene: Scene,
) -> None:
    """For a company that holds an office; a company that reads of its own is none."""
    database, who = scene.book.database, scene.book.institution_id
    reading = all_readings()["receivables.tiers"]
    asked = TierFilters(programme_id=scene.programme_id)
    looks = People(scene.book).caller(who, Role.OPERATIONS, offices=frozenset({Office.INSTITUTION}))
    for caller in (looks, scene.told.known["viewer"]):
        assert isinstance(read(database, caller, reading, asked, scene.at), Page)
    runs = all_readings()["unidentified.list"]
    assert isinstance(read(database, looks, runs, None, scene.at), Page)
    with database.transaction() as tx:
        rows = tx.rows(
            "SELECT action, company_id, programme_id, outcome FROM audit.event"
            " WHERE action IN ('receivables.tiers', 'unidentified.list') ORDER BY event_id"
        )
    assert [tuple(row.values()) for row in rows] == [
        ("receivables.tiers", who, scene.programme_id, "done"),
        ("unidentified.list", who, None, "done"),
    ]


def test_a_look_at_anothers_data_that_is_allowed_is_an_event_too(scene: Scene) -> None:
    other = scene.buyer_id + 1
    looking = replace(all_readings()["acts.list"], subject=lambda _: other)
    found = read(scene.book.database, scene.told.known["viewer"], looking, ActFilters(), scene.at)
    assert isinstance(found, Page)
    with scene.book.database.transaction() as tx:
        rows = tx.rows("SELECT subject_id, outcome FROM audit.event WHERE action = 'acts.list'")
    assert [(row["subject_id"], row["outcome"]) for row in rows] == [(other, "done")]
