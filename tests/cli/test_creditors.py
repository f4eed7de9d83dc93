"""Attachments and insolvencies by commands."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cli_running import Run

from sangsaeng.kernel.business_number import invented_business_number

DEBTOR = invented_business_number(41)
ON = ("--on", "2026-09-01")


def answer(run: Run, *arguments: str) -> Any:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def refused(run: Run, *arguments: str) -> list[str]:
    result = run(*arguments, "--json")
    assert result.exit_code == 1 and not isinstance(result.exception, Exception), result.output
    return [one["code"] for one in json.loads(result.stdout)["refusals"]]


@pytest.fixture
def joined(run: Run) -> Run:
    """A book with one company."""
    answer(run, "company", "add", DEBTOR, "a debtor", *ON)
    return run


def test_an_order_is_recorded_listed_and_released(joined: Run) -> None:
    what = ("attachment", "add", DEBTOR, "--reference", "2026-11", "--amount", "5000", *ON)
    added = answer(joined, *what, "--kind", "provisional_attachment")
    assert (added["locked_won"], added["found_nothing_won"], added["locks"]) == (0, 5000, [])
    assert refused(joined, *what) == ["attachment_known"]
    of_debtor = answer(joined, "attachment", "list", "--company", DEBTOR)["attachments"]
    assert [one["reference"] for one in of_debtor] == ["2026-11"]
    assert joined("attachment", "list").exit_code == 0
    release = ("attachment", "release", str(added["attachment_id"]), *ON)
    assert answer(joined, *release)["freed_won"] == 0
    assert refused(joined, *release) == ["attachment_released"]
    assert refused(joined, "attachment", "release", "77", *ON) == ["unknown_attachment"]


def test_people_read_what_an_order_found(joined: Run) -> None:
    what = ("attachment", "add", DEBTOR, "--reference", "2026-12", "--amount", "5000", *ON)
    said = joined("--lang", "en", *what)
    assert said.exit_code == 0 and "5,000 won of the order found nothing" in said.stdout


@pytest.mark.parametrize(
    ("number", "reference", "amount", "code"),
    [
        ("1", "2026-11", "5", "business_number_invalid"),
        (invented_business_number(42), "2026-11", "5", "unknown_company"),
        (DEBTOR, "2026-11", "-5", "not_a_whole_won"),
        (DEBTOR, " ", "5", "reference_missing"),
    ],
)
def test_an_order_that_cannot_be_read_is_refused(
    joined: Run, number: str, reference: str, amount: str, code: str
) -> None:
    what = ("--reference", reference, "--amount", amount, *ON)
    assert refused(joined, "attachment", "add", number, *what) == [code]


def test_a_proceeding_is_recorded_and_ended(joined: Run) -> None:
    what = ("insolvency", "add", DEBTOR, "2026-09-01", "--reference", "2026-21")
    added = answer(joined, *what, "--kind", "bankruptcy")
    assert (added["kind"], added["ended_on"]) == ("bankruptcy", None)
    assert refused(joined, *what) == ["insolvency_known"]
    end = ("insolvency", "end", DEBTOR, "--reference", "2026-21", "--on", "2026-10-01")
    assert joined("--lang", "ko", *end).exit_code == 0
    assert refused(joined, *end) == ["unknown_insolvency"]
