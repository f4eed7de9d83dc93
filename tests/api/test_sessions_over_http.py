"""A person's session over HTTP: in a cookie that no script reads, for our own pages alone."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pyotp
import pytest

from books import noon, open_book
from people import People
from sangsaeng.acts.model import Role
from sangsaeng.api.app import make_app
from sangsaeng.api.settings import Settings
from sangsaeng.database.connection import Database
from sangsaeng.ledger.service import reserve_items
from sangsaeng.parties.people import PersonFacts, digest_of_email, seal_person
from sangsaeng.signin.hashing import Hashing

from .served import face_url, serving

OURS = "http://localhost:8000"
DEVELOPMENT = Settings(origins=(OURS,), insecure_development=True)
HASHING = Hashing(time_cost=1, memory_kib=64, lanes=1)
EMAIL, PASSWORD = "kim@buyer.example", "correct horse battery staple"
SECRET = pyotp.random_base32()


@dataclass
class Desk:
    """A person of two companies, and a server."""

    database: Database
    person_id: int
    companies: list[int]
    at: Any
    url: str = ""

    def browser(self, **headers: str) -> httpx.Client:
        return httpx.Client(base_url=self.url, verify=False, headers={"origin": OURS, **headers})

    def code(self) -> str:
        return pyotp.TOTP(SECRET).at(self.at)

    def sign_in(self, browser: httpx.Client) -> httpx.Response:
        body = {"email": EMAIL, "password": PASSWORD, "code": self.code()}
        said = browser.post("/v1/sign-in/password", json=body)
        if said.status_code == 200:
            browser.headers["x-csrf-token"] = said.json()["csrf_token"]
        return said


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    book = open_book(database)
    people = People(book)
    companies = [book.company(name).company_id for name in ("buyer", "other")]
    with database.transaction() as tx:
        person_id = reserve_items(tx, 1)[0]
        tx.run(
            "INSERT INTO parties.person (person_id, sealed, email_digest, created_at,"
            " password_hash, totp_sealed) VALUES (%(id)s, %(sealed)s, %(digest)s, %(at)s,"
            " %(hash)s, %(totp)s)",
            id=person_id,
            sealed=seal_person(tx.keys, PersonFacts("Kim", EMAIL)),
            digest=digest_of_email(tx.keys, EMAIL),
            at=noon(book.today),
            hash=HASHING.hash(PASSWORD.encode()),
            totp=tx.keys.seal(SECRET, "totp"),
        )
    for company_id in companies:
        people.caller(company_id, Role.ADMINISTRATOR, person_id=person_id, looked_at=False)
    made = Desk(database, person_id, companies, noon(book.today))
    with Database(face_url(database.url), role=None) as web:
        app = make_app(web, lambda: made.at, DEVELOPMENT, hashing=HASHING)
        with serving(app) as url:
            made.url = url
            yield made


def test_the_token_is_in_a_cookie_and_nowhere_else(desk: Desk) -> None:
    with desk.browser() as browser:
        said = desk.sign_in(browser)
        assert said.status_code == 200, said.text
        cookie = said.headers["set-cookie"]
        assert "HttpOnly" in cookie and "SameSite=strict" in cookie and "Path=/" in cookie
        token = browser.cookies["sangsaeng"]
        assert token not in said.text
        me = browser.get("/v1/me").json()
        assert [one["company_id"] for one in me["companies"]] == desk.companies
        assert me["csrf_token"] == browser.headers["x-csrf-token"]
        assert token not in str(me)


def test_a_company_is_chosen_where_there_are_two(desk: Desk) -> None:
    with desk.browser() as browser:
        desk.sign_in(browser)
        said = browser.get("/v1/acts")
        assert (said.status_code, said.json()["code"]) == (400, "company_not_chosen")
        for company_id in desk.companies:
            headers = {"sangsaeng-company": str(company_id)}
            assert browser.get("/v1/acts", headers=headers).status_code == 200
        said = browser.get("/v1/acts", headers={"sangsaeng-company": "1"})
        assert (said.status_code, said.json()["code"]) == (403, "company_not_yours")
        for wrong in ("0", "x", "1e3", "9" * 30):
            said = browser.get("/v1/acts", headers={"sangsaeng-company": wrong})
            assert said.json()["code"] == "company_header_invalid"


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"origin": "https://evil.example"}, "cross_site"),
        ({"origin": "null"}, "cross_site"),
        ({"origin": OURS + ".evil.example"}, "cross_site"),
        ({"origin": "", "sec-fetch-site": "same-origin"}, "cross_site"),
        ({"sec-fetch-site": "cross-site", "origin": None}, "cross_site"),
        ({"sec-fetch-site": "same-site", "origin": None}, "cross_site"),
        ({"origin": None}, "cross_site"),
        ({"x-csrf-token": "0" * 64}, "csrf_token_wrong"),
        ({"x-csrf-token": ""}, "csrf_token_wrong"),
        ({"x-csrf-token": None}, "csrf_token_wrong"),
    ],
)
def test_what_another_site_sends_is_not_taken(
    desk: Desk, headers: dict[str, str | None], code: str
) -> None:
    with desk.browser() as browser:
        desk.sign_in(browser)
        for name, value in headers.items():
            if value is None:
                del browser.headers[name]
            else:
                browser.headers[name] = value
        said = browser.post("/v1/sessions/end-all", json={})
        assert (said.status_code, said.json()["code"]) == (403, code)


def test_our_own_page_without_an_origin_is_known_by_its_site(desk: Desk) -> None:
    with desk.browser(**{"sec-fetch-site": "same-origin"}) as browser:
        desk.sign_in(browser)
        del browser.headers["origin"]
        assert browser.post("/v1/sessions/end-all", json={}).json() == {"ended": 0}


def test_nobody_is_signed_in_by_another_site(desk: Desk) -> None:
    with desk.browser(origin="https://evil.example") as browser:
        said = desk.sign_in(browser)
        assert (said.status_code, said.json()["code"]) == (403, "cross_site")
        assert "set-cookie" not in said.headers


def test_a_wrong_password_says_nothing_and_many_make_a_pause(desk: Desk) -> None:
    with desk.browser() as browser:
        body = {"email": EMAIL, "password": "not this one", "code": desk.code()}
        unknown = {**body, "email": "nobody@buyer.example"}
        said = [browser.post("/v1/sign-in/password", json=one).json() for one in (body, unknown)]
        assert said[0] == said[1]
        assert said[0]["code"] == "sign_in_refused"
        for _ in range(30):
            paused = browser.post("/v1/sign-in/password", json=body)
            if paused.status_code == 429:
                break
        assert paused.json()["code"] == "too_many_tries"
        assert int(paused.headers["retry-after"]) == paused.json()["facts"]["wait_seconds"]


def test_signing_out_ends_the_session_on_the_server(desk: Desk) -> None:
    with desk.browser() as browser:
        desk.sign_in(browser)
        token = browser.cookies["sangsaeng"]
        assert browser.post("/v1/sessions/end", json={}).json() == {"ended": 1}
        assert "sangsaeng" not in browser.cookies
        said = httpx.get(f"{desk.url}/v1/me", cookies={"sangsaeng": token}, verify=False)
        assert (said.status_code, said.json()["code"]) == (401, "session_unknown")


def authenticator(monkeypatch: pytest.MonkeyPatch) -> Any:
    # The authenticator in software stands with the tests of signing in.
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "signin"))
    return importlib.import_module("authenticator").Authenticator(rp_id="localhost", origin=OURS)


def test_a_session_that_a_browser_had_ends_when_it_signs_in_anew(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = authenticator(monkeypatch)
    with desk.browser() as browser, desk.browser() as other:
        for one in (browser, other):
            desk.sign_in(one)
            desk.at += timedelta(minutes=1)
        kept, before = other.cookies["sangsaeng"], browser.cookies["sangsaeng"]
        options = browser.post("/v1/passkeys/begin", json={}).json()["options"]
        body = {"credential": key.create(options), "label": "telephone"}
        assert browser.post("/v1/passkeys/finish", json=body).status_code == 200
        options = browser.post("/v1/sign-in/passkey/begin", json={}).json()["options"]
        proof = {"credential": key.get(options)}
        said = browser.post("/v1/sign-in/passkey/finish", json=proof)
        assert said.status_code == 200 and browser.cookies["sangsaeng"] != before
    for token, status in ((before, 401), (kept, 200), (browser.cookies["sangsaeng"], 200)):
        asked = httpx.get(f"{desk.url}/v1/me", cookies={"sangsaeng": token}, verify=False)
        assert asked.status_code == status


def test_a_passkey_is_registered_and_signs_in_over_http(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = authenticator(monkeypatch)
    with desk.browser() as browser, desk.browser() as other:
        desk.sign_in(browser)
        options = browser.post("/v1/passkeys/begin", json={}).json()["options"]
        body = {"credential": key.create(options), "label": "telephone"}
        made = browser.post("/v1/passkeys/finish", json=body)
        assert made.status_code == 200, made.text
        known = browser.get("/v1/passkeys").json()["rows"]
        assert [one["label"] for one in known] == ["telephone"]
        options = other.post("/v1/sign-in/passkey/begin", json={}).json()["options"]
        proof = {"credential": key.get(options)}
        said = other.post("/v1/sign-in/passkey/finish", json=proof)
        assert said.status_code == 200, said.text
        assert said.json()["session"]["person_id"] == desk.person_id
        again = other.post("/v1/sign-in/passkey/finish", json=proof)
        assert again.json()["code"] == "challenge_over"


@pytest.mark.parametrize(
    "credential", [{}, {"id": 1}, {"id": "x", "response": []}, {"id": "A" * 5000, "type": "?"}]
)
def test_no_credential_breaks_the_door(desk: Desk, credential: dict[str, Any]) -> None:
    with desk.browser() as browser:
        said = browser.post("/v1/sign-in/passkey/finish", json={"credential": credential})
        assert said.json()["code"] in ("challenge_over", "passkey_refused")


def test_in_earnest_the_cookie_is_held_to_this_host(desk: Desk) -> None:
    settings = Settings(origins=("https://pay.example",), rp_id="pay.example")
    with Database(face_url(desk.database.url), role=None) as web:
        app = make_app(web, lambda: desk.at, settings, hashing=HASHING)
        with serving(app) as url, httpx.Client(base_url=url, verify=False) as browser:
            body = {"email": EMAIL, "password": PASSWORD, "code": desk.code()}
            headers = {"origin": "https://pay.example"}
            said = browser.post("/v1/sign-in/password", json=body, headers=headers)
            cookie = said.headers["set-cookie"]
            assert cookie.startswith("__Host-sangsaeng=") and "Secure" in cookie
            assert "Domain" not in cookie
            assert said.headers["strict-transport-security"].startswith("max-age=")


def test_a_recovery_waits_for_two_other_peoples_word(desk: Desk) -> None:
    with desk.browser() as browser, desk.browser() as other:
        body = {"email": EMAIL}
        asked = browser.post("/v1/recoveries/ask", json=body).json()
        unknown = browser.post("/v1/recoveries/ask", json={"email": "nobody@x.example"}).json()
        assert asked.keys() == unknown.keys()
        said = browser.post("/v1/recoveries/use", json={"secret": asked["secret"]})
        assert (said.status_code, said.json()["code"]) == (422, "recovery_waits")
        assert other.get("/v1/recoveries").json()["code"] == "sign_in_needed"
        assert other.get("/v1/recoveries/open").json()["code"] == "sign_in_needed"


def test_a_person_withdraws_a_recovery_that_it_did_not_ask_for(desk: Desk) -> None:
    with desk.browser() as thief, desk.browser() as own:
        asked = thief.post("/v1/recoveries/ask", json={"email": EMAIL}).json()
        desk.sign_in(own)
        own.headers["sangsaeng-company"] = str(desk.companies[0])
        (waits,) = own.get("/v1/recoveries/open").json()["rows"]
        assert (waits["person_id"], waits["used_at"]) == (desk.person_id, None)
        assert own.get("/v1/recoveries").json() == {"rows": []}
        body = {"recovery_id": waits["recovery_id"]}
        assert own.post("/v1/recoveries/withdraw", json=body).status_code == 204
        said = own.post("/v1/recoveries/withdraw", json=body)
        assert (said.status_code, said.json()["code"]) == (404, "unknown_recovery")
        said = thief.post("/v1/recoveries/use", json={"secret": asked["secret"]})
        assert (said.status_code, said.json()["code"]) == (401, "recovery_over")


def test_an_institutions_sign_in_that_nobody_set_up_is_not_there(desk: Desk) -> None:
    with desk.browser() as browser:
        assert browser.get("/v1/sign-in/providers").json() == {"providers": []}
        said = browser.post("/v1/sign-in/oidc/begin", json={"provider": "bank"})
        assert (said.status_code, said.json()["code"]) == (404, "unknown_provider")
