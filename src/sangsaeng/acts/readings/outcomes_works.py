"""Works, devices, observations, evidence, workers' words and accidents of pay for success."""

from __future__ import annotations

from base64 import b64encode
from datetime import date, datetime
from typing import Any

from sangsaeng.acts.fields import ItemId, ProgrammeId
from sangsaeng.acts.listing import Order, one_row, read_page
from sangsaeng.acts.model import Answer, Given, Role
from sangsaeng.acts.readings.outcomes_sites import (
    TAKES_PART,
    MatchFilter,
    ProgrammeFilter,
)
from sangsaeng.acts.shape import Asked, Page, Reading, Refused
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.sealed import HOTLINE_TEXT, WORKER_NOTE
from sangsaeng.outcomes.service_observing import list_reopened

_SQL = load(__package__)
_OFFICERS = frozenset({Role.PROGRAMME_OFFICER})


class EvidenceFilter(Given):
    """Of one programme, of one award, of one match."""

    programme_id: ProgrammeId | None = None
    award_id: ItemId | None = None
    match_id: ItemId | None = None


class EvidenceNamed(Given):
    """A file."""

    programme_id: ProgrammeId
    evidence_id: ItemId


class ObservationFilter(MatchFilter):
    """Of one programme, of one award, of one match, of one month by its first day."""

    month: date | None = None


class WorksRow(Answer):
    """Works at a site, with its devices."""

    programme_id: int
    match_id: int
    award_id: int
    invoice_number: str
    invoice_won: int
    transfer_reference: str | None
    cost_won: int
    installed_on: date
    submitted_at: datetime
    accepted_at: datetime | None
    devices: list[dict[str, Any]]


class SubsidisedRow(Answer):
    """A device that another subsidy pays for; maker and serial as they are compared."""

    maker: str
    serial: str
    model: str
    scheme: str
    reference: str
    taken_at: datetime


class ObservationRow(Answer):
    """A metric of a month at a site, in its last version."""

    programme_id: int
    match_id: int
    award_id: int
    metric: str
    month: date
    version: int
    numerator: str
    denominator: str
    headcount: int | None
    source: str
    recorded_at: datetime


class EvidenceRow(Answer):
    """A file and where it comes from; `late`: outside its window, kept and not counted."""

    programme_id: int
    evidence_id: int
    award_id: int | None
    match_id: int | None
    kind: str
    sha256: str
    size_bytes: int
    media_type: str
    taken_at: datetime
    latitude: str | None
    longitude: str | None
    device: str | None
    company_id: int
    person_id: int | None
    added_at: datetime
    late: bool


class EvidenceContent(Answer):
    """A file's bytes as base64: a browser is never handed them to run."""

    programme_id: int
    evidence_id: int
    media_type: str
    sha256: str
    content: str


class ConfirmationRow(Answer):
    """A link for a worker, and the answer, which has no name on it."""

    programme_id: int
    confirmation_id: int
    match_id: int
    made_at: datetime
    ends_at: datetime
    answered_at: datetime | None
    in_use: bool | None
    trained: bool | None
    note: str | None


class HotlineRow(Answer):
    """A note of the hotline."""

    programme_id: int
    note_id: int
    match_id: int | None
    text: str
    received_at: datetime
    answered_at: datetime | None


class IncidentRow(Answer):
    """An accident; `approved_on` is COMWEL's word."""

    programme_id: int
    incident_id: int
    match_id: int
    award_id: int
    kind: str
    happened_on: date
    reported_on: date | None
    approved_on: date | None
    concealed: bool
    attributable: bool
    lost_days: int
    recorded_at: datetime


class OneProgramme(Given):
    """A programme."""

    programme_id: ProgrammeId


class ReopenedRow(Answer):
    """A determination that a late accident re-opened and nobody has made anew since."""

    determination_id: int
    claim_id: int
    award_id: int
    incident_id: int
    since: datetime


_WORKS = Order("outcomes.works.list", {"programme_id": int, "match_id": int})
_SUBSIDISED = Order("outcomes.serials.subsidised", {"maker": str, "serial": str})
_OBSERVATIONS = Order(
    "outcomes.observations.list",
    {"programme_id": int, "match_id": int, "metric": str, "month": date},
)
_EVIDENCE = Order("outcomes.evidence.list", {"programme_id": int, "evidence_id": int})
_CONFIRMATIONS = Order("outcomes.confirmations.list", {"programme_id": int, "confirmation_id": int})
_HOTLINE = Order("outcomes.hotline.list", {"programme_id": int, "note_id": int})
_INCIDENTS = Order("outcomes.incidents.list", {"programme_id": int, "incident_id": int})
_REOPENED = Order("outcomes.determinations.reopened", {"determination_id": int})


def _content(asked: Asked) -> Page | Refused:
    row = asked.tx.row(_SQL["get_evidence_content"], **dict(asked.filters))
    if row is None:
        number = str(asked.filters.evidence_id)
        return refuse("unknown_evidence_file", "evidence_id", value=number)
    return one_row({**row, "content": b64encode(row["content"]).decode()})


def _confirmations(asked: Asked) -> Page | Refused:
    return _opened(asked, _CONFIRMATIONS, "list_confirmations", ("note_sealed", "note"))


def _hotline(asked: Asked) -> Page | Refused:
    return _opened(asked, _HOTLINE, "list_hotline", ("text_sealed", "text"))


def _opened(asked: Asked, order: Order, statement: str, names: tuple[str, str]) -> Page | Refused:
    page = read_page(asked, order, _SQL[statement])
    if isinstance(page, Refusal):
        return page
    sealed, plain = names
    about = WORKER_NOTE if plain == "note" else HOTLINE_TEXT
    rows = []
    for row in page.rows:
        rest = {name: value for name, value in row.items() if name != sealed}
        text = None if row[sealed] is None else asked.tx.keys.unseal(row[sealed], about)
        rows.append({**rest, plain: text})
    return Page(rows, page.next_cursor)


def _reopened(asked: Asked) -> Page | Refused:
    return _REOPENED.cut(asked, list_reopened(asked.tx, asked.filters.programme_id))


READINGS = (
    Reading(
        code=_WORKS.code,
        path="/outcomes/works",
        read=TAKES_PART,
        of_others=True,
        filters=MatchFilter,
        row=WorksRow,
        list_page=lambda asked: read_page(asked, _WORKS, _SQL["list_works"]),
    ),
    Reading(
        code=_SUBSIDISED.code,
        path="/outcomes/serials/subsidised",
        read=_OFFICERS,
        row=SubsidisedRow,
        list_page=lambda asked: read_page(asked, _SUBSIDISED, _SQL["list_subsidised"]),
    ),
    Reading(
        code=_OBSERVATIONS.code,
        path="/outcomes/observations",
        read=TAKES_PART,
        of_others=True,
        filters=ObservationFilter,
        row=ObservationRow,
        list_page=lambda asked: read_page(asked, _OBSERVATIONS, _SQL["list_observations"]),
    ),
    Reading(
        code=_EVIDENCE.code,
        path="/outcomes/evidence",
        read=TAKES_PART,
        of_others=True,
        filters=EvidenceFilter,
        row=EvidenceRow,
        list_page=lambda asked: read_page(asked, _EVIDENCE, _SQL["list_evidence_files"]),
    ),
    Reading(
        code="outcomes.evidence.content",
        path="/outcomes/evidence/content",
        read=TAKES_PART,
        of_others=True,
        one=True,
        filters=EvidenceNamed,
        row=EvidenceContent,
        list_page=_content,
    ),
    Reading(
        code=_CONFIRMATIONS.code,
        path="/outcomes/confirmations",
        read=_OFFICERS | {Role.VERIFIER},
        of_others=True,
        filters=ProgrammeFilter,
        row=ConfirmationRow,
        list_page=_confirmations,
    ),
    Reading(
        # A machine's log is no place for what a worker dared to say.
        code=_HOTLINE.code,
        path="/outcomes/hotline",
        read=_OFFICERS,
        by_key=False,
        of_others=True,
        filters=ProgrammeFilter,
        row=HotlineRow,
        list_page=_hotline,
    ),
    Reading(
        code=_INCIDENTS.code,
        path="/outcomes/incidents",
        read=TAKES_PART,
        of_others=True,
        filters=MatchFilter,
        row=IncidentRow,
        list_page=lambda asked: read_page(asked, _INCIDENTS, _SQL["list_incidents"]),
    ),
    Reading(
        code=_REOPENED.code,
        path="/outcomes/determinations/reopened",
        read=TAKES_PART,
        filters=OneProgramme,
        row=ReopenedRow,
        list_page=_reopened,
    ),
)
