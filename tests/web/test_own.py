"""A person's own pages: ways to sign in, sessions, notices; and coming in by a link."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta

import httpx
import pytest

from sangsaeng.acts.model import Role
from sangsaeng.database.connection import Database
from sangsaeng.jobs.service_clock import mark_sandbox
from sangsaeng.parties.service_invitations import Invitee, invite_companies
from sangsaeng.signin.model import SignedIn
from sangsaeng.signin.service_personas import (
    add_persona,
    begin_persona_session,
    mark_demonstration,
)
from sangsaeng.signin.tokens import digest_of
from sangsaeng.web.admitting import LANGUAGE

from .visiting import ORIGIN, Portal, Visitor, text_of, visited

TOKEN, NEWCOMER = "a-link-that-nobody-guesses", "newcomer"
PASSWORD = "seven horses cross slowly"


@pytest.fixture(scope="module")
def portal(
    database_of: Callable[[], AbstractContextManager[Database]],
) -> Iterator[Portal]:
    with database_of() as database, visited(database) as portal:
        book = portal.book
        programme = book.programme()
        number = book.number(NEWCOMER)
        book.issue(programme, NEWCOMER, 4_000_000, book.today + timedelta(days=30))
        buyer = book.companies["buyer"].company_id
        invitee = Invitee(number, NEWCOMER, token_digest=digest_of(TOKEN))
        with database.transaction() as tx:
            done = invite_companies(tx, buyer, [invitee], "administrator", portal.at)
            assert len(done) == 1, done
        yield portal


def _person(portal: Portal, name: str) -> Visitor:
    found = portal.visitor(name, portal.book.companies["buyer"].company_id, Role.APPROVER)
    found.client.cookies.set(LANGUAGE, "en")
    return found


def _stranger(portal: Portal) -> httpx.Client:
    client = portal.client()
    client.cookies.set(LANGUAGE, "en")
    return client


def _send(client: httpx.Client, path: str, **fields: str) -> httpx.Response:
    return client.post(path, data=fields, headers={"origin": ORIGIN}, follow_redirects=False)


def test_a_password_is_written_twice_and_refused_where_it_stands(portal: Portal) -> None:
    kim = _person(portal, "Kim")
    told = {"step": "password", "password": PASSWORD}
    differs = kim.post("/me", **told, password_again="another")
    assert differs.status_code == 422 and "The two passwords differ." in differs.text
    short = kim.post("/me", step="password", password="short", password_again="short")
    assert short.status_code == 422 and 'id="f-password-error"' in short.text
    assert PASSWORD not in differs.text
    done = kim.post("/me", **told, password_again=PASSWORD)
    assert done.status_code == 303, text_of(done.text)
    assert "The password is changed" in kim.get(done.headers["location"])


def test_codes_are_connected_by_the_first_one_and_a_wrong_one_keeps_the_key(
    portal: Portal,
) -> None:
    kim = _person(portal, "Kim")
    shown = kim.post("/me", step="totp").text
    fields = {
        name: re.search(rf'name="{name}" value="([^"]+)"', shown) for name in ("token", "secret")
    }
    token, secret = fields["token"], fields["secret"]
    assert token and secret
    about = {"step": "totp_confirm", "token": token[1], "secret": secret[1], "uri": "otpauth://x"}
    wrong = kim.post("/me", **about, first_code="000000")
    assert wrong.status_code == 422 and secret[1] in wrong.text
    assert 'id="f-first_code-error"' in wrong.text


def test_who_proved_itself_long_ago_is_asked_before_anything_is_changed(portal: Portal) -> None:
    lee = _person(portal, "Lee")
    with portal.book.database.transaction() as tx:
        tx.run(
            "UPDATE parties.session SET stepped_up_at = %(at)s WHERE person_id = %(person)s",
            at=portal.at - timedelta(hours=1),
            person=lee.person_id,
        )
    page = lee.get("/me")
    assert 'data-passkey="register"' not in page and "Prove that it is you" in page
    asked = lee.post("/me", step="password", password=PASSWORD, password_again=PASSWORD)
    assert asked.status_code == 303 and asked.headers["location"] == "/me"
    proof = lee.post("/me", step="prove", password=PASSWORD, password_again=PASSWORD)
    assert proof.status_code == 403 and PASSWORD not in proof.text


def test_sessions_are_ended_one_by_one_and_nobody_elses(portal: Portal) -> None:
    kim, park = _person(portal, "Kim"), _person(portal, "Park")
    page = park.get("/me")
    assert "This one" in page
    others = re.findall(r'name="session_id" value="([0-9]+)"', kim.get("/me"))
    assert others == []
    with portal.book.database.transaction() as tx:
        row = tx.the(
            "SELECT session_id FROM parties.session WHERE person_id = %(p)s", p=park.person_id
        )
    kim.post("/me", step="end_session", session_id=row["session_id"])
    park.get("/me")
    gone = park.post("/me", step="end_everywhere")
    assert gone.status_code == 303
    assert park.client.get("/me", follow_redirects=False).status_code == 303


def test_notices_stand_in_the_inbox_and_are_told_as_chosen(portal: Portal) -> None:
    kim = _person(portal, "Kim")
    assert "No notices" in kim.get("/notices")
    page = kim.get("/me/notices")
    kinds = re.findall(r'name="cadence-([a-z_]+)"', page)
    assert kinds
    chosen = {f"cadence-{kind}": "at_once" for kind in kinds}
    chosen |= {f"channel-{kind}": "email" for kind in kinds}
    told = {**chosen, f"cadence-{kinds[0]}": "none"}
    done = kim.post("/me/notices", **told)
    assert done.status_code == 303, text_of(done.text)
    after = kim.get("/me/notices")
    select = re.search(rf'name="cadence-{kinds[0]}".*?</select>', after, re.S)
    assert select and '<option value="none" selected>' in select[0]


def test_a_link_is_looked_at_before_anything_is_asked(portal: Portal) -> None:
    page = _stranger(portal).get(f"/join/{TOKEN}").text
    said = text_of(page)
    assert "buyer" in said and "4,000,000" in said and 'name="email"' not in page
    assert portal.book.number(NEWCOMER) not in page
    over = _stranger(portal).get("/join/no-such-link")
    assert over.status_code == 422 and "Who invited you" in over.text


def test_who_joins_is_signed_in_and_led_to_its_account(portal: Portal) -> None:
    client = _stranger(portal)
    terms = _send(client, "/join", token=TOKEN, step="terms").text
    digest = re.search(r'name="terms_digest" value="([0-9a-f]+)"', terms)
    assert digest
    told = {
        "token": TOKEN,
        "step": "join",
        "terms_digest": digest[1],
        "accept": "true",
        "language": "en",
        "company_name": NEWCOMER,
        "company_size": "small",
        "name": "Choi",
        "email": "choi@newcomer.example",
        "telephone": "02-123-4567",
    }
    wrong = _send(client, "/join", **told, business_number="1234567890")
    assert wrong.status_code == 422 and 'id="f-business_number-error"' in wrong.text
    assert 'value="choi@newcomer.example"' in wrong.text
    number = portal.book.number(NEWCOMER)
    # Nobody reads and accepts in the same moment.
    portal.at += timedelta(minutes=1)
    written = f"{number[:3]}-{number[3:5]}-{number[5:]}"
    done = _send(client, "/join", **told, business_number=written)
    assert done.status_code == 303, text_of(done.text)
    welcome = client.get(done.headers["location"])
    assert welcome.status_code == 200, text_of(welcome.text)
    assert "Two things are left" in welcome.text and 'data-passkey="register"' in welcome.text
    assert "Name the account that is to be paid" in client.get("/").text
    account = client.get("/do/accounts.first")
    assert account.status_code == 200, text_of(account.text)
    again = _stranger(portal).get(f"/join/{TOKEN}")
    assert again.status_code == 422


def test_a_visitor_of_a_demonstration_is_told_so_and_keeps_nothing(
    database_of: Callable[[], AbstractContextManager[Database]],
) -> None:
    with database_of() as database:
        assert mark_sandbox(database) is None
        with visited(database) as portal:
            book = portal.book
            company_id = book.company("played", account=False).company_id
            person_id = portal.person("Persona", company_id, Role.ADMINISTRATOR)
            with database.transaction() as tx:
                assert mark_demonstration(tx, portal.at) is None
                add_persona(tx, person_id, company_id, 1, "persona_owner")
            begun = begin_persona_session(database, person_id, portal.at)
            other = begin_persona_session(database, person_id, portal.at, "Another browser")
            assert isinstance(begun, SignedIn) and isinstance(other, SignedIn)
            one = Visitor(portal.client(begun.token), begun.token, company_id, person_id)
            one.client.cookies.set(LANGUAGE, "en")
            shown = one.get("/me")
            assert "Other visitors are this person too" in shown
            assert "Another browser" not in shown and 'name="step"' not in shown
            for step in ("password", "totp", "end_others", "end_everywhere"):
                told = {"step": step, "password": PASSWORD, "password_again": PASSWORD}
                answer = one.post("/me", **told)
                assert answer.status_code == 422 and "Not in a demonstration" in answer.text, step
            assert "Other visitors" in one.get("/me")
