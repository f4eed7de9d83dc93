"""The evidence of a default: which files its playbook wrote, and one of them. The operator's."""

from __future__ import annotations

from base64 import b64encode
from typing import Annotated

from pydantic import Field

from sangsaeng.acts.fields import ItemId
from sangsaeng.acts.listing import RUNS, Order, one_row, read_page
from sangsaeng.acts.model import Answer, Given
from sangsaeng.acts.shape import Asked, Page, Reading, Refused
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import refuse

_SQL = load(__package__)

FileName = Annotated[str, Field(pattern=r"^[a-z_]{1,40}\.(csv|pdf)$")]


class PaperFilters(Given):
    """Of which playbook; without, of all."""

    playbook_id: ItemId | None = None


class PaperRow(Answer):
    """A file of a playbook's evidence; `digest`: its SHA-256 in hexadecimal."""

    playbook_id: int
    name: str
    size_bytes: int
    digest: str


class PaperAsked(Given):
    """Which file of which playbook."""

    playbook_id: ItemId
    name: FileName


class OnePaper(PaperRow):
    """A file itself; `document`: its bytes in base64."""

    document: str


_PAPERS = Order("playbooks.papers", {"playbook_id": int, "name": str})


def _paper(asked: Asked) -> Page | Refused:
    about = asked.filters
    row = asked.tx.row(_SQL["get_paper"], playbook_id=about.playbook_id, name=about.name)
    if row is None:
        return refuse("unknown_paper", "name", name=about.name)
    document = b64encode(row.pop("content")).decode()
    return one_row({**row, "document": document})


READINGS = (
    Reading(
        code=_PAPERS.code,
        path="/playbook-papers",
        read=RUNS,
        of_others=True,
        filters=PaperFilters,
        row=PaperRow,
        list_page=lambda asked: read_page(asked, _PAPERS, _SQL["list_papers"]),
    ),
    Reading(
        code="playbooks.paper",
        path="/playbooks/{playbook_id}/papers/{name}",
        read=RUNS,
        of_others=True,
        filters=PaperAsked,
        row=OnePaper,
        one=True,
        list_page=_paper,
    ),
)
