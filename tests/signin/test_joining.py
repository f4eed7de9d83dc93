"""A company comes on the system by a link: what waits is shown first, and no human is needed."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg
import pytest
from joining_stage import TOKEN, Bank, Scene, caller_of
from psycopg.errors import InsufficientPrivilege

from sangsaeng.acts.model import Caller, Office, Role
from sangsaeng.acts.service_executing import Entered
from sangsaeng.database.connection import DOOR, Asking, Database
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.parties.service_accounts import ask_about_unchecked
from sangsaeng.parties.service_invitations import unseal_letter
from sangsaeng.signin.service_agreement import find_acceptance
from sangsaeng.signin.service_joining import (
    Joined,
    ShownInvitation,
    get_invitation,
    open_invited_terms,
)
from sangsaeng.signin.service_sessions import get_caller


@pytest.fixture
def scene(database: Database) -> Scene:
    return Scene(database)


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
    caller = caller_of(scene, signed_in)
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
