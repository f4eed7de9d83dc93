"""Passkeys, by an authenticator in software."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from authenticator import Authenticator
from doors import SITE, Door

from sangsaeng.acts.model import Role
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.signin.model import How, Passkey, SignedIn
from sangsaeng.signin.service_passkeys import (
    begin_registration,
    begin_sign_in,
    begin_step_up,
    finish_registration,
    finish_sign_in,
    finish_step_up,
    list_passkeys,
    remove_passkey,
)
from sangsaeng.signin.service_sessions import get_session


def _code(done: object) -> str:
    assert isinstance(done, Refusal), done
    return done.code


def register(door: Door, token: str, device: Authenticator) -> Passkey:
    options = begin_registration(door.database, SITE, token, door.at)
    assert isinstance(options, dict), options
    answer = device.create(options)
    made = finish_registration(door.database, SITE, token, answer, "phone", door.at)
    assert isinstance(made, Passkey), made
    return made


def sign_in(door: Door, device: Authenticator) -> SignedIn | Refusal:
    answer = device.get(begin_sign_in(door.database, SITE, door.at))
    return finish_sign_in(door.database, SITE, answer, door.at, "a browser")


def proof(door: Door, token: str, device: Authenticator) -> object:
    options = begin_step_up(door.database, SITE, token, door.at)
    assert isinstance(options, dict), options
    return finish_step_up(door.database, SITE, token, device.get(options), door.at)


class Kim:
    """A person with one passkey, registered in the session of an invitation."""

    def __init__(self, door: Door, email: str = "kim@example.kr", packed: bool = False) -> None:
        self.person_id = door.person(email, Role.APPROVER)
        self.device = Authenticator(packed=packed)
        self.invited = door.session(self.person_id, How.INVITATION).token
        self.passkey = register(door, self.invited, self.device)


@pytest.mark.parametrize("packed", [False, True])
def test_a_passkey_brings_its_person_in_without_a_user_name(door: Door, packed: bool) -> None:
    kim = Kim(door, packed=packed)
    begun = sign_in(door, kim.device)
    assert isinstance(begun, SignedIn), begun
    assert (begun.session.person_id, begun.session.how) == (kim.person_id, How.PASSKEY)
    assert door.caller(begun.token).stepped_up_at == door.at
    assert door.events("signin.passkey") == door.events("signin.way") == [("done", None)]


def test_what_is_asked_for_needs_the_person_and_is_kept_on_the_device(door: Door) -> None:
    token = door.session(door.person("kim@example.kr"), How.INVITATION).token
    options = begin_registration(door.database, SITE, token, door.at)
    assert isinstance(options, dict)
    chosen = options["authenticatorSelection"]
    assert (chosen["residentKey"], chosen["userVerification"]) == ("required", "required")
    assert (options["rp"]["id"], options["user"]["name"]) == (SITE.rp_id, "kim@example.kr")
    asked = begin_sign_in(door.database, SITE, door.at)
    assert (asked["userVerification"], asked.get("allowCredentials", [])) == ("required", [])


LIES: list[tuple[str, Any]] = [
    ("origin", "https://portal.example.kr.evil.example"),
    ("origin", "http://portal.example.kr"),
    ("rp_id", "evil.example"),
    ("verified", False),
    ("present", False),
    ("handle", bytes(8)),
]


def test_a_proof_that_lies_brings_nobody_in(door: Door) -> None:
    kim = Kim(door)
    for name, lie in LIES:
        device = replace(kim.device, **{name: lie})
        assert _code(sign_in(door, device)) == "passkey_refused", name
    assert door.events("signin.passkey") == [("denied", "passkey_refused")] * len(LIES)
    assert isinstance(sign_in(door, kim.device), SignedIn)


def test_a_page_in_a_strangers_frame_is_not_ours(door: Door) -> None:
    kim = Kim(door)
    kim.device.framed = True
    assert _code(sign_in(door, kim.device)) == "challenge_over"


def test_a_passkey_made_under_a_lie_is_not_taken(door: Door) -> None:
    token = door.session(door.person("kim@example.kr"), How.INVITATION).token
    for name, lie in LIES[:-1]:
        options = begin_registration(door.database, SITE, token, door.at)
        assert isinstance(options, dict)
        answer = Authenticator(**{name: lie}).create(options)
        done = finish_registration(door.database, SITE, token, answer, "x", door.at)
        assert _code(done) == "passkey_refused", name


def test_a_challenge_is_answered_once_and_soon(door: Door) -> None:
    kim = Kim(door)
    answer = kim.device.get(begin_sign_in(door.database, SITE, door.at))
    assert isinstance(finish_sign_in(door.database, SITE, answer, door.at, ""), SignedIn)
    assert _code(finish_sign_in(door.database, SITE, answer, door.at, "")) == "challenge_over"
    late = kim.device.get(begin_sign_in(door.database, SITE, door.at))
    door.later(minutes=5)
    assert _code(finish_sign_in(door.database, SITE, late, door.at, "")) == "challenge_over"
    forged = kim.device.get({"challenge": "A" * 43})
    assert _code(finish_sign_in(door.database, SITE, forged, door.at, "")) == "challenge_over"


def test_a_challenge_for_one_purpose_serves_no_other(door: Door) -> None:
    kim = Kim(door)
    token = door.session(kim.person_id).token
    asked = begin_sign_in(door.database, SITE, door.at)
    done = finish_step_up(door.database, SITE, token, kim.device.get(asked), door.at)
    assert _code(done) == "challenge_over"


def test_a_copied_passkey_ends_with_every_session(door: Door) -> None:
    kim = Kim(door)
    begun = sign_in(door, kim.device)
    assert isinstance(begun, SignedIn)
    copy = replace(kim.device)
    assert isinstance(sign_in(door, kim.device), SignedIn)
    assert _code(sign_in(door, copy)) == "passkey_refused"
    assert _code(sign_in(door, kim.device)) == "passkey_refused"
    assert _code(get_session(door.database, begun.token, door.at)) == "session_unknown"
    assert door.events("signin.way") == [("done", None)] * 2


def test_a_forged_count_without_the_key_ends_nothing(door: Door) -> None:
    kim = Kim(door)
    assert isinstance(sign_in(door, kim.device), SignedIn)
    thief = Authenticator(credential_id=kim.device.credential_id, handle=kim.device.handle, step=0)
    assert _code(sign_in(door, thief)) == "passkey_refused"
    assert isinstance(sign_in(door, kim.device), SignedIn)


def test_an_authenticator_without_a_count_goes_on(door: Door) -> None:
    kim = Kim(door)
    kim.device.step = 0
    assert isinstance(sign_in(door, kim.device), SignedIn)
    assert isinstance(sign_in(door, kim.device), SignedIn)


def test_step_up_is_of_this_session_by_its_own_person(door: Door) -> None:
    kim, lee = Kim(door), Kim(door, "lee@example.kr")
    here = door.session(kim.person_id, How.OIDC).token
    there = door.session(kim.person_id, How.OIDC).token
    assert proof(door, here, kim.device) == door.at
    assert door.caller(here).stepped_up_at == door.at
    assert door.caller(there).stepped_up_at is None
    assert _code(proof(door, there, lee.device)) == "passkey_refused"
    options = begin_step_up(door.database, SITE, here, door.at)
    assert isinstance(options, dict)
    answer = kim.device.get(options)
    done = finish_step_up(door.database, SITE, there, answer, door.at)
    assert _code(done) == "passkey_refused"
    assert door.caller(there).stepped_up_at is None


def test_an_unlocked_screen_makes_no_way_in(door: Door) -> None:
    kim = Kim(door)
    begun = sign_in(door, kim.device)
    assert isinstance(begun, SignedIn)
    door.later(minutes=10)
    for done in (
        begin_registration(door.database, SITE, begun.token, door.at),
        remove_passkey(door.database, begun.token, kim.passkey.passkey_id, door.at),
    ):
        assert _code(done) == "step_up_needed"
    proof(door, begun.token, kim.device)
    register(door, begun.token, Authenticator())
    again = begin_registration(door.database, SITE, kim.invited, door.at)
    assert _code(again) == "step_up_needed"


def test_an_institutions_own_sign_in_sets_up_no_way(door: Door) -> None:
    token = door.session(door.person("kim@example.kr", Role.APPROVER), How.OIDC).token
    assert _code(begin_registration(door.database, SITE, token, door.at)) == "step_up_needed"


def test_passkeys_are_listed_and_removed_but_the_last(door: Door) -> None:
    kim, lee = Kim(door), Kim(door, "lee@example.kr")
    begun = sign_in(door, kim.device)
    assert isinstance(begun, SignedIn)
    token, first = begun.token, kim.passkey.passkey_id
    assert _code(remove_passkey(door.database, token, first, door.at)) == "last_way_in"
    second = register(door, token, Authenticator())
    assert remove_passkey(door.database, token, lee.passkey.passkey_id, door.at) == 0
    assert remove_passkey(door.database, token, "not base64!", door.at) == 0
    assert remove_passkey(door.database, token, first, door.at) == 1
    assert list_passkeys(door.database, token, door.at) == [second]
    assert _code(sign_in(door, kim.device)) == "passkey_refused"
    assert isinstance(sign_in(door, lee.device), SignedIn)


def test_a_passkey_is_one_persons(door: Door) -> None:
    kim = Kim(door)
    lee = door.session(door.person("lee@example.kr"), How.INVITATION).token
    options = begin_registration(door.database, SITE, lee, door.at)
    assert isinstance(options, dict)
    answer = kim.device.create(options)
    done = finish_registration(door.database, SITE, lee, answer, "x", door.at)
    assert _code(done) == "passkey_refused"


def test_a_person_that_was_shut_out_stays_out(door: Door, owner: psycopg.Connection) -> None:
    kim = Kim(door)
    owner.execute("UPDATE parties.person SET disabled_at = %s", [door.at])
    assert _code(sign_in(door, kim.device)) == "passkey_refused"


def _no_response(answer: dict[str, Any]) -> object:
    return answer.pop("response")


BROKEN: list[Callable[[dict[str, Any]], object]] = [
    _no_response,
    lambda answer: answer["response"].update(clientDataJSON=7),
    lambda answer: answer["response"].update(clientDataJSON="%%%"),
    lambda answer: answer["response"].update(authenticatorData="AAAA"),
    lambda answer: answer["response"].update(authenticatorData="가"),
    lambda answer: answer["response"].update(signature=""),
    lambda answer: answer.update(id="other"),
    lambda answer: answer.update(rawId=None),
    lambda answer: answer.update(type="password"),
    lambda answer: answer["response"].update(userHandle=["x"]),
]


def test_broken_answers_are_refused_and_break_nothing(door: Door) -> None:
    kim = Kim(door)
    for spoil in BROKEN:
        answer = kim.device.get(begin_sign_in(door.database, SITE, door.at))
        spoil(answer)
        done = finish_sign_in(door.database, SITE, answer, door.at, "")
        assert _code(done) in ("challenge_over", "passkey_refused")


def test_asking_only_fills_nothing(door: Door, owner: psycopg.Connection) -> None:
    for _ in range(30):
        begin_sign_in(door.database, SITE, door.at)
        door.later(minutes=1)
    row = owner.execute("SELECT count(*) FROM parties.challenge").fetchone()
    assert row is not None and row[0] <= 7
