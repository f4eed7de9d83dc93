"""Keys and what they seal: nothing opens that was changed, moved or sealed by a key not in use."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sangsaeng.database.connection import Database
from sangsaeng.database.sealing import (
    NAMED_BY,
    Keys,
    KeysMissingError,
    SealBrokenError,
    add_version,
    keys_of_process,
    load_keys,
    make_keys,
    retire,
    use_keys,
)

AT = datetime(2026, 4, 6, 3, tzinfo=UTC)
NUMBER = "110123456789"


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return make_keys(tmp_path / "keys.json", AT)


@given(text=st.text(max_size=60), about=st.text(max_size=20))
def test_what_was_sealed_opens_again(text: str, about: str) -> None:
    keys = keys_of_process()
    sealed = keys.seal(text, about)
    assert keys.unseal(sealed, about) == text
    assert sealed != keys.seal(text, about)


def test_a_value_opens_as_nothing_else(keys: Keys) -> None:
    sealed = keys.seal(NUMBER, "bank_account.number:1")
    with pytest.raises(SealBrokenError):
        keys.unseal(sealed, "bank_account.number:2")
    with pytest.raises(SealBrokenError):
        keys.reseal(sealed, "bank_account.number:2")


def test_no_byte_of_a_value_can_be_changed_or_left_out(keys: Keys) -> None:
    sealed = keys.seal(NUMBER, "person")
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(SealBrokenError):
            keys.unseal(bytes(changed), "person")
        with pytest.raises(SealBrokenError):
            keys.unseal(sealed[:place], "person")


def test_another_files_keys_open_nothing(keys: Keys, tmp_path: Path) -> None:
    other = make_keys(tmp_path / "others.json", AT)
    with pytest.raises(SealBrokenError):
        other.unseal(keys.seal(NUMBER, "person"), "person")
    assert keys.digest(NUMBER, "person") != other.digest(NUMBER, "person")


def test_a_new_key_seals_and_the_older_one_still_opens(keys: Keys) -> None:
    old = keys.seal(NUMBER, "person")
    assert add_version(keys, AT) == 2
    new = keys.seal(NUMBER, "person")
    assert (old[:2], new[:2]) == (b"\x00\x01", b"\x00\x02")
    assert keys.unseal(old, "person") == keys.unseal(new, "person") == NUMBER
    assert keys.reseal(old, "person")[:2] == b"\x00\x02"


def test_a_retired_key_opens_nothing_but_can_still_be_replaced(keys: Keys) -> None:
    old = keys.seal(NUMBER, "person")
    add_version(keys, AT)
    elsewhere = load_keys(keys.path)
    retire(keys, 1)
    for one in (keys, elsewhere):
        with pytest.raises(SealBrokenError, match="key 1 is not in use"):
            one.unseal(old, "person")
    assert keys.unseal(keys.reseal(old, "person"), "person") == NUMBER


def test_digests_are_the_same_under_every_key_and_differ_by_what_they_are_about(keys: Keys) -> None:
    before = keys.digest(NUMBER, "bank_account.number")
    add_version(keys, AT)
    assert keys.digest(NUMBER, "bank_account.number") == before and len(before) == 32
    assert keys.digest(NUMBER, "person.email") != before


def test_a_running_process_hears_of_a_new_key(keys: Keys) -> None:
    running = load_keys(keys.path)
    add_version(keys, AT)
    assert running.unseal(keys.seal(NUMBER, "person"), "person") == NUMBER
    assert running.seal(NUMBER, "person")[:2] == b"\x00\x02"


def test_many_at_once_make_one_file(tmp_path: Path) -> None:
    path = tmp_path / "home" / "keys.json"
    made: list[Keys] = []
    threads = [threading.Thread(target=lambda: made.append(make_keys(path, AT))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8 and len({one.digest("x", "x") for one in made}) == 1
    assert [file.name for file in path.parent.iterdir()] == ["keys.json"]


def test_the_file_is_its_owners_alone_and_stays_so(keys: Keys) -> None:
    add_version(keys, AT)
    assert keys.path.stat().st_mode & 0o777 == 0o600
    keys.path.chmod(0o644)
    with pytest.raises(KeysMissingError, match="open to others"):
        load_keys(keys.path)
    keys.path.chmod(0o440)
    assert load_keys(keys.path).newest == 2


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"index": "", "versions": []}', "null"])
def test_a_file_that_is_no_key_file_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(KeysMissingError):
        load_keys(path)
    with pytest.raises(KeysMissingError):
        make_keys(path, AT)
    assert path.read_text() == text


@pytest.mark.parametrize("spoil", ["short secret", "newest retired"])
def test_a_key_file_that_could_not_seal_is_refused(keys: Keys, spoil: str) -> None:
    said = json.loads(keys.path.read_text())
    if spoil == "short secret":
        said["versions"][0]["secret"] = "AAAA"
    else:
        said["versions"][0]["retired"] = True
    keys.path.write_text(json.dumps(said))
    with pytest.raises(KeysMissingError):
        load_keys(keys.path)


def test_without_a_key_file_a_book_opens_but_seals_and_opens_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(NAMED_BY, str(tmp_path / "none.json"))
    with database.transaction() as tx, pytest.raises(KeysMissingError):
        _ = tx.keys
    monkeypatch.delenv(NAMED_BY)
    with database.transaction() as tx, pytest.raises(KeysMissingError):
        _ = tx.keys


def test_the_environment_names_the_file_and_the_console_makes_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(NAMED_BY, "")
    monkeypatch.delenv(NAMED_BY)
    used = use_keys(tmp_path / "keys.json", AT)
    assert keys_of_process() is used and used.path == tmp_path / "keys.json"
    assert use_keys(tmp_path / "others.json", AT) is used
