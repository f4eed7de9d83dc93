"""What the controls of a programme found, and the price bands they look by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sangsaeng.acts.fields import ProgrammeId
from sangsaeng.acts.listing import Order, read_page
from sangsaeng.acts.model import Answer, Given, Role
from sangsaeng.acts.shape import Asked, Page, Reading, Refused
from sangsaeng.database.statements import load
from sangsaeng.kernel.messages import LANGUAGES, sentence
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.controls.registry import controls

_SQL = load(__package__)
# Whoever administers or pays may read what was found; a supplier hears of it when it is asked.
_WATCH = frozenset(
    {Role.PROGRAMME_OFFICER, Role.ASSESSOR, Role.CREDIT, Role.TREASURY, Role.AUDITOR}
)


class FindingFilters(Given):
    """Which findings."""

    programme_id: ProgrammeId
    award_id: int | None = None
    control: str | None = None
    open_only: bool = False


class FindingRow(Answer):
    """One finding; `stops`: its award waits until it is settled. The sentences say what it is."""

    finding_id: int
    control: str
    subject: str
    subject_id: int
    award_id: int | None
    stops: bool
    sentence_ko: str
    sentence_en: str
    found_at: datetime
    settled_at: datetime | None
    settled_as: str | None
    answer: str | None


class BandFilters(Given):
    """The programme."""

    programme_id: ProgrammeId


class BandRow(Answer):
    """What a unit of a model costs on the market, and who says so."""

    model: str
    least_won: int
    most_won: int
    source: str
    set_at: datetime


_FINDINGS = Order("outcomes.findings.list", {"finding_id": int})
_BANDS = Order("outcomes.price_bands.list", {"model": str})


def _findings(asked: Asked) -> Page | Refused:
    page = read_page(asked, _FINDINGS, _SQL["list_findings"])
    if isinstance(page, Refusal):
        return page
    return Page([_said(row) for row in page.rows], page.next_cursor)


def _said(row: Mapping[str, Any]) -> dict[str, Any]:
    facts = {"control": row["control"], **row["facts"]}
    known = row["control"] in controls()
    code = controls()[row["control"]].says if known else "control_other"
    said = {f"sentence_{each}": sentence(code, each, facts) for each in LANGUAGES}
    return {**{name: value for name, value in row.items() if name != "facts"}, **said}


READINGS = (
    Reading(
        code=_FINDINGS.code,
        path="/outcomes/findings",
        read=_WATCH,
        of_others=True,
        filters=FindingFilters,
        row=FindingRow,
        list_page=_findings,
    ),
    Reading(
        code=_BANDS.code,
        path="/outcomes/price-bands",
        read=_WATCH,
        filters=BandFilters,
        row=BandRow,
        list_page=lambda asked: read_page(asked, _BANDS, _SQL["list_bands"]),
    ),
)
