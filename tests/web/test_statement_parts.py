"""A statement of a part of a month has no sum that could be taken for the month's; each line says
what stood after it."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest

from sangsaeng.web.pages import statements
from sangsaeng.web.visits import Rows


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


@pytest.mark.parametrize("count", [1, 2])
def test_a_file_of_a_part_of_a_month_says_so_in_its_last_line(count: int) -> None:
    row = {"day": date(2026, 4, 6), "what": "received", "receivable_id": 1, "with_whom": "T1"}
    visit: Any = _Visit()
    rows = [{**row, "in_won": 700, "out_won": 0, "cash_won": 0, "stood_won": 1_700}]
    figures = {"opening_won": 1_000, "in_won": 700, "out_won": 0, "cash_won": 0}
    figures |= {"closing_won": 1_700, "movement_count": count}
    month = statements.Month("held", date(2026, 4, 1), figures, rows)
    said = bytes(statements._file(visit, month, "csv").body).decode("utf-8-sig")
    last = list(csv.reader(io.StringIO(said)))[-1]
    assert ("statement_not_whole" in last) is (count == 2)
    assert bytes(statements._file(visit, month, "xlsx").body).startswith(b"PK")


def test_what_moved_between_two_readings_is_read_again() -> None:
    opened = {"opening_won": 0, "in_won": 0, "out_won": 0, "cash_won": 0}
    told = [
        {**opened, "closing_won": 0, "movement_count": 0},
        {**opened, "in_won": 700, "closing_won": 700, "movement_count": 1},
    ]

    class Moving(_Visit):
        def one(self, *_: Any, **__: Any) -> dict[str, Any]:
            return told.pop(0)

        def read(self, *_: Any, **__: Any) -> Any:
            return Rows([{"day": date(2026, 4, 6), "in_won": 700, "out_won": 0}], None)

    visit: Any = Moving()
    month = statements._read(visit, "held", date(2026, 4, 1), 200)
    assert month.whole and month.rows[-1]["stood_won"] == month.figures["closing_won"] == 700
