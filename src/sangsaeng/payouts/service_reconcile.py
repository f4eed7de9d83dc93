"""A bank's statement against the ledger, per account and day; a difference stops payouts (G9)."""

from __future__ import annotations

from datetime import date

from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load
from sangsaeng.payouts.model import Reconciled
from sangsaeng.payouts.rails.model import Statement
from sangsaeng.payouts.rules import decide_statement
from sangsaeng.programmes.model import OwnBankAccount

_SQL = load(__package__)
PROOF_FAILED = "proof_failed"


def record_proofs(tx: Tx, all_hold: bool, today: date) -> None:
    """A broken rule of the guarantee stops every own account; proven again, they go on."""
    statement = "release_all" if all_hold else "stop_all"
    tx.run(_SQL[statement], reason=PROOF_FAILED, day=today)


def record_statement(tx: Tx, own: OwnBankAccount, statement: Statement, today: date) -> Reconciled:
    """Compare a statement, whose entries are recorded already, with the ledger on its day.

    A difference, or a statement missing before it, stops the account; the next statement that
    agrees lets it go on.
    """
    key = {"own_account_id": own.own_account_id}
    ledger_won = int(tx.the(_SQL["ledger_at"], **key, day=statement.to_on)["won"])
    before = tx.row(_SQL["last_statement"], **key, from_on=statement.from_on)
    refused = decide_statement(statement, before["closing_won"] if before else None, ledger_won)
    is_new = tx.run(
        _SQL["add_statement"],
        **key,
        statement_no=statement.sequence_number,
        statement_ref=statement.statement_id,
        from_on=statement.from_on,
        to_on=statement.to_on,
        opening_won=statement.opening_won,
        closing_won=statement.closing_won,
        entry_count=len(statement.entries),
        ledger_won=ledger_won,
    )
    # A statement that fills a gap is right by itself; the account goes on when the chain is whole.
    # One told again, under whatever file name, changes nothing by itself.
    is_wrong = (is_new > 0 and refused is not None) or tx.the(_SQL["open_differences"], **key)[
        "wrong"
    ] > 0
    stops = {row["own_account_id"]: row for row in tx.rows(_SQL["list_stops"])}
    stop = stops.get(own.own_account_id, {"stopped": False, "reason": ""})
    # A stop for a broken rule is lifted by the rules' proof alone.
    if is_wrong != stop["stopped"] and stop["reason"] != PROOF_FAILED:
        tx.run(
            _SQL["add_stop"],
            **key,
            stopped=is_wrong,
            reason=refused.code if refused else "agrees_again",
            difference_won=statement.closing_won - ledger_won,
            day=today,
        )
    return Reconciled(
        own_account_id=own.own_account_id,
        statement_ref=statement.statement_id,
        to_on=statement.to_on,
        closing_won=statement.closing_won,
        ledger_won=ledger_won,
        stopped_for=refused.code if refused else None,
    )
