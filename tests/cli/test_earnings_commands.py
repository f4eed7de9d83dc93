"""`preview`, `tax-credit` and `base-rate` say the same figures as the desks, and refuse by code."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from cli_running import Run

from books import Book, open_book
from sangsaeng.database.connection import Database


@pytest.fixture
def guide(database: Database) -> tuple[Book, int]:
    """The published example of a public power company, before its tier-1 supplier passes on."""
    book = open_book(database, date(2019, 7, 1))
    terms = {"early_payment": "0.03", "incentive": "0.008", "rounding": "nearest"}
    number = book.programme(variant="next_day_public", **terms)
    book.company("T1")
    return book, book.issue(number, "T1", 500_000_000, date(2019, 7, 2))


def _asked(root: int, amount: str, *more: str) -> tuple[str, ...]:
    days = ("--matures-on", "2019-08-15", "--on", "2019-07-01")
    return (
        "preview",
        "--programme",
        "1",
        "--receivable",
        str(root),
        "--amount",
        amount,
        *days,
        *more,
    )


def _answer(run: Run, *arguments: str) -> Any:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_preview_says_what_is_earned_and_changes_nothing(
    run: Run, guide: tuple[Book, int]
) -> None:
    book, root = guide
    seen = _answer(run, *_asked(root, "300000000", "--sold", "50%", "--tax", "2000000"))
    assert seen["interest_refund_won"] == 542_466  # 150,000,000 x 3 % x 44 / 365
    assert seen["deposit_incentive_won"] == 144_658  # 150,000,000 x 0.8 % x 44 / 365
    assert seen["old_way_interest_forgone_won"] == 289_315
    assert (seen["credit"]["gross_won"], seen["credit"]["taken_won"]) == (300_000, 200_000)
    assert seen["early_payment_rate_annual"] == "0.03"
    shown = run(*_asked(root, "300000000"))
    assert shown.exit_code == 0 and "289,315" in shown.stdout
    shown = run("--lang", "ko", *_asked(root, "300000000", "--sold", "10%"))
    assert shown.exit_code == 0 and "3%" in shown.stdout
    assert book.broken_proofs() == []


def test_a_preview_takes_the_day_of_the_sale_and_the_payees_size(
    run: Run, guide: tuple[Book, int]
) -> None:
    asked = _asked(guide[1], "300000000", "--sold", "0.5", "--sold-after", "14")
    seen = _answer(run, *asked)
    assert seen["interest_refund_won"] == 369_863  # 150,000,000 x 3 % x 30 / 365
    assert seen["incentives_won"] == [92_055, 98_630]  # 14 days of all of it, 30 of a half
    shown = run(*asked)
    assert shown.exit_code == 0 and "14 days after" in shown.stdout
    assert seen["credit"]["gross_won"] == 300_000
    large = _answer(run, *_asked(guide[1], "300000000", "--payee-size", "large"))
    assert large["credit"]["gross_won"] == 0
    assert run(*_asked(guide[1], "1", "--payee-size", "huge")).exit_code == 2


def test_a_preview_says_what_tax_leaves(run: Run, database: Database) -> None:
    book = open_book(database)
    root = book.issue(book.programme(), "T1", 1_000_000_000, date(2026, 5, 8))
    of_root = ("--programme", "1", "--receivable", str(root), "--amount", "365000000")
    days = ("--matures-on", "2026-06-05", "--on", str(book.today))
    asked = ("preview", *of_root, *days, "--sold", "50%")
    # 182,500,000 x 4.2 % and x 1 %, 28 days of 365.
    assert _answer(run, *asked)["paid_won"] == 588_000 + 140_000
    assert "withheld" not in run(*asked).stdout
    for flow in ("interest_refund", "deposit_incentive"):
        _answer(run, "withholding", "set", flow, "--programme", "1", "--on", "2026-06-05")
    seen = _answer(run, *asked)
    # A corporation: 14 % of each and 10 % of that, below 10 won dropped.
    assert seen["withheld_won"] == (82_320 + 8_230) + (19_600 + 1_960)
    assert seen["paid_won"] == 615_890
    for language in ("en", "ko"):
        shown = run("--lang", language, *asked).stdout
        assert "112,110" in shown and "615,890" in shown


def test_a_preview_refuses_what_cannot_be_passed_on(run: Run, guide: tuple[Book, int]) -> None:
    _, root = guide
    result = run(*_asked(root, "500000001"), "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["refusals"][0]["code"] == "more_than_retained"


def test_a_company_sees_its_tax_credit_of_the_year(run: Run, guide: tuple[Book, int]) -> None:
    book, root = guide
    book.company("T2")
    book.pass_on(1, root, "T2", 300_000_000, date(2019, 8, 15))
    about = ("tax-credit", "--company", book.number("T1"), "--on", "2019-07-01")
    seen = _answer(run, *about)
    assert seen["still_to_pay"]["gross_won"] == 300_000
    assert seen["paid"]["gross_won"] == 0
    assert "300,000" in run(*about).stdout
    earlier = _answer(run, *about, "--until", "2019-08-14")
    assert earlier["still_to_pay"]["gross_won"] == 0


def test_a_base_rate_is_entered_once(run: Run) -> None:
    entered = ("base-rate", "add", "2090-07-10", "0.0225", "--reason", "decision of 2090-07-09")
    assert _answer(run, *entered) == {"since": "2090-07-10", "rate_annual": "0.0225"}
    other = run("base-rate", "add", "2090-07-10", "0.02", "--reason", "a slip", "--json")
    assert json.loads(other.stdout)["refusals"][0]["code"] == "base_rate_known"
    assert "2.25 %" in run(*entered).stdout


@pytest.mark.parametrize(
    ("day", "rate", "code"),
    [
        ("2090-07-10", "2.25", "rate_invalid"),
        ("2090-07-10", "2.25%", "rate_invalid"),
        ("2026-07-10", "0.0225", "base_rate_too_late"),
    ],
)
def test_a_base_rate_is_a_fraction_and_comes_before_its_day(
    run: Run, day: str, rate: str, code: str
) -> None:
    refused = run("base-rate", "add", day, rate, "--reason", "a slip", "--json")
    assert refused.exit_code == 1
    assert json.loads(refused.stdout)["refusals"][0]["code"] == code


@pytest.mark.parametrize("share", ["50%", "0.5"])
def test_a_share_is_typed_with_its_sign_or_as_a_fraction(
    run: Run, guide: tuple[Book, int], share: str
) -> None:
    seen = _answer(run, *_asked(guide[1], "300000000", "--sold", share))
    assert seen["interest_refund_won"] == 542_466


@pytest.mark.parametrize("share", ["50", "1", "101%", "-0.1", "much", "nan", "%"])
def test_a_share_that_could_be_either_is_refused(
    run: Run, guide: tuple[Book, int], share: str
) -> None:
    assert run(*_asked(guide[1], "1", "--sold", share)).exit_code == 2


def test_withholding_is_switched_by_flow_and_a_month_has_its_remittance(
    run: Run, guide: tuple[Book, int]
) -> None:
    switched = ("withholding", "set", "interest_refund", "--programme", "1", "--on", "2026-01-01")
    assert _answer(run, *switched)["withheld"] is True
    assert "2026-01-01" in run(*switched).stdout
    off = run(*switched, "--off", "--json")
    assert json.loads(off.stdout)["refusals"][0]["code"] == "withholding_known"
    asked = ("withholding", "remittance", "2026-05-31", "--programme", "1")
    assert _answer(run, *asked) == {
        "pay_by": "2026-06-10",
        "national_won": 0,
        "local_won": 0,
        "items": [],
    }
    assert "2026-06-10" in run(*asked).stdout
