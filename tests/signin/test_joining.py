"""A company comes on the system by a link: what waits is shown first, and no human is needed."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import psycopg
import pytest
from psycopg.errors import CheckViolation, InsufficientPrivilege

from books import Book, noon, open_book
from people import People
from sangsaeng.acts.model import Caller, Office, Role
from sangsaeng.acts.registry import acts
from sangsaeng.acts.service import enter
from sangsaeng.acts.service_deciding import decide
from sangsaeng.acts.service_executing import Entered
from sangsaeng.database.connection import DOOR, Asking, Database
from sangsaeng.kernel.business_number import invented_business_number
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.parties.holder_inquiry import HolderSaid
from sangsaeng.parties.model import BankAccount
from sangsaeng.parties.service_accounts import ask_about_unchecked
from sangsaeng.parties.service_invitations import invite_by_hand, unseal_letter
from sangsaeng.signin.model import SignedIn
from sangsaeng.signin.service_agreement import accept_terms, find_acceptance, open_terms
from sangsaeng.signin.service_joining import (
    Joined,
    Joiner,
    ShownInvitation,
    accept_invitation,
    get_invitation,
    open_invited_terms,
)
from sangsaeng.signin.service_sessions import get_caller

TOKEN = "a token that the buyer made and hands over itself"


class Scene:
    """A buyer that promised something to a supplier that has never used the system."""

    def __init__(self, database: Database) -> None:
        self.book: Book = open_book(database)
        self.database = database
        self.people = People(self.book)
        self.programme_id = self.book.programme()
        self.buyer_id = self.book.companies["buyer"].company_id
        self.at: datetime = noon(self.book.today)
        self.buyer = self.people.caller(self.buyer_id, Role.ENTERER)
        due = self.book.today + timedelta(days=30)
        self.book.issue(self.programme_id, "supplier", 3_000_000, due)
        self.book.company("t1")
        held = self.book.issue(self.programme_id, "t1", 9_000_000, due)
        self.book.pass_on(self.programme_id, held, "supplier", 2_000_000, due)
        self.number = self.book.number("supplier")

    def invite(self, token: str = TOKEN, by: Caller | None = None, **given: Any) -> Any:
        asked = {
            "business_number": self.number,
            "company_name": "supplier",
            "token_digest": sha256(token.encode()).hexdigest(),
            **given,
        }
        return self.act(by or self.buyer, "invitations.send", **asked)

    def act(self, caller: Caller, code: str, **given: Any) -> Any:
        act = acts()[code]
        asked = act.given.model_validate(given, strict=False)
        return enter(self.database, caller, act, asked, self.at)

    def joiner(self, **other: Any) -> Joiner:
        facts = {
            "business_number": self.number,
            "company_name": "supplier",
            "company_size": "small",
            "name": "Kim",
            "email": "kim@supplier.example",
            "telephone": "02-123-4567",
        }
        return Joiner(**{**facts, **other})

    def join(self, token: str = TOKEN, at: datetime | None = None, **other: Any) -> Joined | str:
        joiner = self.joiner(**other)
        done = accept_invitation(self.database, token, joiner, at or self.at, "a phone", "1.2.3.4")
        return done.code if isinstance(done, Refusal) else done

    def joined(self, token: str = TOKEN, **other: Any) -> tuple[Joined, SignedIn]:
        done = self.join(token, **other)
        assert isinstance(done, Joined) and done.signed_in is not None, done
        return done, done.signed_in

    def count(self, table: str) -> int:
        with self.database.transaction() as tx:
            return int(tx.the(f"SELECT count(*) AS n FROM {table}")["n"])  # type: ignore[arg-type]


class Bank:
    """Says that every account is the asked company's own."""

    asked_at = "a bank of the test"

    def ask(self, account: BankAccount, business_number: str, at: datetime) -> HolderSaid:
        return HolderSaid("supplier")


@pytest.fixture
def scene(database: Database) -> Scene:
    return Scene(database)


def _caller(scene: Scene, signed_in: SignedIn) -> Caller:
    found = get_caller(scene.database, signed_in.token, None, scene.at)
    assert isinstance(found, Caller), found
    return found


def test_a_supplier_is_on_board_with_no_human_on_the_other_side(
    databases_everywhere: Callable[[], Database],
) -> None:
    """Four requests: the invitation, the key terms, joining, the account. The rest is machines'."""
    scene = Scene(databases_everywhere())
    scene.invite()
    began = time.perf_counter()
    shown = get_invitation(scene.database, TOKEN, scene.at)
    assert isinstance(shown, ShownInvitation)
    assert (shown.inviter_name, shown.company_name) == ("buyer", "supplier")
    assert (shown.waiting_won, shown.waiting, shown.asks_company) == (5_000_000, 2, True)
    assert scene.number not in shown.business_number_shown.replace("-", "")
    terms = open_invited_terms(scene.database, TOKEN, "ko", scene.at)
    assert not isinstance(terms, Refusal) and "buyer" in terms.text
    scene.at += timedelta(minutes=1)
    joined, signed_in = scene.joined(terms_digest=terms.digest)
    caller = _caller(scene, signed_in)
    assert (caller.company_id, caller.roles) == (joined.company_id, {Role.ADMINISTRATOR})
    assert joined.claimed == 1, "what was passed on had to be claimed"
    named = scene.act(caller, "accounts.first", bank_code="088", account_number="110-123-456789")
    assert isinstance(named, Entered) and named.state == "executed", named
    book = scene.book
    assert ask_about_unchecked(scene.database, Bank(), scene.at, book.today, book.calendar) == 1
    took_s = time.perf_counter() - began
    print(f"machine time from link to account: {took_s:.3f} s")
    assert took_s < 3, f"{took_s:.2f} s of machine time"
    with scene.database.transaction() as tx:
        row = tx.the(
            "SELECT state, usable_from FROM parties.bank_account WHERE company_id = %(id)s",
            id=joined.company_id,
        )
        waits = tx.the(
            "SELECT count(*) AS n FROM receivables.receivable WHERE claim_by IS NOT NULL"
            " AND claimed_on IS NULL"
        )
    assert (row["state"], row["usable_from"], waits["n"]) == ("verified", book.today, 0)
    accepted = find_acceptance(scene.database, joined.company_id)
    assert accepted is not None and accepted.digest == terms.digest


def test_a_link_leads_in_once(scene: Scene) -> None:
    scene.invite()
    scene.joined()
    assert scene.join(email="lee@supplier.example") == "invitation_over"
    assert isinstance(get_invitation(scene.database, TOKEN, scene.at), Refusal)


def test_two_links_to_one_company_lead_in_one_person(scene: Scene) -> None:
    scene.invite()
    clerk = scene.people.caller(
        scene.book.institution_id, Role.OPERATIONS, offices=frozenset({Office.INSTITUTION})
    )
    scene.invite("another", by=clerk)
    scene.joined()
    assert scene.join("another", email="lee@supplier.example") == "invitation_over"
    told = scene.invite("a third")
    assert isinstance(told, Entered) and told.answer is not None
    assert told.answer["state"] == "on_board"
    assert scene.count("parties.person WHERE sealed <> ''") == 1


def test_two_links_taken_at_once_lead_in_one_person(
    scene: Scene, owner: psycopg.Connection
) -> None:
    scene.invite()
    scene.invite("another")
    with ThreadPoolExecutor(2) as both, owner.transaction():
        # Both have looked at their invitation, and wait for the company.
        owner.execute("SELECT FROM parties.company FOR UPDATE")
        first = both.submit(scene.join)
        second = both.submit(scene.join, "another", email="lee@supplier.example")
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        until = time.monotonic() + 20
        while owner.execute(waiting).fetchone() != (2,) and time.monotonic() < until:
            time.sleep(0.01)
    came = [first.result(), second.result()]
    assert sorted(isinstance(one, Joined) for one in came) == [False, True], came
    assert "invitation_over" in came
    assert scene.count("parties.person WHERE sealed <> ''") == 1


def test_the_door_gives_no_power_of_its_own(scene: Scene) -> None:
    person_id = scene.buyer.person_id
    asking = Asking(DOOR)
    with pytest.raises(InsufficientPrivilege), scene.database.asked_by(asking) as tx:
        tx.run(
            "INSERT INTO parties.power (power_id, person_id, company_id, role, granted_at)"
            " VALUES (1, %(person)s, %(company)s, 'approver', now())",
            person=person_id,
            company=scene.buyer_id,
        )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"business_number": "124-81-00998"}, "business_number_differs"),
        ({"business_number": "1"}, "business_number_invalid"),
        ({"name": " "}, "person_name_missing"),
        ({"email": "nowhere"}, "email_malformed"),
        ({"telephone": "<script>"}, "telephone_malformed"),
        ({"company_size": "tiny"}, "company_size_unknown"),
        ({"terms_digest": "0" * 64}, "terms_not_opened"),
        ({"session_token": "none of ours"}, "session_unknown"),
    ],
)
def test_what_is_refused_leaves_nothing(scene: Scene, change: dict[str, str], code: str) -> None:
    scene.invite()
    before = [scene.count(table) for table in ("parties.person", "parties.power")]
    assert scene.join(**change) == code
    assert [scene.count(table) for table in ("parties.person", "parties.power")] == before
    assert isinstance(get_invitation(scene.database, TOKEN, scene.at), ShownInvitation)


def test_a_link_gone_astray_is_no_way_to_try_numbers(scene: Scene) -> None:
    scene.invite()
    for _ in range(5):
        assert scene.join(business_number=scene.book.number("else")) == "business_number_differs"
    assert scene.join() == "joining_paused"
    later = scene.at + timedelta(hours=1, seconds=1)
    assert isinstance(scene.join(at=later), Joined)


def test_an_invitation_ends_and_is_taken_back(scene: Scene) -> None:
    sent = scene.invite()
    late = get_invitation(scene.database, TOKEN, scene.at + timedelta(days=31))
    assert isinstance(late, Refusal) and late.code == "invitation_over"
    number = sent.answer["invitation_id"]
    stranger = scene.people.caller(scene.book.company("else").company_id, Role.ADMINISTRATOR)
    refused = scene.act(stranger, "invitations.withdraw", invitation_id=number)
    assert [one.code for one in refused] == ["unknown_invitation"]
    done = scene.act(scene.buyer, "invitations.withdraw", invitation_id=number)
    assert isinstance(done, Entered) and done.state == "executed"
    assert scene.join() == "invitation_over"


def test_a_company_in_no_programme_invites_nobody(scene: Scene) -> None:
    stranger = scene.people.caller(scene.book.company("else").company_id, Role.ADMINISTRATOR)
    refused = scene.invite(by=stranger)
    assert [one.code for one in refused] == ["may_not_invite"]


def test_who_was_invited_by_letter_joins_with_that_address(scene: Scene) -> None:
    scene.invite(email="kim@supplier.example", token_digest=None)
    with scene.database.transaction() as tx:
        row = tx.the("SELECT sealed FROM parties.invitation")
        letter = unseal_letter(tx.keys, row["sealed"])
    assert letter.email == "kim@supplier.example"
    assert scene.join(letter.token, email="thief@else.example") == "another_address"
    scene.joined(letter.token, email="Kim@Supplier.example")


def test_a_known_person_joins_another_company_with_its_sign_in(scene: Scene) -> None:
    scene.invite()
    first, signed_in = scene.joined()
    number = scene.book.number("second")
    scene.invite("for the second", business_number=number, company_name="second")
    assert scene.join("for the second", business_number=number) == "address_in_use"
    again = scene.join(
        "for the second",
        business_number=number,
        company_name="second",
        session_token=signed_in.token,
    )
    assert isinstance(again, Joined) and again.signed_in is None
    assert (again.person_id, again.company_id != first.company_id) == (first.person_id, True)
    asked = get_caller(scene.database, signed_in.token, None, scene.at)
    assert isinstance(asked, Refusal) and asked.code == "company_not_chosen"
    caller = get_caller(scene.database, signed_in.token, again.company_id, scene.at)
    assert isinstance(caller, Caller) and caller.roles == {Role.ADMINISTRATOR}


def test_a_colleague_comes_by_two_people_and_no_other_way(scene: Scene) -> None:
    one, other = (scene.people.caller(scene.buyer_id, Role.ADMINISTRATOR) for _ in range(2))
    digest = sha256(b"for a colleague").hexdigest()
    given = {"role": "approver", "limit_won": 9, "token_digest": digest}
    entered = scene.act(one, "invitations.ask_person", **given)
    assert isinstance(entered, Entered) and entered.state == "waiting"
    assert isinstance(get_invitation(scene.database, "for a colleague", scene.at), Refusal)
    done = decide(scene.database, other, entered.act_id, entered.digest, True, scene.at)
    assert isinstance(done, Entered) and done.state == "executed"
    _, signed_in = scene.joined(
        "for a colleague", business_number=scene.book.number("buyer"), company_name="another name"
    )
    caller = _caller(scene, signed_in)
    assert [(p.role, p.limit_won) for p in caller.powers] == [(Role.APPROVER, 9)]
    assert scene.count("parties.company WHERE name = 'another name'") == 0


def test_a_link_tells_nothing_of_a_company_that_is_on_the_system(scene: Scene) -> None:
    holder_id = scene.book.companies["t1"].company_id
    with scene.database.transaction() as tx:
        token = invite_by_hand(tx, holder_id, str(Role.VIEWER), None, scene.at)
    shown = get_invitation(scene.database, token, scene.at)
    assert isinstance(shown, ShownInvitation)
    assert (shown.waiting_won, shown.waiting, shown.asks_company) == (0, 0, False)


def test_a_list_of_companies_is_invited_line_by_line(scene: Scene) -> None:
    scene.invite()
    scene.joined()
    lines = [
        {
            "business_number": scene.book.number(name),
            "company_name": name,
            "email": f"{order}@example.com",
        }
        for order, name in enumerate(["supplier", *(f"new {order}" for order in range(200))])
    ]
    done = scene.act(scene.buyer, "invitations.send_many", lines=lines)
    assert isinstance(done, Entered) and done.answer is not None
    assert done.answer["invited"] == 200
    assert [row["state"] for row in done.answer["lines"][:2]] == ["on_board", "invited"]
    broken = [lines[1], lines[2], lines[1], {**lines[3], "email": None}]
    refused = scene.act(scene.buyer, "invitations.send_many", lines=broken)
    assert [(one.code, one.line) for one in refused] == [("invited_twice", 3), ("how_to_reach", 4)]


def test_a_thousand_companies_are_invited_in_one_request(scene: Scene) -> None:
    lines = [
        {
            "business_number": invented_business_number(5_000 + order),
            "company_name": f"new {order}",
            "email": f"{order}@example.com",
        }
        for order in range(1_000)
    ]
    began = time.perf_counter()
    done = scene.act(scene.buyer, "invitations.send_many", lines=lines)
    took_s = time.perf_counter() - began
    assert isinstance(done, Entered) and done.answer is not None
    assert done.answer["invited"] == 1_000 == scene.count("parties.invitation")
    print(f"a thousand invitations: {took_s:.3f} s")
    assert took_s < 5, f"{took_s:.2f} s"


def test_terms_are_opened_before_they_are_accepted(scene: Scene) -> None:
    scene.invite()
    joined, signed_in = scene.joined()
    caller = _caller(scene, signed_in)
    company_id = joined.company_id

    def accepted(digest: str, minutes: int = 1, who: Caller = caller) -> str:
        done = accept_terms(scene.database, who, digest, scene.at + timedelta(minutes=minutes))
        return done.code if isinstance(done, Refusal) else done.digest

    assert accepted("0" * 64) == "terms_not_opened"
    terms = open_terms(scene.database, company_id, "en", scene.at)
    assert accepted("0" * 64) == "terms_differ"
    assert accepted(terms.digest, minutes=0) == "terms_not_opened"
    viewer = scene.people.caller(company_id, Role.VIEWER)
    assert accepted(terms.digest, who=viewer) == "not_permitted"
    assert accepted(terms.digest) == terms.digest
    assert accepted(terms.digest, minutes=5) == terms.digest
    assert scene.count("parties.agreement_acceptance") == 1
    assert "nobody pays in its place" in terms.text and "§22" in terms.text
    again = open_terms(scene.database, company_id, "en", scene.at + timedelta(days=1))
    assert again == terms, "the same words are shown once"


def test_the_database_takes_no_acceptance_of_what_was_not_shown(
    scene: Scene, owner: psycopg.Connection
) -> None:
    scene.invite()
    joined, _ = scene.joined()
    with pytest.raises(CheckViolation, match="never shown"):
        owner.execute(
            "INSERT INTO parties.agreement_acceptance VALUES (%s, '2026-1', %s, 'ko', %s, now(),"
            " now() + '1 minute')",
            [joined.company_id, "0" * 64, joined.person_id],
        )


def test_the_door_learns_of_money_only_by_a_live_link(scene: Scene) -> None:
    scene.invite()
    waits = "SELECT waiting FROM parties.waits_for(%(digest)s, %(at)s)"
    with scene.database.transaction() as tx:
        tx.run("RESET ROLE")
        tx.enter(Asking(DOOR))
        live = tx.the(waits, digest=sha256(TOKEN.encode()).digest(), at=scene.at)
        none = tx.the(waits, digest=sha256(b"guessed").digest(), at=scene.at)
        over = tx.the(
            waits, digest=sha256(TOKEN.encode()).digest(), at=scene.at + timedelta(days=31)
        )
    assert (live["waiting"], none["waiting"], over["waiting"]) == (2, 0, 0)


def test_a_person_without_a_company_is_nobody(scene: Scene) -> None:
    scene.invite()
    _, signed_in = scene.joined()
    caller = _caller(scene, signed_in)
    assert replace(caller, company_id=scene.buyer_id).company_id != caller.company_id
    other = get_caller(scene.database, signed_in.token, scene.buyer_id, scene.at)
    assert isinstance(other, Refusal) and other.code == "company_not_yours"
