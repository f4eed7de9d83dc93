"""Amending a promise: its holder agrees, it is cancelled and a new one stands in its place.

Amount and settlement day change, nothing else; the old receivable keeps its face and its digest
(G11). Both halves are one transaction: when the new promise is refused, the old one stands (G4).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sangsaeng.database.connection import Transactions, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.parties.service import get_company
from sangsaeng.receivables.model import Evidence, PromiseLine, Receivable, Written
from sangsaeng.receivables.service import RolledBackError, issue_lines, pass_on_lines
from sangsaeng.receivables.service_taking_back import cancel_in, get_for_change

_SQL = load(__package__)


def amend(
    database: Transactions,
    programme_id: int,
    receivable_id: int,
    amount_won: int,
    matures_on: date,
    consents: Sequence[int],
    today: date,
) -> Written | Refusal:
    """Give a receivable another amount and day, by its holder's consent, from the leaf up.

    Refused with the codes of `decide_cancel`, then with those of issuing or passing on anew.
    """
    try:
        with database.transaction() as tx:
            state = get_for_change(tx, programme_id, receivable_id)
            if isinstance(state, Refusal):
                return state
            held = state.receivable
            line = _line(tx, held, amount_won, matures_on)
            refused = cancel_in(tx, state, consents, today, "consent")
            if refused:
                return refused
            done = _again(tx, held, line, today)
            if isinstance(done, list):
                raise RolledBackError(done)
            return done
    except RolledBackError as rolled_back:
        return rolled_back.refusals[0]


def _again(tx: Tx, held: Receivable, line: PromiseLine, today: date) -> Written | list[Refusal]:
    if held.parent_id is None:
        return issue_lines(tx, held.programme_id, [line], today, held.receivable_id)
    return pass_on_lines(tx, held.programme_id, held.parent_id, [line], today, held.receivable_id)


def _line(tx: Tx, held: Receivable, amount_won: int, matures_on: date) -> PromiseLine:
    holder = get_company(tx, held.holder_id)
    evidence = None
    if held.evidence_id is not None:
        evidence = Evidence(**tx.the(_SQL["get_evidence"], evidence_id=held.evidence_id))
    return PromiseLine(
        line_no=1,
        payee_number=holder.business_number,
        payee_name=holder.name,
        amount_won=amount_won,
        matures_on=matures_on,
        evidence=evidence,
    )
