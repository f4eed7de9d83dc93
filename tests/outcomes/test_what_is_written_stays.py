"""With the application's own role nobody pays by a determination that no verification bears, nor
changes a call, an agreement or a finding after the fact: the database itself refuses (G11, G14,
G15)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, LiteralString

import psycopg
import pytest
from paying_stage import CLAIMS_ON, Paying

from clusters import Cluster
from sangsaeng.database.connection import Database

_SAME: dict[str, LiteralString] = {
    "programme_id": "d.programme_id",
    "determination_id": "nextval('ledger.item')",
    "award_id": "d.award_id",
    "claim_id": "d.claim_id",
    "version": "d.version + 1",
    "rule_version": "d.rule_version",
    "rule_digest": "d.rule_digest",
    "input_text": "x.input_text",
    "input_digest": "sha256(convert_to(x.input_text, 'UTF8'))",
    "amount_won": "%(won)s",
    "explanation": "'[]'",
    "determined_at": "d.determined_at",
    "window_until": "d.window_until",
}
_NAMES: LiteralString = ", ".join(_SAME)
_VALUES: LiteralString = ", ".join(_SAME.values())
_DETERMINED: LiteralString = (
    f"INSERT INTO outcomes.determination ({_NAMES}) SELECT {_VALUES}"
    " FROM outcomes.determination d CROSS JOIN (VALUES (%(text)s)) AS x(input_text)"
)


@pytest.fixture(scope="module")
def settled(cluster: Cluster) -> Iterator[Paying]:
    """A claim determined and settled; the tests change nothing, each is rolled back."""
    with cluster.fresh() as url, Database(url) as database:
        paying = Paying(database, days=CLAIMS_ON)
        paying.settled()
        yield paying


def refused(paying: Paying, *statements: LiteralString, **values: Any) -> str | None:
    """The constraint that refuses statements of the application's role; none of them is kept."""
    try:
        with paying.book.database.transaction() as tx:
            for statement in statements:
                tx.run(statement, p=paying.programme, a=paying.award, **values)
            tx.run("SELECT 1 / 0")
    except psycopg.errors.CheckViolation as broken:
        return broken.diag.constraint_name
    except psycopg.errors.DivisionByZero:
        return None
    raise AssertionError("a division by nothing")


def _given(paying: Paying, **other: Any) -> str:
    (row,) = paying.rows("SELECT input_text FROM outcomes.determination")
    return json.dumps({**json.loads(row["input_text"]), **other})


def test_the_same_again_is_taken(settled: Paying) -> None:
    assert refused(settled, _DETERMINED, text=_given(settled), won=1) is None


@pytest.mark.parametrize(
    "other", [{"cap_won": 10**12}, {"claim_id": 1}, {"award_id": 1}, {"period_no": 2}]
)
def test_an_input_of_another_cap_claim_award_or_period_makes_no_determination(
    settled: Paying, other: dict[str, int]
) -> None:
    text = _given(settled, **other)
    assert refused(settled, _DETERMINED, text=text, won=1) == "determined_as_verified"


def test_no_determination_is_above_its_period_s_part_of_the_cap(settled: Paying) -> None:
    text, part = _given(settled), settled.success_won // 2
    assert refused(settled, _DETERMINED, text=text, won=part) is None
    assert refused(settled, _DETERMINED, text=text, won=part + 1) == "determined_as_verified"


def test_no_determination_is_of_a_claim_that_nobody_verified(settled: Paying) -> None:
    back: LiteralString = "UPDATE outcomes.claim SET state = 'checked'"
    text = _given(settled)
    assert refused(settled, back, _DETERMINED, text=text, won=1) == "determined_as_verified"
    later: LiteralString = (
        "INSERT INTO outcomes.agreement (programme_id, award_id, rule_version, rule_text,"
        " rule_digest, highest_won, advance_won, signed_at) SELECT programme_id, award_id, 2,"
        " rule_text, rule_digest, 0, 0, signed_at FROM outcomes.agreement"
    )
    assert refused(settled, later, _DETERMINED, text=text, won=1) == "determined_as_verified"


def test_nothing_is_earned_above_a_determination_or_by_another_claim(settled: Paying) -> None:
    earned: LiteralString = (
        "INSERT INTO outcomes.earning (programme_id, claim_id, determination_id, award_id,"
        " owed_won, retained_won, released_won, booked_on) SELECT programme_id,"
        " claim_id + %(off)s, determination_id, award_id, amount_won + 1, 0, 0, window_until"
        " FROM outcomes.determination ORDER BY determination_id DESC LIMIT 1"
    )
    by: LiteralString = _DETERMINED
    text = _given(settled)
    assert refused(settled, by, earned, text=text, won=1, off=0) == "earned_as_determined"
    assert refused(settled, by, earned, text=text, won=1, off=1) == "earned_as_determined"


@pytest.mark.parametrize(
    "change",
    [
        "rules = jsonb_set(rules, '{retention_rate}', '\"0\"')",
        "call = '{}'",
        "budget_won = budget_won + 1",
        "running_won = running_won + 1",
        "name_ko = 'other'",
        "closes_at = closes_at + interval '1 second'",
        "opens_at = opens_at - interval '1 second'",
        "own_account_id = NULL",
        "state = 'draft'",
    ],
)
def test_nothing_of_an_open_call_changes_but_how_it_stands(
    settled: Paying, change: LiteralString
) -> None:
    said: LiteralString = f"UPDATE outcomes.programme SET {change} WHERE programme_id = %(p)s"
    assert refused(settled, said) in ("programme_stays", "account_before_open")
    assert refused(settled, "UPDATE outcomes.programme SET state = 'closed'") is None


def test_neither_administrator_nor_payer_of_an_open_call_changes(settled: Paying) -> None:
    with pytest.raises(psycopg.errors.CheckViolation, match="stays as it is"):
        settled.run(
            "UPDATE outcomes.programme SET payer_id = administrator_id + 1,"
            " administrator_id = payer_id WHERE programme_id = %(p)s"
        )


def test_no_period_is_added_to_an_open_call_nor_taken_from_it(settled: Paying) -> None:
    added: LiteralString = (
        "INSERT INTO outcomes.period SELECT programme_id, 9, observed_from, observed_until,"
        " claim_until, share FROM outcomes.period WHERE period_no = 1"
    )
    assert refused(settled, added) == "periods_stay"
    assert refused(settled, "DELETE FROM outcomes.period") == "periods_stay"
    with pytest.raises(psycopg.errors.CheckViolation, match="periods of an open call"):
        settled.run("UPDATE outcomes.period SET claim_until = claim_until + 1")


def test_what_was_signed_stays_even_by_the_owner_s_password(settled: Paying) -> None:
    with pytest.raises(psycopg.errors.CheckViolation, match="what was signed stays"):
        settled.run("UPDATE outcomes.agreement SET highest_won = 0")
    with pytest.raises(psycopg.errors.CheckViolation, match="what was signed stays"):
        settled.run("DELETE FROM outcomes.agreement")


def test_what_was_reported_is_kept_beside_its_correction(settled: Paying) -> None:
    gone: LiteralString = "UPDATE outcomes.verification SET found = NULL"
    assert refused(settled, gone) == "found_is_kept"
    wrong: LiteralString = "UPDATE outcomes.verification SET found = '[]', duties_met = false"
    assert refused(settled, wrong, gone.replace("NULL", "'[{}]'")) == "found_is_kept"
    with settled.book.database.transaction() as tx:
        tx.run(wrong)
        row = tx.the("SELECT found, versions FROM outcomes.verification")
        (first, second) = row["versions"]
        assert (first["for_version"], second["for_version"]) == (1, 2)
        assert (first["duties_met"], second["duties_met"]) == (True, False)
        assert first["found"] != [] and second["found"] == [] == row["found"]
    with (
        pytest.raises(psycopg.errors.InsufficientPrivilege),
        settled.book.database.transaction() as tx,
    ):
        tx.run("UPDATE outcomes.verification SET versions = '[]'")
    # What stands reckons by what was found when it was determined.
    assert settled.book.broken_proofs() == []
