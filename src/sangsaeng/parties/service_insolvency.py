"""Companies that a court has taken in hand.

Insolvency changes nothing about money: what a company passed on is its payees' (G6), what it
retains is paid to its account. It decides who may still act; see `programmes.service_insolvency`.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date

from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.ledger.service import reserve_items
from sangsaeng.parties.model import Insolvency, InsolvencyKind

_SQL = load(__package__)


def record_insolvency(
    tx: Tx, company_id: int, kind: InsolvencyKind, reference: str, since: date
) -> Insolvency | Refusal:
    """A court has opened a proceeding. Refused: insolvency_known, for the same case again."""
    tx.run(_SQL["lock_insolvencies"], company_id=company_id)
    if any(one.reference == reference for one in list_insolvencies(tx, company_id)):
        return refuse("insolvency_known", "reference", reference=reference)
    (item_id,) = reserve_items(tx, 1)
    opened = Insolvency(company_id, item_id, kind, reference, since, None)
    tx.run(_SQL["add_insolvency"], **{**asdict(opened), "kind": str(kind)})
    return opened


def end_insolvency(tx: Tx, company_id: int, reference: str, ended_on: date) -> Insolvency | Refusal:
    """A proceeding has ended; from `ended_on` the company is no longer under it.

    Refusals in order: unknown_insolvency, insolvency_ends_too_early.
    """
    tx.run(_SQL["lock_insolvencies"], company_id=company_id)
    for one in list_insolvencies(tx, company_id):
        if one.reference == reference and one.ended_on is None:
            if ended_on < one.since:
                since = one.since.isoformat()
                return refuse("insolvency_ends_too_early", "ended_on", since=since)
            key = {"company_id": company_id, "item_id": one.item_id}
            tx.run(_SQL["end_insolvency"], **key, ended_on=ended_on)
            return replace(one, ended_on=ended_on)
    return refuse("unknown_insolvency", "reference", reference=reference)


def list_insolvencies(tx: Tx, company_id: int) -> list[Insolvency]:
    """Every proceeding over a company, oldest first."""
    rows = tx.rows(_SQL["list_insolvencies"], company_id=company_id)
    return [Insolvency(**{**row, "kind": InsolvencyKind(row["kind"])}) for row in rows]


def is_insolvent_on(tx: Tx, company_id: int, day: date) -> bool:
    """Whether any proceeding over a company is open on a day."""
    return bool(tx.the(_SQL["is_insolvent_on"], company_id=company_id, day=day)["yes"])
