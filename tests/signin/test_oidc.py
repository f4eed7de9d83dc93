"""An institution's own sign-in, by a provider that can lie."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import httpx
import psycopg
import pytest
from doors import SITE, Door
from joserfc.jwk import ECKey, OctKey
from provider import CALLBACK, CLIENT_ID, CLIENT_SECRET, FakeProvider, running_provider

from sangsaeng.acts.model import Role
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.signin.model import How, Provider, Redirect, SignedIn
from sangsaeng.signin.oidc import OidcClient
from sangsaeng.signin.service_oidc import (
    begin_oidc,
    finish_link_oidc,
    finish_oidc,
    unlink_oidc,
)
from sangsaeng.signin.service_passkeys import begin_registration
from sangsaeng.signin.service_sessions import get_caller


def _code(done: object) -> str:
    assert isinstance(done, Refusal), done
    return done.code


class Desk:
    """A person of the buyer, linked to the buyer's own sign-in."""

    def __init__(self, door: Door, fake: FakeProvider, http: httpx.Client) -> None:
        self.door, self.fake = door, fake
        fake.now = int(door.at.timestamp())
        self.client = OidcClient(
            Provider("buyer", fake.address, CLIENT_ID, CLIENT_SECRET, CALLBACK, door.buyer_id),
            http,
        )
        self.person_id = door.person("kim@example.kr", Role.APPROVER)
        self.token = door.session(self.person_id).token

    def link(self, token: str) -> Refusal | None:
        sent = self.sent(token)
        code, state = self.fake.sign_in(sent.url)
        args = (token, state, sent.state, code, self.door.at)
        return finish_link_oidc(self.door.database, self.client, *args)

    def sent(self, link_token: str | None = None) -> Redirect:
        sent = begin_oidc(self.door.database, self.client, self.door.at, link_token)
        assert isinstance(sent, Redirect), sent
        return sent

    def come_in(self) -> SignedIn | Refusal:
        sent = self.sent()
        code, state = self.fake.sign_in(sent.url)
        return self.finish(state, sent.state, code)

    def finish(self, state: str, kept: str, code: str) -> SignedIn | Refusal:
        args = (state, kept, code, self.door.at, "a browser")
        return finish_oidc(self.door.database, self.client, *args)


@pytest.fixture
def fake() -> Iterator[FakeProvider]:
    with running_provider() as listening:
        yield listening


@pytest.fixture
def desk(door: Door, fake: FakeProvider) -> Iterator[Desk]:
    with closing(httpx.Client(timeout=5)) as http:
        yield Desk(door, fake, http)


def test_whom_the_provider_names_comes_in_for_its_company_alone(desk: Desk) -> None:
    door = desk.door
    door.power(desk.person_id, Role.VIEWER, company_id=door.other_id)
    assert _code(desk.come_in()) == "oidc_person_unknown"
    assert desk.link(desk.token) is None
    begun = desk.come_in()
    assert isinstance(begun, SignedIn), begun
    assert (begun.session.person_id, begun.session.how) == (desk.person_id, How.OIDC)
    caller = door.caller(begun.token)
    assert (caller.company_id, caller.stepped_up_at) == (door.buyer_id, None)
    refused = get_caller(door.database, begun.token, door.other_id, door.at)
    assert _code(refused) == "company_not_yours"
    unproved = begin_registration(door.database, SITE, begun.token, door.at)
    assert _code(unproved) == "step_up_needed"
    assert door.events("signin.oidc") == [("denied", "oidc_person_unknown"), ("done", None)]


def test_answers_that_are_not_for_us_now_are_not_believed(desk: Desk) -> None:
    assert desk.link(desk.token) is None
    fake, now = desk.fake, desk.fake.now
    lies: list[dict[str, object]] = [
        {"iss": "https://evil.example"},
        {"aud": "another"},
        {"aud": [CLIENT_ID, "another"]},
        {"aud": [CLIENT_ID], "azp": "another"},
        {"exp": now - 61},
        {"exp": None},
        {"iat": now + 3600},
        {"nbf": now + 3600},
        {"nonce": "another"},
        {"nonce": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": None},
    ]
    for lie in lies:
        fake.claims = lie
        assert _code(desk.come_in()) == "oidc_refused", lie
    fake.claims = {"aud": [CLIENT_ID, "another"], "azp": CLIENT_ID}
    assert isinstance(desk.come_in(), SignedIn)


def test_only_the_providers_own_signature_counts(desk: Desk) -> None:
    assert desk.link(desk.token) is None
    fake = desk.fake
    forged = [
        (ECKey.generate_key("P-256"), {"alg": "ES256", "kid": "1"}),
        (ECKey.generate_key("P-256"), {"alg": "ES256", "kid": "2"}),
        (OctKey.import_key(CLIENT_SECRET), {"alg": "HS256", "kid": "1"}),
        (None, {"alg": "none"}),
    ]
    for key, header in forged:
        fake.signs_with, fake.header = key, header
        assert _code(desk.come_in()) == "oidc_refused", header


def test_a_state_is_this_browsers_and_used_once(desk: Desk) -> None:
    assert desk.link(desk.token) is None
    sent, slipped_in = desk.sent(), desk.sent()
    code, state = desk.fake.sign_in(slipped_in.url)
    assert _code(desk.finish(state, sent.state, code)) == "oidc_refused"
    assert _code(desk.finish(state, state, code)) == "challenge_over"
    again = desk.sent()
    code, state = desk.fake.sign_in(again.url)
    assert isinstance(desk.finish(state, again.state, code), SignedIn)
    assert _code(desk.finish(state, again.state, code)) == "challenge_over"
    late = desk.sent()
    code, state = desk.fake.sign_in(late.url)
    desk.door.later(minutes=5)
    assert _code(desk.finish(state, late.state, code)) == "challenge_over"


def test_a_code_of_another_request_is_worth_nothing(desk: Desk) -> None:
    assert desk.link(desk.token) is None
    mine, other = desk.sent(), desk.sent()
    code, _ = desk.fake.sign_in(other.url)
    assert _code(desk.finish(mine.state, mine.state, code)) == "oidc_refused"


def test_a_link_is_of_the_session_that_asked_and_of_one_person(desk: Desk) -> None:
    door = desk.door
    assert desk.link(desk.token) is None
    lee = door.session(door.person("lee@example.kr", Role.VIEWER)).token
    assert _code(desk.link(lee)) == "oidc_linked_elsewhere"
    desk.fake.subject = "lee"
    sent = desk.sent(desk.token)
    code, state = desk.fake.sign_in(sent.url)
    args = (lee, state, sent.state, code, door.at)
    assert _code(finish_link_oidc(door.database, desk.client, *args)) == "oidc_refused"
    sent = desk.sent(desk.token)
    code, state = desk.fake.sign_in(sent.url)
    assert _code(desk.finish(state, sent.state, code)) == "oidc_refused"
    unproved = door.session(desk.person_id, How.OIDC).token
    refused = begin_oidc(door.database, desk.client, door.at, unproved)
    assert _code(refused) == "step_up_needed"
    desk.fake.subject = "kim@institution.example.kr"
    assert unlink_oidc(door.database, desk.token, door.at) is None
    assert _code(desk.come_in()) == "oidc_person_unknown"


def test_a_provider_that_is_away_or_another_is_told_apart(desk: Desk, door: Door) -> None:
    fake = desk.fake

    def told() -> str:
        fresh = OidcClient(desk.client.provider, desk.client._http)
        return _code(begin_oidc(door.database, fresh, door.at))

    fake.metadata = {"issuer": "https://evil.example"}
    assert told() == "oidc_refused"
    fake.metadata = {"authorization_endpoint": "http://evil.example/"}
    assert told() == "oidc_refused"
    fake.metadata = {"authorization_endpoint": None}
    assert told() == "oidc_unreachable"
    fake.metadata, fake.status = {}, 503
    assert told() == "oidc_unreachable"
    fake.status = 302
    assert told() == "oidc_unreachable"
    fake.status, fake.body = 200, b"<html>"
    assert told() == "oidc_unreachable"
    fake.body = b'"' + b"x" * 300_000 + b'"'
    assert told() == "oidc_unreachable"
    fake.body = b"[]"
    assert told() == "oidc_unreachable"


def test_no_subject_stands_in_the_book(desk: Desk, owner: psycopg.Connection) -> None:
    assert desk.link(desk.token) is None
    row = owner.execute("SELECT oidc_subject FROM parties.person").fetchone()
    assert row is not None and len(row[0]) == 64 and "kim" not in row[0]
    events = owner.execute("SELECT e::text FROM audit.event e").fetchall()
    assert all("@" not in event[0] for event in events)


def test_a_shared_secret_is_no_signature() -> None:
    provider = Provider("x", "https://x.example", "c", "s", CALLBACK, 1, ("HS256",))
    with pytest.raises(AssertionError):
        OidcClient(provider)
