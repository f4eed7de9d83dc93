"""The Python client: written from the description, typed, and safe in what it sends again."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sangsaeng_client import Api, Problem, is_genuine
from typer.testing import CliRunner

from sangsaeng.api.client_code import render_client
from sangsaeng.cli.main import app
from sangsaeng.database.connection import Database
from sangsaeng.jobs.rules_webhooks import message_id, sign

from .served import Scene, served

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "clients" / "python" / "sangsaeng_client"
TOOLS = Path(sys.executable).parent


def test_the_committed_file_is_what_would_be_written_now(tmp_path: Path) -> None:
    said = CliRunner().invoke(app, ["client", str(tmp_path)])
    assert said.exit_code == 0, said.output
    again = "write it anew: python3 dev.py run client clients/python/sangsaeng_client"
    assert (tmp_path / "api.py").read_text() == (PACKAGE / "api.py").read_text(), again


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    said = CliRunner().invoke(app, ["client", str(tmp_path / "none"), "--json"])
    assert said.exit_code == 1 and "file_unwritable" in said.output


def _passes(*command: str) -> None:
    tool = str(TOOLS / command[0])
    where = {**os.environ, "MYPYPATH": str(PACKAGE.parent)}
    done = subprocess.run(
        [tool, *command[1:]], check=False, capture_output=True, text=True, cwd=ROOT, env=where
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_client_and_its_examples_pass_every_check_of_style_and_types() -> None:
    folder, examples = str(PACKAGE), str(PACKAGE.parent / "examples")
    _passes("ruff", "check", "--quiet", folder, examples)
    _passes("ruff", "format", "--check", "--quiet", folder, examples)
    _passes("mypy", "--strict", "--config-file=", "--no-error-summary", folder, examples)


_AWKWARD: dict[str, Any] = {
    "paths": {
        "/v1/odd/{class}": {
            "get": {
                "operationId": "odd.list",
                "description": 'Ends a """docstring""" \\ early.',
                "parameters": [
                    {"name": "class", "in": "path", "required": True, "schema": {"type": "string"}},
                    {"name": "from", "in": "query", "schema": {"type": "string"}},
                ],
                "responses": {
                    "200": {
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/a__b__C"}}
                        }
                    }
                },
            }
        }
    },
    "components": {
        "schemas": {
            "a__b__C": {"required": ["import"], "properties": {"import": {"type": "integer"}}},
            "Never_used": {"properties": {"x": {"type": "string"}}},
        }
    },
}


def test_words_of_the_language_and_quotes_break_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = render_client(_AWKWARD)
    assert "NeverUsed" not in text
    made: dict[str, Any] = {"__name__": "odd"}
    exec(compile(text, "api.py", "exec"), made)
    asked: list[httpx.Request] = []
    with made["Api"]("http://x", client=_answering(asked, [(200, {"import": 7})])) as api:
        assert api.odd_list("a/b?c", from_="now") == {"import": 7}
    assert asked[0].url.raw_path == b"/v1/odd/a%2Fb%3Fc?from=now"
    assert made["BC"].__required_keys__ == {"import"}


Answers = list[tuple[int, dict[str, Any]] | Exception]


def _answering(asked: list[httpx.Request], answers: Answers) -> httpx.Client:
    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        next_one = answers[min(len(asked), len(answers)) - 1]
        if isinstance(next_one, Exception):
            raise next_one
        return httpx.Response(next_one[0], json=next_one[1])

    return httpx.Client(base_url="http://x", transport=httpx.MockTransport(answer))


@pytest.fixture
def naps(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    taken: list[float] = []
    monkeypatch.setattr(time, "sleep", taken.append)
    yield taken


_QUOTES: Any = {"programme_id": 1, "parts": [{"receivable_id": 7}]}


@pytest.mark.parametrize("first", [httpx.ReadError("lost"), (503, {"code": "busy"})])
def test_a_step_is_sent_again_under_the_same_key(first: Any, naps: list[float]) -> None:
    asked: list[httpx.Request] = []
    done = {"state": "executed", "answer": {}}
    with Api("http://x", "k", client=_answering(asked, [first, (200, done)])) as api:
        assert api.early_payment_quote(_QUOTES) == done
    assert len(asked) == 2 and len({one.headers["Idempotency-Key"] for one in asked}) == 1
    assert asked[0].content == asked[1].content and naps


def test_what_has_no_key_is_not_sent_again(naps: list[float]) -> None:
    asked: list[httpx.Request] = []
    lost = httpx.ReadError("lost")
    with (
        Api("http://x", client=_answering(asked, [lost])) as api,
        pytest.raises(httpx.ReadError),
    ):
        api.acts_approve(1, {"digest": "0" * 64})
    assert len(asked) == 1
    with Api("http://x", client=_answering([], [httpx.ConnectError("no"), (200, {})])) as api:
        assert api.acts_withdraw(1) == {}


def test_a_server_that_stays_busy_is_a_problem_in_the_end(naps: list[float]) -> None:
    asked: list[httpx.Request] = []
    busy = (503, {"code": "busy", "detail": "later"})
    with Api("http://x", client=_answering(asked, [busy])) as api, pytest.raises(Problem) as said:
        list(api.receivables_held())
    assert (said.value.status, said.value.code, len(asked)) == (503, "busy", 5)


def test_a_person_sends_where_it_comes_from_and_its_token_and_a_machine_does_not() -> None:
    asked: list[httpx.Request] = []
    with Api("http://x/", client=_answering(asked, [(200, {"csrf_token": "t"})])) as api:
        api.sign_in_password({"email": "a@b", "password": "p", "code": "000000"})
        api.acts_withdraw(1)
    with Api("http://x/", "key", client=_answering(asked, [(200, {})])) as api:
        api.early_payment_quote(_QUOTES)
    origins = [one.headers.get("Origin") for one in asked]
    assert origins == ["http://x", "http://x", None]
    assert [one.headers.get("X-CSRF-Token") for one in asked] == [None, "t", None]
    assert asked[2].headers["Authorization"] == "Bearer key"


@pytest.fixture
def scene(database: Database) -> Iterator[Scene]:
    with served(database) as made:
        yield made


def test_entering_trying_reading_and_refusals_over_a_real_server(scene: Scene) -> None:
    with Api(scene.url, "enterer") as api:
        body: Any = scene.issue()
        tried = api.receivables_issue(body, dry_run=True)
        assert (tried["state"], tried["act_id"]) == ("rehearsed", None)
        assert tried["answer"] is not None and tried["answer"]["total_won"] == 1_000_000
        assert list(api.acts_list()) == [] and not api.repeated
        entered = api.receivables_issue(body, idempotency_key="one")
        assert (entered["state"], entered["answer"]) == ("waiting", None)
        again = api.receivables_issue(body, idempotency_key="one")
        assert again == entered and api.repeated
        for won in range(1, 5):
            api.receivables_issue(scene.issue(won))  # type: ignore[arg-type]
        pages = list(api.acts_list(limit=2).pages())
        assert [len(page.rows) for page in pages] == [2, 2, 1]
        rest = api.acts_list(limit=2, cursor=pages[0].next_cursor)
        assert [row["act_id"] for row in rest] == [r["act_id"] for p in pages[1:] for r in p.rows]
        with pytest.raises(Problem) as said:
            api.receivables_issue({**body, "lines": [{**body["lines"][0], "amount_won": "1"}]})
        assert (said.value.status, said.value.code) == (422, "field_wrong_type")
        assert [(one["line"], one["field"]) for one in said.value.errors] == [(1, "amount_won")]


Break = Callable[[dict[str, str], bytes], tuple[dict[str, str], bytes]]
_BREAKS: dict[str, Break] = {
    "another body": lambda headers, body: (headers, body + b" "),
    "another id": lambda headers, body: ({**headers, "webhook-id": "evt_2"}, body),
    "another time": lambda headers, body: ({**headers, "webhook-timestamp": "1001"}, body),
    "no time": lambda headers, body: ({**headers, "webhook-timestamp": "soon"}, body),
    "no signature": lambda headers, body: ({**headers, "webhook-signature": ""}, body),
    "no ASCII": lambda headers, body: ({**headers, "webhook-signature": "v1,\u00e9"}, body),
    "another version": lambda headers, body: (
        {**headers, "webhook-signature": headers["webhook-signature"].replace("v1,", "v2,")},
        body,
    ),
}


def _message(*secrets: bytes) -> tuple[dict[str, str], bytes]:
    signature = sign(secrets, 1, 1000, b"{}")
    said = {"Webhook-Timestamp": "1000", "Webhook-Signature": signature}
    return {"webhook-id": message_id(1), **{n.lower(): v for n, v in said.items()}}, b"{}"


def _shown(secret: bytes) -> str:
    return "whsec_" + base64.b64encode(secret).decode()


def test_what_the_server_signs_is_genuine_under_either_secret_and_in_time() -> None:
    old, new = b"o" * 32, b"n" * 32
    headers, body = _message(new, old)
    for secret in (old, new):
        assert is_genuine(headers, body, _shown(secret), now=1300)
        assert not is_genuine(headers, body, _shown(secret), now=1301)
        assert not is_genuine(headers, body, _shown(secret), now=699)
    assert not is_genuine(headers, body, _shown(b"x" * 32), now=1000)
    assert not is_genuine(headers, body, "whsec_###", now=1000)
    upper = {name.upper(): value for name, value in headers.items()}
    assert is_genuine(upper, body, _shown(new), now=1000)


@pytest.mark.parametrize("how", _BREAKS)
def test_what_was_changed_on_the_way_is_not_genuine(how: str) -> None:
    secret = b"s" * 32
    assert not is_genuine(*_BREAKS[how](*_message(secret)), _shown(secret), now=1000)
