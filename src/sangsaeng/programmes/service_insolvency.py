"""What a company's insolvency means for what it may begin: as a buyer, nothing new anywhere.

As a holder it may pass on what it received, unless the programme says otherwise
(`receivables.rules.decide_holder`). Nothing here moves money.
"""

from __future__ import annotations

from datetime import date

from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.ledger.service import reserve_items
from sangsaeng.parties import service_insolvency as parties
from sangsaeng.parties.model import Insolvency, InsolvencyKind
from sangsaeng.programmes.service import record_suspension

_SQL = load(__package__)
# The reason of a suspension that ends with the proceeding, not on a day.
_REASON = "insolvency"


def decide_not_ahead(day: date, today: date) -> Refusal | None:
    """A court's day is entered when it has come: `insolvency_in_the_future` before it."""
    if day > today:
        said = {"day": day.isoformat(), "today": today.isoformat()}
        return refuse("insolvency_in_the_future", "day", **said)
    return None


def record_insolvency(
    tx: Tx, company_id: int, kind: InsolvencyKind, reference: str, since: date
) -> Insolvency | Refusal:
    """A court has opened a proceeding: from `since` the company issues nothing as a buyer, in the
    programmes it has and in any opened later. Refused: insolvency_known."""
    opened = parties.record_insolvency(tx, company_id, kind, reference, since)
    if isinstance(opened, Insolvency):
        record_suspension(tx, company_id, since, None, _REASON, opened.item_id)
    return opened


def end_insolvency(
    tx: Tx, company_id: int, reference: str, ended_on: date, today: date
) -> Insolvency | Refusal:
    """The proceeding has ended: when no other is open the buyer may issue again, but for bans that
    have other reasons: they keep the days they had.

    Refusals in order: insolvency_in_the_future (an end is entered when it has come), then those of
    `parties.service_insolvency.end_insolvency`.
    """
    refused = decide_not_ahead(ended_on, today)
    if refused:
        return refused
    ended = parties.end_insolvency(tx, company_id, reference, ended_on)
    if isinstance(ended, Refusal) or parties.is_insolvent_on(tx, company_id, ended_on):
        return ended
    (number,) = reserve_items(tx, 1)
    key = {"buyer_id": company_id, "since": ended_on, "reason": _REASON, "item_id": number}
    tx.run(_SQL["add_good_standing"], **key)
    return ended
