"""The virtuous-cycle report of a programme, and its public exports."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import Field

from sangsaeng.acts.fields import ProgrammeId
from sangsaeng.acts.listing import one_row
from sangsaeng.acts.model import Answer, Given, Role
from sangsaeng.acts.shape import Asked, Page, Reading, Refused
from sangsaeng.kernel.messages import LANGUAGES
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.reports.indigo import render_indigo
from sangsaeng.outcomes.reports.model import NOBODY, NOWHERE, Figures, Publication
from sangsaeng.outcomes.reports.ocds import render_record_package, render_release_package
from sangsaeng.outcomes.reports.service import read_figures
from sangsaeng.outcomes.reports.sheets import render_workbook
from sangsaeng.outcomes.reports.virtuous_cycle import render_report, render_text

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PUBLISHES = frozenset({Role.PROGRAMME_OFFICER, Role.CREDIT, Role.TREASURY, Role.AUDITOR})


class ReportFilters(Given):
    """The programme."""

    programme_id: ProgrammeId


class ExportFilters(Given):
    """The programme, and where it is published. `ocid_prefix`: as registered with the Open
    Contracting Partnership; the default is nobody's."""

    programme_id: ProgrammeId
    uri: Annotated[str, Field(pattern=r"^https://[^\s]{1,300}$")] = NOWHERE
    ocid_prefix: Annotated[str, Field(pattern=r"^ocds-[a-z0-9]{6}$")] = NOBODY


class WorkbookFilters(ReportFilters):
    """The programme, and the language of the report on the first sheet."""

    language: Literal["ko", "en"] = "ko"


class WorkbookRow(Answer):
    """The programme's figures as a workbook, base64."""

    file_name: str
    media_type: str
    content: str


class ReportRow(Answer):
    """The report as data, and as plain text in both languages."""

    report: dict[str, Any]
    text_ko: str
    text_en: str


class ExportRow(Answer):
    """A document that fits its standard's schema, with nothing in it that is not public."""

    document: dict[str, Any]


def _figures(asked: Asked) -> Figures | Refusal:
    programme_id = asked.filters.programme_id
    found = read_figures(asked.tx, programme_id, asked.at)
    if isinstance(found, Refusal):
        return found
    if asked.company_id not in (found.programme.administrator_id, found.programme.payer_id):
        return refuse("unknown_outcome_programme", "programme_id", value=str(programme_id))
    return found


def _report(asked: Asked) -> Page | Refused:
    figures = _figures(asked)
    if isinstance(figures, Refusal):
        return figures
    report = render_report(figures)
    texts = {f"text_{each}": render_text(report, each) for each in LANGUAGES}
    return one_row({"report": report, **texts})


def _workbook(asked: Asked) -> Page | Refused:
    figures = _figures(asked)
    if isinstance(figures, Refusal):
        return figures
    content = b64encode(render_workbook(figures, asked.filters.language)).decode()
    name = f"programme-{asked.filters.programme_id}.xlsx"
    return one_row({"file_name": name, "media_type": _XLSX, "content": content})


def _export(
    render: Callable[[Figures, Publication], dict[str, Any] | list[Refusal]],
) -> Callable[[Asked], Page | Refused]:
    def export(asked: Asked) -> Page | Refused:
        figures = _figures(asked)
        if isinstance(figures, Refusal):
            return figures
        publication = Publication(asked.filters.uri, asked.filters.ocid_prefix)
        made = render(figures, publication)
        return made if isinstance(made, list) else one_row({"document": made})

    return export


READINGS = (
    Reading(
        code="outcomes.exports.workbook",
        path="/outcomes/programmes/{programme_id}/workbook",
        read=_PUBLISHES,
        of_others=True,
        filters=WorkbookFilters,
        row=WorkbookRow,
        one=True,
        list_page=_workbook,
    ),
    Reading(
        code="outcomes.reports.one",
        path="/outcomes/programmes/{programme_id}/report",
        read=_PUBLISHES,
        of_others=True,
        filters=ReportFilters,
        row=ReportRow,
        one=True,
        list_page=_report,
    ),
    *(
        Reading(
            code=f"outcomes.exports.{name}",
            path=f"/outcomes/programmes/{{programme_id}}/{name.replace('_', '-')}",
            read=_PUBLISHES,
            of_others=True,
            filters=ExportFilters,
            row=ExportRow,
            one=True,
            list_page=_export(render),
        )
        for name, render in (
            ("indigo", render_indigo),
            ("ocds_release", render_release_package),
            ("ocds_record", render_record_package),
        )
    ),
)
