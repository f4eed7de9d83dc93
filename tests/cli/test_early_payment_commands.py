"""Early payment by commands: what is stated before anybody agrees, the sale, the funders' side."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cli_running import Run
from typer.testing import CliRunner, Result

from books import open_book
from sangsaeng.cli.main import app
from sangsaeng.database.connection import Database
from sangsaeng.kernel.business_number import invented_business_number
from sangsaeng.programmes.model import AccountPurpose
from sangsaeng.programmes.service import record_own_account

# The order in which a fresh book invents business numbers.
FUNDER, BUYER, SUPPLIER = (invented_business_number(number) for number in (3, 100, 101))
STRANGER = invented_business_number(8_002)
ONE = ("--programme", "1")
OPENED, DUE = date(2026, 9, 1), date(2026, 9, 30)
SOLD_ON = ("--on", "2026-09-03")


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
def opened(run: Run, book_url: str) -> Run:
    """A book with one agreement, a funder, the buyer's own funding account, and two roots."""
    with Database(book_url) as database:
        book = open_book(database, OPENED)
        programme = book.programme(
            "B",
            early_payment="0.015",
            follows_base_rate=True,
            tenor_from_days=[5, 40],
            tenor_add_annual=[Decimal("0.002"), Decimal("0.004")],
            system_fee_rate_annual=Decimal("0.002"),
            auction=True,
        )
        book.company("T1")
        for won in (9_000_000, 7_000_000):
            book.issue(programme, "T1", won, DUE, "B")
        with database.transaction() as tx:
            buyer = book.companies["B"].company_id
            record_own_account(tx, AccountPurpose.FUNDING, buyer, "218", "9100", "own cash")
    return run


def held(run: Run) -> list[int]:
    rows = answer(run, "held", "--company", SUPPLIER)["held"]
    return sorted(row["receivable_id"] for row in rows)


def of_first(run: Run, amount: str = "1000000") -> tuple[str, ...]:
    return (*ONE, "--receivable", str(held(run)[0]), "--company", SUPPLIER, "--amount", amount)


def asked(*arguments: str, typed: str) -> Result:
    """A command that asks, and what is typed."""
    return CliRunner().invoke(app, list(arguments), input=typed)


def test_everything_is_stated_in_won_and_percent_before_anybody_agrees(opened: Run) -> None:
    shown = opened("early-payment", "quote", *of_first(opened), *SOLD_ON)
    assert shown.exit_code == 0, shown.output
    text = " ".join(shown.output.split())
    (quote,) = answer(opened, "early-payment", "quote", *of_first(opened), *SOLD_ON)["quotes"]
    # 27 days at the base rate of the day, 1.5 % and 0.2 % for five days or more.
    assert quote["days"] == 27
    for part in (
        f"{quote['amount_won']:,} won",
        "27 days before 2026-09-30",
        f"interest {quote['interest_won']:,} won",
        f"inside it the system fee, 0.2 % a year, {quote['fee_won']:,} won",
        f"you receive {quote['proceeds_won']:,} won",
        "without recourse",
        "base rate of the day",
        "Valid until 2026-09-03 12:30:00",
    ):
        assert part in text, (part, text)
    assert quote["proceeds_won"] + quote["interest_won"] == quote["amount_won"] == 1_000_000
    assert quote["fee_won"] == 1_000_000 * 2 * 27 // (1_000 * 365)
    korean = opened("--lang", "ko", "early-payment", "quote", *of_first(opened), *SOLD_ON)
    assert korean.exit_code == 0 and "receive" not in korean.output


def test_a_quote_is_accepted_once_and_the_sale_taken_back_before_the_cut_off(opened: Run) -> None:
    made = answer(opened, "early-payment", "quote", *of_first(opened), *SOLD_ON)["quotes"][0]
    whose = ("--company", SUPPLIER, *SOLD_ON)
    accept = ("early-payment", "accept", *ONE, "--quote", str(made["quote_id"]), *whose)
    (sale,) = answer(opened, *accept)["sales"]
    assert sale["proceeds_won"] == made["proceeds_won"]
    assert refused(opened, *accept) == ["quote_not_open"]
    cancel = ("early-payment", "cancel", *ONE, "--sale", str(sale["sale_id"]), *whose)
    assert answer(opened, *cancel) == {"cancelled": sale["sale_id"]}
    assert refused(opened, *cancel) == ["sale_taken_back_already"]
    (row,) = answer(opened, "early-payment", "list", "--company", SUPPLIER)["sales"]
    assert row["cancelled_at"] is not None
    assert "cancelled" in opened("early-payment", "list", "--company", SUPPLIER).output


def test_selling_asks_first_and_takes_no_for_an_answer(opened: Run) -> None:
    sell = ("early-payment", "sell", *of_first(opened), *SOLD_ON)
    no = asked(*sell, typed="n\n")
    assert no.exit_code == 1 and "price_not_agreed" in no.output
    assert answer(opened, "early-payment", "list", "--company", SUPPLIER) == {"sales": []}
    # A program has to say that it agrees.
    assert refused(opened, *sell) == ["price_not_agreed"]
    yes = asked(*sell, typed="y\n")
    assert yes.exit_code == 0 and "you receive" in yes.output, yes.output
    assert len(answer(opened, *sell, "--yes")["sales"]) == 1
    assert len(answer(opened, "early-payment", "list", "--company", SUPPLIER)["sales"]) == 2


def test_several_receivables_are_sold_whole_in_one_go(opened: Run) -> None:
    both = [word for number in held(opened) for word in ("--receivable", str(number))]
    sell = ("early-payment", "sell", *ONE, *both, "--company", SUPPLIER, *SOLD_ON, "--yes")
    assert refused(opened, *sell, "--amount", "5") == ["amount_of_one_only"]
    shown = opened(*sell)
    assert shown.exit_code == 0 and "2 in all" in shown.output, shown.output
    rows = answer(opened, "held", "--company", SUPPLIER)["held"]
    assert {row["retained_won"] for row in rows} == {0}


def test_a_funder_reads_its_book_and_its_statement(opened: Run, tmp_path: Path) -> None:
    sell = ("early-payment", "sell", *of_first(opened), *SOLD_ON, "--yes")
    (sale,) = answer(opened, *sell)["sales"]
    ahead = date.today() + timedelta(days=2)  # noqa: DTZ011
    assert refused(opened, "cut-off", ahead.isoformat()) == ["day_in_the_future"]
    # No other day is believed than the clock's.
    assert opened("cut-off", ahead.isoformat(), "--on", ahead.isoformat()).exit_code == 2
    done = answer(opened, "cut-off", "2026-09-03")
    assert (done["purchase_count"], done["proceeds_won"]) == (1, sale["proceeds_won"])
    again = opened("cut-off", "2026-09-03")
    assert again.exit_code == 0 and "before" in again.output
    book = answer(opened, "funder", "holdings", "--company", FUNDER)
    (holding,), (exposure,), (flow,) = book["holdings"], book["exposures"], book["forecast"]
    assert holding["amount_won"] == exposure["used_won"] == flow["repaid_won"] == 1_000_000
    assert flow["day"] == "2026-09-30" and flow["net_won"] == 1_000_000 - flow["fee_won"]
    file = tmp_path / "statement.csv"
    span = ("--from", "2026-09-01", "--until", "2026-09-30", "--csv", str(file))
    (line,) = answer(opened, "funder", "statement", "--company", FUNDER, *span)["statement"]
    assert line["ties"] and line["bought_won"] == line["purchased"]["closing_won"] == 1_000_000
    rows = list(csv.reader(file.read_text("utf-8-sig").splitlines()))
    assert rows[0][0] == "programme" and "1000000" in rows[1]
    for shown in (("holdings",), ("statement", *span)):
        result = opened("funder", shown[0], "--company", FUNDER, *shown[1:])
        assert result.exit_code == 0 and "1,000,000" in result.output
        assert SUPPLIER not in result.output


def test_an_auction_by_commands(opened: Run) -> None:
    day = (*ONE, "--for", "2026-09-03")
    begin = ("auction", "open", *day, "--wanted", "500000000", "--on", "2026-09-01")
    assert refused(opened, *begin, "--closes", "2026-09-03T09:00") == ["auction_closes_late"]
    auction = answer(opened, *begin, "--closes", "2026-09-02T11:00")
    assert auction["closes_at"] == "2026-09-02T11:00:00+09:00" and auction["rate_annual"] is None
    bid = ("auction", "bid", *day, "--facility", "1", "--company", FUNDER, "--on", "2026-09-01")
    assert refused(opened, *bid, "--amount", "5", "--rate", "3.1") == ["rate_invalid"]
    made = answer(opened, *bid, "--amount", "400000000", "--rate", "0.0301")
    assert made["rate_annual"] == "0.0301"
    assert refused(opened, "auction", "bids", *day, "--on", "2026-09-01") == ["bids_sealed"]
    own = answer(opened, "auction", "bids", *day, "--company", FUNDER, "--on", "2026-09-01")
    assert len(own["bids"]) == 1
    assert refused(opened, "auction", "close", *day, "--on", "2026-09-01") == ["bids_sealed"]
    closed = opened("auction", "close", *day, "--on", "2026-09-02")
    assert closed.exit_code == 0 and "3.01 % a year" in closed.output
    (bids,) = answer(opened, "auction", "bids", *day, "--on", "2026-09-02")["bids"]
    assert bids["taken_won"] == 400_000_000
    (quote,) = answer(opened, "early-payment", "quote", *of_first(opened), *SOLD_ON)["quotes"]
    assert quote["rate_annual"] == "0.0321"
    told = opened("early-payment", "quote", *of_first(opened), *SOLD_ON)
    assert "auction closed at 3.01 % a year" in " ".join(told.output.split())


def test_the_buyer_sets_its_discount(opened: Run) -> None:
    given = ("buyer-discount", "set", *ONE, "--limit", "5000000", "--on", "2026-09-01")
    assert refused(opened, *given, "--target", "0.03", "--account", "4") == ["own_account_unfit"]
    assert refused(opened, *given, "--target", "3", "--account", "5") == ["rate_invalid"]
    done = opened(*given, "--target", "0.03", "--account", "5")
    assert done.exit_code == 0 and "3 % a year" in done.output
    changed = answer(opened, *given, "--target", "0.031", "--account", "5")
    assert (changed["least_rate_annual"], changed["facility_id"]) == ("0.031", 2)


def test_terms_say_the_whole_price(opened: Run) -> None:
    terms = ("programme", "terms", "1", "--early-payment-rate", "0.01", "--from", "2026-10-01")
    cases = [
        (("--system-fee-rate", "0.02"), "fee_above_rate"),
        (("--system-fee-rate", "2"), "rate_invalid"),
        (("--tenor-step", "60"), "tenor_step_invalid"),
        (("--tenor-step", "60=1.2"), "tenor_step_invalid"),
    ]
    for wrong, code in cases:
        assert refused(opened, *terms, *wrong) == [code], wrong
    steps = ("--tenor-step", "60=0.004", "--tenor-step", "30=0.002", "--follows-base-rate")
    made = answer(opened, *terms, *steps, "--system-fee-rate", "0.02", "--cut-off", "15:30")
    assert (made["tenor_from_days"], made["tenor_add_annual"]) == ([30, 60], ["0.002", "0.004"])
    assert made["follows_base_rate"] and not made["auction"]
    assert (made["system_fee_rate_annual"], made["cut_off_at"]) == ("0.02", "15:30:00")


def test_what_early_payment_refuses_comes_back_by_code(opened: Run) -> None:
    first = str(held(opened)[0])
    quote = ("early-payment", "quote", *ONE, "--receivable", first, *SOLD_ON)
    cases: list[tuple[tuple[str, ...], str]] = [
        ((*quote, "--company", STRANGER), "unknown_company"),
        ((*quote, "--company", BUYER), "not_the_holder"),
        ((*quote, "--company", SUPPLIER, "--amount", "0"), "not_a_whole_won"),
        (("early-payment", "list", "--company", "12"), "business_number_invalid"),
        (("funder", "holdings", "--company", STRANGER), "unknown_company"),
        (("auction", "close", *ONE, "--for", "2026-09-05"), "unknown_auction"),
    ]
    for arguments, code in cases:
        assert refused(opened, *arguments) == [code], arguments
