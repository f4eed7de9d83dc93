"""Powers, keys, mandates: nobody gives a right to themselves, and nobody gives one alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import psycopg
import pytest
from psycopg.errors import CheckViolation
from two_people import Stage

from sangsaeng.acts.model import Office, Role
from sangsaeng.acts.service_executing import Entered
from sangsaeng.database.connection import WEB, Asking, Database


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(database)


def test_a_colleague_gets_a_role_by_two_administrators(stage: Stage) -> None:
    viewer = stage.people.caller(stage.buyer_id, Role.VIEWER)
    given = {"person_id": viewer.person_id, "role": "enterer", "limit_won": 5}
    entered = stage.enter(stage.first, "powers.grant", **given)
    assert isinstance(entered, Entered) and entered.state == "waiting"
    assert stage.approve(stage.first, entered) == ["g13_four_eyes"]
    done = stage.approve(stage.second, entered)
    assert isinstance(done, Entered) and done.state == "executed"
    assert stage.enter(stage.first, "powers.grant", **given) == ["power_known"]


def test_neither_who_enters_nor_who_approves_gains_by_it(stage: Stage) -> None:
    for who in (stage.first, stage.second):
        entered = stage.enter(stage.first, "powers.grant", person_id=who.person_id, role="approver")
        if isinstance(entered, Entered):
            entered = stage.approve(stage.second, entered)
        assert entered == ["no_power_for_oneself"]
    assert stage.count("SELECT count(*) AS n FROM parties.power WHERE role = 'approver'") == 0


def test_a_limit_is_not_raised_by_its_own_holder(stage: Stage) -> None:
    person_id = stage.first.person_id
    with stage.database.transaction() as tx:
        row = tx.the("SELECT power_id FROM parties.power WHERE person_id = %(p)s", p=person_id)
    given = {"power_id": row["power_id"], "limit_won": 7}
    assert stage.enter(stage.first, "powers.limit", **given) == ["no_power_for_oneself"]
    third = stage.people.caller(stage.buyer_id, Role.ADMINISTRATOR)
    answer = stage.done(stage.second, third, "powers.limit", **given)
    assert answer["person_id"] == person_id
    standing = "SELECT limit_won AS n FROM parties.power WHERE ended_at IS NULL AND person_id = "
    assert stage.count(f"{standing}{person_id}") == 7


def test_a_stranger_is_invited_and_not_found(stage: Stage) -> None:
    elsewhere = stage.people.caller(stage.supplier(), Role.VIEWER)
    for person_id in (elsewhere.person_id, 987_654_321):
        given = {"person_id": person_id, "role": "viewer"}
        assert stage.enter(stage.first, "powers.grant", **given) == ["unknown_person"]


def test_a_role_without_its_office_is_not_given(stage: Stage) -> None:
    viewer = stage.people.caller(stage.buyer_id, Role.VIEWER)
    given = {"person_id": viewer.person_id, "role": "credit"}
    assert stage.enter(stage.first, "powers.grant", **given) == ["role_needs_office"]
    stage.people.office(stage.buyer_id, Office.INSTITUTION)
    assert isinstance(stage.enter(stage.first, "powers.grant", **given), Entered)


def test_the_last_administrator_stays(stage: Stage) -> None:
    with stage.database.transaction() as tx:
        powers = tx.rows(
            "SELECT power_id FROM parties.power WHERE company_id = %(id)s ORDER BY power_id",
            id=stage.buyer_id,
        )
    first, second = (row["power_id"] for row in powers)
    one = stage.enter(stage.first, "powers.end", power_id=second)
    other = stage.enter(stage.second, "powers.end", power_id=first)
    ended = stage.approve(stage.second, one)
    assert isinstance(ended, Entered) and ended.state == "executed"
    third = stage.people.caller(stage.buyer_id, Role.OPERATIONS)
    assert stage.approve(third, other) == ["not_permitted"]
    assert stage.enter(stage.first, "powers.end", power_id=first) == ["last_administrator"]
    assert stage.enter(stage.first, "powers.end", power_id=second) == ["unknown_power"]


def test_an_only_administrator_is_looked_at_by_the_operators_people(stage: Stage) -> None:
    company_id = stage.supplier()
    alone = stage.people.caller(company_id, Role.ADMINISTRATOR)
    viewer = stage.people.caller(company_id, Role.VIEWER)
    given = {"person_id": viewer.person_id, "role": "approver"}
    entered = stage.enter(alone, "powers.grant", **given)
    assert isinstance(entered, Entered) and entered.needed_of == (stage.book.institution_id,)
    done = stage.approve(stage.clerk, entered)
    assert isinstance(done, Entered) and done.state == "executed"


def _key(stage: Stage, **other: object) -> dict[str, object]:
    return {
        "label": "erp",
        "secret_digest": sha256(b"a secret that stays there").hexdigest(),
        "scopes": ["receivables.*"],
        "ends_at": (stage.at + timedelta(days=90)).isoformat(),
        **other,
    }


def test_a_machines_secret_never_comes_here(stage: Stage) -> None:
    answer = stage.done(stage.first, stage.second, "api_keys.make", **_key(stage))
    assert stage.enter(stage.first, "api_keys.make", **_key(stage)) == ["secret_taken"]
    ended = stage.enter(stage.first, "api_keys.end", key_id=answer["key_id"])
    assert isinstance(ended, Entered) and ended.state == "executed"
    again = stage.enter(stage.first, "api_keys.end", key_id=answer["key_id"])
    assert again == ["unknown_key"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"scopes": ["powers.grant"]}, "scope_opens_nothing"),
        ({"scopes": ["nothing.*"]}, "scope_opens_nothing"),
        ({"ends_at": "2026-04-05T00:00:00+09:00"}, "right_ends_before_it_begins"),
        ({"ends_at": "2099-01-01T00:00:00+09:00"}, "right_too_long"),
    ],
)
def test_a_key_opens_something_and_ends(stage: Stage, change: dict[str, object], code: str) -> None:
    assert stage.enter(stage.first, "api_keys.make", **_key(stage, **change)) == [code]


def _mandate(stage: Stage, name: str = "t1", won: int = 1_000) -> dict[str, object]:
    ends_at = (stage.at + timedelta(days=30)).isoformat()
    number = stage.book.number(name)
    return {"business_number": number, "limit_won": won, "ends_at": ends_at}


def test_two_people_of_the_institution_let_a_sole_owner_act_alone(stage: Stage) -> None:
    alone = stage.people.caller(stage.supplier(), Role.APPROVER)
    answer = stage.done(stage.clerk, stage.lender, "mandates.give", **_mandate(stage))
    assert answer["person_id"] == alone.person_id
    ended = stage.enter(stage.lender, "mandates.end", business_number=stage.book.number("t1"))
    assert isinstance(ended, Entered) and ended.state == "executed"
    again = stage.enter(stage.lender, "mandates.end", business_number=stage.book.number("t1"))
    assert again == ["no_mandate"]


def test_a_mandate_is_for_a_company_with_one_person(stage: Stage) -> None:
    company_id = stage.supplier()
    given = _mandate(stage)
    assert stage.enter(stage.clerk, "mandates.give", **given) == ["company_without_people"]
    stage.people.caller(company_id, Role.APPROVER)
    stage.people.caller(company_id, Role.ENTERER)
    assert stage.enter(stage.clerk, "mandates.give", **given) == ["company_has_two"]
    assert stage.enter(stage.clerk, "mandates.give", **_mandate(stage, "nobody")) == [
        "company_not_served"
    ]


def test_who_works_on_both_sides_gets_no_mandate_from_itself(stage: Stage) -> None:
    stage.people.caller(stage.supplier(), Role.APPROVER, person_id=stage.clerk.person_id)
    given = _mandate(stage)
    assert stage.enter(stage.clerk, "mandates.give", **given) == ["no_power_for_oneself"]
    entered = stage.enter(stage.other_clerk, "mandates.give", **given)
    assert stage.approve(stage.clerk, entered) == ["no_power_for_oneself"]


def test_what_binds_every_institution_is_said_by_the_operator_alone(stage: Stage) -> None:
    """A mandate, a representative, whose account it is: another institution says nothing of it, and
    hears nothing of a company that it names."""
    alone = stage.people.caller(stage.supplier(), Role.APPROVER)
    other = stage.book.company("another institution").company_id
    offices = frozenset({Office.INSTITUTION})
    stranger = stage.people.caller(other, Role.OPERATIONS, offices=offices)
    for role in (Role.OPERATIONS, Role.CREDIT):
        stage.people.caller(other, role, offices=offices)
    stage.done(stage.clerk, stage.lender, "mandates.give", **_mandate(stage))
    for name in ("t1", "nobody"):
        number = {"business_number": stage.book.number(name)}
        said = {
            "mandates.give": _mandate(stage, name),
            "mandates.end": number,
            "representatives.confirm": {**number, "person_id": alone.person_id},
            "accounts.check": {**number, "bank_account_id": 1, "outcome": "matched"},
        }
        for code, given in said.items():
            assert stage.enter(stranger, code, **given) == ["not_permitted"], code
    about = "SELECT count(*) AS n FROM audit.event WHERE action = 'mandates.give'"
    assert stage.count(f"{about} AND outcome = 'done' AND subject_id = {alone.company_id}") == 1


def test_the_database_takes_no_mandate_from_another_act(
    stage: Stage, owner: psycopg.Connection
) -> None:
    alone = stage.people.caller(stage.supplier(), Role.APPROVER)
    entered = stage.enter(stage.first, "api_keys.make", **_key(stage))
    assert isinstance(entered, Entered)
    with pytest.raises(CheckViolation, match="two people"), owner.transaction():
        owner.execute(
            "INSERT INTO parties.act_decision SELECT act_id, %s, company_id, true,"
            " digest, NULL, entered_at FROM parties.act WHERE act_id = %s",
            [stage.second.person_id, entered.act_id],
        )
        owner.execute(
            "UPDATE parties.act SET state = 'executed', ended_at = entered_at,"
            " executing_xid = ledger.this_xid() WHERE act_id = %s",
            [entered.act_id],
        )
        owner.execute("SELECT set_config('sangsaeng.act', %s, true)", [str(entered.act_id)])
        owner.execute("SET LOCAL ROLE sangsaeng_desk")
        owner.execute(
            "INSERT INTO parties.mandate VALUES (1, %s, %s, 9, %s, now(), now() + '1 day')",
            [alone.company_id, alone.person_id, entered.act_id],
        )


def test_the_buyer_sees_a_name_while_its_company_lets_it(stage: Stage) -> None:
    top = stage.book.issue(
        stage.programme_id, "t1", 1_000, stage.book.calendar.after(stage.book.today)
    )
    stage.book.company("t1")
    stage.book.company("t2")
    due = stage.book.calendar.after(stage.book.calendar.after(stage.book.today))
    stage.book.pass_on(stage.programme_id, top, "t2", 10, due)
    company_id = stage.book.companies["t2"].company_id
    for role in (Role.VIEWER, Role.ENTERER, Role.APPROVER):
        other = stage.people.caller(company_id, role)
        for code in ("names.show", "names.hide"):
            heard = stage.enter(other, code, programme_id=stage.programme_id)
            assert heard == ["not_permitted"], (role, code)
    below = stage.people.caller(company_id, Role.ADMINISTRATOR)
    for code, seen in (("names.show", 1), ("names.hide", 0), ("names.show", 1)):
        done = stage.enter(below, code, programme_id=stage.programme_id)
        assert isinstance(done, Entered) and done.state == "executed"
        with stage.database.transaction() as tx:
            tx.run("RESET ROLE")
            tx.enter(Asking(WEB, stage.buyer_id))
            rows = tx.rows("SELECT 1 FROM parties.company WHERE name = 't2'")
        assert len(rows) == seen, code
    elsewhere = replace(below, company_id=stage.book.company("apart").company_id)
    assert stage.enter(elsewhere, "names.show", programme_id=stage.programme_id) == [
        "unknown_programme"
    ]
