"""What a stranger or a flood costs the server: little, and nobody else anything."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from pydantic import BaseModel

from books import MONDAY, noon
from sangsaeng.acts.listing import Order
from sangsaeng.acts.pages import parse_cursor
from sangsaeng.acts.readings import acts as reading_acts
from sangsaeng.acts.shape import Asked
from sangsaeng.api import transport
from sangsaeng.api.bodies import MOST_CONTAINERS, MOST_VALUES, read_body
from sangsaeng.api.problems import RefusedError
from sangsaeng.api.turns import LARGE_BYTES, Turns
from sangsaeng.cli.serving import choose_settings
from sangsaeng.kernel.refusals import Refusal

from .served import DEVELOPMENT, Scene, served

ISSUE = "/v1/receivables/issue"
KEY = {"idempotency-key": "k", "content-type": "application/json"}


@pytest.fixture(scope="module")
def scene(database_of: Any) -> Iterator[Scene]:
    with database_of() as database, served(database) as made:
        machine = replace(made.told.known["enterer"], person_id=None, key_id=1, scopes=("*",))
        made.told.known["machine"] = machine
        yield made


def _connect(scene: Scene, source: str = "127.0.0.1") -> socket.socket:
    where = urlsplit(scene.url)
    assert where.hostname is not None and where.port is not None
    return socket.create_connection((where.hostname, where.port), 5, (source, 0))


def _ask(opened: socket.socket, method: str, path: str, *lines: str) -> bytes:
    head = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *lines, "", ""]
    opened.sendall("\r\n".join(head).encode())
    return opened.recv(65536)


@pytest.mark.parametrize("path", [ISSUE, "/v1/acts/approve-list", "/v1/agreement/open"])
def test_who_is_not_known_hears_so_before_any_of_its_body_is_read(scene: Scene, path: str) -> None:
    told = ("Authorization: Bearer nobody", "Content-Type: application/json")
    with _connect(scene) as opened:
        said = _ask(opened, "POST", path, *told, "Content-Length: 7000000")
    assert said.startswith(b"HTTP/1.1 401 ")


def test_who_has_no_session_hears_so_before_any_of_its_body_is_read(scene: Scene) -> None:
    with _connect(scene) as opened:
        said = _ask(opened, "POST", "/v1/password", "Content-Length: 7000000")
    assert said.startswith(b"HTTP/1.1 401 ")


@pytest.mark.parametrize(
    "path", ["/v1/recoveries/ask", "/v1/sign-in/password", "/v1/joining/accept"]
)
def test_what_is_open_to_anyone_takes_a_small_body(scene: Scene, path: str) -> None:
    body = json.dumps({"email": "x" * 20_000}).encode()
    said = httpx.post(scene.url + path, content=body, headers=KEY)
    assert (said.status_code, said.json()["code"]) == (413, "body_too_large")
    assert said.json()["facts"] == {"most": 16_384}


class Free(BaseModel):
    """Anything."""

    a: Any


def test_a_body_holds_so_many_lists_so_many_values_and_is_so_deep() -> None:
    def codes(value: str) -> list[str]:
        read = read_body(Free, b'{"a":' + value.encode() + b"}")
        return [one.code for one in read] if isinstance(read, list) else []

    def deep(levels: int) -> str:
        return "[" * levels + "]" * levels

    assert codes(deep(31)) == []
    assert codes(deep(32)) == ["body_malformed"]
    assert codes("[" + "{}," * (MOST_CONTAINERS - 3) + "{}]") == []
    assert codes("[" + "{}," * (MOST_CONTAINERS - 2) + "{}]") == ["body_too_many"]
    assert codes("[" + "1," * MOST_VALUES + "1]") == []
    assert codes("[" + "1," * (MOST_VALUES + 1) + "1]") == ["body_too_many"]
    # In a text they are signs like others.
    assert codes(json.dumps('"\\' + deep(99) + "[{," * MOST_VALUES)) == []


def test_large_bodies_are_read_one_after_the_other() -> None:
    async def run() -> None:
        turns = Turns(at_once=1, patience_s=0.05)
        async with turns.turn() as parsed:
            with pytest.raises(RefusedError) as heard:
                async with turns.turn():
                    raise AssertionError("two at once")
            assert heard.value.refusals[0].code == "busy"
            with ThreadPoolExecutor(1) as pool:
                await asyncio.wrap_future(pool.submit(parsed))
            # Its body is read: the next may come while the first still works.
            async with turns.turn():
                pass
            parsed()
        async with turns.turn():
            with pytest.raises(RefusedError):
                async with turns.turn():
                    raise AssertionError("a turn was given back twice")

    asyncio.run(run())


def test_many_large_bodies_at_once_are_all_answered(scene: Scene) -> None:
    body = json.dumps({**scene.issue(), "colour": "x" * LARGE_BYTES}).encode()
    with scene.client("enterer") as client, ThreadPoolExecutor(6) as pool:
        heard = [pool.submit(client.post, ISSUE, content=body, headers=KEY) for _ in range(6)]
        codes = {one.result().json()["code"] for one in heard}
    assert codes == {"field_unknown"}


def _is_served(opened: socket.socket) -> bool:
    try:
        return _ask(opened, "GET", "/health").startswith(b"HTTP/1.1 200 ")
    except ConnectionError:
        return False


def test_one_address_has_so_many_connections_and_another_is_served(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport.PatientOnceProtocol, "most_of_one", 3)
    with ExitStack() as stack:
        silent = [stack.enter_context(_connect(scene, "127.0.0.2")) for _ in range(8)]
        with _connect(scene, "127.0.0.3") as other:
            assert _is_served(other)
        assert [_is_served(opened) for opened in silent] == [True] * 3 + [False] * 5
    with _connect(scene, "127.0.0.2") as again:
        assert _is_served(again)


def test_a_proxy_counts_its_own_clients(database: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport.PatientOnceProtocol, "most_of_one", 1)
    behind = {"proxy_headers": True, "forwarded_allow_ips": "10.0.0.5, 127.0.0.0/31"}
    with served(database, **behind) as scene, ExitStack() as stack:
        opened = [stack.enter_context(_connect(scene, "127.0.0.1")) for _ in range(3)]
        assert all(_is_served(one) for one in opened)
        others = [stack.enter_context(_connect(scene, "127.0.0.2")) for _ in range(2)]
        assert [_is_served(one) for one in others] == [True, False]


def test_where_every_place_is_taken_it_is_said_as_a_problem(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport.PatientOnceProtocol, "most", 1)
    said = httpx.get(scene.url + "/health", headers={"accept-language": "en"})
    assert (said.status_code, said.json()["code"]) == (503, "busy")
    assert said.headers["content-type"] == "application/problem+json"
    assert said.headers["x-content-type-options"] == "nosniff" and said.headers["retry-after"]


def test_a_developers_server_answers_to_this_machines_names_alone(database: Any) -> None:
    chosen = choose_settings("127.0.0.1", [])
    assert not isinstance(chosen, Refusal)
    settings = replace(DEVELOPMENT, hosts=chosen.hosts)
    with served(database, settings) as scene:
        for host, status in (
            ("127.0.0.1", 200),
            ("localhost:8000", 200),
            ("[::1]:8000", 200),
            ("[::1]", 200),
            ("rebound.example:8000", 400),
            ("", 400),
        ):
            said = httpx.get(scene.url + "/health", headers={"host": host})
            assert said.status_code == status, host


def test_a_machine_neither_opens_nor_reads_the_agreement(scene: Scene) -> None:
    with scene.client("machine") as client:
        opened = client.post("/v1/agreement/open", json={})
        one = client.get("/v1/agreement")
    for said in (opened, one):
        assert (said.status_code, said.json()["code"]) == (403, "not_permitted")
    with scene.client("viewer") as client:
        assert client.post("/v1/agreement/open", json={}).status_code == 200
        assert client.get("/v1/agreement").status_code == 200


def test_a_fault_of_ours_is_no_wrong_cursor(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise ValueError("ours")

    monkeypatch.setattr(reading_acts, "_rows", broken)
    with scene.client("viewer") as client:
        for cursor, code in ((b"[5]", "machine_broke"), (b'["5"]', "cursor_unfit")):
            said = client.get(f"/v1/acts?cursor={cursor.hex()}")
            assert said.json()["code"] == code


@pytest.mark.parametrize(
    ("kind", "value"), [(datetime, "2026-04-06 00:00:00"), (str, "a\0b"), (str, "\ud800")]
)
def test_a_cursor_with_a_right_check_and_a_wrong_key_is_refused(kind: type, value: Any) -> None:
    order = Order("some.list", {"key": kind})
    asked = Asked(None, 1, noon(MONDAY), None, None, 1)  # type: ignore[arg-type]
    page = order.page(asked, [{"key": value}, {"key": value}])
    assert page.next_cursor is not None
    after = parse_cursor(page.next_cursor)
    assert isinstance(after, tuple)
    refused = order.after(replace(asked, after=after))
    assert isinstance(refused, Refusal) and refused.code == "cursor_invalid"
