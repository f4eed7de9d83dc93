"""Showing a company's name upward: per programme, and taken back at will (G12)."""

from __future__ import annotations

from datetime import datetime

from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.ledger.service import reserve_items

_SQL = load(__package__)


def record_name_consent(
    tx: Tx, programme_id: int, company_id: int, given: bool, at: datetime
) -> Refusal | None:
    """From now on the programme's buyer sees the company's name, or sees it no more.

    Refused: `unknown_programme` where the company takes no part.
    """
    about = {"programme_id": programme_id, "company_id": company_id}
    if not tx.the(_SQL["takes_part"], **about)["yes"]:
        return refuse("unknown_programme", "programme_id", value=str(programme_id))
    tx.run(_SQL["add_name_consent"], **about, item_id=reserve_items(tx, 1)[0], given=given, at=at)
    return None
