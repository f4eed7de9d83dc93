"""The evidence pack: its files agree with each other and with the book, and with themselves."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playbook_stage import (
    Stage,
    a_buyer_that_does_not_pay,
    chain,
    opened_by_hand,
    sell_part,
)
from pypdf import PdfReader

from books import open_book
from sangsaeng.database.connection import Database, Tx
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.oversight.verify import list_proofs
from sangsaeng.settlement.evidence_pack import pack
from sangsaeng.settlement.evidence_pack.csv_files import columns_of_files
from sangsaeng.settlement.playbook_model import Proved, Step
from sangsaeng.settlement.playbook_steps import STEPS, Work
from sangsaeng.settlement.service_playbook import run_playbook

Rows = list[dict[str, str]]


def read(folder: Path, name: str) -> Rows:
    """A CSV file of the pack as a spreadsheet program reads it."""
    text = (folder / f"{name}.csv").read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def won(rows: Rows, name: str) -> int:
    """The sum of a column."""
    return sum(int(row[name]) for row in rows)


@pytest.fixture
def stage(database: Database) -> Stage:
    return a_buyer_that_does_not_pay(database)


def test_the_files_add_up_to_what_was_promised(stage: Stage, tmp_path: Path) -> None:
    stage.run(tmp_path)
    trees, receivables = read(tmp_path, "trees"), read(tmp_path, "receivables")
    assert won(trees, "face_won") == 5_100_000 + 9_200_000 + 1_300_000 + 7_400_000 + 2_500_000
    parts = ("sold_won", "paid_won", "parked_won", "attached_won", "open_won")
    for tree in trees:
        assert int(tree["face_won"]) == sum(int(tree[name]) for name in parts), tree
        of_tree = [row for row in receivables if row["root_id"] == tree["root_id"]]
        assert int(tree["face_won"]) == won(of_tree, "retained_won") + won(of_tree, "sold_won")
    for row in receivables:
        kept = ("paid_won", "parked_won", "attached_won", "open_won")
        assert int(row["retained_won"]) == sum(int(row[name]) for name in kept), row
    assert won(read(tmp_path, "sales"), "amount_won") == won(receivables, "sold_won") == 600_000
    paid = [row for row in read(tmp_path, "payouts") if row["purpose"] == "settlement"]
    assert won(paid, "amount_won") == won(trees, "paid_won")
    assert all(row["bank_reference"] and row["state"] == "credited" for row in paid)


def test_the_claims_carry_late_interest_to_the_day(stage: Stage, tmp_path: Path) -> None:
    stage.run(tmp_path)
    (claim,) = read(tmp_path, "advances")
    # One day at 15.5 %: the advance was made on the day before.
    assert claim["open_won"] == "7400000"
    assert int(claim["late_interest_won"]) == 7_400_000 * 155 // 1000 // 365


def test_what_funders_were_repaid_is_listed_by_run_and_account(
    database: Database, tmp_path: Path
) -> None:
    book = open_book(database)
    programme_id = book.programme("buyer", incentive="0", system_fee_rate_annual=Decimal("0.005"))
    for name in ("T1", "T2"):
        book.company(name)
    due, later = book.today + timedelta(days=2), book.today + timedelta(days=60)
    of_it = chain(book, programme_id, 9_000_000, due, later, depth=2)
    # Another buyer's part goes back to the same funder in the same transfer's day: not this pack's.
    theirs = book.programme("second buyer")
    elsewhere = book.issue(theirs, "T1", 700_000, due, buyer="second buyer")
    stage = Stage(book, due, later, programme_id, programme_id)
    sell_part(stage, programme_id, of_it[1], 1_000_000, "T2")
    sell_part(stage, theirs, elsewhere, 300_000, "T1")
    book.fund(programme_id, of_it[0], 9_000_000)
    book.fund(theirs, elsewhere, 700_000)
    while book.today < due:
        book.end_day()
        book.today = book.calendar.after(book.today)
    book.end_day()
    opened = opened_by_hand(book)
    done = run_playbook(database, opened.playbook_id, book.today, tmp_path)
    assert not isinstance(done, Refusal), done
    moved = {row["purpose"]: row for row in read(tmp_path, "transfers")}
    assert list(moved) == ["repayment", "interest_refund", "system_fee"]
    repaid = moved["repayment"]
    assert (repaid["payee"], repaid["ordered_on"]) == ("funder", due.isoformat())
    assert repaid["run_id"] and repaid["end_to_end_ids"]
    assert [repaid[name] for name in ("trees_won", "ordered_won", "credited_won")] == [
        "1000000"
    ] * 3
    assert moved["interest_refund"]["payee"] == "T1"
    (sale,) = read(tmp_path, "sales")
    kept = int(moved["interest_refund"]["trees_won"])
    assert 0 < kept < int(sale["interest_won"])
    # Two days at half a per cent a year.
    assert moved["system_fee"]["trees_won"] == str(1_000_000 * 2 * 5 // 365_000)


def test_what_was_advanced_is_listed_with_its_transfer(stage: Stage, tmp_path: Path) -> None:
    stage.run(tmp_path)
    (moved,) = read(tmp_path, "transfers")
    assert (moved["purpose"], moved["trees_won"]) == ("advance_transfer", "7400000")
    assert moved["credited_won"] == moved["ordered_won"] == "7400000"


def test_the_registry_is_told_the_bans_days_and_every_day_missed(
    stage: Stage, tmp_path: Path
) -> None:
    stage.run(tmp_path)
    rows = read(tmp_path, "ban")
    assert {(row["since"], row["until"]) for row in rows} == {("2026-04-15", "2028-04-15")}
    assert [row["reference"] for row in rows] == ["SF00000120260413", "SF00000220260413"]


def test_a_ban_without_a_missed_day_has_its_row(database: Database, tmp_path: Path) -> None:
    book = open_book(database)
    book.programme("buyer")
    opened = opened_by_hand(book)
    done = run_playbook(database, opened.playbook_id, book.today, tmp_path)
    assert not isinstance(done, Refusal), done
    (row,) = read(tmp_path, "ban")
    assert (row["buyer_number"], row["since"]) == (book.number("buyer"), "2026-04-06")
    assert read(tmp_path, "trees") == [] and (tmp_path / "evidence.pdf").exists()


def test_the_journal_of_the_trees_balances_in_the_file(stage: Stage, tmp_path: Path) -> None:
    stage.run(tmp_path)
    legs = read(tmp_path, "ledger")
    issued = [leg for leg in legs if leg["kind"] == "issue"]
    assert won(issued, "amount_won") == won(read(tmp_path, "trees"), "face_won")
    assert {leg["kind"] for leg in legs} >= {"issue", "pass_on", "settled", "purchase", "advance"}


def test_every_file_has_its_digest_in_the_manifest_and_in_the_step(
    stage: Stage, tmp_path: Path
) -> None:
    (*_, done) = stage.run(tmp_path)
    digests = {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in tmp_path.iterdir()
    }
    assert done.step is Step.EVIDENCE_PACK and done.outcome["files"] == digests
    listed = {row["file"]: row["sha256"] for row in read(tmp_path, "manifest")}
    assert listed == {name: one for name, one in digests.items() if name != "manifest.csv"}


def test_a_file_too_large_for_the_book_is_written_and_digested_all_the_same(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pack, "LARGEST_KEPT", 1_000)
    (*_, done) = stage.run(tmp_path)
    sizes = {file.name: file.stat().st_size for file in tmp_path.iterdir()}
    assert min(sizes.values()) <= 1_000 < max(sizes.values())
    assert set(done.outcome["files"]) == set(sizes)
    with stage.database.transaction() as tx:
        kept = {row["name"] for row in tx.rows("SELECT name FROM settlement.pack_file")}
    assert kept == {name for name, size in sizes.items() if size <= 1_000}


def test_the_same_data_make_the_same_bytes(stage: Stage, tmp_path: Path) -> None:
    stage.run(tmp_path / "first")
    again = Work(
        stage.playbook(),
        "buyer",
        stage.book.today,
        tmp_path / "second",
        stage.book.calendar,
        lambda _: (),
    )
    again.folder.mkdir()
    with psycopg.connect(stage.database.url) as owner:
        owner.execute("DELETE FROM settlement.pack_file")
    with stage.database.transaction() as tx:
        STEPS[Step.EVIDENCE_PACK](tx, again)
    for file in (tmp_path / "first").iterdir():
        assert file.read_bytes() == (tmp_path / "second" / file.name).read_bytes(), file.name


def test_the_paper_is_an_archival_pdf_in_both_languages_with_its_own_fonts(
    stage: Stage, tmp_path: Path
) -> None:
    proofs: list[Proved] = []

    def prove(tx: Tx) -> list[Proved]:
        proofs.extend(
            Proved(one.rule, one.what, one.what, one.left_won, one.right_won, one.holds)
            for one in list_proofs(tx)
        )
        return proofs

    day = stage.book.today
    done = run_playbook(stage.database, stage.playbook_id, day, tmp_path, prove)
    assert not isinstance(done, Refusal), done
    assert len(read(tmp_path, "proofs")) == len(proofs)
    data = (tmp_path / "evidence.pdf").read_bytes()
    assert data.startswith(b"%PDF-1.7")
    paper = PdfReader(io.BytesIO(data))
    marks = paper.xmp_metadata
    assert marks is not None
    assert (marks.rdf_root.toxml().count("<pdfaid:part>2<"), b"pdfaid" in data) == (1, True)
    text = "".join(page.extract_text() for page in paper.pages)
    assert "Evidence of a buyer's default" in text
    # The heading of the Korean part, as it stands in the catalogue.
    assert "\uad6c\ub9e4\uae30\uc5c5 \ucc44\ubb34\ubd88\uc774\ud589" in text
    assert f"Of {len(proofs)} proofs" in text and "25,500,000" in text
    assert all("Pretendard" in name for name in fonts_of(paper))
    # A pack that is written is not proven again.
    count = len(proofs)
    assert run_playbook(stage.database, stage.playbook_id, day, tmp_path, prove) == done
    assert count == len(proofs)


def fonts_of(paper: PdfReader) -> set[str]:
    """The names of every font on the pages; each must be embedded."""
    found: set[str] = set()
    for page in paper.pages:
        fonts: Any = page["/Resources"]["/Font"]
        for entry in fonts.values():
            inner = entry.get_object()["/DescendantFonts"][0].get_object()
            described = inner["/FontDescriptor"].get_object()
            assert "/FontFile3" in described or "/FontFile2" in described
            found.add(str(inner["/BaseFont"]))
    return found


def test_no_cell_becomes_a_formula(database: Database, tmp_path: Path) -> None:
    book = open_book(database)
    programme_id = book.programme("buyer")
    book.company("=HYPERLINK(1)")
    book.issue(programme_id, "=HYPERLINK(1)", 1_000, book.today + timedelta(days=30))
    opened = opened_by_hand(book)
    done = run_playbook(database, opened.playbook_id, book.today, tmp_path)
    assert not isinstance(done, Refusal), done
    assert read(tmp_path, "receivables")[0]["holder"] == "'=HYPERLINK(1)"


def test_every_column_says_what_it_holds(stage: Stage, tmp_path: Path) -> None:
    stage.run(tmp_path)
    said = {(row["file"], row["column"]) for row in read(tmp_path, "columns")}
    for name, columns in columns_of_files().items():
        header = (tmp_path / f"{name}.csv").read_bytes().decode("utf-8-sig").splitlines()[0]
        assert header.split(",") == list(columns)
        assert {(f"{name}.csv", column) for column in columns} <= said


def test_the_paper_carries_the_day_it_speaks_of(stage: Stage, tmp_path: Path) -> None:
    stage.run(tmp_path)
    made = PdfReader(tmp_path / "evidence.pdf").metadata
    assert made is not None and made.creation_date is not None
    assert made.creation_date.date() == stage.book.today == date(2026, 4, 14)
