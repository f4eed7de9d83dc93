"""Report, exports and workbook over the faces, and follow-on results through their act."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from reported import Told
from typer.testing import CliRunner, Result
from works_stage import NOWHERE, Works

from sangsaeng.acts.kinds.outcomes_follow_ons import FollowOnTold
from sangsaeng.acts.readings.outcomes_reports import ExportFilters, ReportFilters
from sangsaeng.acts.registry import all_readings
from sangsaeng.acts.shape import Asked, Page
from sangsaeng.cli.main import app
from sangsaeng.database.connection import WEB, Asking, Database
from sangsaeng.outcomes.reports.schema_check import check_indigo, check_ocds
from sangsaeng.outcomes.reports.sheets import render_workbook


@pytest.fixture(scope="module")
def told(database_of: Callable[[], Any]) -> Iterator[Told]:
    with database_of() as database:
        yield Told(database)


@pytest.fixture
def run(told: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setenv("SANGSAENG_DATABASE_URL", told.stage.book.database.url)
    monkeypatch.setenv("SANGSAENG_HOME", str(tmp_path / "home"))
    return lambda *words: CliRunner().invoke(app, ["--lang", "en", "outcomes", *map(str, words)])


def test_the_report_is_printed_and_its_figures_written(
    told: Told, run: Callable[..., Result], tmp_path: Path
) -> None:
    file = tmp_path / "figures.xlsx"
    done = run("report", told.programme_id, "--xlsx", file)
    assert done.exit_code == 0 and "69,500,000" in done.output
    report = json.loads(run("report", told.programme_id, "--json").output)
    assert report["sites"] == {"improved": 2, "workers": 50}
    book = CalamineWorkbook.from_filelike(io.BytesIO(file.read_bytes()))
    rows = book.get_sheet_by_name("Payables").to_python()
    paid = rows[0].index("amount_won")
    assert [int(row[paid]) for row in rows[1:]] == [56_000_000, 13_500_000]
    awards = book.get_sheet_by_name("Awards").to_python()
    assert awards[1][awards[0].index("supplier_id")] == "supplier"


def test_a_name_that_looks_like_a_formula_stays_a_name(told: Told) -> None:
    figures = told.figures()
    for company in figures.companies.values():
        object.__setattr__(company, "name", '=HYPERLINK("http://x")')
    book = CalamineWorkbook.from_filelike(io.BytesIO(render_workbook(figures, "ko")))
    cells = [
        cell
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
        for cell in row
    ]
    assert '=HYPERLINK("http://x")' in cells
    assert render_workbook(figures, "ko") == render_workbook(figures, "ko")


@pytest.mark.parametrize(
    "standard,check", [("indigo", check_indigo), ("ocds", check_ocds), ("ocds-record", check_ocds)]
)
def test_an_export_is_written_as_its_standard_has_it(
    told: Told, run: Callable[..., Result], tmp_path: Path, standard: str, check: Any
) -> None:
    file = tmp_path / "out.json"
    done = run("export", told.programme_id, "--standard", standard, "--to", file)
    assert done.exit_code == 0, done.output
    assert check(json.loads(file.read_text("utf-8"))) == []
    missing = run("export", NOWHERE, "--standard", standard, "--to", tmp_path / "none", "--json")
    assert missing.exit_code == 1 and "unknown_outcome_programme" in missing.output
    assert not (tmp_path / "none").exists()


def _read(told: Told, company: str, code: str) -> Any:
    number = told.stage.company(company)
    filters = ReportFilters if code.endswith("one") else ExportFilters
    with told.stage.book.database.asked_by(Asking(WEB, number), snapshot=True) as tx:
        asked = Asked(tx, number, told.stage.at(), filters(programme_id=told.programme_id))
        return all_readings()[code].list_page(asked)


CODES = [
    "outcomes.reports.one",
    "outcomes.exports.indigo",
    "outcomes.exports.ocds_release",
    "outcomes.exports.ocds_record",
]


@pytest.mark.parametrize("code", CODES)
def test_who_administers_or_pays_reads_it_and_nobody_else(told: Told, code: str) -> None:
    reading = all_readings()[code]
    for company in ("kosme", "kb"):
        page = _read(told, company, code)
        assert isinstance(page, Page), page
        reading.row.model_validate(page.rows[0])
    assert _read(told, "supplier", code).code == "unknown_outcome_programme"


def test_a_supplier_tells_what_came_of_its_own_award(database: Database) -> None:
    works = Works(database)
    given = FollowOnTold(
        programme_id=works.programme,
        award_id=works.award,
        kind="sale",
        amount_won=12_000_000,
        sites=2,
        source="invoice 9",
        happened_on=works.book.today,
    )
    code = "outcomes.follow_ons.record"
    assert works.refused(code, works.strangers.first, given) == "unknown_award"
    assert works.done(code, works.suppliers, given)["follow_on_id"]
    assert works.refused(code, works.suppliers.first, given) == "follow_on_told"
    later = given.model_copy(update={"source": "x", "happened_on": works.stage.at(2).date()})
    assert works.refused(code, works.suppliers.first, later) == "day_in_future"
