"""A sale that is made: where its money went, and its prices however many came after."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sangsaeng.web.pages import early_cash
from sangsaeng.web.visits import Rows

_DAY = date(2026, 4, 6)
_NEXT = date(2026, 4, 7)


class _Visit:
    """What a page asks a visit for, out of rows."""

    lang = "en"
    today = date(2026, 5, 4)

    def __init__(self, **lists: list[dict[str, Any]]) -> None:
        self.lists = lists

    def may_read(self, code: str) -> bool:
        return bool(code)

    def rows(self, code: str, **_: Any) -> list[dict[str, Any]]:
        return self.lists[code.replace(".", "_")]

    def read(self, code: str, limit: int, cursor: str, *, up_to: int, **_: Any) -> Rows:
        rows = [row for row in self.rows(code) if row["quote_id"] <= up_to]
        first = int(cursor or 0)
        after = first + limit
        return Rows(rows[first:after], str(after) if rows[after:] else None)


def _account(number: int, paid_now: bool) -> dict[str, Any]:
    digits = f"1234567{number:04d}"
    return {
        "bank_account_id": number,
        "bank_code": "088",
        "account_number": digits,
        "paid_now": paid_now,
    }


def _payout(day: date, account: int | None, purpose: str = "sale_proceeds") -> dict[str, Any]:
    return {"purpose": purpose, "booked_on": day, "bank_account_id": account}


@pytest.mark.parametrize(
    ("payouts", "digits"),
    [
        ([_payout(_NEXT, 2), _payout(_DAY, 1), _payout(_DAY, 2, "settlement")], "0001"),
        ([_payout(_DAY, None)], "0002"),
        ([], "0002"),
    ],
    ids=["paid", "not sent yet", "not ordered yet"],
)
def test_a_sale_shows_the_account_it_was_paid_to(
    payouts: list[dict[str, Any]], digits: str
) -> None:
    accounts = [_account(1, paid_now=False), _account(2, paid_now=True)]
    visit: Any = _Visit(payouts_list=payouts, accounts_list=accounts)
    said = early_cash._paid_to(visit, [{"programme_id": 1, "sold_on": _DAY}])
    assert said is not None and said.endswith(f"****{digits}")


def test_the_prices_of_an_act_are_found_however_many_came_after() -> None:
    rows = [{"quote_id": number} for number in range(5_000, 0, -1)]
    visit: Any = _Visit(early_payment_quotes=rows)
    found = early_cash._quotes_of(visit, {"programme_id": 1, "quote_ids": [7, 2_000]})
    assert [row["quote_id"] for row in found] == [2_000, 7]
