"""Applications, observations and claims from spreadsheets: whole, or every fault by its line."""

from __future__ import annotations

import csv
import io
from base64 import b64encode
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given as over
from hypothesis import strategies as st
from paying_stage import AC_19, Paying
from works_stage import Works

from sangsaeng.acts.kinds.outcomes_sheets import ApplicationSheet, ClaimSheet, ObservationSheet
from sangsaeng.acts.model import Office, Role
from sangsaeng.database.connection import Database
from sangsaeng.kernel.messages import LANGUAGES, explain
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.model_claim import ClaimLine
from sangsaeng.outcomes.rules_observing import Observed
from sangsaeng.outcomes.sheets.reading import read_application, read_claims, read_observations

CLAIM = ["매칭 번호", "성과지표", "실적", "기준 수량"]
OBSERVED = ["match", "metric", "month", "count", "hours", "headcount", "source"]


def as_xlsx(rows: Sequence[Sequence[Any]]) -> bytes:
    """A workbook of one sheet."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    book.set_properties({"created": date(2026, 1, 1)})
    page = book.add_worksheet()
    for number, row in enumerate(rows):
        page.write_row(number, 0, [str(one) if isinstance(one, Decimal) else one for one in row])
    book.close()
    return file.getvalue()


def as_csv(rows: Sequence[Sequence[Any]]) -> bytes:
    """The same as text."""
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    return file.getvalue().encode("utf-8-sig")


QUANTITIES = st.decimals(0, 10**9, places=6).map(lambda one: one.copy_abs())
CODES = st.from_regex(r"[a-z][a-z0-9_]{1,20}", fullmatch=True)
LINES = st.lists(
    st.builds(ClaimLine, st.integers(1, 10**15 - 1), CODES, QUANTITIES, QUANTITIES),
    min_size=1,
    max_size=5,
)


@over(LINES, st.sampled_from([as_xlsx, as_csv]), st.integers(0, 3))
def test_what_is_written_is_read(lines: list[ClaimLine], write: Any, above: int) -> None:
    rows: list[list[Any]] = [["2026"] for _ in range(above)]
    rows += [CLAIM, *([str(x.match_id), x.metric, x.numerator, x.denominator] for x in lines)]
    found = read_claims(write(rows), "claim.xlsx")
    assert found == [(above + 2 + number, line) for number, line in enumerate(lines)]


@over(st.binary(max_size=200), st.sampled_from((b"", b"PK\3\4", b"\xff\xfe")))
def test_any_bytes_give_an_answer_in_both_languages(data: bytes, start: bytes) -> None:
    for read in (read_claims, read_observations, read_application):
        found = read(start + data, "x")  # type: ignore[operator]
        for one in found if isinstance(found, list) else []:
            if isinstance(one, Refusal):
                assert all(explain(one, language) for language in LANGUAGES)


def _heard(found: Any) -> list[tuple[str, int | None, str | None]]:
    assert all(isinstance(one, Refusal) for one in found), found
    return [(one.code, one.line, one.field) for one in found]


def test_every_fault_of_every_line_is_said_at_once() -> None:
    rows = [
        CLAIM,
        [1, "units_working", 1.5, 2],
        ["x", "Units", "-1", "1e3"],
        [],
        [2, "", "1.1234567", "1,000.5"],
    ]
    assert _heard(read_claims(as_xlsx(rows), "claim.xlsx")) == [
        ("number_unreadable", 3, "match_id"),
        ("code_unreadable", 3, "metric"),
        ("negative_quantity", 3, "numerator"),
        ("quantity_unreadable", 3, "denominator"),
        ("cell_blank", 5, "metric"),
        ("quantity_unreadable", 5, "numerator"),
    ]
    assert _heard(read_claims(as_csv([["a"], ["b"]]), "x.csv"))[0][0] == "header_missing"
    assert _heard(read_claims(as_csv([CLAIM]), "x.csv")) == [("file_empty", None, None)]


def test_months_are_read_as_people_write_them_and_a_total_is_no_line() -> None:
    rows: list[list[Any]] = [OBSERVED]
    rows += [[7, "ltifr", month, 0, "3,200", 20, "site"] for month in ("2026-04", "2026.05")]
    rows += [["합계", "", "", 0, "6,400", "", ""]]
    found = read_observations(as_csv(rows), "months.csv")
    months = [line.month for _, line in found if isinstance(line, Observed)]
    assert months == [date(2026, 4, 1), date(2026, 5, 1)]
    first = found[0]
    assert isinstance(first, tuple)
    expected = (7, "ltifr", date(2026, 4, 1), Decimal(0), Decimal(3200), 20, "site")
    assert first[1] == Observed(*expected)
    rows[1][2] = "2026-13"
    assert _heard(read_observations(as_csv(rows), "m.csv")) == [("month_unreadable", 2, "month")]


def test_a_comma_in_a_wrong_place_and_a_crowd_are_slips_and_no_numbers() -> None:
    def of(count: str, hours: str, people: str) -> list[Any]:
        rows = [OBSERVED, [7, "ltifr", "2026-04", count, hours, people, "site"]]
        return _heard(read_observations(as_csv(rows), "m.csv"))

    assert of("1,2", "4,1600", "1,00") == [
        ("quantity_unreadable", 2, "numerator"),
        ("quantity_unreadable", 2, "denominator"),
        ("number_unreadable", 2, "headcount"),
    ]
    assert of("1", "41,600.5", "999999999999999") == [("people_too_many", 2, "headcount")]
    rows = [OBSERVED, [7, "ltifr", "2026-04", "1,234", "1,041,600.5", "100,000", "site"]]
    found = read_observations(as_csv(rows), "m.csv")[0]
    assert isinstance(found, tuple)
    assert (found[1].numerator, found[1].denominator) == (Decimal(1234), Decimal("1041600.5"))
    assert found[1].headcount == 100_000


APPLICATION = {
    "기술": "press interlock",
    "재해 유형": "caught_in, collision",
    "상용화 증빙": "sold to 12 sites",
    "단가 견적": "4,000,000",
    "계획 사업장 수": "6",
    "성과지표와 가중치": "units_working 0.6, training_hours: 0.4",
    "1단계 사업비": "80,000,000",
    "성과 사업비": "60,000,000",
}


def test_an_application_is_one_line_and_has_its_form() -> None:
    rows = [list(APPLICATION), list(APPLICATION.values())]
    found = read_application(as_csv(rows), "a.csv")
    assert isinstance(found, tuple)
    plan, stage1_won, success_won = found
    assert (stage1_won, success_won, plan.quote_won) == (80_000_000, 60_000_000, 4_000_000)
    assert [(one.metric, one.weight) for one in plan.metrics] == [
        ("units_working", "0.6"),
        ("training_hours", "0.4"),
    ]
    assert _heard(read_application(as_csv([*rows, rows[1]]), "a.csv")) == [
        ("one_line_wanted", None, None)
    ]
    for name, value, code in (
        ("재해 유형", "flood", "plan_unreadable"),
        ("계획 사업장 수", "500", "plan_unreadable"),
        ("성과지표와 가중치", "units_working 1.5", "weights_unreadable"),
        ("단가 견적", "4.5", "amount_unreadable"),
    ):
        wrong = [list(APPLICATION), list({**APPLICATION, name: value}.values())]
        assert _heard(read_application(as_csv(wrong), "a.csv"))[0][:2] == (code, 2)


def _content(rows: Sequence[Sequence[Any]]) -> dict[str, str]:
    return {"file_name": "sheet.xlsx", "content": b64encode(as_xlsx(rows)).decode()}


@pytest.fixture
def paying(database: Database) -> Paying:
    made = Paying(database)
    made.days = 181
    return made


def test_a_claim_from_a_sheet_is_the_claim_of_its_lines(paying: Paying) -> None:
    body = [
        [match_id, metric, value, "100"]
        for match_id in paying.matches
        for metric, value in AC_19.items()
    ]
    about = {"programme_id": paying.programme, "award_id": paying.award, "period_no": 1}
    code, supplier = "outcomes.claims.submit_sheet", paying.suppliers[0]
    short = ClaimSheet(**about, **_content([CLAIM, *body]), lines=len(body) - 1)
    assert paying.hears(code, short, supplier) == "stated_lines_differ"
    wrong = [*body[:-1], [body[0][0], *body[-1][1:3], "0"]]
    given = ClaimSheet(**about, **_content([["a title"], [], CLAIM, *wrong]), lines=len(body))
    refused = paying.refusal(code, given, supplier)
    # The last line of the file, as the user counts: a title, a blank row, the headings before it.
    assert (refused.code, refused.line) == ("denominator_zero", len(body) + 3)
    given = ClaimSheet(**about, **_content([CLAIM, *body]), lines=len(body))
    done = paying.done(code, given, *paying.suppliers)
    with paying.book.database.transaction() as tx:
        row = tx.the("SELECT lines FROM outcomes.claim WHERE claim_id = %(c)s", c=done["claim_id"])
    claimed = {(one["match_id"], one["metric"], one["numerator"]) for one in row["lines"]}
    assert claimed == {(one.match_id, one.metric, one.numerator) for one in paying.lines()}


def test_months_from_a_sheet_are_put_down_all_or_none(database: Database) -> None:
    works = Works(database)
    match_id = works.confirmed(1)[0]
    with works.book.database.transaction() as tx:
        tx.run("UPDATE outcomes.match SET state = 'accepted'")
    works.days = 60
    body = [match_id, "near_miss_reports", "2026-05", 2, 20, 20, "site"]
    wrong = [match_id, "unheard_of", "2026-05", 2, 20, 20, "site"]
    code = "outcomes.observations.record_sheet"
    about = {"programme_id": works.programme}
    given = ObservationSheet(**about, **_content([OBSERVED, body, [], wrong]), lines=2)
    assert works.hears(code, works.officers.first, given) == ["unknown_metric"]
    given = ObservationSheet(**about, **_content([OBSERVED, body]), lines=1)
    stranger = works.pair("other", Role.VERIFIER, Role.VERIFIER, Office.VERIFIER)
    assert works.hears(code, stranger.first, given) == ["unknown_match"]
    assert works.done(code, works.officers, given) == {"lines": 1, "findings": 0}


def test_an_application_from_a_sheet_is_a_draft_of_the_supplier(database: Database) -> None:
    works = Works(database)
    fresh = works.pair("newcomer", Role.ENTERER, Role.APPROVER)
    rows = [list(APPLICATION), list(APPLICATION.values())]
    given = ApplicationSheet(programme_id=works.programme, **_content(rows))
    done = works.done("outcomes.applications.save_sheet", fresh, given)
    assert done["state"] == "draft"
