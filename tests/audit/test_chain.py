"""The log is sealed in a hash chain: no event is lost to it, and none can be changed behind it."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.errors import CheckViolation, InsufficientPrivilege

from sangsaeng.audit.model import Checked, Event, Outcome, Wanted
from sangsaeng.audit.rules import check_export, digest_of_block, digest_of_event
from sangsaeng.audit.service import record_event
from sangsaeng.audit.service_sealing import export, get_head, list_events, seal_events
from sangsaeng.database.connection import DESK, DOOR, WEB, Asking, Database, Tx
from sangsaeng.kernel.refusals import Refusal

AT = datetime(2026, 4, 6, 3, 0, 0, 5, tzinfo=UTC)
ALL = Wanted()


def event(number: int = 1, **other: Any) -> Event:
    given = {"happened_at": AT, "action": "test.done", "outcome": Outcome.DONE, **other}
    return Event(company_id=number, **given)


def happen(database: Database, *events: Event) -> None:
    with database.transaction() as tx:
        for one in events:
            record_event(tx, one)


def exported(database: Database, wanted: Wanted = ALL) -> list[str]:
    with database.transaction() as tx:
        return list(export(tx, wanted))


def refused(lines: list[str], published: str | None = None) -> str:
    checked = check_export(lines, published)
    assert isinstance(checked, Refusal), checked
    return checked.code


def sealed_companies(database: Database) -> list[int]:
    lines = (json.loads(line) for line in exported(database))
    return [line["company_id"] for line in lines if "event_id" in line]


def test_events_are_sealed_in_blocks_that_follow_each_other(
    databases_everywhere: Callable[[], Database],
) -> None:
    database = databases_everywhere()
    happen(database, *(event(n) for n in range(1, 6)))
    assert seal_events(database, AT, most=2) == 5
    assert seal_events(database, AT) == 0
    happen(database, event(6))
    assert seal_events(database, AT) == 1
    lines = exported(database)
    assert [line.get("seal") for line in map(json.loads, lines)] == (
        [None, None, 1, None, None, 2, None, 3, None, 4]
    )
    checked = check_export(lines)
    with database.transaction() as tx:
        head = get_head(tx)
    assert head is not None
    assert checked == Checked(seals=4, events=6, shown=6, digest=head.digest)
    assert (head.seal_id, head.event_count) == (4, 6)


def test_an_event_of_a_slow_transaction_is_neither_lost_nor_skipped(database: Database) -> None:
    with database.transaction() as slow:
        record_event(slow, event(1))
        happen(database, event(2))
        assert seal_events(database, AT) == 0, "a number that may still be taken is waited for"
    happen(database, event(3))
    seal_events(database, AT)
    with database.transaction() as slow:
        slow.the("SELECT ledger.this_xid()")
        happen(database, event(4))
        seal_events(database, AT)
        record_event(slow, event(5))
    happen(database, event(6))
    seal_events(database, AT)
    assert sorted(sealed_companies(database)) == [1, 2, 3, 4, 5, 6]


def test_an_event_with_a_lower_number_than_sealed_ones_is_sealed_late(database: Database) -> None:
    with database.transaction() as tx:
        number = tx.the("SELECT nextval('ledger.item') AS n")["n"]
    happen(database, event(2))
    seal_events(database, AT)
    with database.transaction() as tx:
        tx.run(
            "INSERT INTO audit.event (event_id, happened_at, company_id, action, outcome)"
            " VALUES (%(n)s, now(), 1, 'test.done', 'done')",
            n=number,
        )
    assert seal_events(database, AT) == 1
    assert sealed_companies(database) == [2, 1], "in the order of the chain, below its own number"
    assert isinstance(check_export(exported(database)), Checked)


def test_what_is_undone_is_not_in_the_chain(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as tx:
        record_event(tx, event(1))
        raise ZeroDivisionError
    happen(database, event(2))
    seal_events(database, AT)
    assert sealed_companies(database) == [2]


def _jsonb(value: object) -> str:
    """An object as PostgreSQL writes it: shorter names first, then by their bytes."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: (len(name.encode()), name.encode()))
        return "{" + ", ".join(f"{_jsonb(name)}: {_jsonb(value[name])}" for name in names) + "}"
    return json.dumps(value, ensure_ascii=False)


_TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
_NUMBER = st.none() | st.integers(1, 2**31 - 1)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    at=st.integers(0, 4 * 10**15).map(lambda us: AT + timedelta(microseconds=us - 10**15)),
    text=_TEXT,
    code=st.none() | _TEXT,
    numbers=st.tuples(_NUMBER, _NUMBER, _NUMBER, _NUMBER),
    facts=st.dictionaries(_TEXT, _TEXT | st.integers(-(2**63), 2**63), max_size=3),
)
def test_the_text_that_is_sealed_is_the_one_written_down(
    database: Database,
    at: datetime,
    text: str,
    code: str | None,
    numbers: tuple[int | None, ...],
    facts: dict[str, str | int],
) -> None:
    person, key, subject, programme = numbers
    told = Event(
        at, text, Outcome.DONE, person, key, 7, subject, programme, code, text, None, facts
    )
    happen(database, told)
    with database.transaction() as tx:
        row = tx.the(
            "SELECT event_id, audit.canonical(e) AS line, encode(audit.event_digest(e), 'hex')"
            " AS digest FROM audit.event e ORDER BY event_id DESC LIMIT 1"
        )
        block = tx.the("SELECT audit.block_digest(repeat('0', 64), ARRAY['a', 'b']) AS digest")
    said = {
        "event_id": row["event_id"],
        "happened_at": f"{at:%Y-%m-%dT%H:%M:%S.%f}Z",
        "person_id": person,
        "key_id": key,
        "company_id": 7,
        "subject_id": subject,
        "programme_id": programme,
        "action": text,
        "outcome": "done",
        "code": code,
        "object": text,
        "act_id": None,
        "facts": facts,
    }
    assert row["line"] == _jsonb(said)
    assert row["digest"] == digest_of_event(row["line"])
    assert block["digest"] == digest_of_block("0" * 64, ["a", "b"])


@pytest.fixture
def sealed(database: Database) -> Database:
    """Two blocks of three events."""
    happen(database, *(event(n) for n in range(1, 7)))
    assert seal_events(database, AT, most=3) == 6
    return database


def test_an_export_shows_every_change_made_to_it(sealed: Database) -> None:
    lines = exported(sealed)
    assert isinstance(check_export(lines), Checked)
    changed = [lines[0].replace('"company_id": 1', '"company_id": 9'), *lines[1:]]
    assert changed != lines
    for broken in (changed, lines[1:], [lines[1], lines[0], *lines[2:]], lines[:-1], lines[4:]):
        assert refused(broken) == "audit_chain_broken"
    assert refused([*lines[:4], "not json"]) == "audit_line_unreadable"
    assert refused([*lines, '{"event_digest": "00"}']) == "audit_line_unreadable"


def test_a_chain_cut_short_is_found_by_the_digest_that_was_published(sealed: Database) -> None:
    lines = exported(sealed)
    first, last = (json.loads(lines[place])["digest"] for place in (3, 7))
    assert isinstance(check_export(lines[:4]), Checked), "by itself a shorter chain is whole"
    assert refused(lines[:4], last) == "audit_head_missing"
    for published in (first, last):
        assert isinstance(check_export(lines, published), Checked)


def test_an_export_of_some_events_is_checked_as_well(sealed: Database) -> None:
    lines = exported(sealed, Wanted(company_id=5))
    checked = check_export(lines)
    assert isinstance(checked, Checked)
    assert (checked.events, checked.shown) == (6, 1)
    assert not any('"company_id": 4' in line for line in lines)
    lines[5] = lines[5].replace("test.done", "test.undone")
    assert refused(lines) == "audit_chain_broken"


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="needs sha256sum")
def test_an_export_is_checked_by_hand_as_its_page_says(sealed: Database, tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs/audit.md").read_text("utf-8")
    script = page.split("```bash\n")[1].split("```")[0]
    file = tmp_path / "export.jsonl"

    def checked_by_hand(lines: list[str]) -> bool:
        file.write_text("".join(f"{line}\n" for line in lines), "utf-8")
        done = subprocess.run(["bash", "-c", script, "bash", str(file)], check=False)
        return done.returncode == 0

    for lines in (exported(sealed), exported(sealed, Wanted(company_id=2))):
        assert checked_by_hand(lines)
        assert not checked_by_hand([line.replace("done", "undone") for line in lines])


def test_nobody_changes_the_log(sealed: Database, owner: psycopg.Connection) -> None:
    for table in ("audit.event", "audit.seal", "audit.sealed_event"):
        column = "event_id" if table != "audit.seal" else "seal_id"
        for statement in (
            f"UPDATE {table} SET {column} = {column} + 100",
            f"DELETE FROM {table}",
            f"TRUNCATE {table} CASCADE",
        ):
            with pytest.raises(CheckViolation, match="append-only"):
                owner.execute(statement.encode())
            with pytest.raises(InsufficientPrivilege), sealed.transaction() as tx:
                _run(tx, statement)
    for role in (WEB, DESK, DOOR):
        for table in ("audit.seal", "audit.sealed_event", "audit.sealing"):
            with pytest.raises(InsufficientPrivilege), sealed.asked_by(Asking(role)) as tx:
                _run(tx, f"INSERT INTO {table} SELECT * FROM {table}")


def _run(tx: Tx, statement: str) -> None:
    tx.run(statement)  # type: ignore[arg-type]


def test_sealing_goes_on_after_a_restore_into_a_younger_cluster(
    sealed: Database, owner: psycopg.Connection
) -> None:
    # What a dump brings with it: numbers that no transaction here has had yet.
    owner.execute("ALTER TABLE audit.event DISABLE TRIGGER USER")
    owner.execute("UPDATE audit.event SET posted_xid = posted_xid + 1000000000")
    owner.execute("ALTER TABLE audit.event ENABLE TRIGGER USER")
    owner.execute("UPDATE audit.sealing SET horizon_xid = horizon_xid + 1000000000")
    happen(sealed, event(8))
    assert seal_events(sealed, AT) == 0
    row = owner.execute("SELECT ledger.rebase()").fetchone()
    assert row == (True,)
    happen(sealed, event(9))
    assert seal_events(sealed, AT) == 2
    checked = check_export(exported(sealed))
    assert isinstance(checked, Checked) and checked.events == 8
    assert owner.execute("SELECT ledger.rebase()").fetchone() == (False,)


def test_events_are_listed_by_what_is_asked(database: Database) -> None:
    happen(
        database,
        event(1, person_id=4, action="a", programme_id=2),
        event(2, subject_id=1, action="b", outcome=Outcome.DENIED),
    )

    def found(**wanted: Any) -> list[int]:
        with database.transaction() as tx:
            return [row["company_id"] for row in list_events(tx, Wanted(**wanted), 10)]

    assert found() == [2, 1]
    assert found(company_id=1) == [2, 1]
    assert found(company_id=2) == found(outcome="denied") == found(action="b") == [2]
    assert found(person_id=4) == found(programme_id=2) == [1]
    assert found(from_at=AT) == [2, 1]
    assert found(until_at=AT) == []
