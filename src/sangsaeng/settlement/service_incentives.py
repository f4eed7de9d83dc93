"""Paying what parked money earned: one payout an owner and day, and one a change before it.

Nearly every programme pays the gross; where its agreement says so, tax is withheld and the payee
gets the net: incentive = payout + tax.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sangsaeng.database.connection import Transactions, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.ledger.model import LineKind
from sangsaeng.programmes.rules_withholding import Flow
from sangsaeng.programmes.service_withholding import (
    list_withholding_programmes,
    withholding_law_on,
)
from sangsaeng.settlement.model import Run

_SQL = load(__package__)


def pay_incentives(database: Transactions, run: Run, part: int, parts: int) -> None:
    """What the run's receivables earned, for one part of the programmes."""
    with database.transaction() as tx:
        withholding, law = _withholding(tx, run)
        share = {"part": part, "parts": parts, **withholding}
        asked = {"run_id": run.run_id, "day": run.day, "first_xid": run.first_xid, **share}
        kind = int(LineKind.INCENTIVE_PAID)
        tx.run(_SQL["pay_incentives"], **asked, kind=kind)
        if law:
            tax_kind = int(LineKind.INCENTIVE_TAX_WITHHELD)
            tx.run(_SQL["pay_incentives_less_tax"], **asked, kind=kind, tax_kind=tax_kind, **law)


def pay_incentives_at_changes(tx: Tx, run: Run) -> None:
    """What was earned before a change of parked money, since the run before."""
    withholding, law = _withholding(tx, run)
    asked = {
        "run_id": run.run_id,
        "day": run.day,
        "previous_day": run.previous_day,
        "incentive_kind": int(LineKind.INCENTIVE),
        "kind": int(LineKind.INCENTIVE_PAID_AT_CHANGE),
        **withholding,
    }
    tx.run(_SQL["pay_incentives_at_changes"], **asked)
    if law:
        tax_kind = int(LineKind.INCENTIVE_TAX_WITHHELD_AT_CHANGE)
        tx.run(_SQL["pay_incentives_at_changes_less_tax"], **asked, tax_kind=tax_kind, **law)


def sum_withheld(tx: Tx, run: Run) -> int:
    """Won withheld from the run's incentives, those at changes left out."""
    withholding, law = _withholding(tx, run)
    if not law:
        return 0
    kind = int(LineKind.INCENTIVE_TAX_WITHHELD)
    asked = {"run_id": run.run_id, "tax_kind": kind, **withholding}
    return int(tx.the(_SQL["sum_withheld_incentives"], **asked)["won"])


def _withholding(tx: Tx, run: Run) -> tuple[dict[str, Any], Mapping[str, Any]]:
    """The programmes that withhold, and the law of the day; no law where none does."""
    programmes = list(list_withholding_programmes(tx, Flow.DEPOSIT_INCENTIVE, run.day))
    law = withholding_law_on(run.day) if programmes else None
    # A switch is entered only from a day on whose law is known.
    assert not isinstance(law, Refusal), law
    return {"withholding": programmes}, asdict(law) if law else {}
