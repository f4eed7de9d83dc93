"""What is not exactly right is refused with a code and a place, and never breaks the server."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from sangsaeng.acts.readings.earnings import PreviewAsked
from sangsaeng.api import transport
from sangsaeng.api.bodies import read_query
from sangsaeng.database.connection import Database

from .served import DEVELOPMENT, Scene, served

PATH = "/v1/receivables/issue"
KEY = {"idempotency-key": "k", "content-type": "application/json"}


@pytest.fixture(scope="module")
def scene(database_of: Any) -> Iterator[Scene]:
    with database_of() as database, served(database) as made:
        yield made


def _post(scene: Scene, body: bytes, **headers: str) -> httpx.Response:
    with scene.client("enterer") as client:
        return client.post(PATH, content=body, headers={**KEY, **headers})


def _text(scene: Scene, **line: Any) -> str:
    return json.dumps(scene.issue(**line))


@pytest.mark.parametrize("won", ['"1000000"', "1000000.0", "true", "1e6", "null", "[1]", "{}"])
def test_won_are_whole_numbers_of_json(scene: Scene, won: str) -> None:
    body = _text(scene).replace('"amount_won": 1000000', f'"amount_won": {won}')
    said = _post(scene, body.encode())
    assert said.status_code == 422, said.text
    fault = said.json()["errors"][0]
    assert (fault["code"], fault["field"], fault["line"]) == ("field_wrong_type", "amount_won", 1)
    assert said.headers["content-type"] == "application/problem+json"


def test_an_invoice_that_is_named_is_described(scene: Scene) -> None:
    line = scene.issue()["lines"][0]
    payee = {name.replace("supplier", "payee"): value for name, value in line.items()}
    for missing in ("written_on", "total_won"):
        lines = [payee, {name: value for name, value in payee.items() if name != missing}]
        body = {"programme_id": 1, "receivable_id": 1, "lines": lines}
        with scene.client("enterer") as client:
            said = client.post("/v1/receivables/pass-on", json=body, headers=KEY)
        assert (said.status_code, said.json()["code"]) == (422, "field_missing"), said.text
        assert said.json()["line"] == 2


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a name twice", b'{"programme_id": 1, "programme_id": 2, "lines": []}'),
        ("deeply nested", b"[" * 200_000),
        ("deeply nested objects", b'{"a":' * 100_000),
        ("not a number", b'{"programme_id": NaN}'),
        ("endless", b'{"programme_id": -Infinity}'),
        ("half a sign", b'{"programme_id": 1, "lines": [], "note": "\\ud800"}'),
        ("no UTF-8", b'{"programme_id": "\xff"}'),
        ("UTF-16", '{"programme_id": 1}'.encode("utf-16")),
        ("a byte order mark", b'\xef\xbb\xbf{"programme_id": 1}'),
        ("a NUL", b'{"programme_id": 1, "lines": [{"note": "\\u0000"}]}'),
        ("something after it", b'{"programme_id": 1} {}'),
        ("nothing", b""),
        ("cut off", b'{"programme_id": 1'),
        ("a number of 5,000 digits", b'{"programme_id": ' + b"9" * 5_000 + b"}"),
    ],
)
def test_what_is_no_json_is_malformed(scene: Scene, name: str, body: bytes) -> None:
    said = _post(scene, body)
    assert (said.status_code, said.json()["code"]) == (400, "body_malformed"), name


@pytest.mark.parametrize(
    ("change", "code", "field", "line"),
    [
        ({"colour": "red"}, "field_unknown", "colour", 1),
        ({"amount_won": -1}, "field_out_of_bounds", "amount_won", 1),
        ({"amount_won": 10**30}, "field_out_of_bounds", "amount_won", 1),
        ({"written_on": "2026-02-30"}, "field_malformed", "written_on", 1),
        ({"matures_on": "1926-01-01"}, "field_malformed", "matures_on", 1),
        ({"supplier_name": "x" * 101}, "field_out_of_bounds", "supplier_name", 1),
        ({"supplier_number": "1111111111"}, "business_number_invalid", "supplier_number", 1),
    ],
)
def test_every_fault_has_its_code_and_its_place(
    scene: Scene, change: dict[str, Any], code: str, field: str, line: int
) -> None:
    said = _post(scene, _text(scene, **change).encode())
    assert said.status_code == 422
    fault = said.json()["errors"][0]
    assert (fault["code"], fault["field"], fault["line"]) == (code, field, line)
    assert fault["ko"] and fault["en"]


def test_faults_of_many_lines_come_at_once(scene: Scene) -> None:
    body = scene.issue()
    body["lines"] = [dict(body["lines"][0], amount_won=won) for won in (1, 0, "1", 1)]
    said = _post(scene, json.dumps(body).encode())
    assert [(one["line"], one["code"]) for one in said.json()["errors"]] == [
        (2, "field_out_of_bounds"),
        (3, "field_wrong_type"),
    ]


def test_a_million_faults_are_not_all_told(scene: Scene) -> None:
    body = "{" + ",".join(f'"f{number}":1' for number in range(200_000)) + "}"
    said = _post(scene, body.encode())
    assert (said.status_code, len(said.json()["errors"])) == (422, 1_000)


def test_a_body_that_is_too_large_is_not_read(scene: Scene) -> None:
    said = _post(scene, b" " * (DEVELOPMENT.most_body_bytes + 1))
    assert (said.status_code, said.json()["code"]) == (413, "body_too_large")


def test_only_json_is_taken(scene: Scene) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""):
        said = _post(scene, _text(scene).encode(), **{"content-type": kind})
        assert (said.status_code, said.json()["code"]) == (415, "body_not_json")
    said = _post(scene, b"{}", **{"content-type": "application/json; charset=utf-8"})
    assert said.status_code == 422


def test_the_language_of_the_detail_is_the_callers(scene: Scene) -> None:
    korean = _post(scene, b"{}").json()
    english = _post(scene, b"{}", **{"accept-language": "fr, en-GB;q=0.9, ko;q=0.5"})
    assert (korean["detail"], english.json()["detail"]) == (korean["ko"], korean["en"])
    assert english.headers["content-language"] == "en"


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ("limit=0", "field_out_of_bounds", "limit"),
        ("limit=1001", "field_out_of_bounds", "limit"),
        ("limit=+1", "field_wrong_type", "limit"),
        ("limit=1&limit=2", "field_malformed", "limit"),
        ("colour=red", "field_unknown", "colour"),
        ("state=asleep", "field_malformed", "state"),
        ("mine_to_approve=1", "field_wrong_type", "mine_to_approve"),
        ("action=%00", "field_malformed", "action"),
        ("cursor=zz", "cursor_invalid", "cursor"),
        ("cursor=" + b'["x"]'.hex(), "cursor_unfit", "cursor"),
        ("cursor=" + b"[]".hex(), "cursor_unfit", "cursor"),
        ("cursor=" + b"[99999999999999999999999]".hex(), "cursor_unfit", "cursor"),
    ],
)
def test_query_parameters_are_as_strict(scene: Scene, query: str, code: str, field: str) -> None:
    with scene.client("viewer") as client:
        said = client.get(f"/v1/acts?{query}")
    assert said.status_code in (400, 422), said.text
    assert (said.json()["code"], said.json()["field"]) == (code, field)


@pytest.mark.parametrize("key", ["", "a b", "x" * 201, "가"])
def test_a_request_key_is_plain(scene: Scene, key: str) -> None:
    with scene.client("enterer") as client:
        headers = [(b"idempotency-key", key.encode())]
        said = client.post(PATH, json=scene.issue(), headers=headers)
    assert (said.status_code, said.json()["code"]) == (400, "idempotency_key_invalid")


def test_a_list_of_won_is_said_part_by_part_in_an_address() -> None:
    path = {"programme_id": "1", "receivable_id": "2"}
    asked = [("amount_won", "5"), ("matures_on", "2026-05-06"), ("more_won", "7")]
    read = read_query(PreviewAsked, path, [*asked, ("more_won", "8"), ("more_on", "2026-05-07")])
    assert isinstance(read, PreviewAsked)
    assert read.more_won == [7, 8] and [str(day) for day in read.more_on] == ["2026-05-07"]
    assert isinstance(read_query(PreviewAsked, path, [*asked, ("more_won", "8.0")]), list)


def test_unknown_addresses_and_methods_are_problems_too(scene: Scene) -> None:
    with scene.client("viewer") as client:
        assert client.get("/v1/nothing").json()["code"] == "path_unknown"
        said = client.put("/v1/acts")
        assert (said.status_code, said.json()["code"]) == (405, "method_not_allowed")
        assert said.headers["allow"] == "GET"
        assert client.get("/v1/acts/99").json()["code"] == "unknown_act"


def test_who_is_not_known_hears_nothing(scene: Scene) -> None:
    with scene.client("nobody") as client:
        said = client.get("/v1/acts")
    assert (said.status_code, said.json()["code"]) == (401, "sign_in_needed")
    assert said.headers["www-authenticate"] == "Bearer"


def test_who_must_prove_itself_anew_hears_how(scene: Scene) -> None:
    with scene.client("stale") as client:
        said = client.post(PATH, json=scene.issue(), headers={"idempotency-key": "s"})
    assert (said.status_code, said.json()["code"]) == (403, "step_up_needed")
    assert said.json()["methods"] == ["passkey", "totp"]


def test_every_answer_carries_the_guards(scene: Scene) -> None:
    with scene.client("viewer") as client:
        for path in ("/v1/acts", "/nothing", "/openapi.json", "/health"):
            headers = client.get(path).headers
            assert headers["content-security-policy"].startswith("default-src 'none'")
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "no-referrer"
            assert headers["cache-control"] == "no-store"
            assert headers["x-request-id"]
            assert "server" not in headers


@contextmanager
def _socket(scene: Scene) -> Iterator[socket.socket]:
    where = urlsplit(scene.url)
    assert where.hostname is not None
    with socket.create_connection((where.hostname, where.port or 80), timeout=10) as opened:
        yield opened


def _ended(opened: socket.socket) -> bytes:
    heard = b""
    while part := opened.recv(65536):
        heard += part
    return heard


def test_half_a_head_is_dropped_and_others_are_served(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport.PatientOnceProtocol, "seconds", 0.5)
    with _socket(scene) as half, _socket(scene) as silent, scene.client("viewer") as client:
        half.sendall(b"POST /v1/receivables/issue HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        began = time.monotonic()
        assert client.get("/v1/acts").status_code == 200
        for drip in range(3):
            time.sleep(0.1)
            half.sendall(b"%d" % drip)
        assert _ended(half) == b""
        assert _ended(silent) == b""
        assert time.monotonic() - began < 3


def test_half_a_body_is_dropped_and_others_are_served(scene: Scene) -> None:
    with _socket(scene) as half, scene.client("viewer") as client:
        half.sendall(
            b"POST /v1/receivables/issue HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer enterer\r\n"
            b'Idempotency-Key: h\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"'
        )
        assert client.get("/v1/acts").status_code == 200
        heard = _ended(half)
        assert heard.startswith(b"HTTP/1.1 408 ")
        assert b"body_late" in heard


def test_a_client_that_goes_away_does_no_harm(scene: Scene) -> None:
    for _ in range(5):
        with _socket(scene) as half:
            half.sendall(
                b"POST /v1/receivables/issue HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{"
            )
    with scene.client("viewer") as client:
        assert client.get("/v1/acts").status_code == 200


def test_nothing_was_entered_by_all_this(scene: Scene) -> None:
    assert scene.count("parties.act") == 0


def test_a_name_that_is_not_ours_is_not_answered(database: Database) -> None:
    settings = type(DEVELOPMENT)(insecure_development=True, hosts=("pay.example",))
    with served(database, settings) as scene, scene.client("viewer") as client:
        said = client.get("/health")
        assert (said.status_code, said.json()["code"]) == (400, "host_unknown")
        assert client.get("/health", headers={"host": "pay.example"}).status_code == 200
