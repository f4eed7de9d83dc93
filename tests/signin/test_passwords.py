"""Password and code: both, once, and guessing waits without locking others out."""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta
from threading import Barrier, Thread

import psycopg
import pyotp
import pytest
from authenticator import Authenticator
from doors import Door
from test_passkeys import register, sign_in

from sangsaeng.acts.model import Role
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.signin.hashing import Hashing
from sangsaeng.signin.model import How, Session, SignedIn
from sangsaeng.signin.rules import (
    FOR_BOTH,
    FOR_SOURCE,
    FOR_SUBJECT,
    Tally,
    decide_password,
    decide_try,
)
from sangsaeng.signin.service_passwords import (
    confirm_totp,
    enrol_totp,
    set_password,
    sign_in_password,
    step_up_totp,
)
from sangsaeng.signin.service_sessions import get_session

FAST = Hashing(time_cost=1, memory_kib=8, lanes=1)
GOOD = "seven green rivers"
HOME, AWAY = "192.0.2.1", "198.51.100.7"


def _code(done: object) -> str:
    assert isinstance(done, Refusal), done
    return done.code


class Lee:
    """A person who comes in by password and code."""

    def __init__(self, door: Door, email: str = "lee@example.kr") -> None:
        self.door, self.email = door, email
        self.person_id = door.person(email, Role.APPROVER)
        self.invited = door.session(self.person_id, How.INVITATION).token
        assert set_password(door.database, FAST, self.invited, GOOD, door.at) is None
        enrolled = enrol_totp(door.database, "Sangsaeng", self.invited, door.at)
        assert not isinstance(enrolled, Refusal)
        self.uri, self.totp = enrolled.uri, pyotp.TOTP(enrolled.secret)
        args = (self.invited, enrolled.token)
        assert _code(confirm_totp(door.database, *args, "abc", door.at)) == "code_wrong"
        assert confirm_totp(door.database, *args, self.now(), door.at) is None
        door.later(seconds=30)

    def now(self) -> str:
        return self.totp.at(self.door.at)

    def come_in(
        self, password: str = GOOD, code: str | None = None, source: str = HOME
    ) -> SignedIn | Refusal:
        code = self.now() if code is None else code
        at = self.door.at
        return sign_in_password(
            self.door.database, FAST, self.email, password, code, at, "a browser", source
        )


def test_password_and_code_together_bring_their_person_in(door: Door) -> None:
    lee = Lee(door)
    assert "issuer=Sangsaeng" in lee.uri and "lee%40example.kr" in lee.uri
    begun = lee.come_in()
    assert isinstance(begun, SignedIn), begun
    assert (begun.session.person_id, begun.session.how) == (lee.person_id, How.PASSWORD_TOTP)
    assert door.caller(begun.token).stepped_up_at == door.at
    assert door.events("signin.password") == [("done", None)]


def test_whatever_is_wrong_is_answered_alike(door: Door) -> None:
    lee = Lee(door)
    half = door.person("half@example.kr", Role.VIEWER)
    invited = door.session(half, How.INVITATION).token
    assert set_password(door.database, FAST, invited, GOOD, door.at) is None
    answers = {
        str(lee.come_in(password="wrong wrong wrong")),
        str(lee.come_in(code="000000" if lee.now() != "000000" else "111111")),
        str(lee.come_in(code="")),
        str(lee.come_in(password="\ud800" * 600, code="\ud800")),
        *(
            str(sign_in_password(door.database, FAST, email, GOOD, lee.now(), door.at, "", HOME))
            for email in ("nobody@example.kr", "half@example.kr", "", "\ud800")
        ),
    }
    assert answers == {str(Refusal("sign_in_refused"))}


def test_a_code_is_taken_once_and_a_step_of_the_clock_is_forgiven(door: Door) -> None:
    lee = Lee(door)
    code = lee.now()
    assert isinstance(lee.come_in(code=code), SignedIn)
    assert _code(lee.come_in(code=code)) == "sign_in_refused"
    before = lee.totp.at(door.at - timedelta(seconds=30))
    assert _code(lee.come_in(code=before)) == "sign_in_refused"
    door.later(seconds=60)
    slow = lee.totp.at(door.at - timedelta(seconds=30))
    assert isinstance(lee.come_in(code=f"{slow[:3]} {slow[3:]}"), SignedIn)
    door.later(seconds=90)
    older = lee.totp.at(door.at - timedelta(seconds=60))
    assert _code(lee.come_in(code=older)) == "sign_in_refused"


def test_a_code_steps_up_and_not_twice(door: Door) -> None:
    lee = Lee(door)
    token = door.session(lee.person_id, How.OIDC).token
    code = lee.now()
    assert _code(step_up_totp(door.database, token, "123", door.at)) == "sign_in_refused"
    assert step_up_totp(door.database, token, code, door.at) == door.at
    assert door.caller(token).stepped_up_at == door.at
    assert _code(step_up_totp(door.database, token, code, door.at)) == "sign_in_refused"
    assert door.events("signin.step_up") == [
        ("denied", "sign_in_refused"),
        ("done", None),
        ("denied", "sign_in_refused"),
    ]


def test_codes_are_of_the_telephones_clock_where_a_sandboxs_is_ahead(door: Door) -> None:
    lee = Lee(door)
    shown, code = door.at, lee.now()
    door.later(days=40)
    assert _code(lee.come_in(code=code)) == "sign_in_refused"
    begun = sign_in_password(
        door.database, FAST, lee.email, GOOD, code, door.at, "a browser", HOME, shown
    )
    assert isinstance(begun, SignedIn) and begun.session.began_at == door.at
    after = shown + timedelta(seconds=30)
    args = (begun.token, lee.totp.at(after), door.at)
    assert step_up_totp(door.database, *args, code_at=after) == door.at


def test_a_new_password_ends_other_sessions_and_needs_proof(door: Door) -> None:
    lee = Lee(door)
    other = door.session(lee.person_id).token
    begun = lee.come_in()
    assert isinstance(begun, SignedIn)
    door.later(minutes=10)
    new = "eight yellow rivers"
    done = set_password(door.database, FAST, begun.token, new, door.at)
    assert done is not None and done.code == "step_up_needed"
    assert step_up_totp(door.database, begun.token, lee.now(), door.at) == door.at
    assert set_password(door.database, FAST, begun.token, new, door.at) is None
    assert _code(get_session(door.database, other, door.at)) == "session_unknown"
    assert isinstance(get_session(door.database, begun.token, door.at), Session)
    door.later(seconds=30)
    assert _code(lee.come_in()) == "sign_in_refused"
    assert isinstance(lee.come_in(password=new), SignedIn)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password_short"),
        ("x" * 129, "password_long"),
        ("kim.minsu@buyer.example.kr", "password_guessable"),
        ("Kim.Minsu2026", "password_guessable"),
        ("PasswordPassword", "password_guessable"),
        ("aaaaaaaabbbb", "password_guessable"),
        ("seven green rivers", None),
        ("\uac00\ub098\ub2e4\ub77c \ub9c8\ubc14\uc0ac\uc544 \uc790\ucc28\uce74", None),
        ("nothing special at all", None),
    ],
)
def test_a_password_is_long_and_not_the_first_guess(password: str, code: str | None) -> None:
    common = {"passwordpassword"}
    found = decide_password(password, "kim.minsu@buyer.example.kr", common)
    assert (found.code if found else None) == code


def test_common_passwords_are_known(door: Door) -> None:
    token = door.session(door.person("kim@example.kr"), How.INVITATION).token
    for password in ("1Q2w3e4r5t6y", "dkssudgktpdy"):
        done = set_password(door.database, FAST, token, password, door.at)
        assert done is not None and done.code == "password_guessable"


def test_the_same_password_from_another_keyboard_is_right(door: Door) -> None:
    lee = Lee(door)
    begun = door.session(lee.person_id).token
    one = "\uac00\ub098\ub2e4\ub77c" * 3
    other = unicodedata.normalize("NFD", one)
    assert set_password(door.database, FAST, begun, one, door.at) is None
    assert isinstance(lee.come_in(password=other), SignedIn)


def test_guessing_waits_longer_and_longer_from_its_place_alone(door: Door) -> None:
    lee = Lee(door)
    for _ in range(FOR_BOTH.free):
        assert _code(lee.come_in(password="no no no no no", source=AWAY)) == "sign_in_refused"
    waits = []
    for _ in range(3):
        refused = lee.come_in(source=AWAY)
        assert isinstance(refused, Refusal) and refused.code == "too_many_tries"
        waits.append(refused.facts["wait_seconds"])
        door.later(seconds=int(waits[-1]))
        assert _code(lee.come_in(password="no no no no no", source=AWAY)) == "sign_in_refused"
    assert waits == [30, 60, 120]
    assert isinstance(lee.come_in(source=HOME), SignedIn)
    assert _code(lee.come_in(source=AWAY)) == "too_many_tries"


def test_an_unknown_address_waits_like_a_known_one(door: Door) -> None:
    lee = Lee(door)
    said = []
    for email in (lee.email, "nobody@example.kr"):
        args = (email, "no no no no no", "1", door.at, "", AWAY)
        said.append([str(sign_in_password(door.database, FAST, *args)) for _ in range(7)])
    assert said[0] == said[1] and "too_many_tries" in said[0][-1]


def test_a_right_passkey_waits_for_nobodys_wrong_passwords(door: Door) -> None:
    person = door.person("kim@example.kr", Role.APPROVER)
    device = Authenticator()
    register(door, door.session(person, How.INVITATION).token, device)
    for _ in range(8):
        args = ("kim@example.kr", "no no no no no", "1", door.at, "", HOME)
        last = sign_in_password(door.database, FAST, *args)
    assert _code(last) == "too_many_tries"
    assert isinstance(sign_in(door, device), SignedIn)


def test_from_everywhere_at_once_a_stranger_waits_and_the_person_at_home_does_not(
    door: Door,
) -> None:
    lee = Lee(door)
    assert isinstance(lee.come_in(source=HOME), SignedIn)
    door.later(seconds=10)
    for number in range(FOR_SUBJECT.free):
        done = lee.come_in(password="no no no no no", source=f"203.0.113.{number}")
        assert _code(done) == "sign_in_refused"
    door.later(seconds=25)
    assert _code(lee.come_in(source="203.0.113.99")) == "too_many_tries"
    assert isinstance(lee.come_in(source=HOME), SignedIn)


def test_of_many_guesses_at_once_no_more_are_heard(door: Door) -> None:
    lee = Lee(door)
    barrier, codes = Barrier(7), list[str]()

    def guess() -> None:
        barrier.wait()
        codes.append(_code(lee.come_in(password="no no no no no", source=AWAY)))

    guessing = [Thread(target=guess) for _ in range(7)]
    for one in guessing:
        one.start()
    for one in guessing:
        one.join()
    assert sorted(codes) == ["sign_in_refused"] * 5 + ["too_many_tries"] * 2


AT = datetime.fromisoformat("2026-04-06T12:00:00+09:00")
NONE = Tally(0, None)


@pytest.mark.parametrize(
    ("both", "subject", "source", "own_place", "wait"),
    [
        (4, 4, 4, False, None),
        (5, 5, 5, False, 30),
        (9, 9, 9, False, 480),
        (500, 500, 500, False, 900),
        (0, 19, 49, False, None),
        (0, 20, 0, False, 30),
        (0, 0, 50, False, 30),
        (0, 500, 500, True, None),
        (5, 500, 500, True, 30),
    ],
)
def test_who_waits_how_long(
    both: int, subject: int, source: int, own_place: bool, wait: int | None
) -> None:
    tallies = [Tally(count, AT if count else None) for count in (both, subject, source)]
    found = decide_try(*tallies, own_place, AT)
    assert (found.facts["wait_seconds"] if found else None) == wait
    assert FOR_SOURCE.until(NONE) is None


def test_no_more_than_a_few_are_hashed_at_once(door: Door) -> None:
    lee = Lee(door)
    full = Hashing(time_cost=1, memory_kib=8, lanes=1, at_once=1, patience=0)
    args = (lee.email, GOOD, lee.now(), door.at, "", HOME)
    with full._place():
        assert _code(sign_in_password(door.database, full, *args)) == "sign_in_busy"
    assert isinstance(sign_in_password(door.database, full, *args), SignedIn)


def test_a_hash_of_former_days_is_renewed(door: Door, owner: psycopg.Connection) -> None:
    lee = Lee(door)
    dearer = Hashing(time_cost=2, memory_kib=16, lanes=1)
    args = (lee.email, GOOD, lee.now(), door.at, "", HOME)
    assert isinstance(sign_in_password(door.database, dearer, *args), SignedIn)
    row = owner.execute("SELECT password_hash FROM parties.person").fetchone()
    assert row is not None and row[0].startswith("$argon2id$v=19$m=16,t=2,p=1$")
    door.later(seconds=30)
    assert isinstance(lee.come_in(), SignedIn)


def test_the_secret_for_codes_is_sealed(door: Door, owner: psycopg.Connection) -> None:
    lee = Lee(door)
    rows = owner.execute("SELECT p::text FROM parties.person p").fetchall()
    rows += owner.execute("SELECT c::text FROM parties.challenge c").fetchall()
    assert all(lee.totp.secret not in row[0] for row in rows)
