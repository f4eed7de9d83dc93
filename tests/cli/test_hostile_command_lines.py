"""Numbers and days that no book can hold are refused before they reach it, never with a fault."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_running import Run

from sangsaeng.kernel.business_number import invented_business_number

COMPANY = invented_business_number(31)
TOO_MUCH = "99999999999999999999"
TOO_MANY = "99999999999"
LATE, EARLY = "9999-12-31", "0001-01-01"
OF_1 = ("--programme", "1", "--company", COMPANY)
TERMS = ("programme", "terms", "1", "--early-payment-rate")
MISUSED = 2


@pytest.mark.parametrize(
    "words",
    [
        ("early-payment", "quote", *OF_1, "--receivable", TOO_MUCH),
        ("early-payment", "accept", *OF_1, "--quote", TOO_MUCH),
        ("early-payment", "cancel", *OF_1, "--sale", TOO_MUCH),
        ("early-payment", "cancel", *OF_1[2:], "--programme", TOO_MANY, "--sale", "1"),
        ("withholding", "set", "interest_refund", "--programme", TOO_MANY),
        ("withholding", "remittance", "2026-11-01", "--programme", TOO_MANY),
        ("facility", "change", TOO_MUCH, "--limit", "5"),
        ("default", "notices", TOO_MUCH),
        ("attachment", "release", TOO_MUCH),
        ("unidentified", "--entry", TOO_MUCH, "--programme", "1"),
        ("standing-order", "end", TOO_MUCH, "--company", COMPANY),
        (*TERMS, "0.04", "--quote-minutes", TOO_MANY),
        (*TERMS, "0.04", "--max-partial-sales", TOO_MANY),
        (*TERMS, "0.04", "--cut-off", "25:99"),
        (*TERMS, "0.04", "--cut-off", "16:00+05:00"),
        ("tax-credit", "--company", COMPANY, "--tax", TOO_MUCH),
        ("standing-order", "run", "--on", LATE),
        ("standing-order", "run", "--on", EARLY),
        ("withholding", "remittance", LATE, "--programme", "1"),
        ("settle", EARLY),
        ("calls", "--days", "366", "--on", LATE),
        ("default", "open", COMPANY, "--reason", "x", "--on", LATE),
        ("insolvency", "add", COMPANY, LATE, "--reference", "q"),
        ("facility", "change", "1", "--until", EARLY),
        ("closed-day", "add", "2100-01-01", "--reason", "x"),
        ("closed-day", "add", "1999-12-31", "--reason", "x"),
        ("settle", "tomorrow"),
        ("auction", "bids", "--programme", "1", "--for", LATE),
    ],
    ids=lambda words: " ".join(words)[:70],
)
def test_what_no_book_can_hold_is_refused_at_the_command_line(
    run: Run, words: tuple[str, ...]
) -> None:
    result = run(*words)
    assert result.exit_code == MISUSED, result.output
    assert isinstance(result.exception, SystemExit)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("rate_invalid", (*TERMS, "1e-99999")),
        ("rate_invalid", ("base-rate", "add", "2090-11-21", "1e-500", "--reason", "x")),
        ("rate_invalid", (*TERMS, "0.0421234567890123456789012345678901234567")),
        ("tenor_step_invalid", (*TERMS, "0.04", "--tenor-step", f"{TOO_MANY}=0.01")),
        ("tenor_step_invalid", (*TERMS, "0.04", "--tenor-step", "1=0.1", "--tenor-step", "1=0.2")),
        ("unknown_programme", ("withholding", "remittance", "2026-11-01", "--programme", "9")),
        (
            "period_reversed",
            ("tax-credit", "--company", COMPANY, "--from", "2027-01-01", "--until", "2026-01-01"),
        ),
        (
            "period_reversed",
            ("funder", "statement", "--company", COMPANY, "--from", "2099-12-31"),
        ),
    ],
    ids=lambda one: one if isinstance(one, str) else " ".join(one)[:60],
)
def test_what_makes_no_sense_is_refused_by_its_code(
    run: Run, code: str, words: tuple[str, ...]
) -> None:
    run("company", "add", COMPANY, "Pine", "--on", "2026-11-01")
    result = run(*words)
    assert result.exit_code == 1 and code in result.output, result.output
    assert isinstance(result.exception, SystemExit)


@pytest.mark.parametrize("report", ["holdings", "statement"])
def test_a_file_that_cannot_be_written_is_refused(run: Run, tmp_path: Path, report: str) -> None:
    run("company", "add", COMPANY, "Pine", "--on", "2026-11-01")
    nowhere = str(tmp_path / "missing" / "x.csv")
    result = run("funder", report, "--company", COMPANY, "--csv", nowhere)
    assert result.exit_code == 1 and "file_unwritable" in result.output, result.output
