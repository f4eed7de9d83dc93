"""A statement of a part of a month has no sum that could be taken for the month's."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sangsaeng.web.pages import statements


class _Visit:
    lang = "en"

    def t(self, code: str, **_: Any) -> str:
        return code


@pytest.mark.parametrize("whole", [True, False])
def test_only_a_whole_month_is_summed(whole: bool) -> None:
    row = {"day": date(2026, 4, 6), "what": "received", "receivable_id": 1, "with_whom": "T1"}
    visit: Any = _Visit()
    rows = [{**row, "in_won": 700, "out_won": 0, "cash_won": 0}]
    table = statements._table(visit, rows, whole)
    assert (table.totals is not None) is whole
