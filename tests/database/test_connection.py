"""One journey to the server where one is enough, and no connection that is dead already."""

from __future__ import annotations

import time

import psycopg
import pytest
from psycopg.errors import InvalidParameterValue

from sangsaeng.database.connection import DESK, WEB, Asking, Database

_ME = "SELECT pg_backend_pid() AS pid, current_user AS role, parties.me() AS company"


@pytest.fixture
def one(book_url: str) -> Database:
    return Database(book_url, size=1, role=None)


def test_a_connection_that_the_server_closed_is_not_worked_with(
    one: Database, owner: psycopg.Connection
) -> None:
    with one.transaction() as tx:
        before = tx.the(_ME)["pid"]
    owner.execute("SELECT pg_terminate_backend(%s, 5000)", [before])
    time.sleep(0.05)
    with one.asked_by(Asking(WEB, 7)) as tx:
        assert tx.the(_ME)["pid"] != before
    one.close()


def test_who_asks_is_said_before_anything_is_read_and_forgotten_at_the_end(one: Database) -> None:
    with one.asked_by(Asking(DESK, 7), snapshot=True) as tx:
        said = tx.the(_ME)
        level = tx.the("SELECT current_setting('transaction_isolation') AS level")
    assert (said["role"], said["company"], level["level"]) == (DESK, 7, "repeatable read")
    with one.transaction() as tx:
        after = tx.the(_ME)
    assert (after["role"], after["company"]) == ("postgres", None)
    one.close()


def test_how_much_was_touched_is_known_to_whoever_asks(one: Database) -> None:
    for snapshot in (False, True):
        with one.asked_by(Asking(WEB), snapshot) as tx:
            assert tx.run("SELECT FROM generate_series(1, 3)") == 3
            with tx.transaction():
                assert tx.run("SELECT FROM generate_series(1, 2)") == 2
            with tx.together():
                tx.enter(Asking(DESK))
            assert tx.run("SELECT FROM generate_series(1, 4)") == 4
    with one.transaction() as tx, tx.together(), pytest.raises(AssertionError), tx.transaction():
        raise ValueError("no part can be undone by itself where nothing is known yet")
    one.close()


def test_a_role_that_may_not_be_taken_begins_nothing(one: Database) -> None:
    asking = Asking("nobody_at_all")
    with pytest.raises(InvalidParameterValue), one.asked_by(asking):
        raise AssertionError("nobody works here")
    with one.asked_by(Asking(WEB)) as tx:
        assert tx.the(_ME)["role"] == WEB
    one.close()


def test_together_all_is_done_or_the_first_failure_raises(one: Database) -> None:
    with one.transaction() as tx:
        tx.run("CREATE TEMPORARY TABLE seen (n int PRIMARY KEY)")
        with tx.together():
            tx.run("INSERT INTO seen VALUES (1)")
            tx.run("INSERT INTO seen VALUES (2)")
        assert len(tx.rows("SELECT n FROM seen")) == 2
    with pytest.raises(psycopg.errors.UniqueViolation), one.transaction() as tx, tx.together():
        tx.run("INSERT INTO seen VALUES (3)")
        tx.run("INSERT INTO seen VALUES (1)")
        tx.run("INSERT INTO seen VALUES (4)")
    with one.transaction() as tx:
        assert [row["n"] for row in tx.rows("SELECT n FROM seen ORDER BY n")] == [1, 2]
    one.close()
