"""When a machine breaks, the client hears it, nothing of the inside, and can safely ask again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import httpx
import psycopg
import pytest

from sangsaeng.acts.rules import digest_of_list
from sangsaeng.api import entering
from sangsaeng.database.connection import Database

from .served import Scene, served

_FAILS_AT_COMMIT = """
    CREATE FUNCTION parties.break_it() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    BEGIN {how}; RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER break_it AFTER INSERT ON parties.act DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION parties.break_it();
"""
_MENDED = "DROP TRIGGER break_it ON parties.act"
_KEY = {"idempotency-key": "k"}


def _issue(scene: Scene, won: int = 1_000_000, key: str = "k") -> httpx.Response:
    with scene.client("enterer") as client:
        headers = {"idempotency-key": key}
        return client.post("/v1/receivables/issue", json=scene.issue(won), headers=headers)


@pytest.mark.parametrize(
    ("how", "status", "code"),
    [
        ("RAISE EXCEPTION 'the disk of account 110-234 is full'", 500, "machine_broke"),
        ("PERFORM pg_terminate_backend(pg_backend_pid()), pg_sleep(1)", 503, "connection_lost"),
        ("RAISE EXCEPTION 'x' USING errcode = '40P01'", 503, "busy"),
    ],
)
def test_a_commit_that_fails_is_heard_as_a_failure(
    database: Database, owner: psycopg.Connection, how: str, status: int, code: str
) -> None:
    with served(database) as scene:
        owner.execute(_FAILS_AT_COMMIT.format(how=how))  # type: ignore[arg-type]
        said = _issue(scene)
        assert (said.status_code, said.json()["code"]) == (status, code)
        assert "110-234" not in said.text and "Traceback" not in said.text
        assert ("retry-after" in said.headers) is (status == 503)
        assert scene.count("parties.act") == 0
        owner.execute(_MENDED)
        again = _issue(scene)
        assert (again.status_code, again.headers["idempotency-hit"]) == (202, "false")


def test_a_bug_is_heard_as_a_failure(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("secret-110-234")

    with served(database) as scene:
        monkeypatch.setattr(entering, "enter", broken)
        said = _issue(scene)
    assert (said.status_code, said.json()["code"]) == (500, "machine_broke")
    assert "secret" not in said.text


def test_the_log_keeps_no_query_no_token_and_no_body(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        caplog.at_level("DEBUG"),
        served(database) as scene,
        scene.client("enterer", cookie="__Host-sangsaeng=kept") as client,
    ):
        client.get("/v1/acts?action=whispered")
        client.post("/v1/receivables/issue", json={"note": "murmured"}, headers=_KEY)
    ours = [record for record in caplog.records if record.name.startswith("sangsaeng")]
    text = "\n".join(record.getMessage() for record in ours)
    assert "GET /v1/acts 200" in text
    for secret in ("whispered", "enterer", "murmured", "kept"):
        assert secret not in text


def test_the_same_request_at_the_same_time_is_done_once(database: Database) -> None:
    with served(database) as scene, ThreadPoolExecutor(8) as pool:
        said = list(pool.map(lambda _: _issue(scene), range(16)))
        assert {one.status_code for one in said} == {202}
        assert len({one.json()["act_id"] for one in said}) == 1
        assert sorted(one.headers["idempotency-hit"] for one in said).count("false") == 1
        assert scene.count("parties.act") == 1


def test_requests_in_another_order_come_to_the_same(database: Database) -> None:
    """Approved before it is rejected, or the other way round: the first decides, for ever."""
    with served(database) as scene, scene.client("approver") as approver:
        first, second = _issue(scene, 1, "a").json(), _issue(scene, 2, "b").json()

        def decide(act: dict[str, object], how: str) -> httpx.Response:
            path = f"/v1/acts/{act['act_id']}/{how}"
            return approver.post(path, json={"digest": act["digest"]})

        assert decide(first, "approve").json()["state"] == "executed"
        assert decide(first, "reject").json()["code"] == "act_over"
        assert decide(second, "reject").json()["state"] == "rejected"
        assert decide(second, "approve").json()["code"] == "act_over"
        # A replay long after the end tells how it ended, and does nothing.
        assert _issue(scene, 2, "b").json()["state"] == "rejected"
        assert _issue(scene, 1, "a").json()["state"] == "executed"
        assert scene.count("receivables.receivable") == 1


def test_a_list_is_approved_as_one_and_told_line_by_line(database: Database) -> None:
    with served(database) as scene, scene.client("approver") as approver:
        acts = [_issue(scene, won, f"k{won}").json() for won in (1, 2, 3)]
        approver.post(f"/v1/acts/{acts[1]['act_id']}/reject", json={"digest": acts[1]["digest"]})
        body = {
            "act_ids": [act["act_id"] for act in reversed(acts)],
            "digest": digest_of_list(act["digest"] for act in acts),
        }
        said = approver.post("/v1/acts/approve-list", json=body)
        assert said.status_code == 200, said.text
        results = said.json()["results"]
        assert [one["state"] for one in results] == ["executed", None, "executed"]
        assert results[1]["errors"][0]["code"] == "act_over"
        other = approver.post("/v1/acts/approve-list", json={**body, "digest": "0" * 64})
        assert (other.status_code, other.json()["code"]) == (409, "list_digest_differs")


def test_a_stranger_hears_the_same_as_of_nothing(database: Database) -> None:
    with served(database) as scene, scene.client("stranger") as stranger:
        act = _issue(scene).json()
        other = {"act_id": 10**14}
        for how in ("approve", "reject"):
            said = [
                stranger.post(
                    f"/v1/acts/{one['act_id']}/{how}", json={"digest": act["digest"]}
                ).json()
                for one in (act, other)
            ]
            assert {one["code"] for one in said} == {"unknown_act"}
        assert stranger.get(f"/v1/acts/{act['act_id']}").json()["code"] == "unknown_act"
        assert stranger.post(f"/v1/acts/{act['act_id']}/withdraw", json={}).status_code == 404
        assert stranger.get("/v1/acts").json()["rows"] == []
