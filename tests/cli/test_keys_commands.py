"""Keys at the command line: made with the book, added, rotated, retired."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
import pytest
from cli_running import Run

from sangsaeng.database.sealing import NAMED_BY
from sangsaeng.kernel.business_number import invented_business_number


@pytest.fixture
def key_file(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the console makes the keys when nothing names a file."""
    # Set and taken away, so that what the console sets itself is gone after the test.
    monkeypatch.setenv(NAMED_BY, "")
    monkeypatch.delenv(NAMED_BY)
    return tmp_path / "home" / "keys.json"


@pytest.fixture
def empty_book(owner: psycopg.Connection) -> None:
    """The template was made with the keys of the test run; this book is opened with its own."""
    owner.execute("DELETE FROM parties.sealing_key")


def _add_account(run: Run, order: int) -> None:
    number = invented_business_number(order)
    assert run("company", "add", number, f"S{order}").exit_code == 0
    named = run("account", "add", number, "--bank", "088", "--number", f"11012345678{order}")
    assert named.exit_code == 0, named.output


def test_keys_are_made_added_rotated_and_retired(
    run: Run, key_file: Path, empty_book: None
) -> None:
    _add_account(run, 1)
    assert key_file.stat().st_mode & 0o777 == 0o600
    (first,) = json.loads(run("keys", "list", "--json").output)
    assert (first["version"], first["state"], first["values"]) == (1, "key_seals_now", 2)
    assert str(key_file) in run("keys", "add").output
    _add_account(run, 2)
    refused = run("keys", "retire", "1")
    assert refused.exit_code == 1 and "key_in_use [version]: 2 values" in refused.output
    done = json.loads(run("keys", "rotate", "--json").output)
    assert done["parties.bank_account"] == 1
    assert run("keys", "retire", "1").exit_code == 0
    listed = json.loads(run("keys", "list", "--json").output)
    assert [(one["state"], one["values"]) for one in listed] == [
        ("key_retired", 0),
        ("key_seals_now", 4),
    ]
    assert "retired" in run("keys", "list").output
    assert "key_seals" in run("keys", "retire", "2").output
    assert "sealing_key_unknown" in run("keys", "retire", "9").output


def test_a_book_whose_key_file_is_gone_is_not_opened_with_a_new_one(
    run: Run, key_file: Path, empty_book: None
) -> None:
    _add_account(run, 1)
    key_file.unlink()
    refused = run("company", "list")
    assert refused.exit_code == 1 and "keys_unusable" in refused.output
    assert "another book" in refused.output


def test_a_value_that_does_not_open_is_said_and_left(
    run: Run, key_file: Path, empty_book: None, owner: psycopg.Connection
) -> None:
    _add_account(run, 1)
    changed = "UPDATE parties.bank_account SET holder_sealed = account_sealed"
    owner.execute(changed)
    assert run("keys", "add").exit_code == 0
    refused = run("keys", "rotate")
    assert refused.exit_code == 1 and "seal_broken" in refused.output
