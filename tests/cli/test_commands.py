"""Every command does its work on a book, and refuses bad input by code, without a traceback."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from cli_running import Run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from sangsaeng.cli.main import app
from sangsaeng.kernel.business_number import invented_business_number
from sangsaeng.oversight.demo import papers
from sangsaeng.oversight.demo.cast import read_cast

CAST = read_cast()
BUYER, SUPPLIER = CAST.buyer, CAST.tiers[0][0]
STRANGER = invented_business_number(9_999)


def answer(run: Run, *arguments: str) -> Any:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def refused(run: Run, *arguments: str) -> list[str]:
    result = run(*arguments, "--json")
    assert result.exit_code == 1 and not isinstance(result.exception, Exception), result.output
    refusals = json.loads(result.stdout)["refusals"]
    assert all(one["ko"] and one["en"] for one in refusals)
    return [one["code"] for one in refusals]


@pytest.fixture
def opened(run: Run) -> Run:
    """A book with one agreement, opened by commands."""
    for actor in (BUYER, CAST.institution, CAST.foundation, *CAST.tiers[1]):
        number, name = actor.business_number, actor.name
        answer(run, "company", "add", number, name, "--size", actor.size, "--on", "2026-09-01")
        if actor is CAST.tiers[1][2]:
            break
    for purpose, owner, number in (
        ("settlement", CAST.institution, "21812345678901"),
        ("deposit", CAST.foundation, "21812345678902"),
        ("operating", CAST.institution, "21812345678903"),
    ):
        common = ("--purpose", purpose, "--owner", owner.business_number)
        answer(run, "own-account", "add", *common, "--bank", "218", "--number", number)
    answer(run, "programme", "open", *parties(), *accounts(1, 2, 3), "--on", "2026-09-01")
    rate = ("--early-payment-rate", "0.042")
    answer(run, "programme", "terms", "1", *rate, "--from", "2026-09-01")
    guarantee = ("--kind", "guarantee", "--programme", "1", "--limit", "10000000000")
    answer(run, "facility", "add", *guarantee, "--from", "2026-09-01")
    return run


def parties(buyer: str = BUYER.business_number) -> tuple[str, ...]:
    return (
        *("--buyer", buyer),
        *("--institution", CAST.institution.business_number),
        *("--foundation", CAST.foundation.business_number),
    )


def accounts(settlement: int, deposit: int, operating: int) -> tuple[str, ...]:
    return (
        *("--settlement-account", str(settlement)),
        *("--deposit-account", str(deposit)),
        *("--operating-account", str(operating)),
    )


def invoices(folder: Path) -> list[str]:
    paths = []
    for paper in papers.write_invoices(CAST)[:2]:
        (folder / paper.name).write_bytes(paper.data)
        paths.append(str(folder / paper.name))
    return paths


def issued(run: Run, folder: Path) -> list[int]:
    when = ("--programme", "1", "--matures-on", "2026-09-10", "--on", "2026-09-01")
    ids: list[int] = answer(run, "issue", *invoices(folder), *when)["receivable_ids"]
    return ids


def test_a_month_from_invoice_files_to_a_settled_day(opened: Run, tmp_path: Path) -> None:
    first, _ = issued(opened, tmp_path)
    sheet = tmp_path / "list.xlsx"
    sheet.write_bytes(papers.write_list(CAST).data)
    of_first = ("--programme", "1", "--receivable", str(first), "--on", "2026-09-02")
    passed = answer(opened, "pass-on", str(sheet), *of_first)
    assert len(passed["receivable_ids"]) == papers.LIST_LINES
    held = answer(opened, "held", "--company", SUPPLIER.business_number)["held"]
    mine = next(row for row in held if row["receivable_id"] == first)
    assert mine["passed_on_won"] == passed["total_won"]
    (call,) = answer(opened, "calls", "--on", "2026-09-02")["calls"]
    assert call["due_on"] == "2026-09-10" and call["missing_won"] == call["called_won"] > 0
    child = str(passed["receivable_ids"][0])
    about = ("--programme", "1", "--receivable", child, "--on", "2026-09-03")
    payee = CAST.tiers[1][0].business_number
    assert refused(opened, "cancel", *about) == ["consent_missing"]
    assert answer(opened, "cancel", *about, "--consent", payee) == {"cancelled": int(child)}
    totals = answer(opened, "settle", "2026-09-03")
    assert (totals["settled_count"], totals["payout_count"]) == (0, 0)
    assert answer(opened, "payouts") == {"payouts": []}
    proofs = answer(opened, "verify")
    assert proofs["holds"] and all(proof["ko"] and proof["en"] for proof in proofs["proofs"])


def test_a_payee_refuses_what_it_was_given(opened: Run, tmp_path: Path) -> None:
    first, _ = issued(opened, tmp_path)
    about = ("--programme", "1", "--receivable", str(first), "--on", "2026-09-02")
    wrong = ("--company", CAST.tiers[1][0].business_number)
    assert refused(opened, "refuse", *about, *wrong) == ["not_the_holder"]
    right = ("--company", SUPPLIER.business_number)
    assert answer(opened, "refuse", *about, *right) == {"cancelled": first}


def test_a_tampered_invoice_is_refused_with_its_file_and_nothing_is_issued(
    opened: Run, tmp_path: Path
) -> None:
    files = invoices(tmp_path)
    tampered = papers.tamper(papers.write_invoices(CAST)[0])
    (tmp_path / tampered.name).write_bytes(tampered.data)
    result = opened("issue", *files, str(tmp_path / tampered.name), "--programme", "1")
    assert result.exit_code == 1
    assert "total_mismatch" in result.stderr and tampered.name in result.stderr
    assert answer(opened, "held", "--company", BUYER.business_number) == {"held": []}


def test_a_sheet_with_faults_is_given_back_with_what_to_mend(opened: Run, tmp_path: Path) -> None:
    first, _ = issued(opened, tmp_path)
    sheet, corrected = tmp_path / "faulty.xlsx", tmp_path / "mend.xlsx"
    sheet.write_bytes(papers.write_faulty_list(CAST).data)
    about = ("--programme", "1", "--receivable", str(first), "--on", "2026-09-02")
    codes = refused(opened, "pass-on", str(sheet), *about, "--corrected", str(corrected))
    assert codes == ["business_number_invalid", "amount_unreadable", "date_invalid"]
    mended = papers.mend(CAST, papers.Paper("mend.xlsx", corrected.read_bytes()))
    corrected.write_bytes(mended.data)
    taken = answer(opened, "pass-on", str(corrected), *about)
    assert len(taken["receivable_ids"]) == papers.FAULTY_LIST_LINES


def test_what_the_book_refuses_comes_back_by_code(opened: Run, tmp_path: Path) -> None:
    one = ("--programme", "1")
    file = invoices(tmp_path)[0]
    add_own = ("own-account", "add", "--purpose", "deposit")
    by_buyer = ("--owner", BUYER.business_number, "--number", "21812345678902")
    cases: list[tuple[tuple[str, ...], str]] = [
        (("company", "add", "123", "x"), "business_number_invalid"),
        (("company", "add", STRANGER, " "), "company_name_missing"),
        (("company", "add", STRANGER, "x", "--size", "huge"), "company_size_unknown"),
        (("account", "add", STRANGER, "--bank", "004", "--number", "12345678"), "unknown_company"),
        ((*add_own, *by_buyer, "--bank", "218"), "account_known"),
        ((*add_own, *by_buyer, "--bank", "999"), "bank_code_unknown"),
        (("programme", "open", *parties(STRANGER), *accounts(1, 2, 3)), "unknown_company"),
        (("programme", "open", *parties(), *accounts(1, 1, 3)), "own_account_unfit"),
        (
            ("programme", "open", *parties(), *accounts(1, 2, 3), "--variant", "x"),
            "unknown_variant",
        ),
        (("programme", "terms", "1", "--early-payment-rate", "4.2"), "rate_invalid"),
        (("programme", "terms", "7", "--early-payment-rate", "0.04"), "unknown_programme"),
        (("issue", file, "--programme", "7"), "unknown_programme"),
        (("issue", str(tmp_path / "none.xml"), *one), "file_unreadable"),
        (("issue", file, str(tmp_path), *one), "file_unreadable"),
        (("pass-on", file, *one, "--receivable", "5"), "file_format_unknown"),
        (("cancel", *one, "--receivable", "5"), "unknown_receivable"),
        (("refuse", *one, "--receivable", "5", "--company", "1"), "business_number_invalid"),
        (("held", "--company", STRANGER), "unknown_company"),
        (("settle", "2026-09-05"), "not_a_business_day"),
    ]
    for arguments, code in cases:
        assert refused(opened, *arguments) == [code], arguments


def test_terms_of_a_day_are_given_once(opened: Run) -> None:
    terms = ("programme", "terms", "1", "--early-payment-rate", "0.05", "--from", "2026-09-01")
    assert refused(opened, *terms) == ["terms_that_day_known"]


def test_the_holder_that_the_bank_names_decides_about_an_account(opened: Run) -> None:
    payee = CAST.tiers[1][0]
    add = ("account", "add", payee.business_number, "--bank", "004")
    unasked = answer(opened, *add, "--number", "110123456789")
    mismatched = answer(opened, *add, "--number", "110123456790", "--bank-says", "x")
    matched = answer(opened, *add, "--number", "110123456791", "--bank-says", payee.name)
    states = [one["state"] for one in (unasked, mismatched, matched)]
    assert states == ["unchecked", "refused", "verified"]


def test_a_broken_proof_is_said_first_and_ends_with_1(
    opened: Run, tmp_path: Path, owner: psycopg.Connection
) -> None:
    issued(opened, tmp_path)
    owner.execute("UPDATE receivables.receivable SET cash_flow_digest = repeat('0', 64)")
    result = opened("verify")
    assert result.exit_code == 1
    assert result.output.startswith("G11 is broken")


def test_a_closed_day_and_the_lists_are_written_and_read(opened: Run) -> None:
    answer(opened, "closed-day", "add", "2026-09-07", "--reason", "storm")
    assert refused(opened, "settle", "2026-09-07") == ["not_a_business_day"]
    assert answer(opened, "programme", "list")["programmes"][0]["buyer"] == BUYER.name
    numbers = [row["business_number"] for row in answer(opened, "company", "list")["companies"]]
    assert BUYER.business_number in numbers


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    arguments=st.lists(
        st.one_of(
            st.sampled_from(["settle", "issue", "company", "add", "list", "bench", "--on", "-x"]),
            st.text(alphabet=st.characters(exclude_characters="\0", codec="utf-8"), max_size=8),
        ),
        max_size=4,
    )
)
def test_a_command_line_that_cannot_be_read_ends_with_2_or_shows_help(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANGSAENG_DATABASE_URL", "postgresql://nobody@/none?host=/nonexistent")
    result = CliRunner().invoke(app, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code in (0, 1, 2)


def test_a_server_that_is_not_there_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANGSAENG_DATABASE_URL", "postgresql://nobody@/none?host=/nonexistent")
    result = CliRunner().invoke(app, ["verify", "--json"])
    assert result.exit_code == 1
    assert json.loads(result.stdout)["refusals"][0]["code"] == "server_unreachable"


def test_an_unknown_measurement_is_refused() -> None:
    for name in ("nothing_like_it", "os.path", "../x"):
        result = CliRunner().invoke(app, ["bench", name])
        assert result.exit_code == 1 and "unknown_bench" in result.stderr


def test_the_maturity_of_the_papers_keeps_the_law() -> None:
    assert all((due - written).days <= 60 for written, due in papers.MATURITY.items())
    assert date(2026, 10, 2) in papers.MATURITY.values()
