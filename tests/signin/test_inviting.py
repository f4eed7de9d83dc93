"""Who is let in by whom, line by line, and what must be read before it is accepted."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

import psycopg
import pytest
from joining_stage import TOKEN, Scene, caller_of
from psycopg.errors import CheckViolation

from sangsaeng.acts.model import Caller, Role
from sangsaeng.acts.service_deciding import decide
from sangsaeng.acts.service_executing import Entered
from sangsaeng.database.connection import DOOR, Asking, Database
from sangsaeng.kernel.business_number import invented_business_number
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.parties.service_invitations import invite_by_hand
from sangsaeng.signin.model import How
from sangsaeng.signin.service_agreement import accept_terms, open_terms
from sangsaeng.signin.service_joining import (
    Joined,
    ShownInvitation,
    get_invitation,
)
from sangsaeng.signin.service_sessions import begin_session, get_caller

_TEST_TERMS = sha256(b"terms").hexdigest()


@pytest.fixture
def scene(database: Database) -> Scene:
    return Scene(database)


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
    caller = caller_of(scene, signed_in)
    assert [(p.role, p.limit_won) for p in caller.powers] == [(Role.APPROVER, 9)]
    assert scene.count("parties.company WHERE name = 'another name'") == 0


@pytest.mark.parametrize("who", ["enterer", "approver"])
def test_nobody_gives_itself_a_power_by_a_link(scene: Scene, who: str) -> None:
    one, other = (scene.people.caller(scene.buyer_id, Role.ADMINISTRATOR) for _ in range(2))
    digest = sha256(b"for a colleague").hexdigest()
    given = {"role": "approver", "limit_won": None, "token_digest": digest}
    entered = scene.act(one, "invitations.ask_person", **given)
    assert isinstance(entered, Entered)
    done = decide(scene.database, other, entered.act_id, entered.digest, True, scene.at)
    assert isinstance(done, Entered) and done.state == "executed"
    person_id = (one if who == "enterer" else other).person_id
    with scene.database.transaction() as tx:
        # Its own power is over: what it entered or approved still gives it none.
        tx.run(
            "UPDATE parties.power SET ended_at = %(at)s WHERE person_id = %(id)s",
            at=scene.at,
            id=person_id,
        )
    assert _taken(scene, "for a colleague", person_id) == "no_power_for_oneself"
    with scene.database.transaction() as tx:
        tx.run("RESET ROLE")
        tx.enter(Asking(DOOR))
        forced = tx.the(
            "SELECT parties.come_in(%(digest)s, %(person)s, 'b', 'small', %(at)s, %(day)s) AS n",
            digest=sha256(b"for a colleague").digest(),
            person=person_id,
            at=scene.at,
            day=scene.book.today,
        )
    assert forced["n"] is None, "the database says so too"
    assert scene.count("parties.power WHERE role = 'approver'") == 0


def test_who_works_at_a_company_is_not_asked_into_it(scene: Scene) -> None:
    viewer = scene.people.caller(scene.buyer_id, Role.VIEWER)
    with scene.database.transaction() as tx:
        token = invite_by_hand(tx, scene.buyer_id, str(Role.APPROVER), None, scene.at)
    assert _taken(scene, token, viewer.person_id) == "no_power_for_oneself"


def test_a_letter_is_for_its_address_signed_in_or_not(scene: Scene) -> None:
    with scene.database.transaction() as tx:
        token = invite_by_hand(tx, scene.buyer_id, "viewer", "lee@buyer.example", scene.at)
    stranger = scene.people.person("somebody")
    assert _taken(scene, token, stranger) == "another_address"
    _, signed_in = scene.joined(
        token, business_number=scene.book.number("buyer"), email="Lee@buyer.example"
    )
    with scene.database.transaction() as tx:
        second = invite_by_hand(tx, scene.book.institution_id, "viewer", "lee@buyer.example",
                                scene.at)  # fmt: skip
        number = tx.the(
            "SELECT business_number FROM parties.company WHERE company_id = %(id)s",
            id=scene.book.institution_id,
        )["business_number"]
    again = scene.join(second, business_number=number, session_token=signed_in.token)
    assert isinstance(again, Joined), again


def _taken(scene: Scene, token: str, person_id: int | None) -> str:
    assert person_id is not None
    with scene.database.asked_by(Asking(DOOR)) as tx:
        signed_in = begin_session(tx, person_id, How.PASSKEY, scene.at, "test")
    number = scene.book.number("buyer")
    done = scene.join(token, business_number=number, session_token=signed_in.token)
    assert isinstance(done, str), done
    return done


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
    lines: list[dict[str, Any]] = [
        {
            "business_number": scene.book.number(name),
            "company_name": name,
            "email": f"{order}@example.com",
        }
        for order, name in enumerate(["supplier", *(f"new {order}" for order in range(200))])
    ]
    done = scene.act(scene.clerk, "invitations.send_many", lines=lines)
    assert isinstance(done, Entered) and done.answer is not None
    assert done.answer["invited"] == 201
    told = [{**row, "invitation_id": type(row["invitation_id"])} for row in done.answer["lines"]]
    # One that is on the system answers like any other, and its link leads nowhere.
    assert told == [
        {"line": line, "invitation_id": int, "delivery": "stored"} for line in range(1, 202)
    ]
    broken = [lines[1], lines[2], lines[1], {**lines[3], "email": None}]
    refused = scene.act(scene.clerk, "invitations.send_many", lines=broken)
    assert [(one.code, one.line) for one in refused] == [("invited_twice", 3), ("how_to_reach", 4)]
    strange = scene.act(scene.buyer, "invitations.send_many", lines=lines[:3])
    assert [(one.code, one.line) for one in strange] == [
        ("not_your_payee", 2),
        ("not_your_payee", 3),
    ]


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
    done = scene.act(scene.clerk, "invitations.send_many", lines=lines)
    took_s = time.perf_counter() - began
    assert isinstance(done, Entered) and done.answer is not None
    assert done.answer["invited"] == 1_000 == scene.count("parties.invitation")
    print(f"a thousand invitations: {took_s:.3f} s")
    assert took_s < 5, f"{took_s:.2f} s"


def test_terms_are_opened_before_they_are_accepted(scene: Scene) -> None:
    scene.invite()
    joined, signed_in = scene.joined()
    caller = caller_of(scene, signed_in)
    company_id = joined.company_id

    def accepted(digest: str, minutes: int = 1, who: Caller = caller) -> str:
        done = accept_terms(scene.database, who, digest, scene.at + timedelta(minutes=minutes))
        return done.code if isinstance(done, Refusal) else done.digest

    assert accepted("0" * 64) == "terms_not_opened"
    terms = open_terms(scene.database, company_id, "en", scene.at)
    assert accepted("0" * 64) == "terms_differ"
    assert accepted(terms.digest, minutes=0) == "terms_not_opened"
    viewer = scene.people.caller(company_id, Role.VIEWER, looked_at=False)
    assert accepted(terms.digest, who=viewer) == "not_permitted"
    assert accepted(terms.digest) == terms.digest
    assert accepted(terms.digest, minutes=5) == terms.digest
    assert scene.count(f"parties.agreement_acceptance WHERE digest <> '{_TEST_TERMS}'") == 1
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
    assert (live["waiting"], none["waiting"], over["waiting"]) == (1, 0, 0)


def test_a_person_without_a_company_is_nobody(scene: Scene) -> None:
    scene.invite()
    _, signed_in = scene.joined()
    caller = caller_of(scene, signed_in)
    assert replace(caller, company_id=scene.buyer_id).company_id != caller.company_id
    other = get_caller(scene.database, signed_in.token, scene.buyer_id, scene.at)
    assert isinstance(other, Refusal) and other.code == "company_not_yours"
