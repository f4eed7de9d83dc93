"""A folder as the way to a bank: whole files out, each file in once."""

from __future__ import annotations

from pathlib import Path

import pytest

from sangsaeng.payouts.rails.folder import FolderTransport
from sangsaeng.payouts.rails.transports import TransportDown


def test_a_file_sent_twice_is_one_file_and_no_part_of_it_is_ever_left(tmp_path: Path) -> None:
    transport = FolderTransport(tmp_path)
    transport.send(b"<one/>", "SSB1")
    transport.send(b"<one/>", "SSB1")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["SSB1.xml"]
    assert (tmp_path / "out" / "SSB1.xml").read_bytes() == b"<one/>"


def test_a_banks_file_is_shown_until_it_is_recorded_and_kept_after(tmp_path: Path) -> None:
    transport = FolderTransport(tmp_path)
    for data in (b"first", b"second"):
        (tmp_path / "in" / "camt054.xml").write_bytes(data)
        assert transport.fetch() == [("camt054.xml", data)] == transport.fetch()
        transport.acknowledge("camt054.xml")
        assert transport.fetch() == []
    kept = {path.read_bytes() for path in (tmp_path / "in" / "done").iterdir()}
    assert kept == {b"first", b"second"}


def test_a_folder_does_not_pretend_to_answer(tmp_path: Path) -> None:
    with pytest.raises(TransportDown):
        FolderTransport(tmp_path).ask("SS1-1-1-1")
