"""A company comes on the system by a link: what waits is shown first, and no human is needed."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from joining_stage import TOKEN, Scene, caller_of
from psycopg.errors import InsufficientPrivilege

from sangsaeng.acts.model import Caller, Power, Role
from sangsaeng.acts.registry import acts, all_readings
from sangsaeng.acts.rules import Waiting, decide_approve, may_read
from sangsaeng.acts.service_deciding import decide
from sangsaeng.acts.service_executing import Entered
from sangsaeng.database.connection import DOOR, WEB, Asking, Database
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.parties.service_invitations import unseal_letter
from sangsaeng.signin.service_agreement import find_acceptance
from sangsaeng.signin.service_joining import (
    Joined,
    ShownInvitation,
    get_invitation,
    open_invited_terms,
)
from sangsaeng.signin.service_sessions import get_caller


def _held(scene: Scene, caller: Caller) -> list[Any]:
    with scene.database.asked_by(Asking(WEB, caller.company_id, caller.person_id)) as tx:
        assert may_read(caller, all_readings()["receivables.held"]) is None
        return tx.rows(
            "SELECT receivable_id FROM receivables.receivable WHERE holder_id = %(id)s",
            id=caller.company_id,
        )


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
    # What another company passed on is not the buyer's to tell.
    assert (shown.waiting_won, shown.waiting, shown.asks_company) == (3_000_000, 1, True)
    assert scene.number not in shown.business_number_shown.replace("-", "")
    terms = open_invited_terms(scene.database, TOKEN, "ko", scene.at)
    assert not isinstance(terms, Refusal) and "buyer" in terms.text
    scene.at += timedelta(minutes=1)
    joined, signed_in = scene.joined(terms_digest=terms.digest)
    caller = caller_of(scene, signed_in)
    assert (caller.company_id, caller.roles) == (joined.company_id, {Role.ADMINISTRATOR})
    assert (joined.claimed, caller.confirmed) == (0, False)
    scene.confirm(caller)
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
    assert (row["state"], row["usable_from"], waits["n"]) == ("verified", scene.book.today, 0)
    assert caller_of(scene, signed_in).confirmed
    assert len(_held(scene, caller_of(scene, signed_in))) == 2
    accepted = find_acceptance(scene.database, joined.company_id)
    assert accepted is not None and accepted.digest == terms.digest


def test_a_link_leads_in_once(scene: Scene) -> None:
    scene.invite()
    scene.joined()
    assert scene.join(email="lee@supplier.example") == "invitation_over"
    assert isinstance(get_invitation(scene.database, TOKEN, scene.at), Refusal)


def test_two_links_to_one_company_lead_in_one_person(scene: Scene) -> None:
    scene.invite()
    scene.invite("another", by=scene.clerk)
    scene.joined()
    assert scene.join("another", email="lee@supplier.example") == "invitation_over"
    told = scene.invite("a third")
    assert isinstance(told, Entered) and told.answer is not None
    assert told.answer["delivery"] == "link" and told.answer["invitation_id"]
    assert scene.join("a third", email="lee@supplier.example") == "invitation_over"
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
        second = both.submit(scene.join, "another", source="5.6.7.8", email="lee@supplier.example")
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


def test_who_owes_a_company_nothing_does_not_invite_it(scene: Scene) -> None:
    """Nor does it hear whether the company is here: the answer is the same for a number unknown."""
    scene.book.issue(scene.programme_id, "other", 1_000_000, scene.book.today + timedelta(days=30))
    takes_part = scene.people.caller(scene.book.company("other").company_id, Role.ADMINISTRATOR)
    stranger = scene.people.caller(scene.book.company("else").company_id, Role.ADMINISTRATOR)
    unknown = scene.book.number("nobody has heard of it")
    for caller in (takes_part, stranger, scene.buyer):
        numbers = [unknown] if caller is scene.buyer else [scene.number, unknown]
        for number in numbers:
            refused = scene.invite(by=caller, business_number=number)
            assert [one.code for one in refused] == ["not_your_payee"]
    passed_on = scene.people.caller(scene.book.company("t1").company_id, Role.ADMINISTRATOR)
    for order, caller in enumerate((scene.buyer, passed_on, scene.clerk)):
        sent = scene.invite(f"token {order}", by=caller)
        assert isinstance(sent, Entered) and sent.state == "executed", sent


def test_a_link_tells_what_its_inviter_knows_and_no_more(scene: Scene) -> None:
    passed_on = scene.people.caller(scene.book.company("t1").company_id, Role.ADMINISTRATOR)
    scene.invite("of tier 1", by=passed_on)
    scene.invite("of the institution", by=scene.clerk)
    told = [
        get_invitation(scene.database, token, scene.at)
        for token in ("of tier 1", "of the institution")
    ]
    assert [one.waiting_won for one in told if isinstance(one, ShownInvitation)] == [
        2_000_000,
        5_000_000,
    ]


def test_a_link_alone_opens_nothing_of_the_company(scene: Scene) -> None:
    """Who has the link is not the company yet: its money is neither shown nor touched, and what
    waits goes on waiting, until its bank knows the account it names."""
    scene.invite()
    joined, signed_in = scene.joined()
    caller = caller_of(scene, signed_in)
    assert not caller.confirmed
    closed = may_read(caller, all_readings()["receivables.held"])
    assert isinstance(closed, Refusal) and closed.code == "company_not_confirmed"
    open_to_it = {code for code, one in all_readings().items() if may_read(caller, one) is None}
    assert open_to_it == {"accounts.list", "people.list", "powers.mine"}
    given = {"role": "viewer", "limit_won": None, "token_digest": "0" * 64}
    refused = scene.act(caller, "invitations.ask_person", **given)
    assert [one.code for one in refused] == ["company_not_confirmed"]
    unclaimed = "receivables.receivable WHERE claim_by IS NOT NULL AND claimed_on IS NULL"
    assert scene.count(unclaimed) == 1
    assert scene.count(f"parties.company WHERE company_id = {joined.company_id}"
                       " AND joined_on IS NULL") == 1  # fmt: skip


def test_nobody_agrees_for_a_company_by_a_link_alone(scene: Scene) -> None:
    scene.invite()
    _, signed_in = scene.joined()
    caller = caller_of(scene, signed_in)
    act = acts()["receivables.issue"]
    approver = replace(caller, powers=(Power(Role.APPROVER),))
    waiting = Waiting(
        1, scene.buyer_id, None, "digest", 1, (caller.company_id,), "waiting",
        scene.at + timedelta(days=1), (),
    )  # fmt: skip
    refused = decide_approve(approver, act, waiting, "digest", scene.at)
    assert isinstance(refused, Refusal) and refused.code == "company_not_confirmed"


def test_an_account_of_somebody_else_confirms_nobody(scene: Scene) -> None:
    scene.invite()
    _, signed_in = scene.joined(company_name="thief")
    caller = caller_of(scene, signed_in)
    scene.confirm(caller)
    assert not caller_of(scene, signed_in).confirmed
    with scene.database.transaction() as tx:
        done = tx.the(
            "SELECT parties.confirm_company(%(id)s, %(day)s) AS claimed",
            id=caller.company_id,
            day=scene.book.today,
        )
    assert done["claimed"] == 0 and not caller_of(scene, signed_in).confirmed


def test_the_operator_confirms_a_company_by_its_representative(scene: Scene) -> None:
    scene.invite()
    joined, signed_in = scene.joined()
    second = scene.people.caller(
        scene.clerk.company_id, Role.OPERATIONS, offices=scene.clerk.offices
    )
    given = {"business_number": scene.number, "person_id": joined.person_id}
    entered = scene.act(scene.clerk, "representatives.confirm", **given)
    assert isinstance(entered, Entered), entered
    done = decide(scene.database, second, entered.act_id, entered.digest, True, scene.at)
    assert isinstance(done, Entered) and done.state == "executed", done
    assert len(_held(scene, caller_of(scene, signed_in))) == 2
    waits = "receivables.receivable WHERE claim_by IS NOT NULL AND claimed_on IS NULL"
    assert scene.count(waits) == 0


def test_addresses_are_not_to_be_tried_by_a_link(scene: Scene) -> None:
    scene.invite()
    number = scene.book.number("second")
    scene.book.issue(scene.programme_id, "second", 1_000, scene.book.today + timedelta(days=30))
    scene.joined()
    scene.invite("for the second", business_number=number)
    about = {"business_number": number, "company_name": "second"}
    for wrong in ({"company_size": "bogus"}, {"terms_digest": "0" * 64}):
        codes = {
            scene.join("for the second", email=email, **about, **wrong)
            for email in ("kim@supplier.example", "nobody@else.example")
        }
        assert len(codes) == 1 and codes != {"address_in_use"}, codes
    later = scene.at + timedelta(hours=2)
    known = [scene.join("for the second", at=later, **about) for _ in range(4)]
    assert known == ["address_in_use"] * 3 + ["joining_paused"]
    assert isinstance(
        scene.join("for the second", at=later + timedelta(hours=2), email="a@b.example", **about),
        Joined,
    )


def test_many_links_are_no_way_to_try_addresses_from_one_place(scene: Scene) -> None:
    scene.invite()
    scene.joined()
    number = scene.book.number("second")
    scene.book.issue(scene.programme_id, "second", 1_000, scene.book.today + timedelta(days=30))
    for order in range(8):
        scene.invite(f"link {order}", business_number=number)
    about = {"business_number": number, "company_name": "second"}
    codes = [scene.join(f"link {order // 3}", **about) for order in range(21)]
    assert codes == ["address_in_use"] * 20 + ["joining_paused"]
    elsewhere = scene.join("link 7", source="5.6.7.8", email="a@b.example", **about)
    assert isinstance(elsewhere, Joined)


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
    scene.book.issue(scene.programme_id, "second", 1_000, scene.book.today + timedelta(days=30))
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
