"""What courts ordered over a company: its own, and those in programmes an institution runs."""

from __future__ import annotations

from datetime import date

from sangsaeng.acts.fields import ItemId
from sangsaeng.acts.listing import OWN, RUNS, Order, read_page
from sangsaeng.acts.model import Answer, Given
from sangsaeng.acts.shape import Reading
from sangsaeng.database.statements import load

_SQL = load(__package__)


class DebtorFilter(Given):
    """Whose."""

    company_id: ItemId | None = None


class AttachmentRow(Answer):
    """A creditor's order; `locked_won` of the company's own unpaid portions is held by it now. What
    stays locked of an order after a run has settled its receivable is in it, too."""

    attachment_id: int
    company_id: int
    company: str
    kind: str
    reference: str
    amount_won: int
    served_on: date
    released_on: date | None
    locked_won: int


class InsolvencyRow(Answer):
    """A proceeding over a company, from its opening to its end."""

    company_id: int
    company: str
    item_id: int
    kind: str
    reference: str
    since: date
    ended_on: date | None


_MINE = {"runs": False, "company_id": None}
_ATTACHMENTS = Order("attachments.list", {"attachment_id": int}, newest_first=True)
_ATTACHMENTS_RUN = Order("attachments.in_programmes", {"attachment_id": int}, newest_first=True)
_INSOLVENCIES = Order("insolvencies.list", {"item_id": int}, newest_first=True)
_INSOLVENCIES_RUN = Order("insolvencies.in_programmes", {"item_id": int}, newest_first=True)

READINGS = (
    Reading(
        code=_ATTACHMENTS.code,
        path="/attachments",
        read=OWN,
        row=AttachmentRow,
        list_page=lambda asked: read_page(
            asked, _ATTACHMENTS, _SQL["list_my_attachments"], **_MINE
        ),
    ),
    Reading(
        code=_ATTACHMENTS_RUN.code,
        path="/attachments/in-programmes",
        read=RUNS,
        of_others=True,
        filters=DebtorFilter,
        row=AttachmentRow,
        list_page=lambda asked: read_page(
            asked, _ATTACHMENTS_RUN, _SQL["list_my_attachments"], runs=True
        ),
        subject=lambda filters: filters.company_id,
    ),
    Reading(
        code=_INSOLVENCIES.code,
        path="/insolvencies",
        read=OWN,
        row=InsolvencyRow,
        list_page=lambda asked: read_page(
            asked, _INSOLVENCIES, _SQL["list_my_insolvencies"], **_MINE
        ),
    ),
    Reading(
        code=_INSOLVENCIES_RUN.code,
        path="/insolvencies/in-programmes",
        read=RUNS,
        of_others=True,
        filters=DebtorFilter,
        row=InsolvencyRow,
        list_page=lambda asked: read_page(
            asked, _INSOLVENCIES_RUN, _SQL["list_my_insolvencies"], runs=True
        ),
        subject=lambda filters: filters.company_id,
    ),
)
