"""Every cell of the matrix over a real server: what is allowed works, all else is refused alike."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from books import noon, open_book
from clusters import Cluster
from sangsaeng.acts.model import COMPANY_ROLES, Office, Role
from sangsaeng.acts.registry import acts, all_readings
from sangsaeng.api.app import make_app
from sangsaeng.api.bench.service_people import Crowd, Headers
from sangsaeng.api.settings import Settings
from sangsaeng.database.connection import Database

from .served import face_url, serving

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "acts"))
from least import least

OURS = "http://localhost:8000"
SETTINGS = Settings(origins=(OURS,), insecure_development=True)
CODES = [*acts(), *all_readings()]
# The scopes of a machine's key, and which codes they let it use.
SCOPES = ("*", "receivables.*", "acts.list")

# A company's own roles may do these where the company runs the installation, and nowhere else.
OF_THE_OPERATOR = ("sandbox.set_clock",)
# A company role enters it, at a company that holds an office.
OF_AN_OFFICE = ("outcomes.sites.register",)


@dataclass
class Hall:
    """A company that holds every office, with two people in each role, and one that holds none."""

    people: dict[Role, Headers]
    machines: dict[str, Headers]
    elsewhere: dict[str, Headers]
    client: httpx.Client

    def ask(self, code: str, headers: Headers) -> httpx.Response:
        """The least that an act or a reading takes, by somebody."""
        if code in acts():
            act = acts()[code]
            key = {"idempotency-key": f"{len(code)}-{id(headers)}"}
            return self.client.post(
                f"/v1{act.path}", json=least(act.given), headers={**headers, **key}
            )
        reading = all_readings()[code]
        given: dict[str, Any] = least(reading.filters) if reading.filters else {}
        inside = {name: given.pop(name) for name in list(given) if f"{{{name}}}" in reading.path}
        return self.client.get(
            f"/v1{reading.path.format(**inside)}",
            params={name: value for name, value in given.items() if not isinstance(value, bool)},
            headers=headers,
        )


@pytest.fixture(scope="module")
def hall(cluster: Cluster) -> Iterator[Hall]:
    with cluster.fresh() as url, Database(url) as database:
        book = open_book(database)
        crowd = Crowd(database, noon(book.today), OURS)
        company_id, plain = (book.company(name).company_id for name in ("hall", "plain"))
        crowd.office(company_id, *Office)
        people = {}
        for role in Role:
            first, _ = crowd.person(company_id, role)
            crowd.person(company_id, role)
            people[role] = crowd.session(first)
        machines = {scope: crowd.machine(company_id, scope)[1] for scope in SCOPES}
        # Roles that have no force where they were given, and a machine that may all its people may.
        crowd.person(plain, *COMPANY_ROLES)
        crowd.person(plain, *COMPANY_ROLES)
        misplaced, _ = crowd.person(plain, *(set(Role) - COMPANY_ROLES))
        elsewhere = {
            "misplaced": crowd.session(misplaced),
            "machine": crowd.machine(plain, "*")[1],
        }
        with Database(face_url(url), role=None) as web:
            app = make_app(web, lambda: noon(book.today), SETTINGS)
            with (
                serving(app) as address,
                httpx.Client(base_url=address, timeout=60, verify=False) as client,
            ):
                yield Hall(people, machines, elsewhere, client)


def _roles(code: str) -> frozenset[Role]:
    return acts()[code].enter if code in acts() else all_readings()[code].read


def _by_key(code: str) -> bool:
    return acts()[code].by_key if code in acts() else all_readings()[code].by_key


def _shape(said: httpx.Response, code: str) -> tuple[Any, ...]:
    """All that a refusal tells, but for what was asked and its own number."""
    body = said.text.replace(code, "CODE")
    headers = {name: value for name, value in said.headers.items() if name in _TELLING}
    return said.status_code, body, tuple(sorted(headers.items()))


_TELLING = ("content-type", "content-language", "cache-control", "set-cookie", "link")


def _check(hall: Hall, code: str, headers: Headers, allowed: bool, who: object) -> httpx.Response:
    said = hall.ask(code, headers)
    if allowed:
        assert said.status_code not in (401, 403) and said.status_code < 500, (who, said.text)
    else:
        refused = (said.status_code, said.json().get("code"))
        assert refused == (403, "not_permitted"), (who, said.text)
    return said


@pytest.mark.parametrize("code", CODES)
def test_what_is_allowed_works_and_all_else_is_refused_alike(hall: Hall, code: str) -> None:
    roles = _roles(code)
    refusals = set()
    for role, headers in hall.people.items():
        said = _check(hall, code, headers, role in roles, role)
        if role not in roles:
            refusals.add(_shape(said, code))
    said = _check(hall, code, hall.elsewhere["misplaced"], False, "roles without their office")
    refusals.add(_shape(said, code))
    assert len(refusals) == 1


@pytest.mark.parametrize("code", CODES)
def test_a_machine_may_what_its_scopes_name_and_its_company_s_people_may(
    hall: Hall, code: str
) -> None:
    within = {
        "*": True,
        "receivables.*": code.startswith("receivables."),
        "acts.list": code == "acts.list",
    }
    for scope, headers in hall.machines.items():
        _check(hall, code, headers, _by_key(code) and within[scope], scope)
    of_people = bool(_roles(code) & COMPANY_ROLES) and code not in OF_THE_OPERATOR + OF_AN_OFFICE
    _check(hall, code, hall.elsewhere["machine"], _by_key(code) and of_people, "no office")


@pytest.mark.parametrize("code", CODES)
def test_nobody_is_told_anything(hall: Hall, code: str) -> None:
    said = hall.ask(code, {})
    assert (said.status_code, said.json()["code"]) == (401, "sign_in_needed")
    wrong = hall.ask(code, {"authorization": "Bearer wrong"})
    assert (wrong.status_code, wrong.json()["code"]) == (401, "key_unknown")
