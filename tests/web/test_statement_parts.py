"""A statement of a part of a month has no sum that could be taken for the month's; each line says
what stood after it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sangsaeng.web.pages import statements


class _Visit:
    lang = "en"

    def t(self, code: str, **_: Any) -> str:
        return code


@pytest.mark.parametrize("count", [1, 2])
def test_only_a_whole_month_is_summed(count: int) -> None:
    row = {"day": date(2026, 4, 6), "what": "received", "receivable_id": 1, "with_whom": "T1"}
    visit: Any = _Visit()
    rows = [{**row, "in_won": 700, "out_won": 0, "cash_won": 0, "stood_won": 1_700}]
    figures = {"opening_won": 1_000, "in_won": 700, "out_won": 0, "cash_won": 0}
    figures |= {"closing_won": 1_700, "movement_count": count}
    month = statements.Month("held", date(2026, 4, 1), figures, rows)
    table = statements._table(visit, month)
    assert (table.totals is not None) is (count == 1)
    assert [line[6] for line in table.rows] == [1_000, 1_700]
