"""What a web worker that was taken over cannot do with its login."""

from __future__ import annotations

import psycopg
import pytest
from psycopg.errors import CheckViolation, InsufficientPrivilege


def _as(owner: psycopg.Connection, role: str, *statements: str) -> None:
    owner.execute(f"SET ROLE {role}")  # type: ignore[call-overload]
    try:
        for statement in statements:
            owner.execute(statement)  # type: ignore[call-overload]
    finally:
        owner.execute("RESET ROLE")


def test_no_trigger_function_is_everybodys_to_hang_on_a_table(owner: psycopg.Connection) -> None:
    rows = owner.execute(
        "SELECT p.oid::regprocedure::text FROM pg_proc p"
        " JOIN pg_namespace n ON n.oid = p.pronamespace"
        " WHERE p.prorettype = 'trigger'::regtype"
        " AND n.nspname !~ '^(pg_|information_schema|public$)'"
        " AND has_function_privilege('sangsaeng_web', p.oid, 'EXECUTE')"
    ).fetchall()
    assert rows == []


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO programmes.base_rate VALUES ('2027-01-20', 0.99, 'x')",
        "INSERT INTO programmes.closed_day (day, reason) VALUES ('2027-01-20', 'x')",
        "INSERT INTO parties.office VALUES (1, 'operator', '2026-01-01')",
        "INSERT INTO parties.action VALUES ('x', false)",
        "INSERT INTO programmes.participant VALUES (1, 1)",
        "INSERT INTO audit.event (event_id, happened_at, action, outcome)"
        " VALUES (9, now(), 'x', 'done')",
        "INSERT INTO audit.event (posted_xid, happened_at, action, outcome)"
        " VALUES (1, now(), 'x', 'done')",
        "UPDATE parties.power SET limit_won = NULL",
    ],
)
def test_the_desk_does_not(owner: psycopg.Connection, statement: str) -> None:
    with pytest.raises(InsufficientPrivilege):
        _as(owner, "sangsaeng_desk", statement)


@pytest.mark.parametrize(
    ("ends", "stepped_up"),
    [("interval '10 years'", "NULL"), ("interval '1 hour'", "now() + interval '9 years'")],
)
def test_the_door_makes_no_session_for_ever(
    owner: psycopg.Connection, ends: str, stepped_up: str
) -> None:
    with pytest.raises(CheckViolation):
        _as(
            owner,
            "sangsaeng_door",
            "INSERT INTO parties.person (person_id, sealed, email_digest, created_at)"
            " VALUES (1, '', 'x', now())",
            "INSERT INTO parties.session (session_id, token_digest, person_id, how, began_at,"
            f" seen_at, ends_at, stepped_up_at) VALUES (1, 'x', 1, 'passkey', now(), now(),"
            f" now() + {ends}, {stepped_up})",
        )
