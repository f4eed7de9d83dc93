"""Standing orders on the command line: entered, listed, run, ended, and refused by code."""

from __future__ import annotations

import json
from typing import Any

from cli_running import Run

from sangsaeng.kernel.business_number import invented_business_number

COMPANY = ("--company", invented_business_number(1))
ON = ("--on", "2026-09-01")


def answer(run: Run, *arguments: str, code: int = 0) -> Any:
    result = run("standing-order", *arguments, "--json")
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


def test_an_order_is_entered_listed_run_and_ended(run: Run) -> None:
    run("company", "add", COMPANY[1], "supplier", *ON)
    above = answer(run, "add", *COMPANY, "--above", "0", *ON)
    cash = answer(run, "add", *COMPANY, "--cash", "3000000", "--day", "10", *ON)
    assert (above["kind"], cash["kind"], cash["day_of_month"]) == ("sell_above", "cash_on_day", 10)
    assert len(answer(run, "list", *COMPANY)["orders"]) == 2
    assert answer(run, "run", *ON)["sale_count"] == 0
    ended = answer(run, "end", str(cash["order_id"]), *COMPANY, *ON)
    assert ended["ended_on"] == "2026-09-01"
    for arguments in (("list", *COMPANY), ("run", *ON)):
        shown = run("standing-order", *arguments)
        assert shown.exit_code == 0 and shown.stdout


def test_an_order_that_means_nothing_is_refused_by_code(run: Run) -> None:
    run("company", "add", COMPANY[1], "supplier", *ON)
    for arguments, code in (
        (("add", *COMPANY), "order_kind"),
        (("add", *COMPANY, "--above", "1", "--cash", "1"), "order_kind"),
        (("add", *COMPANY, "--above", "-1"), "not_a_whole_won"),
        (("add", *COMPANY, "--cash", "1", "--day", "32"), "order_day"),
        (("end", "99", *COMPANY), "unknown_order"),
    ):
        assert answer(run, *arguments, code=1)["refusals"][0]["code"] == code
